package httpd

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

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
