package explorer

import (
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

func contract(t *testing.T) *ast.Schema {
	t.Helper()
	body, err := os.ReadFile("../../schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: string(body)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestExamplesValidate(t *testing.T) {
	schema := contract(t)
	for _, e := range Examples() {
		t.Run(e.Name, func(t *testing.T) {
			document, err := gqlparser.LoadQueryWithRules(schema, e.Query, rules.NewDefaultRules())
			if err != nil {
				t.Fatal(err)
			}
			if len(document.Operations) != 1 {
				t.Fatalf("%d operations, want 1", len(document.Operations))
			}
			operation := document.Operations[0]
			if _, err := validator.VariableValues(schema, operation, e.Variables); err != nil {
				t.Errorf("variables: %v", err)
			}
			for name := range e.Variables {
				if operation.VariableDefinitions.ForName(name) == nil {
					t.Errorf("the variable %s is never asked for", name)
				}
			}
		})
	}
}

func TestExamplesAreTold(t *testing.T) {
	examples := Examples()
	if len(examples) < 12 {
		t.Errorf("%d examples, want a dozen", len(examples))
	}
	seen := map[string]bool{}
	for _, e := range examples {
		if e.Name == "" || e.Description == "" || seen[e.Name] {
			t.Errorf("%q: the name is empty or taken, or the description is missing", e.Name)
		}
		if len([]rune(e.Name)) > 32 {
			t.Errorf("%q is too long for the list", e.Name)
		}
		seen[e.Name] = true
	}
}

// Who needs a token is told by the query itself, and that is what the schema says of its root fields.
func TestExamplesSayWhetherTheyNeedAToken(t *testing.T) {
	schema := contract(t)
	needing := 0
	for _, e := range Examples() {
		document, err := gqlparser.LoadQueryWithRules(schema, e.Query, rules.NewDefaultRules())
		if err != nil {
			t.Fatal(err)
		}
		want := false
		for _, selection := range document.Operations[0].SelectionSet {
			of := selection.(*ast.Field).Definition.Directives
			want = want || of.ForName("signedIn") != nil || of.ForName("role") != nil || of.ForName("personal") != nil
		}
		if e.NeedsToken != want {
			t.Errorf("%s: says %v, the schema says %v", e.Name, e.NeedsToken, want)
		}
		if e.NeedsToken {
			needing++
		}
	}
	if needing < 2 {
		t.Errorf("%d examples need a token; a page that takes one shows what to do with it", needing)
	}
}
