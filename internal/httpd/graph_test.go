package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/text"
)

func TestDataIsWrittenAsTheExecutorWroteIt(t *testing.T) {
	h := newHarness(t)
	h.toy.fields["hello"] = func(context.Context, map[string]any) (any, error) { return json.RawMessage(`"<&>"`), nil }
	if got := read(t, h.do(t, post(query("{hello}")))); got != `{"data":{"hello":"\u003c\u0026\u003e"}}` {
		t.Errorf("got %s", got)
	}
	if got := read(t, h.do(t, post(query("{a: hello @skip(if: true) __typename}")))); got != `{"data":{"__typename":"Query"}}` {
		t.Errorf("got %s", got)
	}
}

func TestToken(t *testing.T) {
	type key struct{}
	h := newHarness(t, func(c *Config) {
		c.Authenticate = func(ctx context.Context, token string) (context.Context, error) {
			switch token {
			case "good":
				return context.WithValue(ctx, key{}, "somebody"), nil
			case "away":
				return nil, errors.New(secret)
			}
			return nil, fault.New(fault.Unauthenticated, "the token has expired")
		}
	})
	h.toy.fields["me"] = func(ctx context.Context, _ map[string]any) (any, error) { return ctx.Value(key{}), nil }
	res := h.do(t, get("/graphql?query={me}", "Authorization", "Bearer good"))
	if got := read(t, res); got != `{"data":{"me":"somebody"}}` || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("ETag") != "" {
		t.Errorf("got %s %v", got, res.Header)
	}
	res = h.do(t, get("/graphql?query={hello}", "Authorization", "Bearer good"))
	if got := read(t, res); got != `{"data":{"hello":"hello"}}` || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("ETag") != "" {
		t.Errorf("public, with a token: %s %v", got, res.Header)
	}
	res = h.do(t, get("/graphql?query={me}"))
	if got := read(t, res); got != `{"data":{"me":null}}` || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("personal, anonymous: %s %v", got, res.Header)
	}
	res = h.do(t, get("/graphql?query={hello}", "Authorization", "Bearer old"))
	if code, text := firstError(t, read(t, res)); res.StatusCode != 401 || code != "UNAUTHENTICATED" || text != "the token has expired" {
		t.Errorf("got %d %s %q", res.StatusCode, code, text)
	}
	res = h.do(t, get("/graphql?query={hello}", "Authorization", "Bearer away"))
	if body := read(t, res); res.StatusCode != 500 || strings.Contains(body, "hunter2") {
		t.Errorf("got %d %s", res.StatusCode, body)
	}
}

func TestAfter(t *testing.T) {
	var asked int64
	h := newHarness(t, func(c *Config) {
		c.WaitFor = func(ctx context.Context, seq int64) error {
			asked = seq
			if seq > 100 {
				return context.DeadlineExceeded
			}
			return nil
		}
	})
	res := h.do(t, get("/graphql?query={hello}", "X-Rostrum-After", "42"))
	if res.StatusCode != 200 || asked != 42 || res.Header.Get("Cache-Control") != "public, no-cache" {
		t.Errorf("%d, asked for %d, %v", res.StatusCode, asked, res.Header)
	}
	res = h.do(t, get("/graphql?query={hello}", "X-Rostrum-After", "101"))
	code, text := firstError(t, read(t, res))
	if res.StatusCode != 503 || code != "UNAVAILABLE" || !strings.Contains(text, "X-Rostrum-After") || res.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %s %q", res.StatusCode, code, text)
	}
}

func TestLanguageReachesTheViewOnce(t *testing.T) {
	type key struct{}
	views := 0
	h := newHarness(t, func(c *Config) {
		c.View = func(ctx context.Context, want text.Preference) context.Context {
			views++
			return context.WithValue(ctx, key{}, want)
		}
	})
	h.toy.fields["language"] = func(ctx context.Context, _ map[string]any) (any, error) {
		return ctx.Value(key{}).(text.Preference)[0], nil
	}
	body := read(t, h.do(t, post(query("{language other: language}"), "Accept-Language", "en;q=0.5, fr-CH")))
	if body != `{"data":{"language":"fr-CH","other":"fr-CH"}}` || views != 1 {
		t.Errorf("%s in %d views", body, views)
	}
}

func TestDeadline(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.RequestTimeout = time.Millisecond })
	h.toy.fields["slow"] = func(ctx context.Context, _ map[string]any) (any, error) { <-ctx.Done(); return nil, ctx.Err() }
	res := h.do(t, post(query("{slow}")))
	code, text := firstError(t, read(t, res))
	if res.StatusCode != 503 || code != "UNAVAILABLE" || text != "the request took too long" {
		t.Errorf("%d %s %q", res.StatusCode, code, text)
	}
}

func TestClientThatLeavesEndsItsRequest(t *testing.T) {
	h := newHarness(t)
	started := make(chan struct{})
	h.toy.fields["slow"] = func(ctx context.Context, _ map[string]any) (any, error) {
		close(started)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.do(t, post(query("{slow}")).WithContext(ctx))
	}()
	<-started
	cancel()
	<-done
	if !strings.Contains(h.log.String(), `"status":499`) {
		t.Errorf("log: %s", h.log)
	}
}
