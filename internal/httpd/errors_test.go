package httpd

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"rostrum/internal/fault"
	"rostrum/internal/text"
)

func TestInsidesNeverLeave(t *testing.T) {
	for _, field := range []string{"broken", "panics", "refused", "manyErrors"} {
		t.Run(field, func(t *testing.T) {
			h := newHarness(t)
			res := h.do(t, post(query("{"+field+"}"), "X-Request-Id", "find-me"))
			body := read(t, res)
			if strings.Contains(body, "hunter2") || strings.Contains(body, ".go:") {
				t.Errorf("the inside is shown: %s", body)
			}
			if n := strings.Count(body, `"message"`); n < 1 || n > 20 {
				t.Errorf("%d errors", n)
			}
			if field != "refused" && (!strings.Contains(body, `"code":"INTERNAL"`) || !strings.Contains(body, `"requestId":"find-me"`)) {
				t.Errorf("got %s", body)
			}
			if res.StatusCode != 200 || res.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%d %s", res.StatusCode, res.Header.Get("Cache-Control"))
			}
			log := h.log.String()
			if n := strings.Count(log, "hunter2"); n < 1 || n > maxCauses {
				t.Errorf("the cause stands %d times in the log: %s", n, log)
			}
			if !strings.Contains(log, `"request":"find-me"`) {
				t.Errorf("the log does not name the request: %s", log)
			}
		})
	}
}

func TestPanicOutsideOfFieldsIsMasked(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.View = func(context.Context, text.Preference) context.Context { panic(secret) } })
	res := h.do(t, post(query("{hello}")))
	body := read(t, res)
	if code, _ := firstError(t, body); res.StatusCode != 500 || code != "INTERNAL" || strings.Contains(body, "hunter2") {
		t.Errorf("got %d %s", res.StatusCode, body)
	}
	if strings.Count(h.log.String(), "hunter2") != 1 {
		t.Errorf("log: %s", h.log)
	}
}

func TestPanicInAnotherRouteIsMasked(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.Ready = func(context.Context, bool) error { panic(secret) } })
	res := h.do(t, get("/readyz"))
	if body := read(t, res); res.StatusCode != 500 || strings.Contains(body, "hunter2") {
		t.Errorf("got %d %s", res.StatusCode, body)
	}
}

func TestErrorTextsAreBoundedAndClean(t *testing.T) {
	h := newHarness(t)
	h.toy.fields["refused"] = func(context.Context, map[string]any) (any, error) {
		return nil, fault.New(fault.BadUserInput, "a\nb\x1b[31m\u202e%s", strings.Repeat("x", 1000))
	}
	_, text := firstError(t, read(t, h.do(t, post(query("{refused}")))))
	if n := len([]rune(text)); n != 301 || strings.ContainsAny(text, "\n\x1b\u202e") {
		t.Errorf("%d characters: %q", n, text)
	}
	body := read(t, h.do(t, post(query("{"+numbered(100, "u%d ")+"}"))))
	if n := strings.Count(body, `"message"`); n != 20 {
		t.Errorf("%d errors for 100 unknown fields", n)
	}
}

func TestArgumentIsNamedInTextAndNotInPath(t *testing.T) {
	h := newHarness(t)
	h.toy.fields["refused"] = func(ctx context.Context, _ map[string]any) (any, error) {
		ctx = graphql.WithPathContext(ctx, graphql.NewPathWithField("day"))
		return nil, graphql.ErrorOnPath(ctx, fault.New(fault.BadUserInput, "not a day of the calendar"))
	}
	want := `{"errors":[{"message":"day: not a day of the calendar","path":["refused"],"locations":[{"line":1,"column":2}],"extensions":{"code":"BAD_USER_INPUT","field":"day"}}],"data":{"refused":null}}`
	if got := read(t, h.do(t, post(query(`{refused(day: "x")}`)))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestLogHoldsNothingThatClientsWrote(t *testing.T) {
	h := newHarness(t)
	h.do(t, post(`{"query": "query FindMeName($findMeVariable: String) {hello(name: \"findme@example.org\") sized}", "variables": {"findMeVariable": "findme"}}`,
		"Authorization", "Bearer findme-token", "X-Request-Id", "find me", "User-Agent", "findme"))
	h.do(t, post(`{"query": "{hello(name: \"findme\")}"}`))
	h.do(t, get("/findme@example.org?token=findme"))
	h.do(t, get("/graphql?query="+url.QueryEscape(`{hello(name: "findme")}`)))
	log := h.log.String()
	if strings.Contains(strings.ToLower(log), "findme") || strings.Contains(log, "find me") {
		t.Errorf("log: %s", log)
	}
	for _, want := range []string{`"method":"POST"`, `"path":"/graphql"`, `"path":"other"`, `"status":401`, `"operation":"query"`, `"client":"192.0.2.0/24"`, `"ms":`, `"bytes":`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s: %s", want, log)
		}
	}
}
