package server_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/server/servertest"
)

// walk asks a server for everything that the schema has, as one of several people, in few documents.
type walk struct {
	*world
	table map[string]map[string]string
	ways  map[string][]step
	under map[string][]step // what is reached by a field, as the last steps of ways: the fragments
	types map[string]string // by such a last step, the type that it leads to
}

func newWalk(t *testing.T, w *world) *walk {
	t.Helper()
	k := &walk{world: w, ways: map[string][]step{"Query": {}}, under: map[string][]step{}, types: map[string]string{}}
	_, k.table = accessTable(t)
	w.grow(k.ways, false) // what is read, by no mutation, which mostly is refused
	k.ways["Mutation"] = nil
	w.grow(k.ways, false)
	w.grow(k.ways, true)
	for _, name := range sortedTypes(w.schema) {
		if way := k.ways[name]; len(way) > 0 {
			last := way[len(way)-1]
			at := last.object + "." + last.field
			k.under[at] = append(k.under[at], last)
			k.types[at+"."+last.fragment] = name
		}
	}
	return k
}

// isRefused tells whether a role gets no answer at all where it asks for a field.
func (k *walk) isRefused(coordinate, column string) bool {
	return k.table[coordinate][column] == "401" || k.table[coordinate][column] == "403"
}

// selection writes all that a role may ask of a type, with everything that the walk reaches through it. Fields of one type
// among several have its name before their own, since answers cannot hold a text and a number under one name.
func (k *walk) selection(typeName, column string, among bool) string {
	var b strings.Builder
	b.WriteString(" __typename")
	for _, f := range k.schema.Types[typeName].Fields {
		if at := typeName + "." + f.Name; !strings.HasPrefix(f.Name, "__") && !k.isRefused(at, column) {
			b.WriteString(" ")
			if among {
				b.WriteString(typeName + "_" + f.Name + ": ")
			}
			b.WriteString(k.field(typeName, f, column))
		}
	}
	return b.String()
}

// field writes a field with all that is below it.
func (k *walk) field(typeName string, f *ast.FieldDefinition, column string) string {
	at := typeName + "." + f.Name
	to := k.schema.Types[f.Type.Name()]
	text := f.Name + k.given(at, f)
	if !to.IsCompositeType() {
		return text
	}
	text += " { __typename"
	if to.Fields.ForName("id") != nil {
		text += " id" // in lists, in which order things stand
	}
	for _, s := range k.under[at] {
		name := k.types[at+"."+s.fragment]
		if s.fragment == "" {
			text += k.selection(name, column, false)
		} else {
			text += " ... on " + s.fragment + " {" + k.selection(name, column, true) + " }"
		}
	}
	return text + " }"
}

// given writes the arguments of a field; lists are asked for at their whole length.
func (k *walk) given(at string, f *ast.FieldDefinition) string {
	arguments := k.arguments(at, f)
	if f.Arguments.ForName("first") == nil {
		return arguments
	}
	return strings.Replace("("+strings.Trim(arguments, "()")+", first: 100)", "(, ", "(", 1)
}

// heard is an answer, and what was asked.
type heard struct {
	question string
	servertest.Answer
}

// ask asks for everything as somebody, in one document for each field of a root. leave names fields of
// roots that are not asked for.
func (k *walk) ask(t *testing.T, column, token string, leave ...string) (all []heard) {
	t.Helper()
	for _, root := range []string{"Query", "Mutation"} {
		for _, f := range k.schema.Types[root].Fields {
			at := root + "." + f.Name
			if strings.HasPrefix(f.Name, "__") || slices.Contains(leave, f.Name) || k.isRefused(at, column) {
				continue
			}
			question := strings.ToLower(root) + " { " + k.field(root, f, column) + " }"
			all = append(all, heard{at, k.Ask(t, question, nil, servertest.Bearer(token)...)})
		}
	}
	return append(all, k.nodes(t, column, token)...)
}

// nodes asks for the things that are known by their ids.
func (k *walk) nodes(t *testing.T, column, token string) (all []heard) {
	t.Helper()
	for name, id := range k.ids {
		typeName, _, _ := strings.Cut(name, " ")
		question := fmt.Sprintf(`{ node(id: %q) { __typename id ... on %s {%s } } }`, id, typeName, k.selection(typeName, column, false))
		all = append(all, heard{"node of " + name, k.Ask(t, question, nil, servertest.Bearer(token)...)})
	}
	return all
}

// refused asks somebody's way to every field that they are refused, and looks that they get nothing else.
func (k *walk) refused(t *testing.T, name, column, token string) (asked int) {
	t.Helper()
	for _, typeName := range sortedTypes(k.schema) {
		way, ok := k.ways[typeName]
		if !ok || slices.ContainsFunc(way, func(s step) bool { return k.isRefused(s.object+"."+s.field, column) }) {
			continue
		}
		for _, f := range k.schema.Types[typeName].Fields {
			if !k.isRefused(typeName+"."+f.Name, column) {
				continue
			}
			document, _ := k.query(way, typeName, f.Name)
			a := k.Ask(t, document, nil, servertest.Bearer(token)...)
			if asked++; a.Status != 401 && a.Status != 403 || len(a.Data) > 0 || len(a.Errors) != 1 {
				t.Errorf("%s: %s: %d %s", name, document, a.Status, a.Body)
			}
		}
	}
	return asked
}

// told goes through an answer: each object by its type, and each text and number, with the names of the fields that lead to it.
func told(t *testing.T, a servertest.Answer, visit func(path []string, typeName string, value any)) {
	t.Helper()
	var content any
	decoder := json.NewDecoder(strings.NewReader(string(a.Body)))
	decoder.UseNumber()
	if err := decoder.Decode(&content); err != nil {
		visit(nil, "", string(a.Body)) // no JSON
		return
	}
	var look func(path []string, typeName string, value any)
	look = func(path []string, typeName string, value any) {
		switch v := value.(type) {
		case map[string]any:
			typeName, _ = v["__typename"].(string)
			visit(path, typeName, v)
			for name, below := range v {
				if name != "__typename" {
					look(append(slices.Clone(path), name), typeName, below)
				}
			}
		case []any:
			for _, one := range v {
				look(path, typeName, one)
			}
		default:
			visit(path, typeName, value)
		}
	}
	look(nil, "", content)
}

// instants are no numbers of votes, whatever their seconds are.
var instants = regexp.MustCompile(`\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?`)

// holds makes what tells whether words hold one of some numbers: not as a part of an instant, an address or an id.
func holds(numbers []int) func(string) bool {
	var all []string
	for _, n := range numbers {
		all = append(all, fmt.Sprint(n))
	}
	whole := regexp.MustCompile(`(?:^|[\s"(,\[:>])(?:` + strings.Join(all, "|") + `)(?:$|[\s"),.;\]}<])`)
	return func(words string) bool { return whole.MatchString(instants.ReplaceAllString(words, "")) }
}
