// Package pgtest gives tests a real PostgreSQL: one temporary cluster for each test process, gone when it ends.
package pgtest

import (
	"context"
	"fmt"
	"os"
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
	return c.fresh(tb, "template0", "pg_default")
}

// Copy is DSN for a copy of the database of a name, which the first test that asks for it has filled. Whoever fills it
// leaves it: no connection may stay.
func Copy(tb testing.TB, of string, fill func(ctx context.Context, dsn string) error) string {
	tb.Helper()
	c, err := running()
	if err != nil {
		tb.Fatal(err)
	}
	template := "template_" + of
	templates.Lock()
	defer templates.Unlock()
	if !templates.made[template] {
		err := c.run(tb.Context(), "CREATE DATABASE "+template+" TEMPLATE template0 ENCODING 'UTF8'")
		if err == nil {
			err = fill(tb.Context(), c.dsn(template))
		}
		if err != nil {
			tb.Fatalf("making a database to copy: %v", err)
		}
		templates.made[template] = true
	}
	return c.fresh(tb, template, "pg_default")
}

// DSNIn is DSN for a database whose tables are in a folder, which must be empty and is given to the server: on a disk of
// its own, say. The log of the server stays where it is.
func DSNIn(tb testing.TB, folder string) string {
	tb.Helper()
	c, err := running()
	if err != nil {
		tb.Fatal(err)
	}
	if owner := c.owner.Credential; owner != nil {
		if err := os.Chown(folder, int(owner.Uid), int(owner.Gid)); err != nil {
			tb.Fatal(err)
		}
	}
	space := fmt.Sprintf("space_%d", databases.Add(1))
	if err := c.run(tb.Context(), fmt.Sprintf("CREATE TABLESPACE %s LOCATION '%s'", space, folder)); err != nil {
		tb.Fatalf("making a tablespace for the test: %v", err)
	}
	tb.Cleanup(func() {
		if err := c.run(context.Background(), "DROP TABLESPACE "+space); err != nil {
			tb.Errorf("dropping the tablespace of the test: %v", err)
		}
	})
	return c.fresh(tb, "template0", space)
}

func (c *cluster) fresh(tb testing.TB, template, space string) string {
	tb.Helper()
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := c.run(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template+" ENCODING 'UTF8' TABLESPACE "+space); err != nil {
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
	templates = struct {
		sync.Mutex
		made map[string]bool
	}{made: map[string]bool{}}
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
