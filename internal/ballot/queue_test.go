package ballot

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/store/storetest"
)

// TestAFloodHasItsShare lets one account flood the queue while others vote. In every batch it has its share and no more.
func TestAFloodHasItsShare(t *testing.T) {
	q := newQueue()
	for i := range maxOfAccount {
		if err := q.push(&pending{request: request(0, fmt.Sprintf("flood-%03d", i), vote(0, 0))}); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.push(&pending{request: request(0, "one-too-many", vote(0, 0))}); fault.Of(err) != fault.RateLimited {
		t.Errorf("one too many of an account: %v", err)
	}
	for i := 1; i <= 3; i++ {
		if err := q.push(&pending{request: request(i, "key-00001", vote(0, 0))}); err != nil {
			t.Fatal(err)
		}
	}
	if batch := q.take(); len(batch) != shareOfBatch+3 {
		t.Fatalf("the first batch has %d requests", len(batch))
	}
	total := shareOfBatch
	for batch := q.take(); len(batch) > 0; batch = q.take() {
		if len(batch) > shareOfBatch {
			t.Errorf("a batch of %d", len(batch))
		}
		total += len(batch)
	}
	if total != maxOfAccount || q.waiting != 0 || len(q.turns) != 0 {
		t.Errorf("%d of %d came through; left %d, %v", total, maxOfAccount, q.waiting, q.turns)
	}
}

// TestWhoLeavesAndComesBackHasOneTurn lets an account give up and call again, as often as it likes: its share of a batch
// grows by nothing.
func TestWhoLeavesAndComesBackHasOneTurn(t *testing.T) {
	q := newQueue()
	for i := range 10 {
		p := &pending{request: request(0, fmt.Sprintf("left-%04d", i), vote(0, 0))}
		if err := q.push(p); err != nil || !q.leave(p) {
			t.Fatalf("call %d: %v", i, err)
		}
	}
	for i := range 3 * shareOfBatch {
		if err := q.push(&pending{request: request(0, fmt.Sprintf("back-%04d", i), vote(0, 0))}); err != nil {
			t.Fatal(err)
		}
	}
	if batch := q.take(); len(batch) != shareOfBatch || len(q.turns) != 1 {
		t.Errorf("a batch of %d, want %d; turns: %v", len(batch), shareOfBatch, q.turns)
	}
}

// TestAFullQueueRefuses fills the queue; whoever leaves makes room, and is not in the way of those that stay.
func TestAFullQueueRefuses(t *testing.T) {
	q := newQueue()
	waiting := make([]*pending, maxWaiting)
	for i := range waiting {
		waiting[i] = &pending{request: request(i/2, fmt.Sprintf("key-%05d", i), vote(0, 0))}
		if err := q.push(waiting[i]); err != nil {
			t.Fatal(err)
		}
	}
	late := &pending{request: request(maxWaiting, "key-00001", vote(0, 0))}
	if err := q.push(late); fault.Of(err) != fault.Unavailable {
		t.Fatalf("more than may wait: %v", err)
	}
	if !q.leave(waiting[0]) || q.leave(waiting[0]) || !q.leave(waiting[1]) {
		t.Error("leaving does not work, or works twice")
	}
	if err := q.push(late); err != nil {
		t.Errorf("there is room: %v", err)
	}
	taken := map[*pending]bool{}
	for batch := q.take(); len(batch) > 0; batch = q.take() {
		if len(batch) > maxBatch+shareOfBatch {
			t.Errorf("a batch of %d", len(batch))
		}
		for _, p := range batch {
			taken[p] = true
		}
	}
	if len(taken) != maxWaiting-1 || !taken[late] || taken[waiting[0]] || taken[waiting[1]] || q.leave(late) {
		t.Errorf("%d were taken, want %d with the late one and without those who left", len(taken), maxWaiting-1)
	}
}

// TestWhoGivesUpBeforeItsBatchIsForgotten gives up while no caster works, and finds nothing cast later on.
func TestWhoGivesUpBeforeItsBatchIsForgotten(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(1)
		c := NewCaster(w.store)
		ctx, giveUp := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := c.Cast(ctx, request(0, "key-00001", vote(0, 0)))
			done <- err
		}()
		<-c.queue.wake
		giveUp()
		if err := <-done; fault.Of(err) != fault.Unavailable {
			t.Error(err)
		}
		c.queue.signal()
		running, stop := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { defer close(stopped); c.Run(running) }()
		if o, err := c.Cast(t.Context(), request(0, "key-00002", vote(1, 0))); err != nil || len(o.Receipts) != 1 {
			t.Error(o, err)
		}
		if got := w.stored(0); len(got) != 1 || got[categoryID(0)] != "" {
			t.Errorf("stored: %v", got)
		}
		stop()
		<-stopped
		if n := len(c.queue.turns) + c.queue.waiting; n != 0 {
			t.Errorf("%d are left in the queue", n)
		}
	})
}

// TestAFloodSlowsOthersByLessThanHalf times voters while one account keeps as many repeated calls waiting as it may. The
// machine may be busy with something else, so that one good try of a few is enough.
func TestAFloodSlowsOthersByLessThanHalf(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		const voters, tries = 16, 6
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(1 + 2*tries*voters)
		c := w.caster()
		next := 1
		all := func() time.Duration {
			var running sync.WaitGroup
			began, from := time.Now(), next
			next += voters
			for voter := from; voter < from+voters; voter++ {
				running.Go(func() {
					for category := range 3 {
						if o, err := c.Cast(t.Context(), request(voter, fmt.Sprintf("key-%05d", category), vote(category, 0))); err != nil || len(o.Receipts) != 1 {
							t.Error(o, err)
						}
					}
				})
			}
			running.Wait()
			return time.Since(began)
		}
		for range tries {
			quiet := all()
			stop := flood(c)
			loud := all()
			flooded := stop()
			t.Logf("%v in quiet, %v during a flood of %d calls", quiet, loud, flooded)
			if flooded > 0 && loud <= 2*quiet {
				return
			}
		}
		t.Error("a flood slows others by more than half")
	})
}

// flood repeats a call of one account, as often and as many at once as it may, until stop is called.
func flood(c *Caster) (stop func() (answered int64)) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	var answered atomic.Int64
	first := make(chan struct{}, maxOfAccount)
	for range maxOfAccount {
		running.Go(func() {
			for ctx.Err() == nil {
				if o, err := c.Cast(ctx, request(0, "flooding", vote(0, 0))); err == nil && len(o.Receipts) == 1 {
					answered.Add(1)
				}
				select {
				case first <- struct{}{}:
				default:
				}
			}
		})
	}
	<-first // it flows
	return func() int64 {
		cancel()
		running.Wait()
		return answered.Load()
	}
}
