package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type organisationClaimRow struct {
	bun.BaseModel `bun:"table:organisation_claims"`

	ID            string `bun:",pk"`
	AccountID     string `bun:",nullzero"`
	StakeholderID string
	State         auth.ClaimState
	ClaimedAt     time.Time
	DecidedAt     time.Time `bun:",nullzero"`
}

func (r organisationClaimRow) out() auth.OrganisationClaim {
	return auth.OrganisationClaim{
		ID: r.ID, AccountID: r.AccountID, StakeholderID: r.StakeholderID, State: r.State, ClaimedAt: utc(r.ClaimedAt),
		DecidedAt: utc(r.DecidedAt),
	}
}

func organisationClaimIn(c auth.OrganisationClaim) *organisationClaimRow {
	return &organisationClaimRow{
		ID: c.ID, AccountID: c.AccountID, StakeholderID: c.StakeholderID, State: c.State, ClaimedAt: c.ClaimedAt, DecidedAt: c.DecidedAt,
	}
}

// AddOrganisationClaim stores a new claim. Faults: Conflict where the account has one on the organisation that stands,
// BadUserInput where there is no such organisation, Unavailable.
func (tx *Tx) AddOrganisationClaim(ctx context.Context, c auth.OrganisationClaim) error {
	return tx.insert(ctx, organisationClaimIn(c))
}

// SetOrganisationClaim stores what became of a claim. Fault: Unavailable.
func (tx *Tx) SetOrganisationClaim(ctx context.Context, c auth.OrganisationClaim) error {
	return tx.update(ctx, organisationClaimIn(c))
}

// OrganisationClaim gives a claim by its id. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) OrganisationClaim(ctx context.Context, id string) (claim auth.OrganisationClaim, found bool, err error) {
	row, found, err := one[organisationClaimRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.out(), found, err
}

// StandingClaim gives the claim of an account on an organisation that is neither refused nor taken back. It stays as
// it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) StandingClaim(ctx context.Context, accountID, stakeholderID string) (claim auth.OrganisationClaim, found bool, err error) {
	row, found, err := one[organisationClaimRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("account_id = ? AND stakeholder_id = ? AND state IN (?, ?)", accountID, stakeholderID, auth.Claimed, auth.ClaimConfirmed)
	})
	return row.out(), found, err
}

// HasStakeholder tells whether an organisation exists. Fault: Unavailable.
func (tx *Tx) HasStakeholder(ctx context.Context, id string) (bool, error) {
	has, err := tx.db.NewSelect().Table("stakeholders").Where("id = ?", id).Exists(ctx)
	return has, tx.fail(err)
}

// OrganisationClaims lists claims, the newest first; only those in a state where one is given. Fault: Unavailable.
func (s *Store) OrganisationClaims(ctx context.Context, state auth.ClaimState, page auth.Page) (auth.Listed[auth.OrganisationClaim], error) {
	return listed[auth.OrganisationClaim, organisationClaimRow](ctx, s, "claimed_at", page, func(q *bun.SelectQuery) *bun.SelectQuery {
		if state != "" {
			q = q.Where("state = ?", state)
		}
		return q
	})
}

// OrganisationClaimsOf gives the claims of an account, the newest first. Fault: Unavailable.
func (s *Store) OrganisationClaimsOf(ctx context.Context, accountID string) ([]auth.OrganisationClaim, error) {
	var rows []organisationClaimRow
	err := s.reader.NewSelect().Model(&rows).Where("account_id = ?", accountID).Order("claimed_at DESC", "id DESC").Scan(ctx)
	return outs(rows), s.fault(err)
}
