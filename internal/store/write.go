package store

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/changelog"
)

// Tx is one writing transaction. It is for one goroutine, and good until the function that got it returns. Once one of
// its methods has failed, nothing of the transaction is kept, whatever the function returns.
type Tx struct {
	store   *Store
	db      bun.Tx
	now     time.Time
	offset  time.Duration      // of now against the database's clock
	pending []changelog.Change // what the log will say; Seq and At are set at the end
	forumOf map[string]string  // contest id → forum id, as read in this transaction
	failed  error
	thawed  bool // what is frozen may change: two officers have decided it
}

// Now gives forum time: the database's clock plus the offset of a demo or a rehearsal, read when the transaction
// began, in microseconds and UTC.
func (tx *Tx) Now() time.Time { return tx.now }

// Write runs fn in one transaction and commits it; an error or a panic of fn rolls it back. Where the transaction
// changed something public, seq is the head of the change log after it; else it is 0. fn may be run again from the
// start, if the database broke the transaction off in favour of another one, so it must not act outside of it, nor
// call Write itself.
// Faults: those of fn and of the methods of Tx, and Unavailable.
func (s *Store) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (seq int64, err error) {
	err = s.again(ctx, func() error {
		seq, err = s.writeOnce(ctx, fn)
		return err
	})
	if err != nil {
		return 0, err
	}
	if seq > 0 {
		s.hub.wake()
	}
	return seq, nil
}

// again runs a transaction, and runs it again as often as that may help.
func (s *Store) again(ctx context.Context, once func() error) error {
	for attempt := 1; ; attempt++ {
		err := once()
		if err == nil || attempt >= s.engine.mayRetry(err) || !pause(ctx, attempt) {
			return s.fault(err)
		}
	}
}

func (s *Store) writeOnce(ctx context.Context, fn func(context.Context, *Tx) error) (seq int64, err error) {
	// READ COMMITTED on PostgreSQL: what must not race is locked by row or ordered by a unique key.
	err = s.writer.RunInTx(ctx, nil, func(ctx context.Context, db bun.Tx) error {
		tx := &Tx{store: s, db: db, forumOf: map[string]string{}}
		now, offset, err := s.forumTime(ctx, db)
		if err != nil {
			return err
		}
		tx.now, tx.offset = now, offset
		if err := fn(ctx, tx); err != nil {
			return err
		}
		if tx.failed != nil {
			return tx.failed
		}
		seq, err = tx.writeLog(ctx)
		return err
	})
	return seq, err
}

// pause waits a little before another attempt, longer each time, and not in step with others. It tells whether there
// is still time.
func pause(ctx context.Context, attempt int) bool {
	wait := time.Duration(attempt) * (5*time.Millisecond + rand.N(10*time.Millisecond))
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// fail translates an error and remembers it, so that no transaction is kept of which a part failed. The error of the
// driver stays within for Write, which decides by it whether to try again.
func (tx *Tx) fail(err error) error {
	if err == nil {
		return nil
	}
	err = tx.store.fault(err)
	if tx.failed == nil {
		tx.failed = err
	}
	return err
}
