package httpd

import (
	"context"
	"sync/atomic"
	"time"

	"rostrum/internal/fault"
)

// gate lets a bounded number of operations run at once, and a bounded number wait a moment for their turn. More than
// that would only make everybody slower.
type gate struct {
	slots      chan struct{}
	waiting    atomic.Int64
	maxWaiting int64
	patience   time.Duration
}

func newGate(running int) *gate {
	return &gate{slots: make(chan struct{}, running), maxWaiting: int64(4 * running), patience: time.Second}
}

// enter waits for a turn; leave ends it. The fault UNAVAILABLE says that there is none within a second.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.slots }
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	default:
	}
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > g.maxWaiting {
		return nil, busy()
	}
	timer := time.NewTimer(g.patience)
	defer timer.Stop()
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	case <-timer.C:
		return nil, busy()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func busy() error { return fault.New(fault.Unavailable, "the server is busy, try again in a moment") }
