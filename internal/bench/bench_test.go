package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"runtime"
	"testing"
	"time"

	"context"

	"rostrum/graph"
	"rostrum/graph/generated"
	"rostrum/internal/catalogue"
	"rostrum/internal/httpd"
	"rostrum/internal/limits"
	"rostrum/internal/programme"
	"rostrum/internal/text"
)

// page is the programme of a week as a phone shows it: 50 sessions with their Action Lines, goals, organisers, and
// speakers with their organisation.
const page = `query Page($from: DateTime!, $before: DateTime!) {
  forum(slug: "bench") {
    sessions(first: 50, filter: {startsAt: {from: $from, before: $before}}) {
      nodes {
        id title { value } startsAt endsAt kind { code }
        actionLines { code title { value } }
        sdgs { number title { value } }
        organisers { name { value } type country { code } }
        participations { role person { name } affiliations { name { value } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`

var sizes = []int{1_000, 10_000}

func handler(tb testing.TB, snapshot *catalogue.Snapshot) http.Handler {
	tb.Helper()
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: &graph.Resolver{Limits: limits.Default}})
	table, err := limits.NewTable(schema.Schema())
	if err != nil {
		tb.Fatal(err)
	}
	now := time.Date(2020, 7, 1, 9, 0, 0, 0, time.UTC)
	server, err := httpd.New(httpd.Config{Schema: schema, Table: table, Limits: limits.Default, Log: slog.New(slog.DiscardHandler),
		View: func(ctx context.Context, want text.Preference, _ netip.Addr) context.Context {
			return graph.WithView(ctx, snapshot.View(want, now, false))
		}})
	if err != nil {
		tb.Fatal(err)
	}
	return server
}

// week gives the variables of a week, the weeks in turn.
func week(i int) map[string]any {
	from := time.Date(2020, 6, 22, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*(i%10))
	return map[string]any{"from": from.Format(time.RFC3339), "before": from.AddDate(0, 0, 7).Format(time.RFC3339)}
}

func post(b *testing.B, h http.Handler, body []byte) int {
	request := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusOK || bytes.Contains(recorder.Body.Bytes(), []byte(`"errors"`)) {
		b.Fatalf("%d %.300s", recorder.Code, recorder.Body)
	}
	return recorder.Body.Len()
}

// BenchmarkPage asks for the page by POST, through the whole handler: reading, limits, execution, writing.
func BenchmarkPage(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("sessions=%d", n), func(b *testing.B) {
			h := handler(b, catalogue.Build(Programme(n)))
			var bodies [][]byte
			for i := range 10 {
				body, _ := json.Marshal(map[string]any{"query": page, "variables": week(i)})
				bodies = append(bodies, body)
			}
			b.ReportAllocs()
			written, i := 0, 0
			for b.Loop() {
				written += post(b, h, bodies[i%len(bodies)])
				i++
			}
			b.ReportMetric(float64(written)/float64(i), "B/page")
		})
	}
}

// BenchmarkPageUnchanged asks for the page by GET with the ETag of the answer before: a 304.
func BenchmarkPageUnchanged(b *testing.B) {
	h := handler(b, catalogue.Build(Programme(10_000)))
	variables, _ := json.Marshal(week(0))
	target := "/graphql?" + url.Values{"query": {page}, "variables": {string(variables)}}.Encode()
	first := httptest.NewRecorder()
	h.ServeHTTP(first, httptest.NewRequest(http.MethodGet, target, nil))
	b.ReportAllocs()
	for b.Loop() {
		request := httptest.NewRequest(http.MethodGet, target, nil)
		request.Header.Set("If-None-Match", first.Header().Get("ETag"))
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, request)
		if recorder.Code != http.StatusNotModified {
			b.Fatal(recorder.Code)
		}
	}
}

// BenchmarkBuild makes a catalogue from rows, with every derived value, and says what it keeps in memory.
func BenchmarkBuild(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("sessions=%d", n), func(b *testing.B) {
			rows := Programme(n)
			before := heap()
			snapshot := catalogue.Build(rows)
			kept := heap() - before
			for b.Loop() {
				catalogue.Build(rows)
			}
			b.ReportMetric(float64(kept)/1e6, "MB-kept")
			runtime.KeepAlive(snapshot)
		})
	}
}

// BenchmarkRebuild makes the catalogue after one session was edited.
func BenchmarkRebuild(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("sessions=%d", n), func(b *testing.B) {
			rows := Programme(n)
			snapshot := catalogue.Build(rows)
			edited := rows.Sessions[n/2]
			edited.Title = text.Of("Edited")
			for b.Loop() {
				snapshot = snapshot.With(catalogue.Delta{Rows: catalogue.Rows{Seq: snapshot.Seq() + 1, Sessions: []programme.Session{edited}}})
			}
		})
	}
}

// BenchmarkSearch looks for two words among 10,000 sessions, 10,500 people and 1,200 organisations.
func BenchmarkSearch(b *testing.B) {
	h := handler(b, catalogue.Build(Programme(10_000)))
	body, _ := json.Marshal(map[string]any{"query": `{ search(text: "smart villages", first: 10) { totalCount edges { highlight node { __typename } } } }`})
	for b.Loop() {
		post(b, h, body)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestPageIsWhole keeps the benchmark honest: the page holds 50 sessions with all that is asked of them.
func TestPageIsWhole(t *testing.T) {
	h := handler(t, catalogue.Build(Programme(1_000)))
	body, _ := json.Marshal(map[string]any{"query": page, "variables": week(2)})
	request := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	answer, _ := io.ReadAll(recorder.Result().Body)
	for what, want := range map[string]int{`"startsAt"`: 50, `"affiliations"`: 175, `"hasNextPage":true`: 1} {
		if got := bytes.Count(answer, []byte(what)); got != want {
			t.Errorf("%s %d times, want %d", what, got, want)
		}
	}
}
