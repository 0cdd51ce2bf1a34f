package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/prize"
)

type voidRow struct {
	bun.BaseModel `bun:"table:voids"`

	ID          string `bun:",pk"`
	ContestID   string
	Reason      prize.VoidReason
	Clause      string
	VoidedAt    time.Time
	AppealUntil time.Time `bun:",nullzero"`
	ProposedBy  string
	ConfirmedBy string
}

func (r voidRow) out() prize.Void {
	return prize.Void{
		ID: r.ID, ContestID: r.ContestID, Reason: r.Reason, Clause: r.Clause, VoidedAt: utc(r.VoidedAt), AppealUntil: utc(r.AppealUntil),
		ProposedBy: r.ProposedBy, ConfirmedBy: r.ConfirmedBy,
	}
}

// AddVoid stores that two officers declare votes void. Fault: Unavailable.
func (tx *Tx) AddVoid(ctx context.Context, v prize.Void) error {
	return tx.insert(ctx, &voidRow{
		ID: v.ID, ContestID: v.ContestID, Reason: v.Reason, Clause: v.Clause, VoidedAt: v.VoidedAt, AppealUntil: v.AppealUntil,
		ProposedBy: v.ProposedBy, ConfirmedBy: v.ConfirmedBy,
	})
}

// VoidCase declares void, by what AddVoid stored, every vote that the voters of a case have cast. Fault: Unavailable.
func (tx *Tx) VoidCase(ctx context.Context, v prize.Void, caseID string) error {
	return tx.void(ctx, v, prize.VoteVoided, "voter_id IN (SELECT voter_id FROM scrutiny_voters WHERE case_id = ?)", caseID)
}

// VoidChoice declares void the votes for a project, so that they may be cast again. Fault: Unavailable.
func (tx *Tx) VoidChoice(ctx context.Context, v prize.Void, projectID string) error {
	return tx.void(ctx, v, prize.VoteReopened, "project_id = ?", projectID)
}

// VoidCategory declares void the votes in a category, so that they may be cast again. Fault: Unavailable.
func (tx *Tx) VoidCategory(ctx context.Context, v prize.Void, categoryID string) error {
	return tx.void(ctx, v, prize.VoteReopened, "category_id = ?", categoryID)
}

func (tx *Tx) void(ctx context.Context, v prize.Void, state prize.VoteState, where, arg string) error {
	_, err := tx.db.NewUpdate().Table("votes").Set("state = ?, void_id = ?, revision = revision + 1", state, v.ID).
		Where("contest_id = ?", v.ContestID).Where("state = 'CAST'").Where(where, arg).Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.db.NewRaw(`INSERT INTO void_voters (void_id, voter_id)
		SELECT DISTINCT void_id, voter_id FROM votes WHERE void_id = ? ON CONFLICT DO NOTHING`, v.ID).Exec(ctx)
	return tx.fail(err)
}

// Restore lets the votes of one voter count again that were declared void. Fault: Unavailable.
func (tx *Tx) Restore(ctx context.Context, voidID, voterID string) error {
	_, err := tx.db.NewUpdate().Table("votes").Set("state = 'CAST', void_id = NULL, revision = revision + 1").
		Where("void_id = ?", voidID).Where("voter_id = ?", voterID).Exec(ctx)
	return tx.fail(err)
}

// Untold is a voter who has not been told that votes were declared void, as the account is now.
type Untold struct {
	Void      prize.Void
	VoterID   string
	AccountID string // empty where there is none any more
	Email     string
	Language  string
}

// UntoldVoters gives up to n voters who have not been told of the same void, and notes that they have been. Fault:
// Unavailable.
func (tx *Tx) UntoldVoters(ctx context.Context, n int) ([]Untold, error) {
	// The row is held, so that one replica tells at a time.
	void, found, err := one[voidRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("EXISTS (SELECT 1 FROM void_voters AS p WHERE p.void_id = void_row.id AND p.told_at IS NULL)").Order("id").Limit(1)
	})
	if err != nil || !found {
		return nil, err
	}
	var rows []struct {
		VoterID, AccountID, Email, Language string
	}
	err = tx.db.NewRaw(`SELECT p.voter_id, coalesce(a.id, '') AS account_id, coalesce(a.email, '') AS email, coalesce(a.language, '') AS language
		FROM void_voters AS p LEFT JOIN accounts AS a ON a.voter_id = p.voter_id AND a.state = 'ACTIVE'
		WHERE p.void_id = ? AND p.told_at IS NULL ORDER BY p.voter_id LIMIT ?`, void.ID, n).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return nil, tx.fail(err)
	}
	untold, voters := make([]Untold, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		untold[i], voters[i] = Untold{void.out(), r.VoterID, r.AccountID, r.Email, r.Language}, r.VoterID
	}
	_, err = tx.db.NewUpdate().Table("void_voters").Set("told_at = ?", tx.now).Where("void_id = ?", void.ID).
		Where("voter_id IN (?)", bun.List(voters)).Exec(ctx)
	return untold, tx.fail(err)
}

// HasUntold tells whether there are voters who have not been told. Fault: Unavailable.
func (s *Store) HasUntold(ctx context.Context) (bool, error) {
	has, err := s.reader.NewSelect().Table("void_voters").Where("told_at IS NULL").Exists(ctx)
	return has, s.fault(err)
}

// VoidsOf gives what declared votes of a voter in a contest void, the newest first, with the voter's appeals. It is for
// that voter only. Fault: Unavailable.
func (s *Store) VoidsOf(ctx context.Context, contestID, voterID string) ([]prize.Void, error) {
	voids, err := voidsOf(ctx, s.reader, contestID, voterID)
	return voids, s.fault(err)
}

// VoidsOf is VoidsOf of Store in a transaction. Fault: Unavailable.
func (tx *Tx) VoidsOf(ctx context.Context, contestID, voterID string) ([]prize.Void, error) {
	voids, err := voidsOf(ctx, tx.db, contestID, voterID)
	return voids, tx.fail(err)
}

func voidsOf(ctx context.Context, db bun.IDB, contestID, voterID string) ([]prize.Void, error) {
	var rows []voidRow
	err := db.NewSelect().Model(&rows).Where("contest_id = ?", contestID).
		Where("id IN (SELECT void_id FROM void_voters WHERE voter_id = ?)", voterID).OrderExpr("voided_at DESC, id DESC").Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var appeals []appealRow
	if err := db.NewSelect().Model(&appeals).Where("contest_id = ?", contestID).Where("voter_id = ?", voterID).Scan(ctx); err != nil {
		return nil, err
	}
	voids := outs(rows)
	for i := range voids {
		for _, a := range appeals {
			if a.VoidID == voids[i].ID {
				appeal := a.out()
				voids[i].Appeal = &appeal
			}
		}
	}
	return voids, nil
}
