package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rostrum/internal/archive"
)

// schemaText reads the statements of PostgreSQL's migrations that make and change tables. It knows as much of SQL as
// these use, and gives an error for what it does not know, so that nothing is left out of a backup without a word.
type schemaText struct{ tables []madeTable }

// madeTable is a table as migrations make it: its columns, and those of its primary key.
type madeTable struct {
	archive.Table
	key []string
}

// word finds the next piece of SQL: what is skipped, a text, a function's body, a name in quotes, a word, or a sign.
var word = regexp.MustCompile(`(?s)\A(?:\s+|--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$\$.*?\$\$|"[^"]+"|[A-Za-z0-9_.]+|.)`)

// statements takes a text apart into statements of words. Comments and spaces are gone, words are in small letters.
func statements(text string) (all [][]string) {
	var one []string
	for text != "" {
		w := word.FindString(text)
		text = text[len(w):]
		switch {
		case strings.TrimSpace(w) == "", strings.HasPrefix(w, "--"), strings.HasPrefix(w, "/*"):
		case w == ";":
			all = append(all, one)
			one = nil
		case w[0] == '"':
			one = append(one, strings.Trim(w, `"`))
		default:
			one = append(one, strings.ToLower(w))
		}
	}
	return append(all, one)
}

// apply reads the statements of one migration.
func (s *schemaText) apply(text string) error {
	for _, words := range statements(text) {
		var err error
		switch {
		case begins(words, "create", "table"):
			err = s.create(after(words[2:], "if", "not", "exists"))
		case begins(words, "alter", "table"):
			err = s.alter(after(after(words[2:], "if", "exists"), "only"))
		case begins(words, "drop", "table"):
			err = s.drop(after(words[2:], "if", "exists"))
		case begins(words, "create", "unlogged"), begins(words, "create", "temporary"), begins(words, "create", "temp"):
			err = fmt.Errorf("a backup knows no %s table", words[1])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func begins(words []string, with ...string) bool {
	return len(words) >= len(with) && slices.Equal(words[:len(with)], with)
}

// after gives the words without those that they may begin with.
func after(words []string, optional ...string) []string {
	if begins(words, optional...) {
		return words[len(optional):]
	}
	return words
}

// parts takes a list apart at the commas that are in no brackets of their own.
func parts(words []string) (all [][]string) {
	depth, from := 0, 0
	for i, w := range words {
		switch w {
		case "(":
			depth++
		case ")":
			depth--
		case ",":
			if depth == 0 {
				all = append(all, words[from:i])
				from = i + 1
			}
		}
	}
	return append(all, words[from:])
}

func (s *schemaText) create(words []string) error {
	if len(words) < 3 || words[1] != "(" || words[len(words)-1] != ")" {
		return fmt.Errorf("CREATE TABLE %s: only a list of columns is known", strings.Join(words[:min(1, len(words))], ""))
	}
	t := madeTable{Table: archive.Table{Name: words[0]}}
	for _, part := range parts(words[2 : len(words)-1]) {
		switch {
		case begins(part, "primary", "key", "("):
			for _, name := range parts(part[3 : len(part)-1]) {
				t.key = append(t.key, name[0])
			}
		case isConstraint(part):
		default:
			if err := t.add(part); err != nil {
				return err
			}
		}
	}
	s.tables = append(s.tables, t)
	return nil
}

func isConstraint(part []string) bool {
	return slices.Contains([]string{"constraint", "primary", "unique", "check", "foreign", "exclude"}, part[0])
}

// kinds are the types of PostgreSQL that a table may have columns of.
var kinds = map[string]archive.Kind{
	"text": archive.Text, "smallint": archive.Integer, "integer": archive.Integer, "bigint": archive.Integer, "boolean": archive.Boolean,
	"timestamptz": archive.Instant, "jsonb": archive.JSON, "bytea": archive.Bytes,
}

// add adds a column: its name, its type, and what is said of it.
func (t *madeTable) add(part []string) error {
	if len(part) < 2 || kinds[part[1]] == "" || len(part) > 2 && part[2] == "[" {
		return fmt.Errorf("table %s: a backup does not know the type of %q", t.Name, strings.Join(part, " "))
	}
	if slices.Contains(part, "generated") { // its values cannot be put back
		return fmt.Errorf("table %s: a backup cannot hold the column %s, which the database makes", t.Name, part[0])
	}
	for i := range part {
		if begins(part[i:], "primary", "key") {
			t.key = []string{part[0]}
		}
	}
	t.Columns = append(t.Columns, archive.Column{Name: part[0], Kind: kinds[part[1]]})
	return nil
}

func (s *schemaText) alter(words []string) error {
	i := slices.IndexFunc(s.tables, func(t madeTable) bool { return t.Name == words[0] })
	if i < 0 {
		return fmt.Errorf("ALTER TABLE %s: there is no such table", words[0])
	}
	t := &s.tables[i]
	for _, action := range parts(words[1:]) {
		if err := t.alter(action); err != nil {
			return err
		}
	}
	return nil
}

func (t *madeTable) alter(action []string) error {
	column := func(name string) int {
		return slices.IndexFunc(t.Columns, func(c archive.Column) bool { return c.Name == name })
	}
	switch rest := after(action[1:], "column"); {
	case action[0] == "add" && isConstraint(rest), begins(action, "drop", "constraint"), action[0] == "enable", action[0] == "disable":
		return nil
	case action[0] == "add":
		return t.add(after(rest, "if", "not", "exists"))
	case action[0] == "drop":
		if i := column(after(rest, "if", "exists")[0]); i >= 0 {
			t.Columns = slices.Delete(t.Columns, i, i+1)
		}
		return nil
	case begins(action, "rename", "to") && len(action) == 3:
		t.Name = action[2]
		return nil
	case action[0] == "rename" && len(rest) == 3 && rest[1] == "to" && column(rest[0]) >= 0:
		t.Columns[column(rest[0])].Name = rest[2]
		if i := slices.Index(t.key, rest[0]); i >= 0 {
			t.key[i] = rest[2]
		}
		return nil
	case action[0] == "alter" && !slices.Contains(rest, "type"): // a default, or whether it may be null
		return nil
	}
	return fmt.Errorf("ALTER TABLE %s: a backup does not understand %q", t.Name, strings.Join(action, " "))
}

func (s *schemaText) drop(words []string) error {
	for _, part := range parts(words) {
		i := slices.IndexFunc(s.tables, func(t madeTable) bool { return t.Name == part[0] })
		if i < 0 {
			return fmt.Errorf("DROP TABLE %s: there is no such table", part[0])
		}
		s.tables = slices.Delete(s.tables, i, i+1)
	}
	return nil
}
