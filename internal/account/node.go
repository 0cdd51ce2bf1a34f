package account

import (
	"context"

	"rostrum/internal/auth"
)

// Assignment gives one assignment of a role by its id. It finds nothing for all but secretariats and auditors.
func (s *Service) Assignment(ctx context.Context, p auth.Principal, id string) (auth.Grant, bool, error) {
	if looks(p) != nil {
		return auth.Grant{}, false, nil
	}
	return s.Store.GrantByID(ctx, id)
}

// AuditEntry gives one entry of the audit trail by its id. It finds nothing for all but secretariats and auditors, and for
// these what AuditTrail lists.
func (s *Service) AuditEntry(ctx context.Context, p auth.Principal, id string) (auth.AuditEntry, bool, error) {
	if looks(p) != nil {
		return auth.AuditEntry{}, false, nil
	}
	return s.Store.AuditEntryByID(ctx, reachOf(p), id)
}

// Claim gives one claim by its id. It finds nothing for all but who made it, secretariats and auditors.
func (s *Service) Claim(ctx context.Context, p auth.Principal, id string) (auth.OrganisationClaim, bool, error) {
	claim, found, err := s.Store.OrganisationClaimByID(ctx, id)
	if claim.AccountID != p.AccountID && looks(p) != nil {
		return auth.OrganisationClaim{}, false, err
	}
	return claim, found, err
}

// Session gives one session of the account that is asking by its id, as long as it lasts.
func (s *Service) Session(ctx context.Context, p auth.Principal, id string) (auth.Session, bool, error) {
	all, err := s.Sessions(ctx, p)
	for _, session := range all {
		if session.ID == id {
			return session, true, err
		}
	}
	return auth.Session{}, false, err
}
