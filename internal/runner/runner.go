// Package runner commits what is due: it freezes rules when voting opens, closes voting, makes public claims whose day has
// come and recordings of sessions that are over, and lets others do what is due with them, as the publication of results.
// Nothing becomes public by a clock at reading time.
package runner

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/vigil"
)

// idle is how long the runner sleeps at most: a lost wake delays what is due by no more. Where forum time is shifted it
// sleeps for less, since whoever rehearses may move it on at any moment, which wakes nobody.
const (
	idle        = 5 * time.Second
	idleShifted = time.Second
)

// patience is how long one step may take.
const patience = 30 * time.Second

// Runner commits what is due. Any number of them may run over one database: the store holds what is held back, and what
// is to be closed, for one of them at a time, so that nothing is done twice.
type Runner struct {
	store *store.Store
	log   *slog.Logger
	now   func() time.Time // forum time, by the replica's estimate; it only decides when to look
	also  []Task
	// IsShifted tells whether forum time is that of a demo or a rehearsal; nil stands for no. It is set before Run.
	IsShifted func() bool
}

// Task commits what is due of something else, and gives the next due instant (zero where there is none). It does each
// thing once, however many do it at the same time.
type Task func(ctx context.Context) (next time.Time, err error)

// Also lets the runner do a further task at each step. It is called before Run.
func (r *Runner) Also(t Task) { r.also = append(r.also, t) }

// New makes a runner.
func New(st *store.Store, now func() time.Time, log *slog.Logger) *Runner {
	return &Runner{store: st, log: log, now: now}
}

// Run works until the context ends. A failure is logged once for as long as it lasts.
func (r *Runner) Run(ctx context.Context) {
	wakes, err := r.store.Wakes(ctx)
	if err != nil {
		r.log.WarnContext(ctx, "the runner hears of no changes and looks for itself", "error", err)
	}
	vigil.Vigil{
		Work: func(ctx context.Context) (time.Duration, error) {
			next, err := r.Step(ctx)
			return r.pause(next), err
		},
		Patience:  patience,
		Wakes:     wakes,
		Log:       r.log,
		Complaint: "what is due cannot be done",
	}.Keep(ctx)
}

// pause gives how long to sleep until the next due instant.
func (r *Runner) pause(next time.Time) time.Duration {
	most := idle
	if r.IsShifted != nil && r.IsShifted() {
		most = idleShifted
	}
	if next.IsZero() {
		return most
	}
	return min(max(next.Sub(r.now()), time.Millisecond), most)
}

// Step commits what is due at this instant of forum time, and gives the next due instant (zero where there is none). It
// is safe to repeat, and to be killed in.
func (r *Runner) Step(ctx context.Context) (next time.Time, err error) {
	// A transaction each, since votes need rows of projects that publishing holds, and the close waits for votes.
	opens, opening := r.due(ctx, r.store.NextOpening, (*store.Tx).FreezeRules)
	closes, closing := r.due(ctx, r.store.NextClose, (*store.Tx).CloseVoting)
	publishes, publishing := r.publish(ctx)
	next, err = earlier(earlier(opens, closes), publishes), errors.Join(opening, closing, publishing)
	for _, task := range r.also {
		later, failure := task(ctx)
		next, err = earlier(next, later), errors.Join(err, failure)
	}
	return next, err
}

// due does what is due at an instant that the store knows, and gives the next such instant.
func (r *Runner) due(ctx context.Context, first func(context.Context) (time.Time, error), do func(*store.Tx, context.Context) (time.Time, error)) (next time.Time, err error) {
	// Mostly nothing is due, and no writer need wait for that to be found out.
	if next, err = first(ctx); err != nil || next.IsZero() {
		return next, err
	}
	if now, _, err := r.store.ForumTime(ctx); err != nil || now.Before(next) {
		return next, err
	}
	_, err = r.store.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		next, err = do(tx, ctx)
		return err
	})
	return next, err
}

func (r *Runner) publish(ctx context.Context) (next time.Time, err error) {
	_, err = r.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		next = time.Time{}
		held, err := tx.HeldBack(ctx)
		if err != nil {
			return err
		}
		claims, recordings, later := Due(held, tx.Now())
		next = later
		if len(claims)+len(recordings) == 0 {
			return nil
		}
		return tx.Publish(ctx, claims, recordings)
	})
	return next, err
}

// earlier gives the first of two instants, of which zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Due gives what may be seen at an instant, and the first instant after it at which more may be.
func Due(held store.Held, now time.Time) (claims []store.ClaimKey, recordings []store.RecordingKey, next time.Time) {
	due := func(from time.Time) bool {
		if !from.After(now) {
			return true
		}
		if next.IsZero() || from.Before(next) {
			next = from
		}
		return false
	}
	for _, h := range held.Claims {
		if due(h.Key.Claim.PublicFrom(h.Contest, h.Forum)) {
			claims = append(claims, h.Key)
		}
	}
	for _, h := range held.Recordings {
		if due(programme.RecordingPublicFrom(h.Session, h.Forum)) {
			recordings = append(recordings, h.Key)
		}
	}
	return claims, recordings, next
}
