package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/prize"
)

// NextOpening gives the first instant of forum time at which the voting of a contest opens whose rules are not frozen;
// zero where there is none. Fault: Unavailable.
func (s *Store) NextOpening(ctx context.Context) (time.Time, error) {
	rows, err := unfrozen(ctx, s.reader)
	if err != nil || len(rows) == 0 {
		return time.Time{}, s.fault(err)
	}
	return rows[0].OpensAt, nil
}

// FreezeRules freezes the rules of contests whose voting has opened and goes on: it keeps their manifest, with the
// nominees as they stand, and who has the secretariat. It gives the next instant at which voting opens; zero where there
// is none. A contest that came here after its voting is left as it is: nobody votes in it here. Fault: Unavailable.
func (tx *Tx) FreezeRules(ctx context.Context) (next time.Time, err error) {
	next, err = tx.freezeRules(ctx)
	return next, tx.fail(err)
}

func (tx *Tx) freezeRules(ctx context.Context) (next time.Time, err error) {
	rows, err := unfrozen(ctx, tx.db)
	if err != nil {
		return next, err
	}
	nominees, rounds := map[string][]prize.Project{}, map[string][]prize.JudgingRules{}
	var due []string
	for _, r := range rows {
		if r.OpensAt.After(tx.now) {
			next = r.OpensAt
			break
		}
		if !tx.now.Before(r.ClosesAt) {
			continue
		}
		due = append(due, r.ContestID)
		if err := tx.KeepOfficers(ctx, auth.Scope{ForumID: r.ForumID, ContestID: r.ContestID}); err != nil {
			return next, err
		}
		if _, err := tx.ContestByID(ctx, r.ContestID); err != nil { // whoever nominates holds it, and is waited for
			return next, err
		}
		if nominees[r.ContestID], err = tx.NomineesOf(ctx, r.ContestID); err != nil {
			return next, err
		}
		if rounds[r.ContestID], err = tx.JudgingRules(ctx, r.ContestID); err != nil { // who sets criteria holds the contest, too
			return next, err
		}
	}
	if len(due) == 0 {
		return next, nil
	}
	return next, publish(ctx, tx, contestKind, due, func(c *prize.Contest) {
		if !c.IsFrozen() { // another replica may have been faster
			*c = c.FreezeWith(nominees[c.ID], rounds[c.ID], "", tx.now)
		}
	})
}

type votingSpan struct {
	ContestID, ForumID string
	OpensAt, ClosesAt  time.Time
}

// unfrozen gives when voting opens in the contests whose rules are not frozen and whose voting is not closed, the first
// one first.
func unfrozen(ctx context.Context, db bun.IDB) ([]votingSpan, error) {
	var rows []votingSpan
	err := db.NewRaw(`SELECT c.id AS contest_id, c.forum_id, p.opens_at, p.closes_at FROM contests AS c
		JOIN contest_phases AS p ON p.contest_id = c.id AND p.kind = ?
		WHERE NOT EXISTS (SELECT 1 FROM manifests AS m WHERE m.contest_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM closings AS z WHERE z.contest_id = c.id AND z.phase = p.kind)
		ORDER BY p.opens_at, c.id`, prize.Voting).Scan(ctx, &rows)
	for i := range rows {
		rows[i].OpensAt, rows[i].ClosesAt = utc(rows[i].OpensAt), utc(rows[i].ClosesAt)
	}
	return rows, err
}
