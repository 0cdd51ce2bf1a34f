package vigil_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rostrum/internal/vigil"
)

// turns keeps a vigil for a while, in which work fails or not, and gives when its turns came and what was logged.
func turns(t *testing.T, v vigil.Vigil, length time.Duration, work func(ctx context.Context, turn int) error) (at []time.Duration, log string) {
	t.Helper()
	var lines strings.Builder
	v.Log = slog.New(slog.NewTextHandler(&lines, nil))
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	began := time.Now()
	pause := v.Work
	v.Work = func(ctx context.Context) (time.Duration, error) {
		at = append(at, time.Since(began))
		wait, _ := pause(ctx)
		return wait, work(ctx, len(at))
	}
	v.Keep(ctx)
	return at, lines.String()
}

func every(d time.Duration) func(context.Context) (time.Duration, error) {
	return func(context.Context) (time.Duration, error) { return d, nil }
}

func TestTurns(t *testing.T) {
	away := errors.New("away")
	well := func(context.Context, int) error { return nil }
	for _, row := range []struct {
		name   string
		wakes  func() <-chan struct{}
		work   func(ctx context.Context, turn int) error
		want   []int // when the first turns come, in seconds
		logged int
	}{
		{"at once and after each pause", nil, well, []int{0, 10, 20}, 0},
		{"woken before the pause is over", func() <-chan struct{} {
			wakes := make(chan struct{}, 1)
			time.AfterFunc(3*time.Second, func() { wakes <- struct{}{} })
			return wakes
		}, well, []int{0, 3, 13}, 0},
		{"nobody wakes any more", func() <-chan struct{} {
			wakes := make(chan struct{})
			time.AfterFunc(3*time.Second, func() { close(wakes) })
			return wakes
		}, well, []int{0, 10, 20}, 0},
		{"a turn that never ends", nil, func(ctx context.Context, turn int) error {
			if turn == 1 {
				<-ctx.Done()
			}
			return ctx.Err()
		}, []int{0, 15, 25}, 1},
		{"a failure that lasts", nil, func(context.Context, int) error { return away }, []int{0, 10, 20}, 1},
		{"a failure that comes back", nil, func(_ context.Context, turn int) error {
			if turn == 2 {
				return nil
			}
			return away
		}, []int{0, 10, 20}, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := vigil.Vigil{Work: every(10 * time.Second), Patience: 5 * time.Second, Complaint: "it fails"}
				if row.wakes != nil {
					v.Wakes = row.wakes()
				}
				at, log := turns(t, v, time.Minute, row.work)
				for i, want := range row.want {
					if i >= len(at) || at[i] != time.Duration(want)*time.Second {
						t.Fatalf("turns at %v, want the first at %v s", at, row.want)
					}
				}
				if n := strings.Count(log, "it fails"); n != row.logged {
					t.Errorf("%d lines in the log, want %d:\n%s", n, row.logged, log)
				}
			})
		})
	}
}
