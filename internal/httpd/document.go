package httpd

import (
	"errors"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"rostrum/internal/fault"
	"rostrum/internal/limits"
)

// documents parses and validates documents, and keeps those that are valid and keepable: 16 MiB of them, by what they
// weigh.
type documents struct {
	schema *ast.Schema
	limits limits.Limits
	cache  *lru[*ast.QueryDocument]
}

const (
	documentCacheBytes = 16 << 20
	bytesPerToken      = 250 // measured: what the tree of a document takes for each token of it
)

func newDocuments(schema *ast.Schema, l limits.Limits) *documents {
	return &documents{schema: schema, limits: l, cache: newLRU[*ast.QueryDocument](documentCacheBytes)}
}

// invalid is a document that does not parse or validate.
type invalid struct {
	code   fault.Code
	errors gqlerror.List
}

func (e *invalid) Error() string { return string(e.code) }

// get gives the validated document of a query. Its error is *invalid, or a fault where a limit is passed.
func (d *documents) get(query string) (*ast.QueryDocument, error) {
	if doc, ok := d.cache.get(query); ok {
		return doc, nil
	}
	if err := checkText([]byte(query)); err != nil {
		return nil, bad("query %v", err)
	}
	tokens := limits.CountTokens(query)
	if err := d.limits.CheckSize(tokens); err != nil {
		return nil, err
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		return nil, parseFault(err)
	}
	if len(doc.Operations) == 0 {
		return nil, &invalid{fault.ValidationFailed, gqlerror.List{gqlerror.Errorf("the document holds no operation")}}
	}
	if err := limits.CheckRepeats(doc); err != nil {
		return nil, err
	}
	all := rules.NewDefaultRules()
	all.RemoveRule(rules.MaxIntrospectionDepth.Name) // the walk has a clearer limit of its own
	if errs := validator.ValidateWithRules(d.schema, doc, all); len(errs) > 0 {
		return nil, &invalid{fault.ValidationFailed, errs}
	}
	ignoreDefer(doc)
	if !keepable(doc) {
		return doc, nil
	}
	d.cache.add(query, doc, 1024+2*len(query)+bytesPerToken*tokens)
	return doc, nil
}

func parseFault(err error) error {
	if e, ok := errors.AsType[*gqlerror.Error](err); ok {
		return &invalid{fault.ParseFailed, gqlerror.List{e}}
	}
	return &invalid{fault.ParseFailed, gqlerror.List{gqlerror.Errorf("the document cannot be parsed")}}
}

// ignoreDefer takes @defer out of a document, as the specification allows: the answer then comes whole.
func ignoreDefer(doc *ast.QueryDocument) {
	for _, op := range doc.Operations {
		ignoreDeferIn(op.SelectionSet)
	}
	for _, fragment := range doc.Fragments {
		ignoreDeferIn(fragment.SelectionSet)
	}
}

func ignoreDeferIn(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			ignoreDeferIn(s.SelectionSet)
		case *ast.InlineFragment:
			s.Directives = withoutDefer(s.Directives)
			ignoreDeferIn(s.SelectionSet)
		case *ast.FragmentSpread:
			s.Directives = withoutDefer(s.Directives)
		}
	}
}

func withoutDefer(directives ast.DirectiveList) ast.DirectiveList {
	if directives.ForName("defer") == nil {
		return directives
	}
	kept := ast.DirectiveList{}
	for _, d := range directives {
		if d.Name != "defer" {
			kept = append(kept, d)
		}
	}
	return kept
}
