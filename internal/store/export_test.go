package store

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"rostrum/internal/archive"
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

// Setting asks PostgreSQL for a setting, within a transaction.
func Setting(ctx context.Context, tx *Tx, name string) (value string, err error) {
	err = tx.db.NewRaw("SELECT current_setting(?)", name).Scan(ctx, &value)
	return value, err
}

// MadeTable is a table as the migrations make it.
type MadeTable struct {
	archive.Table
	Key []string
}

// Layout gives the tables of a version as a backup knows them.
func Layout(t *testing.T, version int) (all []MadeTable) {
	t.Helper()
	layout, err := layoutAt(version)
	if err != nil {
		t.Fatal(err)
	}
	for _, made := range layout {
		all = append(all, MadeTable{made.Table, made.key})
	}
	return all
}

// Read gives the tables that statements make, or why a backup cannot know them.
func Read(text string) (all []MadeTable, err error) {
	var read schemaText
	err = read.apply(text)
	for _, made := range read.tables {
		all = append(all, MadeTable{made.Table, made.key})
	}
	return all, err
}

// MigrateTo brings a database to a version, and not further.
func MigrateTo(t *testing.T, s *Store, version int) {
	t.Helper()
	all, err := migrationsOf(s.engine.name())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.engine.migrate(t.Context(), s.writer.DB, all[:version]); err != nil {
		t.Fatal(err)
	}
}

// Exec carries out statements, in one transaction.
func Exec(t *testing.T, s *Store, statements ...string) {
	t.Helper()
	err := s.writer.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		for _, statement := range statements {
			if _, err := tx.NewRaw(statement).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
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

// MigrateBefore brings a database to the version before a migration, by its name.
func MigrateBefore(t *testing.T, s *Store, name string) {
	t.Helper()
	all, err := migrationsOf(s.engine.name())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(m migration) bool { return m.name == name })
	if at < 0 {
		t.Fatalf("there is no migration %s", name)
	}
	MigrateTo(t, s, at)
}
