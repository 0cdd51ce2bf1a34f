package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

type publicationRow struct {
	bun.BaseModel `bun:"table:publications"`

	ContestID   string     `bun:",pk"`
	Part        prize.Part `bun:",pk"`
	DueAt       time.Time
	PublishedAt time.Time `bun:",nullzero"`
	SetBy       string    `bun:",nullzero"`
}

// SetPublication says when a part of a certified result becomes public, in forum time, and which account says so; a later
// call moves it. Faults: Conflict where it is public already, Unavailable.
func (tx *Tx) SetPublication(ctx context.Context, contestID string, part prize.Part, at time.Time, by string) error {
	row, found, err := one[publicationRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("contest_id = ?", contestID).Where("part = ?", part)
	})
	switch {
	case err != nil:
		return err
	case !found:
		return tx.insert(ctx, &publicationRow{ContestID: contestID, Part: part, DueAt: at, SetBy: by})
	case !row.PublishedAt.IsZero():
		return fault.New(fault.Conflict, "this part of the result is public already")
	}
	row.DueAt, row.SetBy = at, by
	return tx.update(ctx, &row)
}

// NextPublication gives the first instant of forum time at which a part of a result, or a recognition, becomes public;
// zero where there is none. Fault: Unavailable.
func (s *Store) NextPublication(ctx context.Context) (next time.Time, err error) {
	for _, of := range []func(context.Context, bun.IDB) ([]publicationRow, error){unpublished, recognised} {
		rows, err := of(ctx, s.reader)
		if err != nil {
			return time.Time{}, s.fault(err)
		}
		if len(rows) > 0 {
			next = sooner(next, rows[0].DueAt)
		}
	}
	return next, nil
}

// sooner gives the first of two instants, of which zero is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func unpublished(ctx context.Context, db bun.IDB) ([]publicationRow, error) {
	var rows []publicationRow
	err := db.NewSelect().Model(&rows).Where("published_at IS NULL").Order("due_at", "contest_id", "part").Scan(ctx)
	for i := range rows {
		rows[i].DueAt = utc(rows[i].DueAt)
	}
	return rows, err
}

// Published is a contest of which a part of the result has become public in a transaction.
type Published struct {
	Contest prize.Contest
	SetBy   string // the account that had it published; empty where that is not known
}

// PublishResults makes public what is due of certified results and recognitions. It gives the contests whose results are
// more public than before, each once, and the next instant at which something is due; zero where there is none. Fault:
// Unavailable.
func (tx *Tx) PublishResults(ctx context.Context) (opened []Published, next time.Time, err error) {
	opened, next, err = tx.publishResults(ctx)
	return opened, next, tx.fail(err)
}

func (tx *Tx) publishResults(ctx context.Context) (opened []Published, next time.Time, err error) {
	rows, err := unpublished(ctx, tx.db)
	if err != nil {
		return nil, next, err
	}
	places := index{}
	for _, r := range rows {
		if r.DueAt.After(tx.now) {
			next = r.DueAt
			break
		}
		after := Published{SetBy: r.SetBy}
		// Another replica may have published it while this one waited for the contest.
		if err := publish(ctx, tx, contestKind, []string{r.ContestID}, func(c *prize.Contest) { open(c, r.Part); after.Contest = *c }); err != nil {
			return nil, next, err
		}
		r.PublishedAt = tx.now
		if err := tx.update(ctx, &r); err != nil {
			return nil, next, err
		}
		if at, ok := places[r.ContestID]; ok {
			opened[at] = after
			continue
		}
		places[r.ContestID] = len(opened)
		opened = append(opened, after)
	}
	later, err := tx.publishRecognitions(ctx)
	if !later.IsZero() {
		next = sooner(next, later)
	}
	return opened, next, err
}

func (tx *Tx) publishRecognitions(ctx context.Context) (next time.Time, err error) {
	rows, err := recognised(ctx, tx.db)
	if err != nil {
		return next, err
	}
	for _, r := range rows {
		if !r.DueAt.After(tx.now) {
			if err := publish(ctx, tx, contestKind, []string{r.ContestID}, func(c *prize.Contest) { openRecognitions(c, tx.now) }); err != nil {
				return next, err
			}
		}
	}
	if rows, err = recognised(ctx, tx.db); err == nil && len(rows) > 0 {
		next = rows[0].DueAt
	}
	return next, err
}

// open makes a part of a result public. Winners come with the tallies, also where these were to come later, and with the
// recognitions that have no instant of their own.
func open(c *prize.Contest, part prize.Part) {
	for i := range c.Results {
		r := &c.Results[i]
		r.IsPublic = true
		r.IsWinnerPublic = r.IsWinnerPublic || part == prize.WinnersPart && r.WinnerID != ""
	}
	for i := range c.Recognitions {
		r := &c.Recognitions[i]
		r.IsPublic = r.IsPublic || part == prize.WinnersPart && r.DueAt.IsZero()
	}
}
