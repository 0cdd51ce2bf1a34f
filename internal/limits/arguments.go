package limits

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/fault"
)

// included tells whether @skip and @include leave a selection in. A condition that is not true or false is refused: the
// executor would break on it.
func (w *walk) included(directives ast.DirectiveList) (bool, error) {
	included := true
	for _, name := range []string{"skip", "include"} {
		d := directives.ForName(name)
		if d == nil {
			continue
		}
		condition, ok := false, false
		text := ""
		if arg := d.Arguments.ForName("if"); arg != nil {
			value, err := arg.Value.Value(w.vars)
			condition, ok = value.(bool)
			ok = ok && err == nil
			if arg.Value.Kind == ast.Variable {
				text = " of $" + shorten(arg.Value.Raw)
			}
		}
		if !ok {
			return false, fault.BadInput("if", "the condition%s in @%s must be true or false, not null", text, name)
		}
		if condition != (name == "include") {
			included = false
		}
	}
	return included, nil
}

// pageSize gives the number of items that a paged or counted field may have below it.
func (w *walk) pageSize(f *ast.Field, e entry) (int, error) {
	if e.size == counted {
		// Which counts are allowed is the field's own rule; the price takes what can come at most.
		n, ok := w.int(f, "count")
		if !ok {
			return min(e.assumed, w.limits.PageSize), nil
		}
		return int(min(max(n, 0), int64(w.limits.PageSize))), nil
	}
	size, given := int64(DefaultPage), ""
	for _, name := range []string{"first", "last"} {
		n, ok := w.int(f, name)
		if !ok {
			continue
		}
		if given != "" {
			return 0, fault.BadInput("last", "first and last cannot both be given")
		}
		if n < 1 || n > int64(w.limits.PageSize) {
			return 0, fault.BadInput(name, "%d is out of range, 1–%d are allowed", n, w.limits.PageSize)
		}
		size, given = n, name
	}
	return int(min(size, int64(w.limits.PageSize))), nil
}

// int gives the number that an argument has, and false where it is left out or null.
func (w *walk) int(f *ast.Field, name string) (int64, bool) {
	arg := f.Arguments.ForName(name)
	if arg == nil {
		return 0, false
	}
	value, err := arg.Value.Value(w.vars)
	if err != nil {
		return math.MaxInt64, true // a number beyond 64 bits; checkNumbers refuses it first
	}
	switch n := value.(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case int32:
		return int64(n), true
	case float64:
		return int64(max(min(n, math.MaxInt32), math.MinInt32)), true
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return i, true
		}
		return math.MaxInt64, true
	}
	return 0, false
}

// valuesPerCost is how many values in the lists of an argument cost as much as an object: each is read, and many are
// looked for in every row.
const valuesPerCost = 10

// argumentCost prices what the arguments of a field ask to be done, which is the same however little is answered: what
// the schema says of members of inputs, and the length of lists.
func (w *walk) argumentCost(f *ast.Field) int {
	cost := 0
	for _, arg := range f.Arguments {
		def := f.Definition.Arguments.ForName(arg.Name)
		if value, err := arg.Value.Value(w.vars); err == nil && def != nil {
			cost = plus(cost, w.table.weigh(def.Type, value))
		}
	}
	return cost
}

func (t *Table) weigh(typ *ast.Type, value any) (cost int) {
	isInput := t.schema.Types[typ.Name()].Kind == ast.InputObject
	switch value := value.(type) {
	case []any:
		cost = len(value) / valuesPerCost
		for i := 0; isInput && i < len(value); i++ {
			cost = plus(cost, t.weigh(typ, value[i]))
		}
	case map[string]any:
		if !isInput {
			return 0
		}
		for _, member := range t.schema.Types[typ.Name()].Fields {
			if given := value[member.Name]; given != nil {
				cost = plus(cost, plus(t.inputs[coordinate{typ.Name(), member.Name}], t.weigh(member.Type, given)))
			}
		}
	}
	return cost
}

// namesPersonal tells whether a field finds objects by ids of which one names what only some may see.
func (w *walk) namesPersonal(f *ast.Field) bool {
	if w.table.IsPersonal == nil || !w.table.schema.Types[f.Definition.Type.Name()].IsAbstractType() {
		return false
	}
	for _, name := range []string{"id", "ids"} {
		arg := f.Arguments.ForName(name)
		if arg == nil {
			continue
		}
		value, err := arg.Value.Value(w.vars)
		if err != nil {
			continue // the executor refuses it
		}
		all, many := value.([]any)
		if !many {
			all = []any{value}
		}
		for _, id := range all {
			if s, ok := id.(string); ok && w.table.IsPersonal(s) {
				return true
			}
		}
	}
	return false
}

func (w *walk) countIDs(f *ast.Field) (int, error) {
	arg := f.Arguments.ForName("ids")
	if arg == nil {
		return 0, nil
	}
	n := 1 // a single id stands for a list of one
	switch arg.Value.Kind {
	case ast.ListValue:
		n = len(arg.Value.Children)
	case ast.Variable:
		value, err := arg.Value.Value(w.vars)
		if ids, ok := value.([]any); ok && err == nil {
			n = len(ids)
		}
	}
	if n > w.limits.PageSize {
		return 0, fault.BadInput("ids", "%d are given, %d are allowed", n, w.limits.PageSize)
	}
	return n, nil
}

// checkNumbers refuses numbers in a document that their type cannot hold: the executor would break on them.
func checkNumbers(arguments ast.ArgumentList) error {
	for _, arg := range arguments {
		if err := checkNumber(arg.Value); err != nil {
			return fault.In(arg.Name, err)
		}
	}
	return nil
}

func checkNumber(v *ast.Value) error {
	switch v.Kind {
	case ast.IntValue:
		bits := 64
		if v.Definition != nil && v.Definition.Name == "Int" {
			bits = 32
		}
		if _, err := strconv.ParseInt(v.Raw, 10, bits); err != nil {
			return fault.New(fault.BadUserInput, "%s is out of range, a whole number has %d bits", shorten(v.Raw), bits)
		}
	case ast.FloatValue:
		if _, err := strconv.ParseFloat(v.Raw, 64); err != nil {
			return fault.New(fault.BadUserInput, "%s is out of range", shorten(v.Raw))
		}
	case ast.ListValue:
		for i, child := range v.Children {
			if err := checkNumber(child.Value); err != nil {
				return fault.In("["+strconv.Itoa(i)+"]", err)
			}
		}
	case ast.ObjectValue:
		for _, child := range v.Children {
			if err := checkNumber(child.Value); err != nil {
				return fault.In(child.Name, err)
			}
		}
	}
	return nil
}
