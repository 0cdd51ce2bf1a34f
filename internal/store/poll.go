package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/prize"
)

// Polls gives what decides of casts in contests as it stands now, knowing of nominees only those among some projects.
// Fault: Unavailable.
func (tx *Tx) Polls(ctx context.Context, contestIDs, projectIDs []string) (map[string]prize.Poll, error) {
	polls, err := tx.polls(ctx, contestIDs)
	if err == nil && len(polls) > 0 {
		err = tx.nominees(ctx, polls, projectIDs)
	}
	return polls, tx.fail(err)
}

// polls gives the contests with their categories: a row for each category, or one where a contest has none.
func (tx *Tx) polls(ctx context.Context, contestIDs []string) (map[string]prize.Poll, error) {
	if len(contestIDs) == 0 {
		return nil, nil
	}
	var rows []struct {
		ID                string
		VotesMayChange    bool
		OpensAt, ClosesAt time.Time `bun:",nullzero"`
		IsClosed          bool
		CategoryID        string `bun:",nullzero"`
	}
	err := tx.db.NewRaw(`SELECT c.id, c.votes_may_change, p.opens_at, p.closes_at, (z.contest_id IS NOT NULL) AS is_closed,
			k.id AS category_id
		FROM contests AS c LEFT JOIN contest_phases AS p ON p.contest_id = c.id AND p.kind = 'VOTING'
		LEFT JOIN closings AS z ON z.contest_id = c.id AND z.phase = 'VOTING'
		LEFT JOIN categories AS k ON k.contest_id = c.id
		WHERE c.id IN (?)`, bun.List(contestIDs)).Scan(ctx, &rows)
	polls := make(map[string]prize.Poll, len(contestIDs))
	for _, r := range rows {
		if _, ok := polls[r.ID]; !ok {
			polls[r.ID] = prize.Poll{
				OpensAt: utc(r.OpensAt), ClosesAt: utc(r.ClosesAt), IsClosed: r.IsClosed, MayChange: r.VotesMayChange,
				Categories: map[string]bool{}, CategoryOf: map[string]string{},
			}
		}
		if r.CategoryID != "" {
			polls[r.ID].Categories[r.CategoryID] = true
		}
	}
	return polls, err
}

// nominees looks up those among some projects that stand in a category of their contest.
func (tx *Tx) nominees(ctx context.Context, polls map[string]prize.Poll, projectIDs []string) error {
	for from := 0; from < len(projectIDs); from += chunk {
		var rows []struct{ ContestID, CategoryID, ID string }
		err := tx.db.NewRaw("SELECT contest_id, category_id, id FROM projects WHERE id IN (?) AND category_id IS NOT NULL",
			bun.List(projectIDs[from:min(from+chunk, len(projectIDs))])).Scan(ctx, &rows)
		if err != nil {
			return err
		}
		for _, n := range rows {
			if poll, ok := polls[n.ContestID]; ok {
				poll.CategoryOf[n.ID] = n.CategoryID
			}
		}
	}
	return nil
}
