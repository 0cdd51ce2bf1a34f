package ballot

import (
	"context"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// Caster commits what waits, many requests in one short transaction, one transaction at a time. Several may work over
// one database.
type Caster struct {
	store *store.Store
	queue *queue
}

// pending is a request that waits for its batch.
type pending struct {
	request Request
	hash    string
	at      time.Time // real time
	done    chan struct{}
	outcome Outcome
	err     error
}

// NewCaster makes a caster; Run makes it work.
func NewCaster(st *store.Store) *Caster { return &Caster{store: st, queue: newQueue()} }

// Cast casts votes, all of them or none, and returns once they are durable. A request whose client gives up before its
// batch begins is forgotten; after that it is carried out, and a repeated call gets the receipts. Faults: BadUserInput,
// NotFound for an unknown contest, Unauthenticated where the session has ended, RateLimited for too many at once from
// one account, Unavailable where too much waits or the database is away.
func (c *Caster) Cast(ctx context.Context, r Request) (Outcome, error) {
	if err := r.check(); err != nil {
		return Outcome{}, err
	}
	p := &pending{request: r, hash: r.hash(), at: time.Now().UTC(), done: make(chan struct{})}
	if err := c.queue.push(p); err != nil {
		return Outcome{}, err
	}
	select {
	case <-p.done:
		return p.outcome, p.err
	case <-ctx.Done():
		if c.queue.leave(p) {
			return Outcome{}, fault.Wrap(fault.Unavailable, ctx.Err(), "the votes were not cast in time; try again with the same key")
		}
		<-p.done // it is being committed, which is short
		return p.outcome, p.err
	}
}

// Run commits what waits until the context ends, and turns away what is still there then.
func (c *Caster) Run(ctx context.Context) {
	for {
		select {
		case <-c.queue.wake:
			// A batch that has begun is finished, also when the server is stopping.
			c.commit(context.WithoutCancel(ctx), c.queue.take())
		case <-ctx.Done():
			for batch := c.queue.take(); len(batch) > 0; batch = c.queue.take() {
				for _, p := range batch {
					p.finish(Outcome{}, fault.New(fault.Unavailable, "this server is stopping; try again with the same key"))
				}
			}
			return
		}
	}
}

func (p *pending) finish(o Outcome, err error) {
	p.outcome, p.err = o, err
	close(p.done)
}
