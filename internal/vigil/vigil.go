// Package vigil repeats a piece of work for as long as a server runs, through failures and lost connections.
package vigil

import (
	"context"
	"log/slog"
	"time"
)

// Vigil is work that is done again and again: at once, then after each pause, and whenever something wakes it.
type Vigil struct {
	// Work does it once, and tells how long to pause, unless woken before.
	Work func(ctx context.Context) (pause time.Duration, err error)
	// Patience is how long one turn may take. Without a bound, a connection that died silently would hold up the work
	// until TCP gives it up, a quarter of an hour later.
	Patience time.Duration
	// Wakes calls for a turn before the pause is over; nil where nobody does.
	Wakes <-chan struct{}
	// Log gets Complaint and the error when a turn fails, once for as long as the failure lasts.
	Log       *slog.Logger
	Complaint string
}

// Keep works until the context ends.
func (v Vigil) Keep(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-v.Wakes:
			if !open {
				v.Wakes = nil // or it would call without end
				continue
			}
		case <-timer.C:
		}
		pause, err := v.turn(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			v.Log.ErrorContext(ctx, v.Complaint, "error", err)
		}
		failing = err != nil
		timer.Reset(pause)
	}
}

func (v Vigil) turn(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, v.Patience)
	defer cancel()
	return v.Work(ctx)
}
