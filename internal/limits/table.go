package limits

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Table knows for each field of a schema who may read it, what it costs, how long its list is taken to be, and of what
// class its answer is. It is made once, from the schema's own directives.
type Table struct {
	// IsPersonal tells whether an id names an object that only some may see. A field that finds objects of any type by
	// their ids depends on who asks only where it is given such an id. Nil where no id does.
	IsPersonal func(id string) bool

	schema *ast.Schema
	fields map[coordinate]entry
	inputs map[coordinate]int // what members of inputs cost, where that is not nothing
}

type coordinate struct{ object, field string }

// entry is what the schema says about one field.
type entry struct {
	weight  int
	size    sizing
	assumed int // items of a list of assumed size; the default of a counted field
	access  access
	clock   bool // the answer depends on forum time
}

// sizing says how many objects a field stands for.
type sizing int

const (
	single  sizing = iota // one, or a plain value
	assumed               // a plain list, whose length @listSize assumes
	byIDs                 // a list with one item for each id of its argument
	paged                 // a connection: first or last says how many items are below
	counted               // the same, with an argument named count
	item                  // the items below a paged or counted field
)

// NewTable reads the directives @public, @personal, @clock, @cost and @listSize of a schema. Its error names every field
// of an object or interface without an access rule, and every list of objects whose length nothing tells.
func NewTable(schema *ast.Schema) (*Table, error) {
	t := &Table{schema: schema, fields: map[coordinate]entry{}, inputs: map[coordinate]int{}}
	containers := containersOf(schema)
	var faults []string
	for _, object := range schema.Types {
		if object.Kind == ast.InputObject {
			faults = append(faults, t.readInput(object)...)
		}
		if object.Kind != ast.Object && object.Kind != ast.Interface || strings.HasPrefix(object.Name, "__") {
			continue
		}
		for _, field := range object.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			e, err := t.read(field, containers[object.Name])
			if err != nil {
				faults = append(faults, fmt.Sprintf("%s.%s: %v", object.Name, field.Name, err))
			}
			t.fields[coordinate{object.Name, field.Name}] = e
		}
	}
	if len(faults) > 0 {
		slices.Sort(faults)
		return nil, fmt.Errorf("the schema cannot be limited:\n%s", strings.Join(faults, "\n"))
	}
	t.raiseInterfaces()
	return t, nil
}

// containersOf names the types whose lists are priced by an argument of the field that leads to them.
func containersOf(schema *ast.Schema) map[string]bool {
	containers := map[string]bool{}
	for _, object := range schema.Types {
		for _, field := range object.Fields {
			if s := sizedByArgument(field); s == paged || s == counted {
				containers[field.Type.Name()] = true
			}
		}
	}
	return containers
}

func sizedByArgument(field *ast.FieldDefinition) sizing {
	has := func(name string) bool { return field.Arguments.ForName(name) != nil }
	isList := field.Type.Elem != nil
	switch {
	case isList && has("ids"):
		return byIDs
	case !isList && (has("first") || has("last")):
		return paged
	case !isList && has("count"):
		return counted
	}
	return single
}

func (t *Table) read(field *ast.FieldDefinition, inContainer bool) (entry, error) {
	e := entry{size: sizedByArgument(field), clock: field.Directives.ForName("clock") != nil}
	var err error
	if e.access, err = accessOf(field); err != nil {
		return e, err
	}
	composite := t.schema.Types[field.Type.Name()].IsCompositeType()
	if composite {
		e.weight = 1
	}
	if d := field.Directives.ForName("cost"); d != nil {
		if e.weight, err = number(d, "weight"); err != nil {
			return e, err
		}
	}
	switch d := field.Directives.ForName("listSize"); {
	case e.size == counted:
		e.assumed = defaultCount(field)
	case e.size != single || !composite || field.Type.Elem == nil:
	case inContainer:
		e.size = item
	case d != nil:
		e.size = assumed
		e.assumed, err = number(d, "assumedSize")
	default:
		err = fmt.Errorf("is a list of objects without @listSize")
	}
	return e, err
}

// readInput notes what the members of an input cost, and gives what is wrong with that.
func (t *Table) readInput(input *ast.Definition) (faults []string) {
	for _, member := range input.Fields {
		d := member.Directives.ForName("cost")
		if d == nil {
			continue
		}
		weight, err := number(d, "weight")
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s.%s: %v", input.Name, member.Name, err))
		}
		t.inputs[coordinate{input.Name, member.Name}] = weight
	}
	return faults
}

func number(d *ast.Directive, name string) (int, error) {
	arg := d.Arguments.ForName(name)
	if arg == nil {
		return 0, fmt.Errorf("@%s lacks %s", d.Name, name)
	}
	n, err := strconv.Atoi(arg.Value.Raw)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("@%s(%s:) must be 0 or more", d.Name, name)
	}
	return n, nil
}

func defaultCount(field *ast.FieldDefinition) int {
	if value := field.Arguments.ForName("count").DefaultValue; value != nil {
		if n, err := strconv.Atoi(value.Raw); err == nil {
			return n
		}
	}
	return DefaultPage
}

// raiseInterfaces lets a field of an interface be as dear, as personal and as fleeting as it is in any type behind it.
func (t *Table) raiseInterfaces() {
	for _, object := range t.schema.Types {
		if object.Kind != ast.Interface {
			continue
		}
		for _, field := range object.Fields {
			key := coordinate{object.Name, field.Name}
			e := t.fields[key]
			for _, possible := range t.schema.GetPossibleTypes(object) {
				other := t.fields[coordinate{possible.Name, field.Name}]
				e.weight = max(e.weight, other.weight)
				e.assumed = max(e.assumed, other.assumed)
				e.access = e.access.and(other.access)
				e.clock = e.clock || other.clock
			}
			t.fields[key] = e
		}
	}
}
