package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"rostrum/internal/fault"
)

// What a caller is told of a constraint. Neither engine names the field by code alone on both, so rules that can say
// more are asked before.
const (
	taken      = "conflicts with what is stored: a name, number or id that must be unique is taken"
	permanent  = "conflicts with what is stored: it was given once and stays"
	dangling   = "refers to something that does not exist"
	outOfRange = "a value is missing or outside of what is allowed"
	away       = "the database cannot be reached"
)

// IsFull tells whether an error says that the disk has no room for what should be written.
func IsFull(err error) bool {
	if cause, ok := errors.AsType[*sqlite.Error](err); ok {
		return cause.Code()&0xff == sqlite3.SQLITE_FULL
	}
	cause, ok := errors.AsType[*pgconn.PgError](err)
	return ok && cause.Code == "53100"
}

// fault translates an error of the database. Faults come back as they are, and so does what it does not know, which
// is internal by construction.
func (s *Store) fault(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Fault](err); ok {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(fault.Unavailable, err, "the database took too long")
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	if f := s.engine.fault(err); f != nil {
		return f
	}
	if isConnectionLoss(err) {
		return fault.Wrap(fault.Unavailable, err, "%s", away)
	}
	return err
}

// isConnectionLoss tells whether an error of the network or of database/sql means that nobody is there.
func isConnectionLoss(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}
