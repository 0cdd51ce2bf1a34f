package runner_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// unclosed gives when the voting of the tiny contest closes, where that is not recorded yet.
func unclosed(t *testing.T, st *store.Store) (at time.Time, is bool) {
	t.Helper()
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		closes, err := tx.UnclosedVoting(ctx)
		at, is = closes["prizes-2020"]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return at, is
}

// Voting is recorded as closed from its instant on, by one of several runners, without a row in the change log.
func TestVotingIsClosedAtItsInstant(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, january)
		seq := servertest.Import(t, st, servertest.Votable(t))
		setTime(t, st, votingCloses.Add(-time.Minute))
		if next := step(t, st); !next.Equal(votingCloses) {
			t.Errorf("next due at %v", next)
		}
		if at, is := unclosed(t, st); !is || !at.Equal(votingCloses) {
			t.Fatalf("a minute before: %v %v", at, is)
		}
		setTime(t, st, votingCloses)
		stores := []*store.Store{st, servertest.Open(t, dsn)}
		var running sync.WaitGroup
		for i := range 8 {
			running.Go(func() { step(t, stores[i%len(stores)]) })
		}
		running.Wait()
		if at, is := unclosed(t, st); is {
			t.Errorf("it closes at %v, and that is not recorded", at)
		}
		if head, err := st.Head(t.Context()); err != nil || head != seq {
			t.Errorf("the change log is at %d, was at %d, %v", head, seq, err)
		}
	})
}
