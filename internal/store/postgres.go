package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/schema"

	"rostrum/internal/fault"
)

const (
	postgresConnections = 16
	// A database that does not answer must not hold up a start for minutes.
	postgresConnectTimeout = 10 * time.Second
)

// postgresEngine is a database of a PostgreSQL server, which several processes may share.
type postgresEngine struct{ config *pgx.ConnConfig }

func (e *postgresEngine) name() string { return PostgreSQL }

func (e *postgresEngine) connect() (writer, reader *sql.DB, err error) {
	// bun writes values into the text, so every statement is new: preparing them would only fill a cache.
	e.config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	if e.config.ConnectTimeout == 0 {
		e.config.ConnectTimeout = postgresConnectTimeout
	}
	if e.config.RuntimeParams["application_name"] == "" {
		e.config.RuntimeParams["application_name"] = "rostrum"
	}
	e.config.RuntimeParams["timezone"] = "UTC"
	db := stdlib.OpenDB(*e.config)
	db.SetMaxOpenConns(postgresConnections)
	db.SetMaxIdleConns(postgresConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, db, nil
}

func (e *postgresEngine) dialect() schema.Dialect { return pgdialect.New() }
func (e *postgresEngine) forUpdate() string       { return "UPDATE" }
func (e *postgresEngine) share(t string) string   { return "FOR SHARE OF " + t }

func (e *postgresEngine) snapshot() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (e *postgresEngine) clock() string {
	return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
}

// lockName takes an advisory lock. Names that fall together only wait for each other.
func (e *postgresEngine) lockName(ctx context.Context, tx bun.IDB, name string) error {
	_, err := tx.NewRaw("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name).Exec(ctx)
	return err
}

// holdVoting takes advisory locks, of a space of their own. In the same message it overrules settings of
// synchronous_commit that would tell of a commit before it is on disk, and leaves those alone that wait for more.
func (e *postgresEngine) holdVoting(ctx context.Context, tx bun.IDB, contestIDs []string, alone bool) error {
	lock := "pg_advisory_xact_lock_shared"
	if alone {
		lock = "pg_advisory_xact_lock"
	}
	const durable = `SELECT set_config('synchronous_commit', 'on', true)
		WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')`
	statements, args := []string{durable}, []any{}
	for _, id := range contestIDs {
		statements, args = append(statements, "SELECT "+lock+"(hashtextextended(?, 1))"), append(args, id)
	}
	_, err := tx.ExecContext(ctx, strings.Join(statements, ";"), args...)
	return err
}

// beforeLog checks foreign keys and asks for the notification before the head of the log is locked, so that the lock
// is held for two statements and the commit only.
func (e *postgresEngine) beforeLog(ctx context.Context, tx bun.IDB) error {
	_, err := tx.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE; SELECT pg_notify('"+channel+"', '')")
	return err
}

func (e *postgresEngine) hasTable(ctx context.Context, db bun.IDB, name string) (bool, error) {
	var is bool
	err := db.NewRaw("SELECT to_regclass(?) IS NOT NULL", name).Scan(ctx, &is)
	return is, err
}

// check asks for a row: PostgreSQL looks after its own pages.
func (e *postgresEngine) check(ctx context.Context, db bun.IDB) error {
	var one int
	return db.NewRaw("SELECT 1").Scan(ctx, &one)
}

func (e *postgresEngine) columns(ctx context.Context, db bun.IDB) (all []columnName, err error) {
	err = db.NewRaw(`SELECT c.relname AS "table", a.attname AS "column" FROM pg_class AS c
		JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p')`).Scan(ctx, &all)
	return all, err
}

// beginFill takes the lock of migrations. References that can wait do so until settle; for the others the tables are
// filled in the order in which they were made. The commit waits for the disk, whatever the server's settings.
func (e *postgresEngine) beginFill(ctx context.Context, tx bun.IDB) error {
	if _, err := tx.NewRaw("SELECT pg_advisory_xact_lock(?)", migrationLock).Exec(ctx); err != nil {
		return err
	}
	return e.holdVoting(ctx, tx, nil, true)
}

// settle also empties the queue of checks, without which no later migration could change a table.
func (e *postgresEngine) settle(ctx context.Context, tx bun.IDB) error {
	_, err := tx.NewRaw("SET CONSTRAINTS ALL IMMEDIATE").Exec(ctx)
	return err
}

// mayRetry lets a transaction run again that the server broke off in favour of another, and once more one that met a
// key which another may have taken in the same moment: the second run sees it, and can say whose it is.
func (e *postgresEngine) mayRetry(err error) int {
	cause, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return 1
	}
	switch cause.Code {
	case "40001", "40P01": // serialization failure, deadlock
		return 5
	case "23505":
		return 2
	}
	return 1
}

// fault translates by SQLSTATE; the texts of the driver never leave.
func (e *postgresEngine) fault(err error) *fault.Fault {
	cause, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return e.connectionFault(err)
	}
	switch cause.Code {
	case "23505":
		return fault.Wrap(fault.Conflict, err, "%s", taken)
	case "23001":
		return fault.Wrap(fault.Conflict, err, "%s", permanent)
	case "23503":
		return fault.Wrap(fault.BadUserInput, err, "%s", dangling)
	case "23514", "23502", "22001", "22003", "22007", "22008", "22021", "22P02", "22P05":
		return fault.Wrap(fault.BadUserInput, err, "%s", outOfRange)
	case "53100":
		return fault.Wrap(fault.Unavailable, err, "the disk is full; nothing was changed")
	case "28000", "28P01", "3D000":
		return fault.Wrap(fault.Unavailable, err, "the database server refuses the user, the password or the database name")
	case "42P01":
		return fault.Wrap(fault.Unavailable, err, "the database has not been migrated")
	case "57014", "55P03", "40001", "40P01", "25006", "25P03":
		return fault.Wrap(fault.Unavailable, err, "the database is busy; try again")
	}
	switch cause.Code[:2] { // classes: connection, resources, operator intervention, system
	case "08", "53", "57", "58":
		return fault.Wrap(fault.Unavailable, err, "%s", away)
	}
	return e.connectionFault(err) // a server that lets nobody in says so while connecting
}

func (e *postgresEngine) connectionFault(err error) *fault.Fault {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok || isConnectionLoss(err) {
		return fault.Wrap(fault.Unavailable, err, "%s", away)
	}
	return nil
}
