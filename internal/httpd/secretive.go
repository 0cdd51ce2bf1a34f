package httpd

import "github.com/vektah/gqlparser/v2/ast"

// keepable tells whether a document may be kept in memory for others to run. One that does something, with words of its
// client written into it rather than given as variables, is not: they may be a code, a token, an address or a vote. It is
// also of no use to anybody but who sent it.
func keepable(doc *ast.QueryDocument) bool {
	acts := false
	for _, op := range doc.Operations {
		if op.Operation != ast.Mutation {
			continue
		}
		acts = true
		for _, v := range op.VariableDefinitions {
			if holdsWords(v.DefaultValue) {
				return false
			}
		}
		if actsWithWords(op.SelectionSet) {
			return false
		}
	}
	for _, fragment := range doc.Fragments { // looked at once each, however often they are spread
		if acts && fragment.TypeCondition == "Mutation" && actsWithWords(fragment.SelectionSet) {
			return false
		}
	}
	return true
}

// actsWithWords looks at what a selection of a mutation does, which is its own fields and not what they answer.
func actsWithWords(set ast.SelectionSet) bool {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			for _, arg := range s.Arguments {
				if holdsWords(arg.Value) {
					return true
				}
			}
		case *ast.InlineFragment:
			if actsWithWords(s.SelectionSet) {
				return true
			}
		}
	}
	return false
}

func holdsWords(v *ast.Value) bool {
	if v == nil {
		return false
	}
	if v.Kind == ast.StringValue || v.Kind == ast.BlockValue || v.Kind == ast.IntValue {
		return true // an id or a code may be written as a number
	}
	for _, child := range v.Children {
		if holdsWords(child.Value) {
			return true
		}
	}
	return false
}
