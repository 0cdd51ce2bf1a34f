package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rostrum/internal/fault"
	"rostrum/internal/store"
)

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, dsn string }{
		{"nothing", ""},
		{"another database", "mysql://root:secret@localhost/x"},
		{"a path alone", filepath.Join(folder, "secret.db")},
		{"no path", "sqlite:"},
		{"memory", "sqlite::memory:"},
		{"a folder that does not exist", "sqlite:" + filepath.Join(folder, "secret", "forum.db")},
		{"a folder for a file", "sqlite:" + filepath.Join(folder, "sub")},
		{"an address that is none", "postgres://user:secret@host:port/x"},
	} {
		s, err := store.Open(t.Context(), c.dsn)
		if fault.Of(err) != fault.BadUserInput || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want a fault that does not repeat the name", c.name, err)
		}
		if s != nil {
			_ = s.Close()
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) != 1 {
		t.Errorf("a refusal left files: %v", left)
	}
}
