package graph_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/auth"
	"rostrum/internal/limits"
)

// TestWhoMayReadWhat compares the table of every field and every role with the one that was agreed on, so that no field
// comes to be read by others than before without anybody noticing. Whether the server keeps to the table is tested with
// a running one.
func TestWhoMayReadWhat(t *testing.T) {
	const path = "testdata/access.golden"
	got := accessTable(t)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("who may read what has changed (-agreed +now); if that is meant, run go test ./graph -run WhoMayRead -update:\n%s", diff)
	}
}

func accessTable(t *testing.T) string {
	t.Helper()
	schema := loadedSchema(t)
	table, err := limits.NewTable(schema)
	if err != nil {
		t.Fatal(err)
	}
	roles := auth.Roles()
	var b strings.Builder
	fmt.Fprintf(&b, `# Who may read or do what: every field of every type. yes: anyone of the column; own: only about oneself; null: there is
# nothing to read; 401, 403: the whole request is refused with this status.
%-50s %-10s`, "field", "anonymous")
	for _, role := range roles {
		fmt.Fprintf(&b, " %-11s", strings.ToLower(string(role)))
	}
	b.WriteByte('\n')
	for _, line := range fieldsOf(schema) {
		object, field, _ := strings.Cut(line, ".")
		needs, personal, ok := table.Rule(object, field)
		if !ok {
			t.Errorf("%s is not in the table of limits", line)
		}
		fmt.Fprintf(&b, "%-50s %-10s", line, access(needs, personal, ""))
		for _, role := range roles {
			fmt.Fprintf(&b, " %-11s", access(needs, personal, role))
		}
		b.WriteByte('\n')
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}

// fieldsOf gives all fields of a schema as Type.field, in order.
func fieldsOf(schema *ast.Schema) (fields []string) {
	for name, definition := range schema.Types {
		if definition.BuiltIn || definition.Kind != ast.Object && definition.Kind != ast.Interface {
			continue
		}
		for _, field := range definition.Fields {
			if !strings.HasPrefix(field.Name, "__") {
				fields = append(fields, name+"."+field.Name)
			}
		}
	}
	slices.Sort(fields)
	return fields
}

// access says what comes of a field for a role; for the anonymous where it is empty.
func access(needs limits.Needs, personal bool, role auth.Role) string {
	anonymous := role == ""
	holds := func(set []string) bool {
		return role == auth.Stakeholder && slices.Contains(set, "STAKEHOLDER") || slices.Contains(set, string(role))
	}
	switch {
	case anonymous && needs.SignedIn:
		return "401"
	case slices.ContainsFunc(needs.Roles, func(set []string) bool { return !holds(set) }):
		return "403"
	case anonymous && personal:
		return "null"
	case personal && !needs.SignedIn:
		return "own"
	}
	return "yes"
}
