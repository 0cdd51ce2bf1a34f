package limits

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Needs is what a request needs of whoever sends it. The zero value needs nothing: anyone may ask.
type Needs struct {
	SignedIn bool
	// Roles holds sets of roles; of each set the asker must hold one.
	Roles [][]string
}

// access is what one field, or everything below a selection, asks of its reader.
type access struct {
	personal bool // the answer depends on who asks
	signedIn bool
	roles    [][]string
}

// and gives what two fields ask together.
func (a access) and(b access) access {
	a.personal = a.personal || b.personal
	a.signedIn = a.signedIn || b.signedIn
	for _, set := range b.roles {
		if !slices.ContainsFunc(a.roles, func(have []string) bool { return slices.Equal(have, set) }) {
			a.roles = append(slices.Clip(a.roles), set)
		}
	}
	return a
}

// accessRules are the directives that say who may read a field.
var accessRules = map[string]access{
	"public":   {},
	"personal": {personal: true},
	"signedIn": {personal: true, signedIn: true},
	"role":     {personal: true, signedIn: true},
}

// accessOf reads the one access rule of a field. A field without one, or with two, is refused: nothing is readable
// because somebody forgot to say who may read it.
func accessOf(field *ast.FieldDefinition) (access, error) {
	var found access
	rules := 0
	for _, d := range field.Directives {
		rule, ok := accessRules[d.Name]
		if !ok {
			continue
		}
		rules++
		if d.Name == "role" {
			roles, err := rolesOf(d)
			if err != nil {
				return access{}, err
			}
			rule.roles = [][]string{roles}
		}
		found = found.and(rule)
	}
	if rules != 1 {
		return access{}, fmt.Errorf("has %d access rules, 1 is wanted", rules)
	}
	return found, nil
}

func rolesOf(d *ast.Directive) ([]string, error) {
	argument := d.Arguments.ForName("any")
	if argument == nil || len(argument.Value.Children) == 0 {
		return nil, fmt.Errorf("@role names no role")
	}
	var roles []string
	for _, child := range argument.Value.Children {
		roles = append(roles, child.Value.Raw)
	}
	slices.Sort(roles)
	return roles, nil
}

// Rule gives in words who may read a field, for the table of all fields; false where there is no such field.
func (t *Table) Rule(object, field string) (Needs, bool, bool) {
	e, ok := t.fields[coordinate{object, field}]
	return Needs{e.access.signedIn, e.access.roles}, e.access.personal, ok
}
