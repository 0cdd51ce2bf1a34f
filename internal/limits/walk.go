package limits

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/fault"
)

// Verdict is what the walk finds out about a request that it lets pass.
type Verdict struct {
	Cost       int  // objects that the answer may hold
	ReadsClock bool // the answer may change without any edit, so no cache may keep it
	Personal   bool // the answer depends on who asks, so nobody else may see it
	Needs      Needs
}

// freeFields is how many fields of an object come with its price; as many again cost as much as an object more. Plain
// values cost nothing by themselves, and under other names one can be asked for as often as aliases are allowed.
const freeFields = 25

// unbounded is where counting stops, far above every limit and far below overflow.
const unbounded = 1_000_000_000

// Check walks one operation of a validated document with its coerced variables. It refuses what passes a limit
// (TOO_COSTLY, naming the limit, the value and what is allowed), page sizes and numbers out of range, and a condition
// that is null (BAD_USER_INPUT, naming the argument). Its time is linear in the document: a fragment is walked once.
func (t *Table) Check(l Limits, doc *ast.QueryDocument, op *ast.OperationDefinition, vars map[string]any) (Verdict, error) {
	w := &walk{table: t, limits: l, doc: doc, vars: vars, fragments: map[string]*sum{}}
	s, err := w.selection(op.SelectionSet)
	if err != nil {
		return Verdict{}, err
	}
	for _, limit := range []struct {
		name           string
		value, allowed int
	}{
		{"depth", s.depth, l.Depth},
		{"aliases", s.aliases, l.Aliases},
		{"root fields", s.fields, l.RootFields},
		{"cost", s.cost, l.Cost},
	} {
		if err := within(limit.name, limit.value, limit.allowed); err != nil {
			return Verdict{}, err
		}
	}
	return Verdict{Cost: s.cost, ReadsClock: s.clock, Personal: s.access.personal, Needs: Needs{s.access.signedIn, s.access.roles}}, nil
}

type walk struct {
	table     *Table
	limits    Limits
	doc       *ast.QueryDocument
	vars      map[string]any
	fragments map[string]*sum // nil while the fragment is being walked
}

// sum is what one selection adds up to.
type sum struct {
	cost    int
	perItem int // cost of each item, where the field above says how many there are
	depth   int
	aliases int
	fields  int // fields directly in the selection, those of its fragments included
	lists   int // lists within lists of the schema's description of itself
	clock   bool
	access  access
}

func (s *sum) add(other sum) {
	s.cost = plus(s.cost, other.cost)
	s.perItem = plus(s.perItem, other.perItem)
	s.depth = max(s.depth, other.depth)
	s.aliases = plus(s.aliases, other.aliases)
	s.fields = plus(s.fields, other.fields)
	s.lists = max(s.lists, other.lists)
	s.clock = s.clock || other.clock
	s.access = s.access.and(other.access)
}

func (w *walk) selection(set ast.SelectionSet) (sum, error) {
	var total sum
	alternatives := map[string]int{} // of an interface or union: what each type behind it costs, of which one comes
	for _, selection := range set {
		s, condition, err := w.one(selection)
		if err != nil {
			return sum{}, err
		}
		if condition != "" {
			alternatives[condition] = plus(alternatives[condition], s.cost)
			s.cost = 0
		}
		total.add(s)
	}
	dearest := 0
	for _, cost := range alternatives {
		dearest = max(dearest, cost)
	}
	total.cost = plus(total.cost, dearest)
	return total, nil
}

// one walks a member of a selection. For a fragment that only one type behind an interface or union takes, it also gives
// the name of that type.
func (w *walk) one(selection ast.Selection) (s sum, condition string, err error) {
	switch selection := selection.(type) {
	case *ast.Field:
		if included, err := w.included(selection.Directives); !included || err != nil {
			return sum{}, "", err
		}
		s, err = w.field(selection)
		return s, "", err
	case *ast.InlineFragment:
		if included, err := w.included(selection.Directives); !included || err != nil {
			return sum{}, "", err
		}
		s, err = w.selection(selection.SelectionSet)
		return s, w.alternative(selection.ObjectDefinition, selection.TypeCondition), err
	case *ast.FragmentSpread:
		if included, err := w.included(selection.Directives); !included || err != nil {
			return sum{}, "", err
		}
		fragment := w.doc.Fragments.ForName(selection.Name)
		if fragment == nil {
			return sum{}, "", fault.New(fault.ValidationFailed, "no fragment is named %s", shorten(selection.Name))
		}
		s, err = w.fragment(fragment)
		return s, w.alternative(selection.ObjectDefinition, fragment.TypeCondition), err
	}
	return sum{}, "", fmt.Errorf("selection of an unknown kind %T", selection)
}

func (w *walk) alternative(parent *ast.Definition, condition string) string {
	if parent == nil || !parent.IsAbstractType() {
		return ""
	}
	if def := w.table.schema.Types[condition]; def == nil || def.Kind != ast.Object {
		return ""
	}
	return condition
}

func (w *walk) fragment(fragment *ast.FragmentDefinition) (sum, error) {
	if known, ok := w.fragments[fragment.Name]; ok {
		if known == nil {
			return sum{}, fault.New(fault.ValidationFailed, "the fragment %s spreads itself", shorten(fragment.Name))
		}
		return *known, nil
	}
	w.fragments[fragment.Name] = nil
	s, err := w.selection(fragment.SelectionSet)
	w.fragments[fragment.Name] = &s
	return s, err
}

func (w *walk) field(f *ast.Field) (sum, error) {
	if err := checkNumbers(f.Arguments); err != nil {
		return sum{}, err
	}
	inner, err := w.selection(f.SelectionSet)
	if err != nil {
		return sum{}, err
	}
	s := sum{depth: plus(inner.depth, 1), aliases: inner.aliases, fields: 1, clock: inner.clock, access: inner.access}
	if f.Alias != f.Name {
		s.aliases = plus(s.aliases, 1)
	}
	if f.Name == "__typename" {
		return s, nil
	}
	if f.ObjectDefinition == nil {
		return sum{}, fmt.Errorf("the document was not validated")
	}
	if isIntrospection(f) {
		return introspect(f, inner, s)
	}
	e, ok := w.table.fields[coordinate{f.ObjectDefinition.Name, f.Name}]
	if !ok {
		return sum{}, fmt.Errorf("the field %s.%s is not in the table of limits", f.ObjectDefinition.Name, f.Name)
	}
	s.clock = s.clock || e.clock
	s.access = s.access.and(e.access)
	if w.namesPersonal(f) {
		s.access.personal = true
	}
	err = w.price(f, e, inner, &s)
	return s, err
}

func (w *walk) price(f *ast.Field, e entry, inner sum, s *sum) error {
	one := plus(plus(e.weight, inner.cost), inner.fields/freeFields)
	switch e.size {
	case paged, counted:
		n, err := w.pageSize(f, e)
		if err != nil {
			return err
		}
		s.cost = plus(one, times(n, inner.perItem))
	case item:
		s.perItem = one
	case byIDs:
		n, err := w.countIDs(f)
		if err != nil {
			return err
		}
		s.cost = times(n, one)
		return nil // its argument is its size
	case assumed:
		s.cost = times(e.assumed, plus(one, times(DefaultPage, inner.perItem)))
	default:
		s.cost = plus(one, times(DefaultPage, inner.perItem))
	}
	s.cost = plus(s.cost, w.argumentCost(f))
	return nil
}

// plus and times stop at unbounded, so that no document makes them overflow: both take and give 0 to unbounded.
func plus(a, b int) int { return min(a+b, unbounded) }

func times(n, each int) int {
	if each != 0 && n > unbounded/each {
		return unbounded
	}
	return n * each
}
