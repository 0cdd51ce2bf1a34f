package clock_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rostrum/internal/clock"
)

// source is a database's clock: ahead of this machine's, or away.
type source struct {
	mu    sync.Mutex
	ahead time.Duration
	err   error
	looks int
	stuck bool // the next look does not end by itself
}

func (s *source) ForumTime(ctx context.Context) (time.Time, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	if s.stuck {
		s.stuck = false
		<-ctx.Done()
		return time.Time{}, false, ctx.Err()
	}
	return time.Now().Add(s.ahead), s.ahead != 0, s.err
}

func (s *source) set(ahead time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead, s.err = ahead, err
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestForumTimeFollowsTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{ahead: -time.Hour}
		c, err := clock.Open(t.Context(), s, discard())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go c.Run(ctx)
		if now, shifted := c.Now(); !shifted || !now.Equal(time.Now().Add(-time.Hour)) {
			t.Errorf("%v (shifted: %v), want an hour ago", now, shifted)
		}
		s.set(0, nil)
		pass(1100 * time.Millisecond)
		if now, shifted := c.Now(); shifted || !now.Equal(time.Now()) {
			t.Errorf("%v (shifted: %v) a second later, want the time outside", now, shifted)
		}
	})
}

// While the database is away forum time runs on by this machine's clock, and the log says so once.
func TestForumTimeRunsOnWithoutTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		s := &source{ahead: time.Minute}
		c, err := clock.Open(t.Context(), s, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go c.Run(ctx)
		s.set(0, errors.New("away"))
		pass(30 * time.Second)
		if now, _ := c.Now(); !now.Equal(time.Now().Add(time.Minute)) {
			t.Errorf("%v, want a minute ahead of %v", now, time.Now())
		}
		cancel()
		synctest.Wait()
		if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
			t.Errorf("%d lines in the log, want 1:\n%s", n, log.String())
		}
		if s.looks < 25 {
			t.Errorf("%d looks in 30 seconds: it has given up", s.looks)
		}
	})
}

// A connection that has silently died gives no error; a look over it is given up.
func TestALookThatNeverEndsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{ahead: time.Minute}
		c, err := clock.Open(t.Context(), s, discard())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s.ahead, s.stuck = 0, true
		go c.Run(ctx)
		pass(time.Minute)
		if _, shifted := c.Now(); shifted {
			t.Error("a minute later the clock has not looked again")
		}
	})
}

func TestAClockThatCannotBeReadAtFirst(t *testing.T) {
	away := errors.New("away")
	if _, err := clock.Open(t.Context(), &source{err: away}, discard()); !errors.Is(err, away) {
		t.Errorf("error %v, want that of the source", err)
	}
}

// pass lets time go by, which takes none within synctest.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
