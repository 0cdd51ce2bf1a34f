package graph

import (
	"context"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
)

// Officers is what the secretariat and auditors do and look at. Whether an officer may is decided there, for the forum
// or contest that it is about. Its errors are faults and *account.Refusal.
type Officers interface {
	DecideClaim(ctx context.Context, p auth.Principal, claimID string, confirm bool, reason string) (auth.OrganisationClaim, error)
	GrantRole(ctx context.Context, p auth.Principal, r account.GrantRequest) (auth.Grant, error)
	ConfirmRole(ctx context.Context, p auth.Principal, grantID string) (auth.Grant, error)
	WithdrawRole(ctx context.Context, p auth.Principal, grantID, reason string) (auth.Grant, error)

	Assignments(ctx context.Context, p auth.Principal, role auth.Role, pending *bool, page auth.Page) (auth.Listed[auth.Grant], error)
	Assignment(ctx context.Context, p auth.Principal, id string) (auth.Grant, bool, error)
	Claims(ctx context.Context, p auth.Principal, state auth.ClaimState, page auth.Page) (auth.Listed[auth.OrganisationClaim], error)
	Claim(ctx context.Context, p auth.Principal, id string) (auth.OrganisationClaim, bool, error)
	AuditTrail(ctx context.Context, p auth.Principal, contest *string, page auth.Page) (auth.Listed[auth.AuditEntry], error)
	AuditEntry(ctx context.Context, p auth.Principal, id string) (auth.AuditEntry, bool, error)
}

// DecideOrganisationClaim confirms or refuses a claim.
func (m mutation) DecideOrganisationClaim(ctx context.Context, input model.DecideOrganisationClaimInput) (model.DecideOrganisationClaimPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.DecideOrganisationClaimPayload{}, err
	}
	var claim auth.OrganisationClaim
	id, err := catalogue.Key(catalogue.KindOrganisationClaim, "claim", input.Claim)
	if err == nil {
		confirm := input.Decision == model.OrganisationClaimDecisionConfirm
		claim, err = m.Accounts.DecideClaim(ctx, p, id, confirm, said(input.Reason))
	}
	shown := claimAfter(ctx, claim, err)
	userErrors, err := mend(err)
	return model.DecideOrganisationClaimPayload{Claim: shown, UserErrors: userErrors}, err
}

// GrantRole gives somebody a role.
func (m mutation) GrantRole(ctx context.Context, input model.GrantRoleInput) (model.GrantRolePayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.GrantRolePayload{}, err
	}
	grant, err := m.Accounts.GrantRole(ctx, p, account.GrantRequest{
		Email: input.Email, Role: input.Role, Forum: said(input.Forum), Contest: said(input.Contest), Reason: said(input.Reason),
	})
	shown := assignmentAfter(ctx, grant, err)
	userErrors, err := mend(err)
	return model.GrantRolePayload{Assignment: shown, UserErrors: userErrors}, err
}

// ConfirmRole puts a role in force, as the second officer.
func (m mutation) ConfirmRole(ctx context.Context, input model.ConfirmRoleInput) (model.ConfirmRolePayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.ConfirmRolePayload{}, err
	}
	var grant auth.Grant
	id, err := catalogue.Key(catalogue.KindRoleAssignment, "assignment", input.Assignment)
	if err == nil {
		grant, err = m.Accounts.ConfirmRole(ctx, p, id)
	}
	shown := assignmentAfter(ctx, grant, err)
	userErrors, err := mend(err)
	return model.ConfirmRolePayload{Assignment: shown, UserErrors: userErrors}, err
}

// WithdrawRole ends a role.
func (m mutation) WithdrawRole(ctx context.Context, input model.WithdrawRoleInput) (model.WithdrawRolePayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.WithdrawRolePayload{}, err
	}
	var grant auth.Grant
	id, err := catalogue.Key(catalogue.KindRoleAssignment, "assignment", input.Assignment)
	if err == nil {
		grant, err = m.Accounts.WithdrawRole(ctx, p, id, said(input.Reason))
	}
	shown := assignmentAfter(ctx, grant, err)
	userErrors, err := mend(err)
	return model.WithdrawRolePayload{Assignment: shown, UserErrors: userErrors}, err
}

func assignmentAfter(ctx context.Context, g auth.Grant, err error) *personal.RoleAssignment {
	if err != nil {
		return nil
	}
	shown := personal.NewRoleAssignment(view(ctx), g)
	return &shown
}
