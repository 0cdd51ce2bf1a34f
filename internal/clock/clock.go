// Package clock keeps a replica's estimate of forum time, so that reads need not ask the database for it.
package clock

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"rostrum/internal/vigil"
)

// Source tells forum time by the database's clock, and whether it is shifted.
type Source interface {
	ForumTime(ctx context.Context) (now time.Time, shifted bool, err error)
}

// refresh is how often the estimate is made anew. In between it runs with the machine's monotonic clock.
const refresh = time.Second

// patience is how long one look may take.
const patience = 5 * time.Second

// reading is one look at the database's clock.
type reading struct {
	forum   time.Time // forum time at the middle of the look
	at      time.Time // the same moment by this machine, with its monotonic reading
	shifted bool
}

// Clock estimates forum time.
type Clock struct {
	source Source
	log    *slog.Logger
	last   atomic.Pointer[reading]
}

// Open makes a clock that has looked once.
func Open(ctx context.Context, source Source, log *slog.Logger) (*Clock, error) {
	c := &Clock{source: source, log: log}
	return c, c.look(ctx)
}

// Now gives forum time and whether it differs from the time outside.
func (c *Clock) Now() (now time.Time, shifted bool) {
	r := c.last.Load()
	return r.forum.Add(time.Since(r.at)), r.shifted
}

// Run keeps the estimate fresh until the context ends. While the database is away the clock runs on.
func (c *Clock) Run(ctx context.Context) {
	vigil.Vigil{
		Work:      func(ctx context.Context) (time.Duration, error) { return refresh, c.look(ctx) },
		Patience:  patience,
		Log:       c.log,
		Complaint: "the database's clock cannot be read; forum time runs on by this machine's",
	}.Keep(ctx)
}

func (c *Clock) look(ctx context.Context) error {
	before := time.Now()
	forum, shifted, err := c.source.ForumTime(ctx)
	if err != nil {
		return err
	}
	c.last.Store(&reading{forum: forum, at: before.Add(time.Since(before) / 2), shifted: shifted})
	return nil
}
