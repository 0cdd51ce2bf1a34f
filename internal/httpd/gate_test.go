package httpd

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rostrum/internal/fault"
)

func TestCrowdIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the wait for a turn is a second, which costs no time here
		h := newHarness(t, func(c *Config) { c.MaxRunning = 1 })
		started, leave := make(chan struct{}), make(chan struct{})
		h.toy.fields["slow"] = func(context.Context, map[string]any) (any, error) {
			close(started)
			<-leave
			return "done", nil
		}
		first := make(chan string)
		go func() { first <- read(t, h.do(t, post(query("{slow}")))) }()
		<-started
		start := time.Now()
		res := h.do(t, post(query("{hello}")))
		code, _ := firstError(t, read(t, res))
		if res.StatusCode != 503 || code != "UNAVAILABLE" || res.Header.Get("Retry-After") == "" {
			t.Errorf("%d %s", res.StatusCode, code)
		}
		if waited := time.Since(start); waited != time.Second {
			t.Errorf("waited %v", waited)
		}
		close(leave)
		if got := <-first; got != `{"data":{"slow":"done"}}` {
			t.Errorf("got %s", got)
		}
		if res := h.do(t, post(query("{hello}"))); res.StatusCode != 200 {
			t.Errorf("%d after the crowd has gone", res.StatusCode)
		}
	})
}

func TestMoreThanTheQueueHoldsAreRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		if _, err := g.enter(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		g.waiting.Store(g.maxWaiting)
		start := time.Now()
		if _, err := g.enter(t.Context(), 0); fault.Of(err) != fault.Unavailable || time.Since(start) != 0 {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		if n := g.waiting.Load(); n != g.maxWaiting {
			t.Errorf("%d wait", n)
		}
	})
}

// TestDearOperationsWaitForEachOther lets the dearest operations wait for room, and nobody else for them.
func TestDearOperationsWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(64)
		var leave []func()
		enter := func(parts int) {
			l, err := g.enter(t.Context(), parts)
			if err != nil {
				t.Fatalf("for %d parts: %v", parts, err)
			}
			leave = append(leave, l)
		}
		for range 3 {
			enter(roomFor(10000, 10000))
		}
		var refused atomic.Int32
		for range 10 {
			go func() {
				if _, err := g.enter(t.Context(), roomFor(10000, 10000)); fault.Of(err) == fault.Unavailable {
					refused.Add(1)
				}
			}()
		}
		synctest.Wait()
		start := time.Now()
		for range 61 {
			enter(roomFor(2, 10000))
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("cheap operations waited %v beside dear ones", waited)
		}
		<-time.After(2 * time.Second) // of the bubble, which costs no time
		if n := refused.Load(); n != 10 {
			t.Errorf("%d of 10 dear operations were told that the server is busy", n)
		}
		for _, l := range leave {
			l()
		}
		if len(g.turns) != 0 || len(g.room) != 0 || len(g.gathering) != 0 || g.waiting.Load() != 0 {
			t.Errorf("kept: %d turns, %d parts, %d gatherers, %d who wait", len(g.turns), len(g.room), len(g.gathering), g.waiting.Load())
		}
	})
}

// TestDearOperationComesWhenThereIsRoom lets one wait until another ends.
func TestDearOperationComesWhenThereIsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		first, err := g.enter(t.Context(), mostRoom)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			<-time.After(300 * time.Millisecond) // of the bubble, which costs no time
			first()
		}()
		start := time.Now()
		second, err := g.enter(t.Context(), mostRoom)
		if err != nil || time.Since(start) != 300*time.Millisecond {
			t.Fatalf("%v after %v", err, time.Since(start))
		}
		second()
	})
}

func TestRoom(t *testing.T) {
	for name, c := range map[string]struct{ cost, allowed, want int }{
		"nothing":                 {0, 10000, 0},
		"little":                  {600, 10000, 0},
		"a page of the programme": {2402, 10000, 3},
		"the dearest":             {10000, 10000, 16},
		"no limit of cost":        {5, 0, 16},
	} {
		t.Run(name, func(t *testing.T) {
			if got := roomFor(c.cost, c.allowed); got != c.want {
				t.Errorf("%d parts, want %d", got, c.want)
			}
		})
	}
}
