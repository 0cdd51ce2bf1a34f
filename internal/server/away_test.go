package server_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver with which another process locks the file

	"rostrum/internal/pgtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// While the database is away, a replica answers every read as before, says that it cannot write, and recovers by itself.
func TestTheDatabaseGoesAway(t *testing.T) {
	for _, engine := range []struct {
		name string
		dsn  func(testing.TB) string
		away func(t *testing.T, dsn string) (back func())
	}{
		{"sqlite", storetest.SQLite, lockFile},
		{"postgres", pgtest.DSN, shutOut},
	} {
		t.Run(engine.name, func(t *testing.T) {
			dsn := engine.dsn(t)
			r := servertest.Start(t, dsn)
			seq := servertest.Import(t, r.Store, servertest.Tiny(t))
			eventually(t, 2*time.Second, "the import shows", func() bool { return r.Server.Catalogue().Snapshot().Seq() >= seq })
			before := r.Crawl(t, "networks")
			if s := r.Get(t, "/readyz?for=writes").Status; s != http.StatusOK {
				t.Fatalf("ready for writes before: %d", s)
			}
			back := engine.away(t, dsn)
			eventually(t, 5*time.Second, "not ready for writes", func() bool {
				return r.Get(t, "/readyz?for=writes").Status == http.StatusServiceUnavailable
			})
			if a := r.Get(t, "/readyz?for=writes"); strings.Contains(strings.ToLower(string(a.Body)), "sql") {
				t.Errorf("the reason tells of the inside: %s", a.Body)
			}
			if s := r.Get(t, "/readyz").Status; s != http.StatusOK {
				t.Errorf("ready for reads: %d", s)
			}
			if d := r.Crawl(t, "networks").Difference(before); d != "" {
				t.Errorf("reads have changed: %s", d)
			}
			back()
			eventually(t, 5*time.Second, "ready for writes again", func() bool { return r.Get(t, "/readyz?for=writes").Status == http.StatusOK })
			servertest.Import(t, servertest.Open(t, dsn), themed(t, "back again"))
			eventually(t, 2*time.Second, "an import shows again", func() bool { return themeOf(t, r) == "back again" })
		})
	}
}

// lockFile takes the lock of the one writer, as a process that hangs in a transaction would.
func lockFile(t *testing.T, dsn string) (back func()) {
	t.Helper()
	path := strings.TrimPrefix(dsn, "sqlite:")
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
			t.Error(err)
		}
		_ = conn.Close()
		_ = db.Close()
	}
}

// shutOut ends every connection to a database and lets none in, as a server that is stopped.
func shutOut(t *testing.T, dsn string) (back func()) {
	t.Helper()
	allowConnections(t, dsn, false)
	pgtest.Admin(t, fmt.Sprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'", databaseOf(t, dsn)))
	return func() { allowConnections(t, dsn, true) }
}
