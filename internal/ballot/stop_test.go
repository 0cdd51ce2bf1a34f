package ballot

import (
	"context"
	"testing"
	"time"

	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// TestABatchThatHasBegunIsFinished stops a caster whose batch waits for the database: the batch is carried out.
func TestABatchThatHasBegunIsFinished(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(1)
		c := NewCaster(w.store)
		r := request(0, "key-00001", vote(0, 0))
		p := &pending{request: r, hash: r.hash(), done: make(chan struct{})}
		if err := c.queue.push(p); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		stopped := make(chan struct{})
		w.write(func(inTx context.Context, tx *store.Tx) error {
			if _, _, err := tx.Account(inTx, accountID(0)); err != nil { // what a cast waits for
				return err
			}
			go func() { defer close(stopped); c.Run(ctx) }()
			untilTaken(c.queue)
			stop()
			return nil
		})
		<-stopped
		<-p.done
		if p.err != nil || len(p.outcome.Receipts) != 1 {
			t.Errorf("receipts: %v, %v", p.outcome.Receipts, p.err)
		}
		if got := w.stored(0); len(got) != 1 {
			t.Errorf("stored: %v", got)
		}
	})
}

// untilTaken returns once a batch holds all that waited.
func untilTaken(q *queue) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		q.mu.Lock()
		waiting := q.waiting
		q.mu.Unlock()
		if waiting == 0 {
			return
		}
	}
}
