package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

func TestDamagedFilesAreRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(file []byte) []byte
	}{
		{"no database", func([]byte) []byte { return []byte(strings.Repeat("not a database ", 500)) }},
		{"a broken header", func(b []byte) []byte { copy(b[16:], "xxxxxxxxxxxx"); return b }},
		{"a file cut short", func(b []byte) []byte { return b[:len(b)/2] }},
		{"a page of zeroes", func(b []byte) []byte { clear(b[3*4096 : 4*4096]); return b }},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "forum.db")
			s, err := store.Open(t.Context(), "sqlite:"+path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			storetest.Save(t, s, storetest.Full())
			if err := s.Check(t.Context()); err != nil {
				t.Fatalf("before the damage: %v", err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, c.damage(file), 0o600); err != nil {
				t.Fatal(err)
			}
			err = openAndCheck(t, path)
			if fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "damaged") || strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want that the database is damaged", err)
			}
		})
	}
}

func openAndCheck(t *testing.T, path string) error {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return s.Check(t.Context())
}

func TestDatabaseOfAnotherProgramIsLeftAlone(t *testing.T) {
	dsn := storetest.SQLite(t)
	if _, err := storetest.Raw(t, dsn).ExecContext(t.Context(), "CREATE TABLE mail (id integer)"); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Migrate(t.Context()); fault.Of(err) != fault.Conflict {
		t.Errorf("got %v, want a conflict", err)
	}
}

// TestReadersDoNotWaitForAWriter looks at the last commit while another process holds the lock for writing, and sees
// that a write then gives up in time.
func TestReadersDoNotWaitForAWriter(t *testing.T) {
	dsn := storetest.SQLite(t)
	s := storetest.Open(t, dsn)
	seq, _ := storetest.Save(t, s, storetest.Full())
	lock, err := storetest.Raw(t, dsn).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Rollback() }()
	if rows, err := s.Load(t.Context()); err != nil || rows.Seq != seq {
		t.Errorf("reading: sequence %d, %v", rows.Seq, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.Write(ctx, func(context.Context, *store.Tx) error { return nil })
	if fault.Of(err) != fault.Unavailable {
		t.Errorf("writing: got %v, want unavailable", err)
	}
}

// TestPragmas asks the connections themselves, as a pragma that is misspelt in the DSN is passed over without a word.
func TestPragmas(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		if got := store.WriterPragma(t, s, pragma); got != want {
			t.Errorf("the writer has %s = %s, want %s", pragma, got, want)
		}
	}
	if got := store.ReaderPragma(t, s, "query_only"); got != "1" {
		t.Errorf("a reader has query_only = %s: a slip in a query could go round the one writer", got)
	}
}

// TestWhatIsLeftOfADatabaseIsKept opens a new database where an operator has moved away another, but for its log.
func TestWhatIsLeftOfADatabaseIsKept(t *testing.T) {
	for _, ending := range []string{"-wal", "-journal"} {
		dsn := storetest.SQLite(t)
		left := strings.TrimPrefix(dsn, "sqlite:") + ending
		if err := os.WriteFile(left, []byte("the last commits"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), dsn, store.New()); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), ending+" at the end is left") {
			t.Errorf("%s: %v", ending, err)
		}
		if kept, err := os.ReadFile(left); err != nil || string(kept) != "the last commits" {
			t.Errorf("%s: %q, %v", ending, kept, err)
		}
		if err := os.Remove(left); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), dsn, store.New())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestFileIsForItsOwnerOnly(t *testing.T) {
	dsn := storetest.SQLite(t)
	storetest.Save(t, storetest.Open(t, dsn), storetest.Full())
	files, err := filepath.Glob(strings.TrimPrefix(strings.ReplaceAll(dsn, "?", "*"), "sqlite:") + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("files of the database: %v, %v", files, err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(file), info.Mode(), err)
		}
	}
}
