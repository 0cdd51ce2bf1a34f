package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rostrum/internal/store"
)

// Prepare lays a migrated database where an SQLite dsn names a file that does not exist: a copy, since to migrate takes
// longer. It leaves all others as they are.
func Prepare(tb testing.TB, dsn string) {
	tb.Helper()
	path, ok := strings.CutPrefix(dsn, store.SQLite+":")
	if !ok {
		return
	}
	content, err := migrated()
	if err != nil {
		tb.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return
	}
	if err != nil {
		tb.Fatal(err)
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		tb.Fatal(err)
	}
}

// migrated is the file of an SQLite database that was migrated and closed, made by the first test that asks for it.
var migrated = sync.OnceValues(func() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "rostrum-template-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "migrated.db")
	if err := migrate(context.Background(), store.SQLite+":"+path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// migrate migrates a database and leaves it.
func migrate(ctx context.Context, dsn string) error {
	st, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	_, err = st.Migrate(ctx)
	return errors.Join(err, st.Close())
}
