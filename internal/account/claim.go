package account

import (
	"context"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// ClaimOrganisation says that the account speaks for an organisation. Fault: NotFound where there is none with this id.
// Refusal: ALREADY_CLAIMED where the account's claim on it waits or was confirmed.
func (s *Service) ClaimOrganisation(ctx context.Context, p auth.Principal, stakeholderID string) (claim auth.OrganisationClaim, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := s.own(ctx, tx, p); err != nil {
			return err
		}
		has, err := tx.HasStakeholder(ctx, stakeholderID)
		if err != nil {
			return err
		}
		if !has {
			return fault.New(fault.NotFound, "stakeholder: there is none with this id")
		}
		if _, found, err := tx.StandingClaim(ctx, p.AccountID, stakeholderID); err != nil {
			return err
		} else if found {
			return refuse("ALREADY_CLAIMED", "you have a claim on this organisation already", "stakeholder")
		}
		claim = auth.OrganisationClaim{
			ID: store.NewID(), AccountID: p.AccountID, StakeholderID: stakeholderID, State: auth.Claimed, ClaimedAt: s.clock(),
		}
		return tx.AddOrganisationClaim(ctx, claim)
	})
	return claim, err
}

// DecideClaim confirms or refuses, as the secretariat, that somebody speaks for an organisation. Faults: NotFound,
// Forbidden and Conflict as auth.OrganisationClaim.Decide has them, BadUserInput about reason.
func (s *Service) DecideClaim(ctx context.Context, p auth.Principal, claimID string, confirm bool, reason string) (claim auth.OrganisationClaim, err error) {
	if reason, err = cleanReason(reason); err != nil {
		return claim, err
	}
	err = s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := secretariat(ctx, tx, p)
		if err != nil {
			return err
		}
		stored, found, err := tx.OrganisationClaim(ctx, claimID)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "claim: there is none with this id")
		}
		if claim, err = stored.Decide(officer, confirm, s.clock()); err != nil {
			return err
		}
		if err := tx.SetOrganisationClaim(ctx, claim); err != nil {
			return err
		}
		action := "claim.refuse"
		if confirm {
			action = "claim.confirm"
		}
		return s.audit(ctx, tx, p.AccountID, action, auth.ShortName(claim.AccountID), join("stakeholder "+claim.StakeholderID, reason))
	})
	return claim, err
}

// ClaimsOf gives the claims of the account that is asking, the newest first.
func (s *Service) ClaimsOf(ctx context.Context, p auth.Principal) ([]auth.OrganisationClaim, error) {
	return s.Store.OrganisationClaimsOf(ctx, p.AccountID)
}

// Claims lists all claims, the newest first; only those in a state where one is given. Fault: Forbidden for all but
// secretariats and auditors.
func (s *Service) Claims(ctx context.Context, p auth.Principal, state auth.ClaimState, page auth.Page) (auth.Listed[auth.OrganisationClaim], error) {
	if err := looks(p); err != nil {
		return auth.Listed[auth.OrganisationClaim]{}, err
	}
	return s.Store.OrganisationClaims(ctx, state, page)
}
