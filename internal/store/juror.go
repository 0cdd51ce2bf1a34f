package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/jury"
)

type jurorRow struct {
	bun.BaseModel `bun:"table:jurors"`

	ID            string `bun:",pk"`
	ContestID     string
	AccountID     string `bun:",nullzero"`
	Name          string
	IsChair       bool
	Country       string   `bun:",nullzero"`
	Languages     []string `bun:"type:jsonb"`
	Organisations []string `bun:"type:jsonb"`
	Categories    []string `bun:"type:jsonb"`
	State         jury.State
	AddressTag    string
	SealedAddress []byte `bun:",nullzero"`
	Language      string
	InvitedBy     string
	ConfirmedBy   string `bun:",nullzero"`
	InvitedAt     time.Time
	AnsweredAt    time.Time `bun:",nullzero"`
}

func (r jurorRow) out() jury.Member {
	return jury.Member{
		ID: r.ID, ContestID: r.ContestID, AccountID: r.AccountID, Name: r.Name, IsChair: r.IsChair, Country: r.Country, Languages: r.Languages,
		Organisations: r.Organisations, Categories: r.Categories, State: r.State, AddressTag: r.AddressTag, SealedAddress: r.SealedAddress,
		Language: r.Language, InvitedBy: r.InvitedBy, ConfirmedBy: r.ConfirmedBy, InvitedAt: utc(r.InvitedAt), AnsweredAt: utc(r.AnsweredAt),
	}
}

func jurorIn(m jury.Member) *jurorRow {
	return &jurorRow{
		ID: m.ID, ContestID: m.ContestID, AccountID: m.AccountID, Name: m.Name, IsChair: m.IsChair, Country: m.Country, Languages: listOf(m.Languages),
		Organisations: listOf(m.Organisations), Categories: listOf(m.Categories), State: m.State, AddressTag: m.AddressTag, SealedAddress: m.SealedAddress,
		Language: m.Language, InvitedBy: m.InvitedBy, ConfirmedBy: m.ConfirmedBy, InvitedAt: m.InvitedAt, AnsweredAt: m.AnsweredAt,
	}
}

// listOf keeps an empty list a list.
func listOf(list []string) []string { return append([]string{}, list...) }

// AddJuror stores a new juror. Faults: Conflict where the address is invited already, Unavailable.
func (tx *Tx) AddJuror(ctx context.Context, m jury.Member) error { return tx.insert(ctx, jurorIn(m)) }

// SetJuror stores what became of a juror. Faults: as of AddJuror.
func (tx *Tx) SetJuror(ctx context.Context, m jury.Member) error { return tx.update(ctx, jurorIn(m)) }

// Juror gives a juror by the id. They stay as they are until the transaction ends. Fault: Unavailable.
func (tx *Tx) Juror(ctx context.Context, id string) (jury.Member, bool, error) {
	row, found, err := one[jurorRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.out(), found, err
}

// InvitedJuror gives the juror of a contest with the tag of an address, who was invited or has accepted. Fault:
// Unavailable.
func (tx *Tx) InvitedJuror(ctx context.Context, contestID, addressTag string) (jury.Member, bool, error) {
	row, found, err := one[jurorRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("contest_id = ? AND address_tag = ? AND state IN (?, ?)", contestID, addressTag, jury.Invited, jury.Accepted)
	})
	return row.out(), found, err
}

// JurorOf gives the place of an account in the jury of a contest. Fault: Unavailable.
func (tx *Tx) JurorOf(ctx context.Context, contestID, accountID string) (jury.Member, bool, error) {
	row, found, err := one[jurorRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("contest_id = ? AND account_id = ?", contestID, accountID)
	})
	return row.out(), found, err
}

// Jurors gives the jurors of a contest, by name. Fault: Unavailable.
func (tx *Tx) Jurors(ctx context.Context, contestID string) ([]jury.Member, error) {
	var rows []jurorRow
	err := tx.db.NewSelect().Model(&rows).Where("contest_id = ?", contestID).Order("name", "id").Scan(ctx)
	return outs(rows), tx.fail(err)
}

// PlacesOf gives the places of an account in juries, and the invitations to its address, the newest first. It is for
// that account only. Fault: Unavailable.
func (s *Store) PlacesOf(ctx context.Context, accountID, addressTag string) ([]jury.Member, error) {
	var rows []jurorRow
	err := s.reader.NewSelect().Model(&rows).Where("account_id = ? OR address_tag = ? AND state = ?", accountID, addressTag, jury.Invited).
		Order("invited_at DESC", "id DESC").Scan(ctx)
	return outs(rows), s.fault(err)
}

// JurorByID gives a juror by the id, for looking only. Fault: Unavailable.
func (s *Store) JurorByID(ctx context.Context, id string) (jury.Member, bool, error) {
	return kept[jury.Member, jurorRow](ctx, s, id)
}

// OrganisationsOf gives the ids of the organisations that an account speaks for, by claims that wait or are confirmed.
// Fault: Unavailable.
func (tx *Tx) OrganisationsOf(ctx context.Context, accountIDs []string) (map[string][]string, error) {
	var rows []organisationClaimRow
	err := tx.db.NewSelect().Model(&rows).Where("account_id IN (?)", bun.List(accountIDs)).
		Where("state IN ('CLAIMED', 'CONFIRMED')").Order("account_id", "stakeholder_id").Scan(ctx)
	of := map[string][]string{}
	for _, r := range rows {
		of[r.AccountID] = append(of[r.AccountID], r.StakeholderID)
	}
	return of, tx.fail(err)
}

// HasStakeholders tells whether all of some organisations exist. Fault: Unavailable.
func (tx *Tx) HasStakeholders(ctx context.Context, ids []string) (bool, error) {
	if len(ids) == 0 {
		return true, nil
	}
	n, err := tx.db.NewSelect().Table("stakeholders").Where("id IN (?)", bun.List(ids)).Count(ctx)
	return int(n) == len(ids), tx.fail(err)
}
