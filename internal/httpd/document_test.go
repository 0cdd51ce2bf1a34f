package httpd

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/limits"
)

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
			if took := time.Since(start); took > 20*time.Second { // what validates such documents in full takes minutes
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
