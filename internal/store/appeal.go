package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

type appealRow struct {
	bun.BaseModel `bun:"table:appeals"`

	ID         string `bun:",pk"`
	VoidID     string
	VoterID    string
	ContestID  string
	Text       string
	AppealedAt time.Time
	State      prize.AppealState
	DecidedAt  time.Time `bun:",nullzero"`
	Reason     string    `bun:",nullzero"`
}

func (r appealRow) out() prize.Appeal {
	return prize.Appeal{
		ID: r.ID, VoidID: r.VoidID, ContestID: r.ContestID, VoterID: r.VoterID, Text: r.Text, AppealedAt: utc(r.AppealedAt), State: r.State,
		DecidedAt: utc(r.DecidedAt), Reason: r.Reason,
	}
}

// AddAppeal stores an appeal. Faults: Conflict where the voter has appealed already, Unavailable.
func (tx *Tx) AddAppeal(ctx context.Context, a prize.Appeal) error {
	return tx.insert(ctx, &appealRow{
		ID: a.ID, VoidID: a.VoidID, VoterID: a.VoterID, ContestID: a.ContestID, Text: a.Text, AppealedAt: a.AppealedAt, State: a.State,
	})
}

// Appeal gives an appeal. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Appeal(ctx context.Context, id string) (a prize.Appeal, found bool, err error) {
	row, found, err := one[appealRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.out(), found, err
}

// DecideAppeal stores how an appeal was decided. Faults: Conflict where it was before, Unavailable.
func (tx *Tx) DecideAppeal(ctx context.Context, id string, state prize.AppealState, reason string) error {
	row, found, err := one[appealRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	switch {
	case err != nil:
		return err
	case !found || row.State != prize.AppealOpen:
		return fault.New(fault.Conflict, "appeal: it is decided already")
	}
	row.State, row.DecidedAt, row.Reason = state, tx.now, reason
	return tx.update(ctx, &row)
}

// Appeals lists the appeals in a contest, the newest first. Fault: Unavailable.
func (s *Store) Appeals(ctx context.Context, contestID string, page auth.Page) (auth.Listed[prize.Appeal], error) {
	return listed[prize.Appeal, appealRow](ctx, s, "appealed_at", page, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("contest_id = ?", contestID) })
}

// AppealByID gives an appeal for looking at it only. Fault: Unavailable.
func (s *Store) AppealByID(ctx context.Context, id string) (a prize.Appeal, found bool, err error) {
	return kept[prize.Appeal, appealRow](ctx, s, id)
}

// AppealsPending gives the last instant up to which voters of a contest may appeal, zero where there is none, and how many
// appeals wait for a decision. Fault: Unavailable.
func (tx *Tx) AppealsPending(ctx context.Context, contestID string) (until time.Time, waiting int, err error) {
	var rows []voidRow
	if err = tx.db.NewSelect().Model(&rows).Where("contest_id = ?", contestID).Scan(ctx); err != nil {
		return until, 0, tx.fail(err)
	}
	for _, r := range rows {
		if r.AppealUntil.After(until) {
			until = utc(r.AppealUntil)
		}
	}
	n, err := tx.db.NewSelect().Table("appeals").Where("contest_id = ?", contestID).Where("state = 'OPEN'").Count(ctx)
	return until, int(n), tx.fail(err)
}

// VoteDecisions counts the decisions about votes of a contest: what declared some void, and appeals that were decided.
// Fault: Unavailable.
func (tx *Tx) VoteDecisions(ctx context.Context, contestID string) (int, error) {
	voids, err := tx.db.NewSelect().Table("voids").Where("contest_id = ?", contestID).Count(ctx)
	if err != nil {
		return 0, tx.fail(err)
	}
	appeals, err := tx.db.NewSelect().Table("appeals").Where("contest_id = ?", contestID).Where("state <> 'OPEN'").Count(ctx)
	return int(voids + appeals), tx.fail(err)
}

// EmailsOfVoters gives the addresses of the accounts that voters have now; none for those without. Fault: Unavailable.
func (s *Store) EmailsOfVoters(ctx context.Context, voterIDs []string) (map[string]string, error) {
	of := make(map[string]string, len(voterIDs))
	if len(voterIDs) == 0 {
		return of, nil
	}
	var rows []struct{ VoterID, Email string }
	err := s.reader.NewSelect().Table("accounts").Column("voter_id", "email").Where("voter_id IN (?)", bun.List(voterIDs)).
		Where("state = 'ACTIVE'").Scan(ctx, &rows)
	for _, r := range rows {
		of[r.VoterID] = r.Email
	}
	return of, s.fault(err)
}
