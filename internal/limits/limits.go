// Package limits decides in one walk, before anything is executed, whether a request may run, what it costs and
// whether its answer may be shared.
package limits

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"

	"rostrum/internal/fault"
)

// Limits says how much one request may ask for. Query.limits publishes it.
type Limits struct {
	Bytes      int // bytes in the body of a request
	Tokens     int // tokens in a document, comments apart
	Depth      int // fields within fields
	Aliases    int // fields under another name than their own, fragments counted wherever they are spread
	RootFields int // fields directly below the operation
	Cost       int // objects that the answer may hold, and one for each 25 fields of such an object
	PageSize   int // items on a page of a list, and ids in one argument
}

// Default is what a server allows where its operator says nothing else.
var Default = Limits{Bytes: 65536, Tokens: 4000, Depth: 16, Aliases: 50, RootFields: 20, Cost: 10000, PageSize: 100}

// DefaultPage is the size of a page where neither first nor last is given.
const DefaultPage = 20

// maxRepeats bounds how often one selection may name the same field. Validation compares every pair of fields that share
// a name, so that 4,000 times `slug` would cost it a second; no client writes a field more than a few times.
const maxRepeats = 50

// CountTokens gives the number of tokens in a document, without comments. It stops quietly at what is no token: the
// parser says so better.
func CountTokens(query string) int {
	lex := lexer.New(&ast.Source{Input: query})
	for n := 0; ; {
		token, err := lex.ReadToken()
		if err != nil || token.Kind == lexer.EOF || token.Kind == lexer.Invalid {
			return n
		}
		if token.Kind != lexer.Comment {
			n++
		}
	}
}

// CheckSize refuses a document with more tokens than allowed, before it is parsed (TOO_COSTLY).
func (l Limits) CheckSize(tokens int) error {
	return within("tokens", tokens, l.Tokens)
}

// CheckRepeats refuses a parsed document that names one field over and over in one selection, before validation, whose
// time grows with the square of that (TOO_COSTLY).
func CheckRepeats(doc *ast.QueryDocument) error {
	for _, op := range doc.Operations {
		if err := checkRepeats(op.SelectionSet); err != nil {
			return err
		}
	}
	for _, fragment := range doc.Fragments {
		if err := checkRepeats(fragment.SelectionSet); err != nil {
			return err
		}
	}
	return nil
}

func checkRepeats(set ast.SelectionSet) error {
	var seen map[string]int
	if len(set) > maxRepeats {
		seen = make(map[string]int, len(set))
	}
	for _, selection := range set {
		var below ast.SelectionSet
		switch s := selection.(type) {
		case *ast.Field:
			below = s.SelectionSet
			if seen != nil {
				seen[s.Alias]++
			}
		case *ast.InlineFragment:
			below = s.SelectionSet
		}
		if err := checkRepeats(below); err != nil {
			return err
		}
	}
	for name, n := range seen {
		if n > maxRepeats {
			return fault.New(fault.TooCostly, "%s stands %d times in one selection, %d are allowed", shorten(name), n, maxRepeats)
		}
	}
	return nil
}

// within makes the fault of a limit that is passed: its name, the value and what is allowed.
func within(name string, value, allowed int) error {
	switch {
	case value <= allowed:
		return nil
	case value >= unbounded:
		return fault.New(fault.TooCostly, "%s more than %d, %d are allowed", name, unbounded, allowed)
	}
	return fault.New(fault.TooCostly, "%s %d, %d are allowed", name, value, allowed)
}

func shorten(s string) string {
	if len(s) > 35 {
		return s[:35] + "…"
	}
	return s
}
