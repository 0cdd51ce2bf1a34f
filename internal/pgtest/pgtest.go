// Package pgtest gives tests a real PostgreSQL: one temporary cluster for each test process, gone when it ends.
package pgtest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// DSN gives the address of a fresh, empty database, which is dropped when the test ends. Where there is no PostgreSQL
// the test fails with a line that says what to install; it is never skipped.
func DSN(tb testing.TB) string {
	tb.Helper()
	c, err := running()
	if err != nil {
		tb.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := c.run(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		tb.Fatalf("making a database for the test: %v", err)
	}
	tb.Cleanup(func() {
		if err := c.run(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("dropping the database of the test: %v", err)
		}
	})
	return c.dsn(name)
}

// Admin runs a statement on the cluster as its owner, beside the databases of tests: to break off connections, say.
func Admin(tb testing.TB, statement string) {
	tb.Helper()
	c, err := running()
	if err != nil {
		tb.Fatal(err)
	}
	if err := c.run(tb.Context(), statement); err != nil {
		tb.Fatal(err)
	}
}

// The one cluster of this process: started by the first test that asks for it.
var (
	running   = sync.OnceValues(func() (*cluster, error) { return start(false) })
	databases atomic.Int64
)

// run executes a statement on a connection of its own.
func (c *cluster) run(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.dsn("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, statement)
	return err
}
