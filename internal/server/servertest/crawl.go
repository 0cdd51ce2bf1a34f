package servertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// crawl holds the queries of Crawl, one operation for each shelf.
//
//go:embed crawl.graphql
var crawl string

// Dump is everything that a server publishes: by shelf, the objects in the order of the answer. It leaves out what
// depends on the clock.
type Dump map[string][]json.RawMessage

// Difference tells in a line where two dumps first differ; nothing where they are equal.
func (d Dump) Difference(other Dump) string {
	for name, shelf := range d {
		if len(shelf) != len(other[name]) {
			return fmt.Sprintf("%s: %d and %d objects", name, len(shelf), len(other[name]))
		}
		for i := range shelf {
			if string(shelf[i]) != string(other[name][i]) {
				return fmt.Sprintf("%s[%d]:\n%s\n%s", name, i, shelf[i], other[name][i])
			}
		}
	}
	if len(d) != len(other) {
		return fmt.Sprintf("%d and %d shelves", len(d), len(other))
	}
	return ""
}

// Crawl reads everything that a server publishes over HTTP, and what it finds for some words.
func (c Client) Crawl(tb testing.TB, words ...string) Dump {
	tb.Helper()
	d := Dump{}
	for _, name := range []string{"lines", "goals", "matrices", "countries", "kinds", "forums", "contests"} {
		var data struct{ Shelf []json.RawMessage }
		c.read(tb, &data, name, nil)
		d[name] = data.Shelf
	}
	for _, name := range []string{"stakeholders", "people"} {
		d[name] = c.pages(tb, name, nil)
	}
	for _, forum := range d.slugs(tb, "forums") {
		d["sessions of "+forum] = c.pages(tb, "sessions", map[string]any{"of": forum})
	}
	for _, contest := range d.slugs(tb, "contests") {
		d["projects of "+contest] = c.pages(tb, "projects", map[string]any{"of": contest})
	}
	for _, word := range words {
		d["found for "+word] = c.pages(tb, "search", map[string]any{"of": word})
	}
	return d
}

func (d Dump) slugs(tb testing.TB, shelf string) (slugs []string) {
	tb.Helper()
	for _, object := range d[shelf] {
		var o struct{ Slug string }
		if err := json.Unmarshal(object, &o); err != nil {
			tb.Fatal(err)
		}
		slugs = append(slugs, o.Slug)
	}
	slices.Sort(slugs)
	return slugs
}

// pages reads a connection to its end, and checks that it holds as many as it says.
func (c Client) pages(tb testing.TB, name string, variables map[string]any) (all []json.RawMessage) {
	tb.Helper()
	given := map[string]any{}
	for k, v := range variables {
		given[k] = v
	}
	for {
		var data struct {
			Shelf struct{ Page *page }
			Page  *page
		}
		c.read(tb, &data, name, given)
		p := data.Page
		if p == nil {
			p = data.Shelf.Page
		}
		if p == nil {
			tb.Fatalf("%s: there is no page for %v", name, given)
		}
		all = append(all, p.Nodes...)
		if !p.PageInfo.HasNextPage {
			if p.TotalCount != len(all) {
				tb.Errorf("%s %v: %d objects, but totalCount is %d", name, variables, len(all), p.TotalCount)
			}
			return all
		}
		given["after"] = p.PageInfo.EndCursor
	}
}

type page struct {
	TotalCount int
	PageInfo   struct {
		HasNextPage bool
		EndCursor   string
	}
	Nodes []json.RawMessage
}

func (c Client) read(tb testing.TB, into any, operation string, variables map[string]any) {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": crawl, "operationName": operation, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	a := c.Post(tb, body)
	if len(a.Errors) > 0 || a.Data == nil {
		tb.Fatalf("%s %v: status %d: %s", operation, variables, a.Status, a.Body)
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		tb.Fatal(err)
	}
}
