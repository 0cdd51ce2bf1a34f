package account

import (
	"context"
	"strings"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// maxReason is how long the reason of an act may be, in characters.
const maxReason = 500

// GrantRequest is what an officer asks for: a role for everything, for one forum or for one contest.
type GrantRequest struct {
	Email   string
	Role    auth.Role
	Forum   string // short name, or empty
	Contest string // short name, or empty
	Reason  string // for the audit trail, or empty
}

// GrantRole gives somebody a role; one that takes two officers waits for the second. Faults: Forbidden where the officer
// is no secretariat for all that the role is for, BadUserInput about a field. Refusals: UNKNOWN_FORUM, UNKNOWN_CONTEST,
// UNKNOWN_ACCOUNT, ALREADY_HELD.
func (s *Service) GrantRole(ctx context.Context, p auth.Principal, r GrantRequest) (auth.Grant, error) {
	_, key, err := auth.Canonical(r.Email)
	if err != nil {
		return auth.Grant{}, err
	}
	if r.Forum != "" && r.Contest != "" {
		return auth.Grant{}, fault.BadInput("contest", "a role is for a forum or for a contest, not for both")
	}
	reason, err := cleanReason(r.Reason)
	if err != nil {
		return auth.Grant{}, err
	}
	var grant auth.Grant
	err = s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := tx.Principal(ctx, p.AccountID, p.SessionID)
		if err != nil {
			return err
		}
		scope, found, err := tx.ScopeOf(ctx, r.Forum, r.Contest)
		if err != nil {
			return err
		}
		if !found {
			return unknownScope(officer, r)
		}
		// Rights first: nobody learns of accounts by granting what they may not.
		if grant, err = auth.Give(officer, "", r.Role, scope, s.Settings.SingleOfficer, s.clock()); err != nil {
			return err
		}
		account, found, err := tx.AccountByAddress(ctx, key)
		if err != nil {
			return err
		}
		if !found || account.State != auth.Active {
			return refuse("UNKNOWN_ACCOUNT", "there is no account with this address; its owner has to sign in once", "email")
		}
		grant.ID, grant.AccountID = store.NewID(), account.ID
		if err := s.addGrant(ctx, tx, grant); err != nil {
			return err
		}
		return s.auditGrant(ctx, tx, p.AccountID, "role.grant", grant, reason)
	})
	return grant, err
}

func unknownScope(officer auth.Principal, r GrantRequest) error {
	switch {
	case !officer.Has(auth.Secretariat):
		return fault.New(fault.Forbidden, "only the secretariat of all that the role is for may do this")
	case r.Contest != "":
		return refuse("UNKNOWN_CONTEST", "there is no contest with this short name", "contest")
	}
	return refuse("UNKNOWN_FORUM", "there is no forum with this short name", "forum")
}

// addGrant stores a grant, unless the account holds the role for the same already, or is about to.
func (s *Service) addGrant(ctx context.Context, tx *store.Tx, grant auth.Grant) error {
	open, err := tx.OpenGrants(ctx, grant.AccountID)
	if err != nil {
		return err
	}
	for _, g := range open {
		if g.Role == grant.Role && g.ForumID == grant.ForumID && g.ContestID == grant.ContestID {
			return refuse("ALREADY_HELD", "the account holds this role already, or it waits for a second officer", "role")
		}
	}
	return tx.AddGrant(ctx, grant)
}

// ConfirmRole puts a role in force as the second officer. Faults: NotFound, Forbidden as auth.Grant.Confirm has it,
// Conflict where the grant does not wait, the first officer is none any more or disabled, or the account is not active.
func (s *Service) ConfirmRole(ctx context.Context, p auth.Principal, grantID string) (auth.Grant, error) {
	return s.onGrant(ctx, p, grantID, "role.confirm", "", func(ctx context.Context, tx *store.Tx, second auth.Principal, g auth.Grant, scope auth.Scope) (auth.Grant, error) {
		confirmed, err := g.Confirm(second, scope, s.clock())
		if err != nil {
			return g, err
		}
		stands, err := stillOfficer(ctx, tx, g.GrantedBy, scope)
		if err != nil {
			return g, err
		}
		if !stands {
			return g, fault.New(fault.Conflict, "assignment: the officer who gave it is none any more; withdraw it and give it anew")
		}
		account, found, err := tx.Account(ctx, g.AccountID)
		if err == nil && (!found || account.State != auth.Active) {
			err = fault.New(fault.Conflict, "assignment: the account is disabled")
		}
		return confirmed, err
	})
}

// stillOfficer tells whether an account is active and of the secretariat for all of a scope. What a stolen account asked
// for before it was disabled is not to be confirmed.
func stillOfficer(ctx context.Context, tx *store.Tx, accountID string, scope auth.Scope) (bool, error) {
	account, found, err := tx.Account(ctx, accountID)
	if err != nil || !found || account.State != auth.Active {
		return false, err
	}
	grants, err := tx.OpenGrants(ctx, accountID)
	return auth.Principal{Grants: grants}.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID), err
}

// WithdrawRole ends a role, or the wait for one, at once. Faults: NotFound, Forbidden, Conflict where it was withdrawn
// before, BadUserInput about reason.
func (s *Service) WithdrawRole(ctx context.Context, p auth.Principal, grantID, reason string) (auth.Grant, error) {
	reason, err := cleanReason(reason)
	if err != nil {
		return auth.Grant{}, err
	}
	return s.onGrant(ctx, p, grantID, "role.withdraw", reason, func(_ context.Context, _ *store.Tx, officer auth.Principal, g auth.Grant, scope auth.Scope) (auth.Grant, error) {
		return g.Withdraw(officer, scope, s.clock())
	})
}

// onGrant lets an officer act on a grant, and writes it down.
func (s *Service) onGrant(ctx context.Context, p auth.Principal, grantID, action, reason string, act func(context.Context, *store.Tx, auth.Principal, auth.Grant, auth.Scope) (auth.Grant, error)) (after auth.Grant, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := secretariat(ctx, tx, p)
		if err != nil {
			return err
		}
		grant, found, err := tx.Grant(ctx, grantID)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "assignment: there is none with this id")
		}
		scope, err := tx.ScopeOfGrant(ctx, grant)
		if err != nil {
			return err
		}
		if after, err = act(ctx, tx, officer, grant, scope); err != nil {
			return err
		}
		if err := tx.SetGrant(ctx, after); err != nil {
			return err
		}
		return s.auditGrant(ctx, tx, p.AccountID, action, after, reason)
	})
	return after, err
}

// secretariat gives the officer who is asking with the roles of this moment, so that what is acted on is found for
// officers only. Fault: Forbidden for who is of no secretariat.
func secretariat(ctx context.Context, tx *store.Tx, p auth.Principal) (auth.Principal, error) {
	officer, err := tx.Principal(ctx, p.AccountID, p.SessionID)
	if err == nil && !officer.Has(auth.Secretariat) {
		err = fault.New(fault.Forbidden, "only the secretariat may do this")
	}
	return officer, err
}

// auditGrant writes down what was done about a role.
func (s *Service) auditGrant(ctx context.Context, tx *store.Tx, actor, action string, g auth.Grant, reason string) error {
	detail := string(g.Role) + " for everything"
	switch {
	case g.ContestID != "":
		detail = string(g.Role) + " for contest " + g.ContestID
	case g.ForumID != "":
		detail = string(g.Role) + " for forum " + g.ForumID
	}
	return tx.AddAudit(ctx, auth.AuditEntry{
		ID: store.NewID(), At: s.clock(), Actor: auth.ShortName(actor), Action: action, Subject: auth.ShortName(g.AccountID),
		Detail: join(detail, reason), ForumID: g.ForumID, ContestID: g.ContestID,
	})
}

func join(detail, reason string) string {
	if reason == "" {
		return detail
	}
	return detail + ": " + reason
}

// cleanReason reads a reason for the audit trail, where addresses have no place since nothing is taken out of it.
func cleanReason(reason string) (string, error) {
	if reason == "" {
		return "", nil
	}
	reason, err := text.Clean(reason, maxReason)
	if err != nil {
		return "", fault.In("reason", err)
	}
	if strings.ContainsRune(reason, '@') {
		return "", fault.BadInput("reason", "must hold no mail address, since the audit trail keeps it for ever")
	}
	return reason, nil
}

// Assignments lists who holds, held or is about to hold which role, the newest first; only a role where one is given,
// and only those that (do not) wait where pending is. Fault: Forbidden for all but secretariats and auditors.
func (s *Service) Assignments(ctx context.Context, p auth.Principal, role auth.Role, pending *bool, page auth.Page) (auth.Listed[auth.Grant], error) {
	if err := looks(p); err != nil {
		return auth.Listed[auth.Grant]{}, err
	}
	return s.Store.Grants(ctx, role, pending, page)
}

// AuditTrail lists what officers did in the forums and contests of a secretariat or an auditor, and what was about none,
// the newest first; only what was about a contest where a short name is given. Faults: Forbidden for all but
// secretariats and auditors, NotFound for a contest that is none of theirs.
func (s *Service) AuditTrail(ctx context.Context, p auth.Principal, contest *string, page auth.Page) (auth.Listed[auth.AuditEntry], error) {
	if err := looks(p); err != nil {
		return auth.Listed[auth.AuditEntry]{}, err
	}
	var of auth.Scope
	if contest != nil {
		scope, found, err := s.Store.ContestScope(ctx, *contest)
		if err != nil {
			return auth.Listed[auth.AuditEntry]{}, err
		}
		if !found || !reachOf(p).Covers(scope) {
			return auth.Listed[auth.AuditEntry]{}, fault.New(fault.NotFound, "contest: there is none with this short name, or you are none of its officers")
		}
		of = scope
	}
	return s.Store.AuditTrail(ctx, reachOf(p), of.ContestID, page)
}

// reachOf gives the forums and contests of which somebody may look at what officers did.
func reachOf(p auth.Principal) auth.Reach { return p.Reach(auth.Secretariat, auth.Auditor) }

// looks refuses who may not look at what officers do.
func looks(p auth.Principal) error {
	if !p.Has(auth.Secretariat) && !p.Has(auth.Auditor) {
		return fault.New(fault.Forbidden, "only the secretariat and auditors may see this")
	}
	return nil
}
