package httpd

import (
	"context"
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
		if _, err := g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		g.waiting.Store(g.maxWaiting)
		start := time.Now()
		if _, err := g.enter(t.Context()); fault.Of(err) != fault.Unavailable || time.Since(start) != 0 {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		if n := g.waiting.Load(); n != g.maxWaiting {
			t.Errorf("%d wait", n)
		}
	})
}
