package returning

import (
	"context"
	"sync"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// countTime is how long a count may take at most.
const countTime = 10 * time.Minute

// counting are the counts that are under way. A count goes on where the request that began it cannot wait any longer, and
// a request that comes again waits for the same one.
type counting struct {
	mu    sync.Mutex
	under map[string]*underway
}

type underway struct {
	done  chan struct{}
	votes map[string]prize.Votes
	err   error
}

// wait gives what is counted under a name, and counts unless that is being done already. What was counted is given to
// whoever waits for it; if nobody does any more, it is kept for the one who comes next, and for no longer. Faults: those
// of counting, and Unavailable where it takes longer than the request may.
func (c *counting) wait(ctx context.Context, name string, count func(context.Context) (map[string]prize.Votes, error)) (map[string]prize.Votes, error) {
	u := c.join(ctx, name, count)
	select {
	case <-u.done:
		c.forget(name, u)
		return u.votes, u.err
	case <-ctx.Done():
		return nil, fault.Wrap(fault.Unavailable, ctx.Err(), "the count takes longer than a request may, and goes on; ask again in a moment")
	}
}

func (c *counting) join(ctx context.Context, name string, count func(context.Context) (map[string]prize.Votes, error)) *underway {
	c.mu.Lock()
	defer c.mu.Unlock()
	if u, ok := c.under[name]; ok {
		return u
	}
	u := &underway{done: make(chan struct{})}
	if c.under == nil {
		c.under = map[string]*underway{}
	}
	c.under[name] = u
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), countTime)
	go func() {
		defer cancel()
		defer close(u.done)
		u.votes, u.err = count(ctx)
	}()
	return u
}

// forget lets the next one count anew.
func (c *counting) forget(name string, u *underway) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.under[name] == u {
		delete(c.under, name)
	}
}
