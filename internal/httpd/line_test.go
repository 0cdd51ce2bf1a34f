package httpd

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rostrum/internal/fault"
)

type accountKey struct{}

// byToken makes the token the account, as far as these tests need accounts.
func byToken(c *Config) {
	c.Authenticate = func(ctx context.Context, token string) (context.Context, error) {
		return context.WithValue(ctx, accountKey{}, token), nil
	}
	c.Account = func(ctx context.Context) string { account, _ := ctx.Value(accountKey{}).(string); return account }
}

// TestAnAccountHasItsShareOfTheTurns fills the server with requests of one account: others, known or not, are served as
// if it were empty, and so is the account in the end.
func TestAnAccountHasItsShareOfTheTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, byToken, func(c *Config) { c.MaxRunning = 32 })
		leave := make(chan struct{})
		h.toy.fields["slow"] = func(context.Context, map[string]any) (any, error) { <-leave; return "done", nil }
		as := func(account, q string) (status int, code string) {
			r := post(query(q))
			if account != "" {
				r.Header.Set("Authorization", "Bearer "+account)
			}
			res := h.do(t, r)
			code, _ = firstError(t, read(t, res))
			if limited := res.StatusCode == http.StatusTooManyRequests; limited != (res.Header.Get("Retry-After") != "") {
				t.Errorf("status %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
			}
			return res.StatusCode, code
		}
		var flooding sync.WaitGroup
		var mu sync.Mutex
		got := map[int]int{}
		for range 2 + 256 { // under way, and waiting
			flooding.Go(func() {
				status, _ := as("one", "{slow}")
				mu.Lock()
				defer mu.Unlock()
				got[status]++
			})
		}
		synctest.Wait()
		start := time.Now()
		if status, code := as("one", "{hello}"); status != http.StatusTooManyRequests || code != string(fault.RateLimited) {
			t.Errorf("one too many: %d %s", status, code)
		}
		for _, account := range []string{"another", ""} {
			if status, _ := as(account, "{hello}"); status != http.StatusOK {
				t.Errorf("account %q: %d", account, status)
			}
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("others waited %v", waited)
		}
		close(leave)
		flooding.Wait()
		if got[http.StatusOK] != 2+256 {
			t.Errorf("the flood got %v", got)
		}
		if status, _ := as("one", "{hello}"); status != http.StatusOK {
			t.Errorf("after the flood: %d", status)
		}
	})
}

// TestANetworkHasItsShareOfTheTurns fills the server with what somebody writes who is not signed in, as requests for codes
// are: everybody else reads, writes and signs in as if it were empty.
func TestANetworkHasItsShareOfTheTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, byToken, func(c *Config) { c.MaxRunning = 32 })
		leave := make(chan struct{})
		var running atomic.Int64
		h.toy.fields["say"] = func(context.Context, map[string]any) (any, error) { running.Add(1); <-leave; return "done", nil }
		from := func(address, account, q string) (int, string) {
			r := post(query(q))
			r.RemoteAddr = address
			if account != "" {
				r.Header.Set("Authorization", "Bearer "+account)
			}
			res := h.do(t, r)
			code, _ := firstError(t, read(t, res))
			return res.StatusCode, code
		}
		var flooding sync.WaitGroup
		for range 2 + 256 {
			flooding.Go(func() {
				if status, _ := from("192.0.2.1:1", "", "mutation {say}"); status != http.StatusOK {
					t.Errorf("the flood got %d", status)
				}
			})
			synctest.Wait()
		}
		if n := running.Load(); n != 2 {
			t.Errorf("%d of the flood are under way, want 2", n)
		}
		start := time.Now()
		if status, code := from("192.0.2.9:1", "", "mutation {bump}"); status != http.StatusTooManyRequests || code != string(fault.RateLimited) {
			t.Errorf("one too many of the network: %d %s", status, code)
		}
		for _, c := range []struct{ address, account, query string }{
			{"192.0.2.1:1", "", "{hello}"},
			{"192.0.2.1:1", "somebody", "mutation {bump}"},
			{"198.51.100.1:1", "", "mutation {bump}"},
		} {
			if status, _ := from(c.address, c.account, c.query); status != http.StatusOK {
				t.Errorf("%+v got %d", c, status)
			}
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("others waited %v", waited)
		}
		close(leave)
		flooding.Wait()
	})
}

// TestALineIsBoundedInTime lets nobody wait for longer than the patience, and leaves nothing behind.
func TestALineIsBoundedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLines(16)
		leave, err := l.enter(t.Context(), "one")
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := l.enter(t.Context(), "one"); fault.Of(err) != fault.RateLimited || time.Since(start) != l.patience {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		leave()
		if n := len(l.byName); n != 0 {
			t.Errorf("%d lines are left", n)
		}
	})
}
