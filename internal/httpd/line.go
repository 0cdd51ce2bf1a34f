package httpd

import (
	"context"
	"sync"
	"time"

	"rostrum/internal/fault"
)

// lines keep one account from taking every turn of the gate, by however many connections: of each account only some
// requests are under way at once, and the next ones wait in a line of its own, which is in nobody else's way.
type lines struct {
	atOnce     int // requests of one account that are under way
	maxWaiting int // and that wait behind them
	patience   time.Duration

	mu        sync.Mutex
	byAccount map[string]*line
}

// line is the requests of one account. It is there only as long as it holds any.
type line struct {
	places chan struct{}
	inside int // under way or waiting
}

// newLines makes the lines before so many turns. A sixteenth of them is 4 where nobody says otherwise, which is what one
// batch of votes takes of an account: more at once would only wait further inside.
func newLines(running int) *lines {
	return &lines{atOnce: max(1, running/16), maxWaiting: 256, patience: 5 * time.Second, byAccount: map[string]*line{}}
}

// enter waits for a place of an account; leave gives it back. An empty account is nobody's, and waits for nothing. The
// fault RATE_LIMITED says that too many of its requests wait, or that it was not its turn within five seconds: who is
// refused at once asks again at once, and that costs more than to let it wait.
func (l *lines) enter(ctx context.Context, account string) (leave func(), err error) {
	if account == "" {
		return func() {}, nil
	}
	mine, ok := l.join(account)
	if !ok {
		return nil, tooMany(l.atOnce)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, l.patience, tooMany(l.atOnce))
	defer cancel()
	if err := take(ctx, mine.places); err != nil {
		l.part(account, mine)
		return nil, err
	}
	return func() {
		give(mine.places, 1)
		l.part(account, mine)
	}, nil
}

func (l *lines) join(account string) (mine *line, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	mine = l.byAccount[account]
	if mine == nil {
		mine = &line{places: make(chan struct{}, l.atOnce)}
		l.byAccount[account] = mine
	}
	if mine.inside >= l.atOnce+l.maxWaiting {
		return nil, false
	}
	mine.inside++
	return mine, true
}

func (l *lines) part(account string, mine *line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if mine.inside--; mine.inside == 0 {
		delete(l.byAccount, account)
	}
}

func tooMany(atOnce int) error {
	return fault.New(fault.RateLimited, "too many requests of yours at once: %d run, and the others wait for their turn; wait for their answers", atOnce)
}
