// Package store keeps everything that Rostrum knows, in SQLite or in PostgreSQL, behind one interface.
package store

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"rostrum/internal/fault"
)

// The names of the engines, as Engine gives them.
const (
	SQLite     = "sqlite"
	PostgreSQL = "postgres"
)

// Store is one database. It is safe for use by many goroutines.
type Store struct {
	engine      engine
	writer      *bun.DB
	reader      *bun.DB // the same as writer where one pool serves both
	hub         hub
	log         *slog.Logger
	stop        context.CancelFunc // ends what runs beside the calls
	alive       context.Context
	beside      sync.WaitGroup
	onStatement func(operation string)
	mustExist   bool
	mustBeNew   bool
}

// engine is what differs between the two databases.
type engine interface {
	name() string
	// connect opens the pools without touching the database; both are the same where one pool serves both.
	connect() (writer, reader *sql.DB, err error)
	dialect() schema.Dialect
	// snapshot is how a transaction begins that reads everything as of one moment.
	snapshot() *sql.TxOptions
	// clock is an SQL expression: the database's clock as microseconds since 1970.
	clock() string
	// forUpdate is the lock that a SELECT asks for to keep rows as they are until the end of the transaction.
	forUpdate() string
	// lockName keeps a name from all other transactions that ask for it, until this one ends.
	lockName(ctx context.Context, tx bun.IDB, name string) error
	// share is what a SELECT ends with that keeps the rows of one of its tables as they are until the transaction ends.
	share(table string) string
	// holdVoting shares the locks of contests' voting, given in order, with other casts, or takes them alone to close.
	// The commit of the transaction then waits until it is on disk, whatever the server's settings.
	holdVoting(ctx context.Context, tx bun.IDB, contestIDs []string, alone bool) error
	// beforeLog runs in a transaction that is about to write the change log.
	beforeLog(ctx context.Context, tx bun.IDB) error
	// mayRetry tells whether a transaction that failed may do better if it runs again, and how many times to try.
	mayRetry(err error) (attempts int)
	// fault gives the fault for an error of the driver, nil for an error that it does not know.
	fault(err error) *fault.Fault
	migrate(ctx context.Context, db *sql.DB, all []migration) (applied int, err error)
	hasTable(ctx context.Context, db bun.IDB, name string) (bool, error)
	check(ctx context.Context, db bun.IDB) error
	// columns lists what tables the database has, and their columns, in any order.
	columns(ctx context.Context, db bun.IDB) ([]columnName, error)
	// beginFill keeps migrations away until the transaction ends, and lets rows come before what they refer to, as far as
	// the engine can.
	beginFill(ctx context.Context, tx bun.IDB) error
	// settle sees to it, within a transaction, that every reference leads somewhere.
	settle(ctx context.Context, tx bun.IDB) error
	// listen calls ready once it has tried to connect, and wake after commits of other processes, until ctx ends.
	listen(ctx context.Context, log *slog.Logger, ready, wake func())
}

// Option changes how a store is opened.
type Option func(*Store)

// WithLogger gives the log for what happens beside the calls, such as a lost connection that is made again.
func WithLogger(log *slog.Logger) Option { return func(s *Store) { s.log = log } }

// WithStatementHook calls a function before each statement with its kind, like SELECT, and never with its text, which
// may hold what is personal. Tests count by it.
func WithStatementHook(hook func(operation string)) Option {
	return func(s *Store) { s.onStatement = hook }
}

// statementHook is how bun calls the hook.
type statementHook func(operation string)

// BeforeQuery is called by bun.
func (h statementHook) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	h(event.Operation())
	return ctx
}

// AfterQuery is called by bun.
func (statementHook) AfterQuery(context.Context, *bun.QueryEvent) {}

// Existing refuses an SQLite database whose file does not exist, instead of making it.
func Existing() Option { return func(s *Store) { s.mustExist = true } }

// New refuses an SQLite database of which only the log is left, with commits that may be nowhere else: opening another
// under its name would delete it.
func New() Option { return func(s *Store) { s.mustBeNew = true } }

// Open opens the database that dsn names: sqlite:PATH, or postgres://… as PostgreSQL has it. It creates the file of
// an SQLite database where there is none, in a folder that must exist, and does not migrate. Faults: BadUserInput for
// a dsn that it cannot use, Unavailable where the database does not answer or is damaged.
func Open(ctx context.Context, dsn string, opts ...Option) (*Store, error) {
	e, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{engine: e, log: slog.New(slog.DiscardHandler)}
	for _, opt := range opts {
		opt(s)
	}
	if file, ok := e.(*sqliteEngine); ok {
		if err := file.examine(s.mustExist, s.mustBeNew); err != nil {
			return nil, err
		}
	}
	s.alive, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	writer, reader, err := e.connect()
	if err != nil {
		s.stop()
		return nil, s.fault(err)
	}
	s.writer = s.over(writer)
	s.reader = s.writer
	if reader != writer {
		s.reader = s.over(reader)
	}
	for _, db := range []*bun.DB{s.writer, s.reader} { // the writer first: it makes the file
		if err := db.PingContext(ctx); err != nil {
			_ = s.Close()
			return nil, s.fault(err)
		}
	}
	return s, nil
}

// over puts bun over a pool.
func (s *Store) over(pool *sql.DB) *bun.DB {
	db := bun.NewDB(pool, s.engine.dialect())
	if s.onStatement != nil {
		db = db.WithQueryHook(statementHook(s.onStatement))
	}
	return db
}

// Close ends what runs beside the calls and closes all connections.
func (s *Store) Close() error {
	s.stop()
	s.beside.Wait()
	err := s.writer.Close()
	if s.reader != s.writer {
		if closing := s.reader.Close(); err == nil {
			err = closing
		}
	}
	return err
}

// Engine tells which database this is: SQLite or PostgreSQL.
func (s *Store) Engine() string { return s.engine.name() }

// read runs fn in a transaction that sees everything as of one moment and writes nothing.
func (s *Store) read(ctx context.Context, fn func(ctx context.Context, db bun.IDB) error) error {
	err := s.reader.RunInTx(ctx, s.engine.snapshot(), func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx) })
	return s.fault(err)
}
