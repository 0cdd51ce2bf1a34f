package auth

import (
	"time"

	"rostrum/internal/fault"
)

// ClaimState is where a claim on an organisation stands.
type ClaimState string

// The states of a claim.
const (
	Claimed        ClaimState = "CLAIMED"
	ClaimConfirmed ClaimState = "CONFIRMED"
	ClaimRefused   ClaimState = "REFUSED"
	ClaimWithdrawn ClaimState = "WITHDRAWN"
)

// IsClaimState tells whether a state is one of the contract.
func (s ClaimState) IsClaimState() bool {
	return s == Claimed || s == ClaimConfirmed || s == ClaimRefused || s == ClaimWithdrawn
}

// OrganisationClaim is that an account says to speak for an organisation.
type OrganisationClaim struct {
	ID            string
	AccountID     string // empty once the account was deleted
	StakeholderID string
	State         ClaimState
	ClaimedAt     time.Time
	DecidedAt     time.Time // zero while it is not
}

// Decide confirms or refuses the claim. A confirmed one can be refused later, since people change organisations.
// Faults: Forbidden where the officer is no secretariat or decides on a claim of their own, Conflict where the claim
// cannot come to stand there.
func (c OrganisationClaim) Decide(officer Principal, confirm bool, now time.Time) (OrganisationClaim, error) {
	switch {
	case !officer.Has(Secretariat):
		return c, fault.New(fault.Forbidden, "only the secretariat may do this")
	case officer.AccountID == c.AccountID:
		return c, fault.New(fault.Forbidden, "nobody decides on a claim of their own")
	case c.State != Claimed && !(c.State == ClaimConfirmed && !confirm):
		return c, fault.New(fault.Conflict, "claim: was decided or taken back")
	}
	c.State, c.DecidedAt = ClaimRefused, now
	if confirm {
		c.State = ClaimConfirmed
	}
	return c, nil
}
