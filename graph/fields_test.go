package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum"
	"rostrum/graph"
	"rostrum/graph/generated"
	"rostrum/internal/catalogue"
	"rostrum/internal/httpd"
	"rostrum/internal/limits"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
	"rostrum/internal/text"
)

var update = flag.Bool("update", false, "write what is answered into want.json")

// now is when the cases are asked, where they do not say otherwise: the second session of the tiny forum is on.
const now = "2020-06-24T23:00:00Z"

// TestFields walks over testdata: a folder there is a case, named for the field that it is about. It holds
//
//	query.graphql    what is asked, of the forum in internal/server/servertest/tiny.json
//	want.json        the answer; -update writes it
//	variables.json   the variables
//	headers.json     headers of the request
//	before.json      a document that is imported on top of the tiny forum
//	clock.txt        the instant of forum time
//
// of which the first two must be there. A new case needs no Go.
func TestFields(t *testing.T) {
	handler := newHandler(t)
	folders, err := filepath.Glob("testdata/*.*/query.graphql")
	if err != nil || len(folders) < 40 {
		t.Fatalf("%d cases, %v", len(folders), err)
	}
	bare := map[string]*catalogue.Snapshot{} // of the tiny forum alone, by instant
	for _, query := range folders {
		folder := filepath.Dir(query)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			at := string(bytes.TrimSpace(optional(t, folder, "clock.txt", now)))
			before := optional(t, folder, "before.json", "")
			snapshot := bare[at]
			if snapshot == nil || len(before) > 0 {
				snapshot = snapshotOf(t, at, before)
			}
			if len(before) == 0 {
				bare[at] = snapshot
			}
			got := ask(t, handler, folder, snapshot, at)
			file := filepath.Join(folder, "want.json")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(strings.Split(string(optional(t, folder, "want.json", "")), "\n"), strings.Split(got, "\n")); d != "" {
				t.Errorf("%s (-) differs from the answer (+):\n%s", file, d)
			}
		})
	}
}

// A folder that belongs to no field is not looked for by anybody.
func TestCasesAreNamedForFields(t *testing.T) {
	schema := loadedSchema(t)
	folders, err := filepath.Glob("testdata/*.*/query.graphql")
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for _, query := range folders {
		name := filepath.Base(filepath.Dir(query))
		field, _, _ := strings.Cut(name, "+") // what follows tells the cases of a field apart
		covered[field] = true
		typeName, fieldName, _ := strings.Cut(field, ".")
		if d := schema.Types[typeName]; d == nil || d.Fields.ForName(fieldName) == nil {
			t.Errorf("testdata/%s: there is no field %s", name, field)
		}
	}
	for _, field := range schema.Query.Fields {
		if !strings.HasPrefix(field.Name, "__") && !covered["Query."+field.Name] && public(field) {
			t.Errorf("Query.%s has no case in testdata", field.Name)
		}
	}
}

func loadedSchema(t *testing.T) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// public tells whether anyone may read a field: what is somebody's own is tested where it is decided whose it is.
func public(field *ast.FieldDefinition) bool { return field.Directives.ForName("public") != nil }

type snapshotKey struct{}

// asked is what one case is asked of.
type asked struct {
	snapshot *catalogue.Snapshot
	at       time.Time
}

// newHandler gives the handler of the API, which finds in the context of a request what it is asked of.
func newHandler(t *testing.T) http.Handler {
	t.Helper()
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: &graph.Resolver{Limits: limits.Default}})
	table, err := limits.NewTable(schema.Schema())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := httpd.New(httpd.Config{
		Schema: schema, Table: table, Limits: limits.Default, Log: slog.New(slog.DiscardHandler),
		View: func(ctx context.Context, want text.Preference, _ netip.Addr) context.Context {
			of := ctx.Value(snapshotKey{}).(asked)
			return graph.WithView(ctx, of.snapshot.View(want, of.at, true))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// snapshotOf gives what a server would publish at an instant, after the tiny forum was imported and a document on top.
func snapshotOf(t *testing.T, at string, before []byte) *catalogue.Snapshot {
	t.Helper()
	st := servertest.Open(t, storetest.SQLite(t))
	servertest.Rehearse(t, st, instant(t, at))
	servertest.Import(t, st, servertest.Tiny(t))
	if len(before) > 0 {
		servertest.Import(t, st, servertest.Document(t, before, "before.json"))
	}
	rows, err := st.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Build(rows)
}

func ask(t *testing.T, handler http.Handler, folder string, snapshot *catalogue.Snapshot, at string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"query":     string(optional(t, folder, "query.graphql", "")),
		"variables": json.RawMessage(optional(t, folder, "variables.json", "{}")),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithValue(t.Context(), snapshotKey{}, asked{snapshot, instant(t, at)})
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	headers := map[string]string{}
	if err := json.Unmarshal(optional(t, folder, "headers.json", "{}"), &headers); err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, w.Body.Bytes(), "", "  "); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return strings.TrimRight(pretty.String(), "\n") + "\n"
}

func optional(t *testing.T, folder, name, otherwise string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return []byte(otherwise)
	}
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
