package server

import (
	"context"
	"sync"
	"time"

	"rostrum/internal/store"
)

const (
	probeEvery = 500 * time.Millisecond // how long one look is good for
	probeLimit = time.Second            // how long the database may take to answer one
)

// writable tells whether the database takes writes. It tries an empty one, since a database that is locked, full of
// connections or a standby still answers reads. However many ask, it looks only now and then: whoever asks must not
// be able to keep the writer busy.
type writable struct {
	store *store.Store

	mu   sync.Mutex
	last time.Time
	err  error
}

func (w *writable) check(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.last) < probeEvery {
		return w.err
	}
	// Others share the answer, so it must not depend on the patience of the one who asked.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeLimit)
	defer cancel()
	_, w.err = w.store.Write(ctx, func(context.Context, *store.Tx) error { return nil })
	w.last = time.Now()
	return w.err
}
