package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/pgtest"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// casting is a transaction of casts that has done something and goes on until it is let end.
type casting struct {
	end  func()
	done chan error
}

// startCasting runs what a cast begins with, and returns once that is done.
func startCasting(t *testing.T, s *store.Store, begin func(ctx context.Context, tx *store.Tx) error) casting {
	begun, release := make(chan struct{}), make(chan struct{})
	c := casting{end: sync.OnceFunc(func() { close(release) }), done: make(chan error, 1)}
	t.Cleanup(c.end)
	go func() {
		c.done <- s.Casting(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			err := begin(ctx, tx)
			close(begun)
			<-release
			return err
		})
	}()
	<-begun
	return c
}

// untilItWaits returns once somebody waits for a lock of the database. done tells that it was somebody who should have.
func untilItWaits(t *testing.T, dsn string, done <-chan error) {
	t.Helper()
	db := storetest.Raw(t, dsn)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var waits bool
		err := db.QueryRow("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')").Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
		if waits {
			return
		}
		select {
		case <-tick.C:
		case err := <-done:
			t.Fatal("it did not wait for the cast:", err)
		}
	}
}

// TestACloseThatIsPutOffInTime lets a close wait for a cast, and meanwhile puts the close off: nothing is closed.
func TestACloseThatIsPutOffInTime(t *testing.T) {
	dsn := pgtest.DSN(t)
	s := storetest.Open(t, dsn)
	rows := storetest.Full() // its vote closed in 2020
	storetest.Save(t, s, rows)
	contest := rows.Contests[0]
	cast := startCasting(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.HoldVoting(ctx, []string{contest.ID}) })
	closing := make(chan error, 1)
	var next time.Time
	go func() {
		_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			next, err = tx.CloseVoting(ctx)
			return err
		})
		closing <- err
	}()
	untilItWaits(t, dsn, closing)
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	contest.Phases[0].ClosesAt = scalar.DateTime{Time: until}
	storetest.Save(t, s, rows)
	cast.end()
	if err := errors.Join(<-cast.done, <-closing); err != nil {
		t.Fatal(err)
	}
	var closings int
	if err := storetest.Raw(t, dsn).QueryRow("SELECT count(*) FROM closings").Scan(&closings); err != nil || closings != 0 || !next.Equal(until) {
		t.Errorf("%d closes are recorded, the next one is at %v, want none and %v; %v", closings, next, until, err)
	}
}

// TestNoAccountGoesWhileItCasts deletes an account while a cast of it is under way: the deletion waits, so that it finds
// whatever was cast and nothing is cast by nobody.
func TestNoAccountGoesWhileItCasts(t *testing.T) {
	dsn := pgtest.DSN(t)
	s := storetest.Open(t, dsn)
	storetest.Save(t, s, storetest.Full())
	now := time.Now().UTC().Truncate(time.Microsecond)
	account := auth.Account{ID: "a", VoterID: "v", Email: "a@example.org", AddressKey: "a@example.org", Language: "en", State: auth.Active, RegisteredAt: now}
	if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddAccount(ctx, account); err != nil {
			return err
		}
		return tx.AddSession(ctx, auth.Session{ID: "s", AccountID: "a", StartedAt: now, LastSeenAt: now})
	}); err != nil {
		t.Fatal(err)
	}
	cast := startCasting(t, s, func(ctx context.Context, tx *store.Tx) error {
		voters, err := tx.Voters(ctx, []string{"s"})
		if len(voters) != 1 {
			t.Errorf("the voters are %v", voters)
		}
		return err
	})
	deleting := make(chan error, 1)
	go func() {
		_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			a, _, err := tx.Account(ctx, "a")
			if err != nil {
				return err
			}
			return tx.Forget(ctx, a, "", now)
		})
		deleting <- err
	}()
	untilItWaits(t, dsn, deleting)
	cast.end()
	if err := errors.Join(<-cast.done, <-deleting); err != nil {
		t.Fatal(err)
	}
	if err := s.Casting(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		voters, err := tx.Voters(ctx, []string{"s"})
		if len(voters) != 0 {
			t.Errorf("a deleted account votes as %v", voters)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
