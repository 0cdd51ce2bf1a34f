package store

import (
	"reflect"
	"testing"

	"github.com/uptrace/bun"
)

// WriterPragma and ReaderPragma ask SQLite for a setting of a connection.
func WriterPragma(t *testing.T, s *Store, name string) string { return pragma(t, s.writer, name) }

// ReaderPragma is WriterPragma for a connection that reads.
func ReaderPragma(t *testing.T, s *Store, name string) string { return pragma(t, s.reader, name) }

func pragma(t *testing.T, db *bun.DB, name string) (value string) {
	t.Helper()
	if err := db.NewRaw("PRAGMA "+name).Scan(t.Context(), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// FieldNames lists, for each kind of aggregate, the names under which the log tells of its fields.
func FieldNames() map[string][]string {
	all := map[string][]string{}
	for _, k := range keepers() {
		all[string(k.named())] = k.(interface{ fieldNames() []string }).fieldNames()
	}
	return all
}

func (k *kind[A]) fieldNames() (names []string) {
	for field := range reflect.TypeFor[A]().Fields() {
		if field.Name != "Revision" {
			names = append(names, k.fieldName(field))
		}
	}
	return names
}
