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
	ProjectID   string `bun:",nullzero"`
	CategoryID  string `bun:",nullzero"`
}

func (r voidRow) out() prize.Void {
	return prize.Void{
		ID: r.ID, ContestID: r.ContestID, Reason: r.Reason, Clause: r.Clause, VoidedAt: utc(r.VoidedAt), AppealUntil: utc(r.AppealUntil),
		ProposedBy: r.ProposedBy, ConfirmedBy: r.ConfirmedBy, ProjectID: r.ProjectID, CategoryID: r.CategoryID,
	}
}

// AddVoid stores that two officers declare votes void. Fault: Unavailable.
func (tx *Tx) AddVoid(ctx context.Context, v prize.Void) error {
	return tx.insert(ctx, &voidRow{
		ID: v.ID, ContestID: v.ContestID, Reason: v.Reason, Clause: v.Clause, VoidedAt: v.VoidedAt, AppealUntil: v.AppealUntil,
		ProposedBy: v.ProposedBy, ConfirmedBy: v.ConfirmedBy, ProjectID: v.ProjectID, CategoryID: v.CategoryID,
	})
}

// VoidCase declares void, by what AddVoid stored, every vote that the voters of a case have cast. Fault: Unavailable.
func (tx *Tx) VoidCase(ctx context.Context, v prize.Void, caseID string) error {
	return tx.void(ctx, v, prize.VoteVoided, "voter_id IN (SELECT voter_id FROM scrutiny_voters WHERE case_id = ?)", caseID)
}

// VoidChange declares void, by what AddVoid stored, the votes for the project that changes and all in the category that it
// joins, so that they may be cast again. Fault: Unavailable.
func (tx *Tx) VoidChange(ctx context.Context, v prize.Void) error {
	return tx.void(ctx, v, prize.VoteReopened, "(project_id = ? OR category_id = ?)", v.ProjectID, v.CategoryID)
}

func (tx *Tx) void(ctx context.Context, v prize.Void, state prize.VoteState, where string, args ...any) error {
	_, err := tx.db.NewUpdate().Table("votes").Set("state = ?, void_id = ?, revision = revision + 1", state, v.ID).
		Where("contest_id = ?", v.ContestID).Where("state = 'CAST'").Where(where, args...).Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.db.NewRaw(`INSERT INTO void_voters (void_id, voter_id)
		SELECT DISTINCT void_id, voter_id FROM votes WHERE void_id = ? ON CONFLICT DO NOTHING`, v.ID).Exec(ctx)
	return tx.fail(err)
}

// changedSince finds, for a vote that was declared void, the newest change of a nominee since then that would have touched it.
const changedSince = `SELECT x.id FROM voids AS x, voids AS was WHERE was.id = ? AND x.contest_id = was.contest_id AND x.id <> was.id
	AND x.voided_at >= was.voided_at AND (x.project_id = votes.project_id OR x.category_id = votes.category_id)
	ORDER BY x.voided_at DESC, x.id DESC LIMIT 1`

// Restore lets the votes of one voter count again that were declared void. Those that a change of a nominee has touched since
// then may be cast again, as if they had counted all the time. Fault: Unavailable.
func (tx *Tx) Restore(ctx context.Context, voidID, voterID string) error {
	_, err := tx.db.NewUpdate().Table("votes").Set("void_id = ("+changedSince+")", voidID).
		Set("state = CASE WHEN EXISTS ("+changedSince+") THEN 'REOPENED' ELSE 'CAST' END", voidID).Set("revision = revision + 1").
		Where("void_id = ?", voidID).Where("voter_id = ?", voterID).Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.db.NewRaw(`INSERT INTO void_voters (void_id, voter_id)
		SELECT DISTINCT v.void_id, v.voter_id FROM votes AS v JOIN voids AS x ON x.id = v.void_id JOIN voids AS was ON was.contest_id = x.contest_id
		WHERE was.id = ? AND v.voter_id = ? AND v.state = 'REOPENED' ON CONFLICT DO NOTHING`, voidID, voterID).Exec(ctx)
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
