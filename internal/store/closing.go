package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/prize"
)

// Casting runs fn in one transaction in which votes are cast, and commits it durably. It is Write without what casting
// must not wait for: the clock is read by HoldVoting, and nothing goes into the change log. fn may be run again from
// the start, as in Write. Faults: those of fn and of the methods of Tx, and Unavailable; after the latter nobody knows
// whether the commit came about.
func (s *Store) Casting(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return s.again(ctx, func() error {
		return s.writer.RunInTx(ctx, nil, func(ctx context.Context, db bun.Tx) error {
			tx := &Tx{store: s, db: db}
			if err := fn(ctx, tx); err != nil {
				return err
			}
			if len(tx.pending) > 0 {
				return fmt.Errorf("casting changed something public: %d changes", len(tx.pending))
			}
			return tx.failed
		})
	})
}

// HoldVoting keeps the voting of contests, given in order, from being closed until the transaction ends, and waits for
// a close that is under way. Then it reads forum time: what Now gives from then on is not before any close that has
// happened. The commit waits for the disk, whatever the server's settings. Fault: Unavailable.
func (tx *Tx) HoldVoting(ctx context.Context, contestIDs []string) error {
	return tx.holdVoting(ctx, contestIDs, false)
}

func (tx *Tx) holdVoting(ctx context.Context, contestIDs []string, alone bool) error {
	if err := tx.store.engine.holdVoting(ctx, tx.db, contestIDs, alone); err != nil {
		return tx.fail(err)
	}
	now, offset, err := tx.store.forumTime(ctx, tx.db)
	if err != nil {
		return tx.fail(err)
	}
	tx.now, tx.offset = now, offset
	return nil
}

type closingRow struct {
	bun.BaseModel `bun:"table:closings"`

	ContestID string
	Phase     prize.PhaseKind
	ClosedAt  time.Time
}

// NextClose gives the first instant of forum time at which the voting of a contest closes whose close is not recorded;
// zero where there is none. Fault: Unavailable.
func (s *Store) NextClose(ctx context.Context) (time.Time, error) {
	_, next, err := unclosed(ctx, s.reader, time.Time{})
	return next, s.fault(err)
}

// CloseVoting records that the voting of contests is closed for which the instant has come. It waits for the casts that
// are under way, and those that come later see the record, which nothing takes back. It gives the next instant at which
// voting closes; zero where there is none. Nothing else may be done in the transaction before. Fault: Unavailable.
func (tx *Tx) CloseVoting(ctx context.Context) (next time.Time, err error) {
	next, err = tx.closeVoting(ctx)
	return next, tx.fail(err)
}

func (tx *Tx) closeVoting(ctx context.Context) (next time.Time, err error) {
	due, next, err := unclosed(ctx, tx.db, tx.now)
	if err != nil || len(due) == 0 {
		return next, err
	}
	if err := tx.holdVoting(ctx, due, true); err != nil {
		return next, err
	}
	// Looked up again: what was due may have been closed by another replica, or put off, before the lock was taken.
	if due, next, err = unclosed(ctx, tx.db, tx.now); err != nil || len(due) == 0 {
		return next, err
	}
	rows := make([]closingRow, len(due))
	for i, id := range due {
		rows[i] = closingRow{ContestID: id, Phase: prize.Voting, ClosedAt: tx.now}
	}
	if _, err := tx.db.NewInsert().Model(&rows).Returning("NULL").Exec(ctx); err != nil {
		return next, err
	}
	return next, publish(ctx, tx, contestKind, due, func(c *prize.Contest) {
		for i := range c.Phases {
			c.Phases[i].IsClosed = c.Phases[i].IsClosed || c.Phases[i].Kind == prize.Voting
		}
	})
}

// unclosed gives the contests, in order, whose voting closes by an instant and is not recorded as closed, and the first
// instant after it at which voting closes.
func unclosed(ctx context.Context, db bun.IDB, by time.Time) (due []string, next time.Time, err error) {
	var rows []struct {
		ContestID string
		ClosesAt  time.Time
	}
	err = db.NewRaw(`SELECT p.contest_id, p.closes_at FROM contest_phases AS p
		LEFT JOIN closings AS z ON z.contest_id = p.contest_id AND z.phase = p.kind
		WHERE p.kind = ? AND z.contest_id IS NULL ORDER BY p.contest_id`, prize.Voting).Scan(ctx, &rows)
	for _, r := range rows {
		closes := utc(r.ClosesAt)
		switch {
		case !closes.After(by):
			due = append(due, r.ContestID)
		case next.IsZero() || closes.Before(next):
			next = closes
		}
	}
	return due, next, err
}

// keepClosed keeps closed what was closed before.
func keepClosed(old, given *prize.Contest) {
	for _, before := range old.Phases {
		for i := range given.Phases {
			if given.Phases[i].Kind == before.Kind {
				given.Phases[i].IsClosed = given.Phases[i].IsClosed || before.IsClosed
			}
		}
	}
}

// closeRecorded sets what the records say of phases, which a phase that was taken out and comes back has forgotten.
func closeRecorded(ctx context.Context, tx *Tx, given []prize.Contest) error {
	ids := make([]string, len(given))
	for i := range given {
		ids[i] = given[i].ID
	}
	var rows []closingRow
	if err := tx.db.NewSelect().Model(&rows).Where("contest_id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return err
	}
	recorded := map[string]map[prize.PhaseKind]bool{}
	for _, r := range rows {
		if recorded[r.ContestID] == nil {
			recorded[r.ContestID] = map[prize.PhaseKind]bool{}
		}
		recorded[r.ContestID][r.Phase] = true
	}
	for _, c := range given {
		for i := range c.Phases {
			c.Phases[i].IsClosed = recorded[c.ID][c.Phases[i].Kind]
		}
	}
	return nil
}
