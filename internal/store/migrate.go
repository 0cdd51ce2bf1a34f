package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"rostrum/internal/fault"
)

//go:embed migrations
var migrationFiles embed.FS

// migration is one step of the schema. Steps are appended, never edited; both engines have the same numbers and names.
type migration struct {
	version int
	name    string
	sql     string
}

// migrationsOf lists the steps of an engine in their order.
func migrationsOf(engine string) ([]migration, error) {
	files, err := fs.Glob(migrationFiles, "migrations/"+engine+"/*.sql")
	if err != nil {
		return nil, err
	}
	all := make([]migration, 0, len(files))
	for _, file := range files { // Glob sorts by name
		number, name, _ := strings.Cut(strings.TrimSuffix(path.Base(file), ".sql"), "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			return nil, err
		}
		text, err := migrationFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		all = append(all, migration{version: version, name: name, sql: string(text)})
	}
	return all, nil
}

// Migrate brings the database to the version of this binary and tells how many steps it took. Several processes may
// call it at once: one works, the others wait. Each step is one transaction, which also records it. Faults: Conflict
// for a database that is newer than this binary, Unavailable.
func (s *Store) Migrate(ctx context.Context) (applied int, err error) {
	all, err := migrationsOf(s.engine.name())
	if err != nil {
		return 0, err
	}
	applied, err = s.engine.migrate(ctx, s.writer.DB, all)
	return applied, s.fault(err)
}

// SchemaVersion tells which version the database has, 0 before its first migration, and which this binary wants.
func (s *Store) SchemaVersion(ctx context.Context) (have, want int, err error) {
	all, err := migrationsOf(s.engine.name())
	if err != nil {
		return 0, 0, err
	}
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) (err error) {
		have, err = s.versionOf(ctx, db)
		return err
	})
	return have, all[len(all)-1].version, err
}

// versionOf is the version that the database has as db sees it.
func (s *Store) versionOf(ctx context.Context, db bun.IDB) (have int, err error) {
	is, err := s.engine.hasTable(ctx, db, migrationsTable)
	if err != nil || !is {
		return 0, err
	}
	err = db.NewRaw("SELECT coalesce(max(version), 0) FROM schema_migrations").Scan(ctx, &have)
	return have, err
}

const migrationsTable = "schema_migrations"

const createMigrations = `CREATE TABLE IF NOT EXISTS ` + migrationsTable + ` (version integer NOT NULL PRIMARY KEY, name text NOT NULL)`

// step applies the next migration that the database lacks, inside a transaction that the caller commits. It tells
// whether there was one.
func step(ctx context.Context, tx *sql.Tx, all []migration) (bool, error) {
	if _, err := tx.ExecContext(ctx, createMigrations); err != nil {
		return false, err
	}
	var have int
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM schema_migrations").Scan(&have); err != nil {
		return false, err
	}
	if want := all[len(all)-1].version; have > want {
		return false, fault.New(fault.Conflict,
			"the database has version %d, this binary knows %d: use a newer binary", have, want)
	}
	for _, m := range all {
		if m.version <= have {
			continue
		}
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			return false, err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)", m.version, m.name)
		return true, err
	}
	return false, nil
}

// stepAll applies migrations, each in a transaction of its own, until the database lacks none.
func stepAll(ctx context.Context, db interface {
	BeginTx(context.Context, *sql.TxOptions) (*sql.Tx, error)
}, all []migration) (applied int, err error) {
	for {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return applied, err
		}
		more, err := step(ctx, tx, all)
		if err != nil {
			_ = tx.Rollback()
			return applied, err
		}
		if err := tx.Commit(); err != nil || !more {
			return applied, err
		}
		applied++
	}
}

// migrate needs no lock of its own: every step begins with the lock of the one writer.
func (e *sqliteEngine) migrate(ctx context.Context, db *sql.DB, all []migration) (int, error) {
	var foreign int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE type = 'table'
		AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations')`).Scan(&foreign)
	if err != nil {
		return 0, err
	}
	if foreign > 0 {
		return 0, fault.New(fault.Conflict, "the file holds a database of another program")
	}
	return stepAll(ctx, db, all)
}

const migrationLock = 0x726f737472756d // "rostrum"

// migrate holds an advisory lock of one connection: if this process dies, the server ends the connection and the lock.
func (e *postgresEngine) migrate(ctx context.Context, db *sql.DB, all []migration) (applied int, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return 0, err
	}
	defer func() {
		_, unlocking := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock)
		if err == nil {
			err = unlocking
		}
	}()
	return stepAll(ctx, conn, all)
}
