package store_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/pgtest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

func TestMigrationsHaveTheSameNames(t *testing.T) {
	names := map[string][]string{}
	for _, engine := range []string{store.SQLite, store.PostgreSQL} {
		files, err := fs.Glob(os.DirFS("migrations"), engine+"/*")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", engine, files, err)
		}
		for _, file := range files {
			names[engine] = append(names[engine], path.Base(file))
		}
	}
	if diff := cmp.Diff(names[store.SQLite], names[store.PostgreSQL]); diff != "" {
		t.Errorf("-sqlite +postgres:\n%s", diff)
	}
}

// TestTablesAreTheSame compares every table, column and nullability of the two engines.
func TestTablesAreTheSame(t *testing.T) {
	lite := columns(t, storetest.SQLite(t), `SELECT m.name || '.' || p.name || CASE WHEN p."notnull" THEN ' not null' ELSE '' END
		FROM sqlite_master AS m, pragma_table_info(m.name) AS p WHERE m.type = 'table'`)
	server := columns(t, pgtest.DSN(t), `SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
		FROM information_schema.columns WHERE table_schema = 'public'`)
	if diff := cmp.Diff(lite, server); diff != "" || len(lite) < 200 {
		t.Errorf("%d columns (-sqlite +postgres):\n%s", len(lite), diff)
	}
}

func columns(t *testing.T, dsn, query string) (names []string) {
	t.Helper()
	storetest.Open(t, dsn)
	return scanned(t, dsn, query)
}

// scanned gives the one column of a query, in order.
func scanned(t *testing.T, dsn, query string) (names []string) {
	t.Helper()
	rows, err := storetest.Raw(t, dsn).QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// TestLogSpeaksTheSchema sees to it that a changed field is told under the name by which a client asks for it.
func TestLogSpeaksTheSchema(t *testing.T) {
	text, err := os.ReadFile("../../schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]string{
		"country": "Country", "kind": "SessionKind", "action_line": "ActionLine", "goal": "SDG", "matrix": "Matrix",
		"stakeholder": "Stakeholder", "person": "Person", "forum": "Forum", "session": "Session", "contest": "Contest",
		"project": "Project",
	}
	// What orders a list is no field of its members.
	silent := []string{"kind.position", "matrix.position"}
	for entity, names := range store.FieldNames() {
		for _, name := range names {
			if at := fmt.Sprint(entity, ".", name); !slices.Contains(silent, at) && schema.Types[types[entity]].Fields.ForName(name) == nil {
				t.Errorf("%s: the schema has no such field", at)
			}
		}
	}
}
