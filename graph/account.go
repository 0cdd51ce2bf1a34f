package graph

import (
	"context"
	"net/netip"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
)

// Owning is what people do with accounts of their own. Its errors are faults and *account.Refusal.
type Owning interface {
	Sessions(ctx context.Context, p auth.Principal) ([]auth.Session, error)
	Session(ctx context.Context, p auth.Principal, id string) (auth.Session, bool, error)
	EndSession(ctx context.Context, p auth.Principal, sessionID string) error
	ClaimsOf(ctx context.Context, p auth.Principal) ([]auth.OrganisationClaim, error)
	Export(ctx context.Context, p auth.Principal) ([]byte, error)
	RequestEmailChange(ctx context.Context, p auth.Principal, email string, client netip.Addr) (challenge string, err error)
	ConfirmEmailChange(ctx context.Context, p auth.Principal, challenge, code string) (auth.Principal, error)
	Update(ctx context.Context, p auth.Principal, language string) (auth.Principal, error)
	Delete(ctx context.Context, p auth.Principal, email string) error
	ClaimOrganisation(ctx context.Context, p auth.Principal, stakeholderID string) (auth.OrganisationClaim, error)
}

// EndSession ends a session of one's own.
func (m mutation) EndSession(ctx context.Context, input model.EndSessionInput) (model.EndSessionPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.EndSessionPayload{}, err
	}
	id, err := catalogue.Key(catalogue.KindAccountSession, "session", input.Session)
	if err == nil {
		err = m.Accounts.EndSession(ctx, p, id)
	}
	userErrors, err := mend(err)
	return model.EndSessionPayload{UserErrors: userErrors}, err
}

// RequestEmailChange sends a code to a new address.
func (m mutation) RequestEmailChange(ctx context.Context, input model.RequestEmailChangeInput) (model.RequestEmailChangePayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.RequestEmailChangePayload{}, err
	}
	challenge, err := m.Accounts.RequestEmailChange(ctx, p, input.Email, clientOf(ctx))
	userErrors, err := mend(err)
	return model.RequestEmailChangePayload{Challenge: challenge, UserErrors: userErrors}, err
}

// ConfirmEmailChange makes the new address that of the account.
func (m mutation) ConfirmEmailChange(ctx context.Context, input model.ConfirmEmailChangeInput) (model.ConfirmEmailChangePayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.ConfirmEmailChangePayload{}, err
	}
	after, err := m.Accounts.ConfirmEmailChange(ctx, p, input.Challenge, input.Code)
	viewer := viewerAfter(ctx, after, err)
	userErrors, err := mend(err)
	return model.ConfirmEmailChangePayload{Viewer: viewer, UserErrors: userErrors}, err
}

// UpdateAccount changes the language of mail.
func (m mutation) UpdateAccount(ctx context.Context, input model.UpdateAccountInput) (model.UpdateAccountPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.UpdateAccountPayload{}, err
	}
	after, err := m.Accounts.Update(ctx, p, string(input.Language))
	viewer := viewerAfter(ctx, after, err)
	userErrors, err := mend(err)
	return model.UpdateAccountPayload{Viewer: viewer, UserErrors: userErrors}, err
}

// viewerAfter shows who is asking after a change, and nothing where it was refused.
func viewerAfter(ctx context.Context, p auth.Principal, err error) *personal.Viewer {
	if err != nil {
		return nil
	}
	return &personal.Viewer{View: view(ctx), Principal: p}
}

// DeleteAccount deletes the account.
func (m mutation) DeleteAccount(ctx context.Context, input model.DeleteAccountInput) (model.DeleteAccountPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.DeleteAccountPayload{}, err
	}
	userErrors, err := mend(m.Accounts.Delete(ctx, p, input.Email))
	return model.DeleteAccountPayload{UserErrors: userErrors}, err
}

// ClaimOrganisation says that the account speaks for an organisation.
func (m mutation) ClaimOrganisation(ctx context.Context, input model.ClaimOrganisationInput) (model.ClaimOrganisationPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.ClaimOrganisationPayload{}, err
	}
	var claim auth.OrganisationClaim
	id, err := catalogue.Key(catalogue.KindStakeholder, "stakeholder", input.Stakeholder)
	if err == nil {
		claim, err = m.Accounts.ClaimOrganisation(ctx, p, id)
	}
	shown := claimAfter(ctx, claim, err)
	userErrors, err := mend(err)
	return model.ClaimOrganisationPayload{Claim: shown, UserErrors: userErrors}, err
}

func claimAfter(ctx context.Context, c auth.OrganisationClaim, err error) *personal.OrganisationClaim {
	if err != nil {
		return nil
	}
	shown := personal.NewOrganisationClaim(view(ctx), c)
	return &shown
}
