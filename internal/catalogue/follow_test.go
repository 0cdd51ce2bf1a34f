package catalogue

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"rostrum/internal/fault"
)

// stuck is a database whose connection has silently died: the first look never ends by itself.
type stuck struct{ looks int }

func (s *stuck) Load(context.Context) (Rows, error) { return smallForum(), nil }

func (s *stuck) Wakes(context.Context) (<-chan struct{}, error) { return nil, nil }

func (s *stuck) Changed(ctx context.Context, after int64) (Delta, error) {
	if s.looks++; s.looks == 1 {
		<-ctx.Done()
		return Delta{}, ctx.Err()
	}
	return Delta{Rows: Rows{Seq: 8}}, nil
}

func TestALookThatNeverEndsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := Open(t.Context(), &stuck{}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go c.Follow(ctx)
		waiting, stop := context.WithTimeout(ctx, time.Hour)
		defer stop()
		if err := c.WaitFor(waiting, 8); err != nil {
			t.Error(err)
		}
	})
}

func TestWaitForTellsWhyItGaveUp(t *testing.T) {
	c, err := Open(t.Context(), &stuck{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	err = c.WaitFor(ctx, 9)
	if fault.Of(err) != fault.Unavailable || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want a fault UNAVAILABLE with the passed deadline behind it", err)
	}
	if err := c.WaitFor(ctx, 7); err != nil {
		t.Errorf("sequence 7 is reached, but: %v", err)
	}
}
