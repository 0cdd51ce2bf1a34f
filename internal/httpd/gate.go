package httpd

import (
	"context"
	"sync/atomic"
	"time"

	"rostrum/internal/fault"
)

// gate lets a bounded number of operations run at once, and a bounded number wait a moment for their turn. More than
// that would only make everybody slower. Beside its turn an operation takes room for what it costs, of which there is
// enough for three of the dearest: each of them may need 100 MiB, and cheap ones must not wait for them.
type gate struct {
	turns      chan struct{}
	room       chan struct{}
	gathering  chan struct{} // held by the one who gathers room: two of them would wait for each other
	waiting    atomic.Int64
	maxWaiting int64
	patience   time.Duration
}

// The room, in parts, and how many of them the dearest operation takes.
const (
	allRoom  = 48
	mostRoom = allRoom / 3
)

func newGate(running int) *gate {
	return &gate{
		turns: make(chan struct{}, running), room: make(chan struct{}, allRoom), gathering: make(chan struct{}, 1),
		maxWaiting: int64(4 * running), patience: time.Second,
	}
}

// roomFor gives the parts of the room that an operation of a cost takes: none where it costs little.
func roomFor(cost, allowed int) int { return min(cost*mostRoom/max(1, allowed), mostRoom) }

// enter waits for a turn, and for parts of the room; leave gives them back. The fault UNAVAILABLE says that there are
// none within a second.
func (g *gate) enter(ctx context.Context, parts int) (leave func(), err error) {
	if parts == 0 {
		select {
		case g.turns <- struct{}{}:
			return func() { <-g.turns }, nil
		default:
		}
	}
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > g.maxWaiting {
		return nil, busy()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, g.patience, busy())
	defer cancel()
	if parts > 0 {
		if err := g.gather(ctx, parts); err != nil {
			return nil, err
		}
	}
	if err := take(ctx, g.turns); err != nil {
		give(g.room, parts)
		return nil, err
	}
	return func() {
		<-g.turns
		give(g.room, parts)
	}, nil
}

func (g *gate) gather(ctx context.Context, parts int) error {
	if err := take(ctx, g.gathering); err != nil {
		return err
	}
	defer give(g.gathering, 1)
	for held := range parts {
		if err := take(ctx, g.room); err != nil {
			give(g.room, held)
			return err
		}
	}
	return nil
}

func take(ctx context.Context, from chan struct{}) error {
	select {
	case from <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func give(to chan struct{}, n int) {
	for range n {
		<-to
	}
}

func busy() error { return fault.New(fault.Unavailable, "the server is busy, try again in a moment") }
