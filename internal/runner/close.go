package runner

import (
	"context"
	"slices"
	"time"

	"rostrum/internal/store"
)

// CloseVoting records that voting is closed where its instant has come, which nothing takes back: not a clock that is set
// back, and not an import with a later date. It waits for the casts that are under way, and gives the next instant at
// which voting closes (zero where there is none). It is safe to repeat, and for several to do at once.
func (r *Runner) CloseVoting(ctx context.Context) (next time.Time, err error) {
	_, err = r.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		next = time.Time{}
		closes, err := tx.UnclosedVoting(ctx)
		if err != nil {
			return err
		}
		var due []string
		for contest, at := range closes {
			switch {
			case !at.After(tx.Now()):
				due = append(due, contest)
			case next.IsZero() || at.Before(next):
				next = at
			}
		}
		if len(due) == 0 {
			return nil
		}
		slices.Sort(due)
		if err := tx.HoldVoting(ctx, due, true); err != nil {
			return err
		}
		return tx.CloseVoting(ctx, due)
	})
	return next, err
}
