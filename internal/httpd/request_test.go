package httpd

import (
	"net/http"
	"strings"
	"testing"
)

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
