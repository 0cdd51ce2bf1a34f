package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"rostrum/internal/fault"
)

func TestPostgreSQLCodes(t *testing.T) {
	s := &Store{engine: &postgresEngine{}}
	for _, c := range []struct {
		code string
		want fault.Code
	}{
		{"23505", fault.Conflict}, {"23001", fault.Conflict}, {"23503", fault.BadUserInput}, {"23514", fault.BadUserInput},
		{"23502", fault.BadUserInput}, {"22021", fault.BadUserInput}, {"40001", fault.Unavailable}, {"40P01", fault.Unavailable},
		{"53100", fault.Unavailable}, {"53300", fault.Unavailable}, {"57P01", fault.Unavailable}, {"57014", fault.Unavailable},
		{"08006", fault.Unavailable}, {"58030", fault.Unavailable}, {"28P01", fault.Unavailable}, {"42P01", fault.Unavailable}, {"42501", fault.Unavailable},
		{"42601", fault.Internal}, {"XX000", fault.Internal}, {"22012", fault.Internal},
	} {
		cause := &pgconn.PgError{Code: c.code, Message: "inside"}
		err := s.fault(fmt.Errorf("doing something: %w", cause))
		if got := fault.Of(err); got != c.want {
			t.Errorf("%s: %s, want %s", c.code, got, c.want)
		}
		if !errors.Is(err, cause) {
			t.Errorf("%s: the cause is lost to the log", c.code)
		}
	}
}

func TestOtherErrors(t *testing.T) {
	s := &Store{engine: &postgresEngine{}}
	mine := fault.New(fault.NotFound, "no such thing")
	for _, c := range []struct {
		name string
		err  error
		want fault.Code
	}{
		{"a fault", fmt.Errorf("loading: %w", mine), fault.NotFound},
		{"a deadline", context.DeadlineExceeded, fault.Unavailable},
		{"a caller who left", context.Canceled, fault.Internal},
		{"a connection that broke", io.ErrUnexpectedEOF, fault.Unavailable},
		{"something else", errors.New("inside"), fault.Internal},
	} {
		if got := fault.Of(s.fault(c.err)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if s.fault(nil) != nil {
		t.Error("no error became one")
	}
}

func TestWhoMayRetry(t *testing.T) {
	e := &postgresEngine{}
	for code, want := range map[string]int{"40001": 5, "40P01": 5, "23505": 2, "23503": 1} {
		wrapped := fault.Wrap(fault.Conflict, &pgconn.PgError{Code: code}, "safe")
		if got := e.mayRetry(wrapped); got != want {
			t.Errorf("%s: %d attempts, want %d", code, got, want)
		}
	}
}
