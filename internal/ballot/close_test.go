package ballot

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/prize"
	"rostrum/internal/store/storetest"
)

// TestTheCloseUnderLoad casts as fast as two casters can over the closing instant, while the close is recorded. No vote
// is accepted at or after the instant, every one that was acknowledged is there, and from the record on none is added.
func TestTheCloseUnderLoad(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		const voters, senders = 400, 16
		soon := begins.Add(time.Hour) // after any preparation, however slow
		w := newWorld(t, dsn, rows(soon, false))
		w.voters(voters)
		casters := []*Caster{w.caster(), (&world{t, storetest.Open(t, dsn), dsn}).caster()}
		w.setTime(soon.Add(-time.Second))
		var mu sync.Mutex
		acknowledged := map[int]Receipt{}
		var running sync.WaitGroup
		closed := make(chan struct{})
		for sender := range senders {
			running.Go(func() {
				// Each starts over after its last voter: with repeated calls, which are answered at any time, the load goes on
				// over the close, and then for one more round.
				left := -1
				for i := sender; left != 0; i = (i + senders) % (3 * voters) {
					select {
					case <-closed:
						if left--; left < 0 {
							left = 3 * voters / senders
						}
					default:
					}
					voter, category := i/3, i%3
					o, err := casters[sender%2].Cast(t.Context(), request(voter, fmt.Sprintf("key-%05d", category), vote(category, 0)))
					if err != nil {
						t.Error(err)
						return
					}
					if len(o.Refusals) > 0 {
						if o.Refusals[0].Code != prize.VotingClosed {
							t.Error(o.Refusals)
						}
						return
					}
					mu.Lock()
					acknowledged[i] = o.Receipts[0]
					mu.Unlock()
				}
			})
		}
		atClose := recordTheClose(w)
		close(closed)
		running.Wait()
		if len(acknowledged) == 0 {
			t.Error("nothing was cast before the close")
		}
		for i, r := range acknowledged {
			if !r.AcceptedAt.Before(soon) {
				t.Errorf("accepted at %s, closed at %s", r.AcceptedAt, soon)
			}
			if w.stored(i / 3)[r.CategoryID] != r.ProjectID {
				t.Error("acknowledged and missing:", i, r)
			}
		}
		if n := w.count("votes"); n != atClose || n != len(acknowledged) {
			t.Errorf("%d votes, %d when the close was recorded, %d acknowledged", n, atClose, len(acknowledged))
		}
	})
}

// recordTheClose tries to record the close until it has come, and gives the votes that are there then.
func recordTheClose(w *world) int {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if w.close(); w.count("closings") > 0 {
			return w.count("votes")
		}
	}
	return 0
}

// TestAClockSetBackReopensNothing closes voting and sets the clock of the database back.
func TestAClockSetBackReopensNothing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(1)
		c := w.caster()
		first, err := c.Cast(t.Context(), request(0, "key-00001", vote(0, 0)))
		if err != nil || len(first.Receipts) != 1 {
			t.Fatal(first, err)
		}
		w.setTime(closes)
		w.close()
		w.setBack(12 * time.Hour)
		if now, _, err := w.store.ForumTime(t.Context()); err != nil || !now.Before(closes) {
			t.Fatalf("the clock says %s, %v", now, err)
		}
		o, err := c.Cast(t.Context(), request(0, "key-00002", vote(1, 0)))
		if err != nil || !slices.Equal(codes(o), []prize.RefusalCode{prize.VotingClosed}) {
			t.Error(o, err)
		}
		again, err := c.Cast(t.Context(), request(0, "key-00001", vote(0, 0)))
		if err != nil || cmp.Diff(first, again) != "" {
			t.Error("a replay:", again, err)
		}
	})
}
