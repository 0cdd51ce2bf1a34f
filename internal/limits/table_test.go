package limits

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const directives = `
directive @public on FIELD_DEFINITION
directive @personal on FIELD_DEFINITION
directive @signedIn on FIELD_DEFINITION
directive @role(any: [Role!]!) on FIELD_DEFINITION
enum Role { JURY SECRETARIAT AUDITOR }
directive @clock on FIELD_DEFINITION
directive @cost(weight: Int!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @listSize(assumedSize: Int!) on FIELD_DEFINITION
`

func load(t testing.TB, sdl string) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema", Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// contract gives the table of the real schema.
func contract(t testing.TB) *Table {
	t.Helper()
	sdl, err := os.ReadFile("../../schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	table, err := NewTable(load(t, string(sdl)))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestEveryFieldOfTheContractHasARule(t *testing.T) {
	if n := len(contract(t).fields); n < 250 {
		t.Errorf("%d fields are in the table, the contract has more", n)
	}
}

func TestTableNamesWhatCannotBeLimited(t *testing.T) {
	for name, c := range map[string]struct{ sdl, want string }{
		"no access rule":           {`type Query { a: Int  b: Int @public }`, "Query.a: has 0 access rules"},
		"no rule on an interface":  {`interface I { x: Int } type Query { a: I @public } type T implements I { x: Int @public }`, "I.x: has 0 access rules"},
		"two access rules":         {`type Query { a: Int @public @personal }`, "Query.a: has 2 access rules"},
		"a list of unknown length": {`type Query { a: [T!]! @public } type T { x: Int @public }`, "Query.a: is a list of objects without @listSize"},
		"a negative cost of input": {`type Query { a(i: I): Int @public } input I { x: Int @cost(weight: -1) }`, "I.x: @cost(weight:) must be 0 or more"},
		"a negative cost":          {`type Query { a: Int @public @cost(weight: -1) }`, "Query.a: @cost(weight:) must be 0 or more"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewTable(load(t, directives+c.sdl))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestTableNamesEveryFieldAtOnce(t *testing.T) {
	_, err := NewTable(load(t, directives+`type Query { a: Int b: Int c: Int @public }`))
	if err == nil || !strings.Contains(err.Error(), "Query.a") || !strings.Contains(err.Error(), "Query.b") || strings.Contains(err.Error(), "Query.c") {
		t.Errorf("got %v", err)
	}
}
