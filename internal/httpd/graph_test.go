package httpd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/fault"
	"rostrum/internal/limits"
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

func TestMalformedTextIsRefused(t *testing.T) {
	h := newHarness(t)
	for name, c := range map[string]struct{ body, want string }{
		"invalid UTF-8":                  {"{\"query\": \"{hello(name: \\\"\xff\\\")}\"}", "not valid UTF-8"},
		"a byte order mark":              {"\uFEFF" + query("{hello}"), "byte order mark"},
		"a NUL":                          {"{\"query\": \"{hello}\x00\"}", "NUL"},
		"an escaped NUL":                 {`{"query": "{hello}", "variables": {"a": "\u0000"}}`, "NUL"},
		"half a character":               {`{"query": "{hello}", "variables": {"a": "\ud83d"}}`, "half a character"},
		"half a character, another":      {`{"query": "{hello}", "variables": {"a": "\ud83d\u0041"}}`, "half a character"},
		"the other half":                 {`{"query": "{hello}", "variables": {"a": "\uDE00"}}`, "half a character"},
		"a NUL escaped in the document":  {query(`{hello(name: "\u0000")}`), "NUL"},
		"a half escaped in the document": {query(`{hello(name: "\ud83d")}`), "half a character"},
	} {
		t.Run(name, func(t *testing.T) {
			res := h.do(t, post(c.body))
			body := read(t, res)
			if code, text := firstError(t, body); res.StatusCode != 400 || code != "BAD_USER_INPUT" || !strings.Contains(text, c.want) {
				t.Errorf("got %d %s", res.StatusCode, body)
			}
		})
	}
	for name, body := range map[string]string{
		"a whole character":           `{"query": "{hello(name: \"\\ud83d\\ude00\")}", "variables": {"a": "\ud83d\ude00"}}`,
		"a backslash before the word": `{"query": "{hello}", "variables": {"a": "\\u0000 \\\\ud83d"}}`,
		"Arabic and Chinese":          query(`{hello(name: "جنيف 日内瓦")}`),
	} {
		t.Run(name+" passes", func(t *testing.T) {
			if res := h.do(t, post(body)); res.StatusCode != 200 {
				t.Errorf("got %d %s", res.StatusCode, read(t, res))
			}
		})
	}
}

func TestVariables(t *testing.T) {
	h := newHarness(t)
	long := strings.Repeat("x", 500)
	for name, c := range map[string]struct{ variables, want string }{
		"null for an object":         {`{"i": null}`, "variables.i: must not be null"},
		"a number for an object":     {`{"i": 1}`, "variables.i: must be an object"},
		"a member missing":           {`{"i": {}}`, "variables.i.n: must be given"},
		"a member unknown":           {`{"i": {"n": 1, "m": 2}}`, "variables.i.m: is unknown"},
		"a member of a long name":    {`{"i": {"n": 1, "` + long + `": 2}}`, "xxx…: is unknown"},
		"a fraction":                 {`{"i": {"n": 1.5}}`, "variables.i.n: must be a whole number"},
		"beyond 32 bits":             {`{"i": {"n": 2147483648}}`, "variables.i.n: must be a whole number"},
		"beyond 64 bits":             {`{"i": {"n": 99999999999999999999}}`, "variables.i.n: must be a whole number"},
		"a number in a string":       {`{"i": {"n": "1"}}`, "variables.i.n: must be a whole number"},
		"an unknown kind":            {`{"i": {"n": 1, "kind": "` + long + `"}}`, "variables.i.kind: must be one of SMALL, LARGE"},
		"a kind in lower case":       {`{"i": {"n": 1, "kind": "small"}}`, "variables.i.kind: must be one of"},
		"a null in a list":           {`{"i": {"n": 1, "list": [1, null]}}`, "variables.i.list[1]: must not be null"},
		"a list of lists":            {`{"i": {"n": 1, "list": [1, [2]]}}`, "variables.i.list[1]: must be a whole number"},
		"a float too great":          {`{"i": {"n": 1, "f": 1e999}}`, "variables.i.f: must be a number"},
		"an id of true":              {`{"i": {"n": 1, "id": true}}`, "variables.i.id: must be an id"},
		"a yes":                      {`{"i": {"n": 1, "ok": "yes"}}`, "variables.i.ok: must be true or false"},
		"deep inside":                {`{"i": {"n": 1, "inner": {"n": 1, "inner": {"n": true}}}}`, "variables.i.inner.inner.n: must be"},
		"all well":                   {`{"i": {"n": 1.0, "kind": "LARGE", "list": 3, "f": 1, "id": 7, "ok": true, "inner": null}, "other": 1}`, ""},
		"a number of 1,000 nestings": {`{"i": ` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`, "variables.i: must be an object"},
	} {
		t.Run(name, func(t *testing.T) {
			res := h.do(t, post(`{"query": "query($i: Sizes!) {sized(input: $i)}", "variables": `+c.variables+`}`))
			body := read(t, res)
			code, text := firstError(t, body)
			if c.want == "" {
				if want := `{"data":{"sized":"{\"input\":{\"f\":1,\"id\":\"7\",\"inner\":null,\"kind\":\"LARGE\",\"list\":[3],\"n\":1,\"ok\":true}}"}}`; body != want {
					t.Errorf("got %s", body)
				}
				return
			}
			if res.StatusCode != 400 || code != "BAD_USER_INPUT" || !strings.Contains(text, c.want) {
				t.Errorf("got %d %s", res.StatusCode, body)
			}
			if strings.Contains(body, long[:40]) {
				t.Errorf("the value is echoed: %s", body)
			}
		})
	}
}

func TestBodiesAreBounded(t *testing.T) {
	h := newHarness(t)
	for name, r := range map[string]*http.Request{
		"a comment of 100 KB": post(query("{hello} #" + strings.Repeat("a", 100<<10))),
		"10,000 __typename":   post(query("{" + strings.Repeat("__typename ", 10000) + "}")),
		"an endless body":     post(`{"query": "` + strings.Repeat("a", 1<<20)),
		"a long address":      get("/graphql?query={hello}&x=" + strings.Repeat("a", 70000)),
	} {
		t.Run(name, func(t *testing.T) {
			res := h.do(t, r)
			body := read(t, res)
			if code, text := firstError(t, body); res.StatusCode != 413 || code != "TOO_COSTLY" || text != "bytes more than 65536, 65536 are allowed" {
				t.Errorf("got %d %.200s", res.StatusCode, body)
			}
		})
	}
}

func TestCostlyDocumentsAreRefusedQuickly(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.Limits = limits.Default; c.Limits.Bytes = 16 << 20 })
	for name, c := range map[string]struct{ query, want string }{
		"10,000 __typename":      {"{" + strings.Repeat("__typename ", 10000) + "}", "tokens 10002, 4000 are allowed"},
		"500,000 unknown fields": {"{" + strings.Repeat("a ", 500000) + "}", "tokens 500002, 4000 are allowed"},
		"3,900 of one name":      {"{" + strings.Repeat("hello ", 3900) + "}", "hello stands 3900 times in one selection, 50 are allowed"},
		"aliases":                {"{items {nodes {" + numbered(60, "a%d: name ") + "}}}", "aliases 60, 50 are allowed"},
		"root fields":            {"{" + numbered(40, "a%d: hello ") + "}", "root fields 40, 20 are allowed"},
		"depth":                  {"{" + strings.Repeat("items {nodes {", 10) + "name" + strings.Repeat("}}", 10) + "}", "depth 21, 16 are allowed"},
		"cost":                   {"{items(first: 100) {nodes {items(first: 100) {nodes {items(first: 100) {nodes {name}}}}}}}", "cost 1020201, 10000 are allowed"},
		"types of types":         {"{__schema {types {fields {type {fields {type {name}}}}}}}", "introspection lists within lists 3, 2 are allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			res := h.do(t, post(query(c.query)))
			body := read(t, res)
			if code, text := firstError(t, body); res.StatusCode != 400 || code != "TOO_COSTLY" || text != c.want {
				t.Errorf("got %d %.300s", res.StatusCode, body)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

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

func TestPersistedQueries(t *testing.T) {
	h := newHarness(t)
	const document = "query ($n: String) {hello(name: $n)}"
	sum := sha256.Sum256([]byte(document))
	extensions := `{"persistedQuery": {"version": 1, "sha256Hash": "` + hex.EncodeToString(sum[:]) + `"}}`
	address := "/graphql?variables=" + url.QueryEscape(`{"n": "Geneva"}`) + "&extensions=" + url.QueryEscape(extensions)
	for _, accept := range []media{plainJSON, graphqlJSON} {
		for name, r := range map[string]*http.Request{"GET": get(address), "POST": post(`{"extensions": ` + extensions + `}`)} {
			res := h.do(t, with(r, "Accept", string(accept)))
			code, text := firstError(t, read(t, res))
			if res.StatusCode != 200 || code != "PERSISTED_QUERY_NOT_FOUND" || text != "PersistedQueryNotFound" || res.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s, unknown: %d %s %q %s", name, res.StatusCode, code, text, res.Header.Get("Cache-Control"))
			}
		}
	}
	if got := read(t, h.do(t, get(address+"&query="+url.QueryEscape(document)))); got != `{"data":{"hello":"hello Geneva"}}` {
		t.Fatalf("registering: %s", got)
	}
	res := h.do(t, get(address))
	if got := read(t, res); got != `{"data":{"hello":"hello Geneva"}}` || res.Header.Get("ETag") == "" || !strings.HasPrefix(res.Header.Get("Cache-Control"), "public") {
		t.Errorf("by hash: %s %v", got, res.Header)
	}
	if got := read(t, h.do(t, post(`{"variables": {"n": "Genève"}, "extensions": `+extensions+`}`))); got != `{"data":{"hello":"hello Genève"}}` {
		t.Errorf("by hash, POST: %s", got)
	}
}

func TestPersistedQueriesRefuse(t *testing.T) {
	h := newHarness(t)
	hash := strings.Repeat("ab", 32)
	for name, c := range map[string]struct{ body, code, want string }{
		"another hash":    {`{"query": "{hello}", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + hash + `"}}}`, "BAD_USER_INPUT", "is not the hash of query"},
		"another version": {`{"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "` + hash + `"}}}`, "BAD_USER_INPUT", "version must be 1"},
		"a short hash":    {`{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "abc"}}}`, "BAD_USER_INPUT", "64 hexadecimal digits"},
		"no object":       {`{"extensions": {"persistedQuery": true}}`, "BAD_USER_INPUT", "must be an object"},
		"an invalid query is not kept": {func() string {
			sum := sha256.Sum256([]byte("{nothing}"))
			hash := hex.EncodeToString(sum[:])
			h.do(t, post(`{"query": "{nothing}", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "`+hash+`"}}}`))
			return `{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + hash + `"}}}`
		}(), "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"},
	} {
		t.Run(name, func(t *testing.T) {
			if code, text := firstError(t, read(t, h.do(t, post(c.body)))); code != c.code || !strings.Contains(text, c.want) {
				t.Errorf("got %s %q", code, text)
			}
		})
	}
}

func TestDocumentCacheIsBoundedByBytesAndKeepsOnlyWhatIsValid(t *testing.T) {
	h := newHarness(t)
	d := newDocuments(h.toy.schema, h.cfg.Limits)
	d.cache = newLRU[*ast.QueryDocument](80_000)
	for i := range 200 {
		if _, err := d.get(fmt.Sprintf("{a%d: hello}", i)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(d.cache.byKey); n < 10 || n > 40 || d.cache.room < 0 {
		t.Errorf("%d documents kept, %d bytes left", n, d.cache.room)
	}
	if _, ok := d.cache.get("{a199: hello}"); !ok {
		t.Error("the newest is not kept")
	}
	if _, ok := d.cache.get("{a0: hello}"); ok {
		t.Error("the oldest is kept")
	}
	_, _ = d.get("{nothing}")
	if _, ok := d.cache.get("{nothing}"); ok {
		t.Error("an invalid document is kept")
	}
}

func TestCacheDropsWhatWasUsedLongestAgo(t *testing.T) {
	c := newLRU[int](80)
	for i, key := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		c.add(key, i, 10)
	}
	c.get("a")
	c.add("i", 8, 10)
	if _, ok := c.get("a"); !ok {
		t.Error("a was used last and is gone")
	}
	if _, ok := c.get("b"); ok {
		t.Error("b was used longest ago and is kept")
	}
	c.add("large", 9, 11)
	if _, ok := c.get("large"); ok {
		t.Error("one value takes more than an eighth")
	}
}

func TestDeferIsAnsweredWhole(t *testing.T) {
	h := newHarness(t)
	if got := read(t, h.do(t, post(query("{... @defer {hello} ...F @defer(label: \"x\")} fragment F on Query {now}")))); got != `{"data":{"hello":"hello","now":"2020-01-17T09:00:00Z"}}` {
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
