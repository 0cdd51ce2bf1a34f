package limits

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// What a request may ask of the schema's description of itself. The whole query that tools send goes 15 fields deep, for
// it follows ofType nine times, and has ten lists, never more than two of them within each other.
const (
	introspectionDepth = 20
	introspectionLists = 2
	introspectionCost  = 200 // of __schema, of __type, and of each list below them
)

func isIntrospection(f *ast.Field) bool {
	return f.Name == "__schema" || f.Name == "__type" || strings.HasPrefix(f.ObjectDefinition.Name, "__")
}

// introspect prices a field of the schema's description of itself. A list there costs the same however often it comes:
// the schema does not grow with what is asked. What grows is the nesting of types within types, so that is bounded.
func introspect(f *ast.Field, inner, s sum) (sum, error) {
	s.cost, s.lists = inner.cost, inner.lists
	if f.Name == "__schema" || f.Name == "__type" {
		s.cost = plus(s.cost, introspectionCost)
		s.depth, s.lists = 1, 0
		if err := within("introspection depth", inner.depth, introspectionDepth); err != nil {
			return sum{}, err
		}
		return s, within("introspection lists within lists", inner.lists, introspectionLists)
	}
	if f.Definition != nil && f.Definition.Type.Elem != nil {
		s.cost = plus(s.cost, introspectionCost)
	}
	switch f.Name {
	case "types", "fields", "inputFields", "interfaces", "possibleTypes":
		s.lists++
	}
	return s, nil
}
