package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"os"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"rostrum/internal/fault"
)

const sqliteReaders = 4

// sqliteEngine is a file with one connection that writes and a few that read. Readers see the last commit while a
// writer is at work (WAL), and a commit is on disk before it is told (synchronous FULL).
type sqliteEngine struct{ path string }

func (e *sqliteEngine) name() string { return SQLite }

func (e *sqliteEngine) connect() (writer, reader *sql.DB, err error) {
	// SQLite would make a file that everybody on the machine may read.
	file, err := os.OpenFile(e.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Unavailable, err, "%s", unusable)
	}
	if err := file.Close(); err != nil {
		return nil, nil, err
	}
	// Pragmas stand in the DSN because one that is executed reaches a single pooled connection only. A writer begins
	// at once with the lock: a read that turns into a write would fail as busy in spite of the timeout.
	writer, err = e.pool(1, "immediate", "busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)")
	if err != nil {
		return nil, nil, err
	}
	reader, err = e.pool(sqliteReaders, "deferred", "busy_timeout(10000)", "query_only(1)")
	return writer, reader, err
}

// examine looks at the files before anything is opened, for the options Existing and New.
func (e *sqliteEngine) examine(mustExist, mustBeNew bool) error {
	info, err := os.Stat(e.path)
	if mustExist && err != nil {
		return fault.Wrap(fault.BadUserInput, err, "database: the file does not exist")
	}
	if !mustBeNew || err == nil && info.Size() > 0 {
		return nil
	}
	for _, ending := range []string{"-wal", "-journal"} {
		if left, err := os.Stat(e.path + ending); err == nil && left.Size() > 0 {
			return fault.New(fault.Conflict, "database: a file of its name with %s at the end is left of another database, and may hold its last commits: move it to where the rest of that is", ending)
		}
	}
	return nil
}

func (e *sqliteEngine) pool(size int, lock string, pragmas ...string) (*sql.DB, error) {
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: e.path}).EscapedPath()}
	dsn.RawQuery = url.Values{"_pragma": pragmas, "_txlock": {lock}}.Encode()
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

func (e *sqliteEngine) dialect() schema.Dialect                                   { return sqlitedialect.New() }
func (e *sqliteEngine) snapshot() *sql.TxOptions                                  { return nil }
func (e *sqliteEngine) forUpdate() string                                         { return "" }  // there is one writer
func (e *sqliteEngine) share(string) string                                       { return "" }  // there is one writer
func (e *sqliteEngine) lockName(context.Context, bun.IDB, string) error           { return nil } // there is one writer
func (e *sqliteEngine) beforeLog(context.Context, bun.IDB) error                  { return nil }
func (e *sqliteEngine) mayRetry(error) int                                        { return 1 } // there is nobody to lose a race against
func (e *sqliteEngine) listen(_ context.Context, _ *slog.Logger, ready, _ func()) { ready() }

// holdVoting has nothing to do: a writing transaction is alone from its beginning, and each commit waits for the disk
// (synchronous FULL).
func (e *sqliteEngine) holdVoting(context.Context, bun.IDB, []string, bool) error { return nil }

func (e *sqliteEngine) clock() string {
	return "CAST(round(unixepoch('now', 'subsec') * 1000000) AS INTEGER)"
}

func (e *sqliteEngine) hasTable(ctx context.Context, db bun.IDB, name string) (bool, error) {
	return db.NewSelect().TableExpr("sqlite_master").Where("type = 'table' AND name = ?", name).Exists(ctx)
}

// check looks at every page and every foreign key. A file of many megabytes takes some seconds.
func (e *sqliteEngine) check(ctx context.Context, db bun.IDB) error {
	var verdicts []string
	if err := db.NewRaw("PRAGMA quick_check(1)").Scan(ctx, &verdicts); err != nil {
		return err
	}
	if len(verdicts) != 1 || verdicts[0] != "ok" {
		return fault.Wrap(fault.Unavailable, errors.New("quick_check: "+verdicts[0]), "%s", damaged)
	}
	return e.settle(ctx, db)
}

// settle looks at every foreign key.
func (e *sqliteEngine) settle(ctx context.Context, db bun.IDB) error {
	var broken int
	if err := db.NewRaw("SELECT count(*) FROM pragma_foreign_key_check").Scan(ctx, &broken); err != nil {
		return err
	}
	if broken > 0 {
		return fault.New(fault.Unavailable, "the database is damaged: %d references lead nowhere; restore a backup", broken)
	}
	return nil
}

func (e *sqliteEngine) columns(ctx context.Context, db bun.IDB) (all []columnName, err error) {
	err = db.NewRaw(`SELECT m.name AS "table", p.name AS "column" FROM sqlite_master AS m, pragma_table_info(m.name) AS p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'`).Scan(ctx, &all)
	return all, err
}

// beginFill needs no lock: a writing transaction is alone from its beginning.
func (e *sqliteEngine) beginFill(ctx context.Context, tx bun.IDB) error {
	_, err := tx.NewRaw("PRAGMA defer_foreign_keys = ON").Exec(ctx) // until the end of the transaction
	return err
}

const unusable = "the database file cannot be read or written"

const damaged = "the database file is damaged, or is no SQLite database; restore a backup"

// fault translates by SQLite's result codes; the texts of the driver never leave.
func (e *sqliteEngine) fault(err error) *fault.Fault {
	cause, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	switch cause.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return fault.Wrap(fault.Conflict, err, "%s", taken)
	case sqlite3.SQLITE_CONSTRAINT_TRIGGER:
		return fault.Wrap(fault.Conflict, err, "%s", permanent)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.Wrap(fault.BadUserInput, err, "%s", dangling)
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.SQLITE_CONSTRAINT_DATATYPE:
		return fault.Wrap(fault.BadUserInput, err, "%s", outOfRange)
	}
	switch cause.Code() & 0xff { // the kind of failure; the rest is its detail
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fault.Wrap(fault.Unavailable, err, "%s", damaged)
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(fault.Unavailable, err, "the disk is full; nothing was changed")
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT:
		return fault.Wrap(fault.Unavailable, err, "the database is busy; try again")
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return fault.Wrap(fault.Unavailable, err, "%s", unusable)
	}
	return nil
}
