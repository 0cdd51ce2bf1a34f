package graph

import (
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"rostrum"
)

func loadSchema(t *testing.T) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestSchemaHoldsTheContract compares the schema with what clients outside rely on: the schema may hold more, never
// less, and nothing under another type.
func TestSchemaHoldsTheContract(t *testing.T) {
	text, err := os.ReadFile("testdata/contract.graphql")
	if err != nil {
		t.Fatal(err)
	}
	contract, err := parser.ParseSchema(&ast.Source{Name: "contract.graphql", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	schema := loadSchema(t)
	for _, want := range contract.Definitions {
		have := schema.Types[want.Name]
		if have == nil || have.Kind != want.Kind {
			t.Errorf("%s %s is missing", want.Kind, want.Name)
			continue
		}
		compareDefinition(t, want, have)
	}
}

func compareDefinition(t *testing.T, want, have *ast.Definition) {
	for _, name := range want.Interfaces {
		if !contains(have.Interfaces, name) {
			t.Errorf("%s does not implement %s", want.Name, name)
		}
	}
	for _, name := range want.Types {
		if !contains(have.Types, name) {
			t.Errorf("union %s lacks %s", want.Name, name)
		}
	}
	for _, value := range want.EnumValues {
		if have.EnumValues.ForName(value.Name) == nil {
			t.Errorf("enum %s lacks %s", want.Name, value.Name)
		}
	}
	for _, field := range want.Fields {
		got := have.Fields.ForName(field.Name)
		if got == nil {
			t.Errorf("%s.%s is missing", want.Name, field.Name)
			continue
		}
		if got.Type.String() != field.Type.String() || printed(got.DefaultValue) != printed(field.DefaultValue) {
			t.Errorf("%s.%s is %s = %s, want %s = %s", want.Name, field.Name, got.Type, printed(got.DefaultValue), field.Type, printed(field.DefaultValue))
		}
		compareArguments(t, want.Name+"."+field.Name, field.Arguments, got.Arguments)
	}
}

func compareArguments(t *testing.T, where string, want, have ast.ArgumentDefinitionList) {
	for _, argument := range want {
		got := have.ForName(argument.Name)
		if got == nil || got.Type.String() != argument.Type.String() || printed(got.DefaultValue) != printed(argument.DefaultValue) {
			t.Errorf("%s(%s: %s) is missing or of another type", where, argument.Name, argument.Type)
		}
	}
	for _, argument := range have {
		if want.ForName(argument.Name) == nil && argument.Type.NonNull && argument.DefaultValue == nil {
			t.Errorf("%s demands %s, which the contract does not know", where, argument.Name)
		}
	}
}

func printed(v *ast.Value) string {
	if v == nil {
		return "nothing"
	}
	return v.String()
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// TestEverythingIsDescribed finds types, fields, arguments and values without a description.
func TestEverythingIsDescribed(t *testing.T) {
	need := func(where, description string) {
		if len(description) < 4 {
			t.Errorf("%s has no description", where)
		}
	}
	for name, definition := range loadSchema(t).Types {
		if definition.BuiltIn {
			continue
		}
		need(name, definition.Description)
		for _, field := range definition.Fields {
			if len(field.Name) > 1 && field.Name[:2] == "__" {
				continue
			}
			need(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				need(name+"."+field.Name+"."+argument.Name, argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			need(name+"."+value.Name, value.Description)
		}
	}
}
