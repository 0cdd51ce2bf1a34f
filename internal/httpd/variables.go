package httpd

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/fault"
)

// coerce brings the variables of a request to the types that the operation declares, as the specification says: values
// of exactly the right kind, numbers in range, enums as they are written, no unknown members. A fault names the place
// ("variables.filter.sdg[2]"). Values of scalars of our own are read later, by their fields.
func coerce(schema *ast.Schema, op *ast.OperationDefinition, raw map[string]any) (map[string]any, error) {
	coerced := make(map[string]any, len(op.VariableDefinitions))
	c := coercion{schema}
	for _, v := range op.VariableDefinitions {
		value, given := raw[v.Variable]
		if !given {
			if v.DefaultValue == nil {
				if v.Type.NonNull {
					return nil, fault.BadInput("variables."+short(v.Variable), "must be given")
				}
				continue
			}
			var err error
			if value, err = v.DefaultValue.Value(nil); err != nil {
				return nil, fault.BadInput("variables."+short(v.Variable), "the default is out of range")
			}
		}
		value, err := c.value(v.Type, value)
		if err != nil {
			return nil, fault.In("variables", fault.In(short(v.Variable), err))
		}
		coerced[v.Variable] = value
	}
	return coerced, nil
}

type coercion struct{ schema *ast.Schema }

func (c coercion) value(t *ast.Type, value any) (any, error) {
	if value == nil {
		if t.NonNull {
			return nil, wrong("must not be null")
		}
		return nil, nil
	}
	if t.Elem != nil {
		return c.list(t.Elem, value)
	}
	def := c.schema.Types[t.NamedType]
	if def == nil {
		return nil, wrong("is of no type of the schema")
	}
	switch def.Kind {
	case ast.InputObject:
		return c.object(def, value)
	case ast.Enum:
		return enum(def, value)
	}
	return scalar(t.NamedType, value)
}

func (c coercion) list(elem *ast.Type, value any) (any, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value} // one value stands for a list of it
	}
	out := make([]any, len(items))
	for i, each := range items {
		v, err := c.value(elem, each)
		if err != nil {
			if !ok {
				return nil, err
			}
			return nil, fault.In("["+strconv.Itoa(i)+"]", err)
		}
		out[i] = v
	}
	return out, nil
}

func (c coercion) object(def *ast.Definition, value any) (any, error) {
	members, ok := value.(map[string]any)
	if !ok {
		return nil, wrong("must be an object")
	}
	out := make(map[string]any, len(members))
	for name := range members {
		if def.Fields.ForName(name) == nil {
			return nil, fault.In(short(name), wrong("is unknown, %s has no such member", def.Name))
		}
	}
	for _, field := range def.Fields {
		member, given := members[field.Name]
		if !given {
			// A default is the field's own business: leaving out differs from null in updates.
			if field.Type.NonNull && field.DefaultValue == nil {
				return nil, fault.In(field.Name, wrong("must be given"))
			}
			continue
		}
		v, err := c.value(field.Type, member)
		if err != nil {
			return nil, fault.In(field.Name, err)
		}
		out[field.Name] = v
	}
	return out, nil
}

func enum(def *ast.Definition, value any) (any, error) {
	var names []string
	for _, v := range def.EnumValues {
		names = append(names, v.Name)
	}
	name, ok := value.(string)
	if !ok || !slices.Contains(names, name) {
		return nil, wrong("must be one of %s", strings.Join(names[:min(len(names), 12)], ", "))
	}
	return name, nil
}

func scalar(name string, value any) (any, error) {
	switch name {
	case "Int":
		return wholeNumber(value)
	case "Float":
		if f, err := strconv.ParseFloat(digits(value), 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f, nil
		}
		return nil, wrong("must be a number that 64 bits can hold")
	case "String":
		if s, ok := value.(string); ok {
			return s, nil
		}
		return nil, wrong("must be a string")
	case "Boolean":
		if b, ok := value.(bool); ok {
			return b, nil
		}
		return nil, wrong("must be true or false")
	case "ID":
		if s, ok := value.(string); ok {
			return s, nil
		}
		if n, err := strconv.ParseInt(digits(value), 10, 64); err == nil {
			return strconv.FormatInt(n, 10), nil
		}
		return nil, wrong("must be an id, which is a string")
	}
	return value, nil
}

func wholeNumber(value any) (any, error) {
	s := digits(value)
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > math.MaxInt32+1 {
			return nil, wrong("must be a whole number of 32 bits")
		}
		n = int64(f)
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return nil, wrong("must be a whole number of 32 bits")
	}
	return n, nil
}

// digits gives the text of a number from JSON or from a default in the document; empty for everything else.
func digits(value any) string {
	switch n := value.(type) {
	case json.Number:
		return n.String()
	case int64:
		return strconv.FormatInt(n, 10)
	case float64:
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return ""
}

func wrong(format string, args ...any) error { return fault.New(fault.BadUserInput, format, args...) }

// short keeps a name that a client chose from filling an answer.
func short(name string) string {
	if len(name) > 35 {
		return strings.ToValidUTF8(name[:35], "") + "…"
	}
	return name
}
