package graph

import (
	"fmt"
	"go/types"
	"os"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
)

// TestBindingsAreWhatTheySeem finds bindings that the generator accepts in silence and that answer wrongly: a field
// that became a resolver, a method that ignores an argument, a null that becomes an empty value.
func TestBindingsAreWhatTheySeem(t *testing.T) {
	for _, problem := range bindingProblems(t, "../gqlgen.yml") {
		t.Error(problem)
	}
}

func bindingProblems(t *testing.T, path string) []string {
	t.Helper()
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("..")
	defer t.Chdir(before)
	cfg, err := config.LoadConfig("gqlgen.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Init(); err != nil {
		t.Fatal(err)
	}
	for name, definition := range cfg.Schema.Types { // inputs and payloads, which the generator has written
		if !definition.BuiltIn && len(cfg.Models[name].Model) == 0 && definition != cfg.Schema.Query && definition != cfg.Schema.Mutation {
			cfg.Models.Add(name, "rostrum/graph/model."+name)
		}
	}
	data, err := codegen.BuildData(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var problems []string
	for _, object := range data.Objects {
		if object.BuiltIn || object.Root {
			continue
		}
		for _, field := range object.Fields {
			if problem := bindingProblem(field); problem != "" {
				problems = append(problems, fmt.Sprintf("%s.%s: %s", object.Name, field.Name, problem))
			}
		}
	}
	return problems
}

// resolvers are the fields below the root that are read only when they are asked for.
var resolvers = []string{"Viewer.sessions", "Viewer.organisationClaims", "Viewer.export", "Viewer.ballot", "Viewer.entries", "Entry.findings", "Viewer.assignments", "Viewer.juryPlaces", "Viewer.assignmentsToPrint"}

func bindingProblem(f *codegen.Field) string {
	allowed := slices.Contains(resolvers, f.Object.Name+"."+f.Name)
	switch {
	case f.IsResolver && !allowed:
		return "is a resolver; below the root everything is a method of a handle (is the method missing, or a parameter named otherwise than its argument?)"
	case f.IsResolver != allowed:
		return "is no resolver any more; take it off the list"
	case f.IsResolver:
		return ""
	case len(f.Args) > 0 && !f.IsMethod():
		return "has arguments and is bound to something that takes none"
	case f.VOkFunc && f.TypeReference.GQL.NonNull:
		return "must not be null, and its method may find nothing"
	case f.MethodHasContext:
		return "its method takes a context"
	case !f.TypeReference.GQL.NonNull && f.IsMethod() && !f.VOkFunc && !nilable(f.TypeReference.GO):
		return "may be null, and its method cannot say so"
	}
	if f.IsMethod() && len(f.Args) > 0 {
		return argumentProblem(f)
	}
	return ""
}

// argumentProblem looks at the parameters of the bound method itself.
func argumentProblem(f *codegen.Field) string {
	method, _, _ := types.LookupFieldOrMethod(f.Object.Reference(), true, f.Object.Type.(*types.Named).Obj().Pkg(), f.GoFieldName)
	function, ok := method.(*types.Func)
	if !ok {
		return "its method was not found"
	}
	parameters := function.Signature().Params()
	if parameters.Len() != len(f.Args) {
		return fmt.Sprintf("has %d arguments, its method takes %d", len(f.Args), parameters.Len())
	}
	for i, argument := range f.Args {
		if !argument.TypeReference.GQL.NonNull && argument.DefaultValue == nil && !nilable(parameters.At(i).Type()) {
			return "argument " + argument.Name + " may be null, and the method takes a plain value"
		}
	}
	return ""
}

func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Interface:
		return true
	}
	return false
}
