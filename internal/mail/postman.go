package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"rostrum/internal/store"
)

const (
	workers = 4
	// batch mails are claimed at once; all of them can time out within the lease, so that no second worker takes a mail
	// that the first still tries.
	batch       = 4
	sendTimeout = 20 * time.Second
	lease       = 2 * time.Minute
	// idle is how long a worker sleeps at most: a lost wake, or a letter of another replica, waits no longer.
	idle = 5 * time.Second
	// settleTimeout is for writing down what became of a mail, also while the program ends.
	settleTimeout = 5 * time.Second
	// grace is for a mail that is being sent as the program ends: the server may have taken it and not said so yet.
	grace        = 2 * time.Second
	firstPause   = 15 * time.Second
	longestPause = 10 * time.Minute
)

// Postman sends what is in the outbox, at least once: a mail goes out twice only where the program is killed, or loses the
// database, between the mail server's word that it has it and writing that down; both copies have one Message-ID. Any number
// of postmen may work over one database; no two try the same mail at once.
type Postman struct {
	store  *store.Store
	seal   *Seal
	sender Sender
	now    func() time.Time // real time
	log    *slog.Logger
	wakes  chan struct{}
}

// NewPostman makes a postman.
func NewPostman(st *store.Store, seal *Seal, sender Sender, now func() time.Time, log *slog.Logger) *Postman {
	return &Postman{store: st, seal: seal, sender: sender, now: now, log: log, wakes: make(chan struct{}, 1)}
}

// Wake says that there is a letter in the outbox, so that it goes out at once.
func (p *Postman) Wake() {
	select {
	case p.wakes <- struct{}{}:
	default:
	}
}

// Run works until the context ends. A mail that is being sent then has a moment to get through; after it, it is broken
// off and tried again later.
func (p *Postman) Run(ctx context.Context) {
	var all sync.WaitGroup
	for range workers {
		all.Go(func() { p.work(ctx) })
	}
	all.Wait()
}

func (p *Postman) work(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wakes:
		case <-timer.C:
		}
		for more := true; more; {
			n, err := p.Step(ctx)
			if err != nil && ctx.Err() == nil {
				p.log.ErrorContext(ctx, "the outbox cannot be read", "error", err)
			}
			more = err == nil && n > 0 && ctx.Err() == nil
		}
		timer.Reset(idle)
	}
}

// Step sends mails that are due, a few at most, and tells how many it tried. Fault: Unavailable.
func (p *Postman) Step(ctx context.Context) (tried int, err error) {
	due, err := p.store.HasDueLetters(ctx, p.clock())
	if err != nil || !due {
		return 0, err
	}
	worker, now := rand.Text(), p.clock()
	letters, err := p.store.ClaimLetters(ctx, worker, batch, now, now.Add(lease))
	if err != nil {
		return 0, err
	}
	if len(letters) == batch { // there may be more for the others
		p.Wake()
	}
	for _, l := range letters {
		err = errors.Join(err, p.deliver(ctx, worker, l))
	}
	return len(letters), err
}

func (p *Postman) clock() time.Time { return p.now().UTC().Truncate(time.Microsecond) }

// deliver tries a mail and writes down what became of it.
func (p *Postman) deliver(ctx context.Context, worker string, l store.Letter) error {
	failure := p.try(ctx, l)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	now := p.clock()
	switch {
	case failure == nil:
		_, err := p.store.SettleLetter(ctx, worker, l.ID, true, now)
		return err
	case failure.Permanent:
		p.log.WarnContext(ctx, "a mail was given up", "mail", l.ID, "template", l.Template, "attempt", l.Attempts, "why", failure.Error())
		_, err := p.store.SettleLetter(ctx, worker, l.ID, false, now)
		return err
	}
	p.log.WarnContext(ctx, "a mail will be tried again", "mail", l.ID, "template", l.Template, "attempt", l.Attempts, "why", failure.Error())
	_, err := p.store.PostponeLetter(ctx, worker, l.ID, now.Add(pause(l.Attempts)))
	return err
}

// pause is how long to wait after an attempt: twice as long each time.
func pause(attempt int) time.Duration {
	return min(firstPause<<min(attempt-1, 10), longestPause)
}

func (p *Postman) try(ctx context.Context, l store.Letter) *Failure {
	m, err := p.seal.open(l)
	if err != nil { // the secret may be changed back, or this replica has another: it may be read later
		p.log.ErrorContext(ctx, "a mail cannot be read", "mail", l.ID, "error", err)
		return &Failure{cause: err}
	}
	if err := ctx.Err(); err != nil { // the rest of what was claimed
		return &Failure{cause: err}
	}
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		last := time.NewTimer(grace)
		defer last.Stop()
		select {
		case <-last.C:
			cancel()
		case <-sending.Done():
		}
	})()
	err = p.sender.Send(sending, m)
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{cause: err}
}
