package store

import (
	"context"

	"rostrum/internal/fault"
)

// LimitGrowth lets the file of an SQLite database grow no further, so that what needs more room fails as on a disk that
// is full; or lifts that again. Tests fill a disk by it. Faults: BadUserInput on PostgreSQL, Unavailable.
func (s *Store) LimitGrowth(ctx context.Context, limited bool) error {
	if s.engine.name() != SQLite {
		return fault.New(fault.BadUserInput, "only the growth of an SQLite database can be limited")
	}
	pages := 4294967294 // as many as there can be
	if limited {
		pages = 1 // SQLite takes the present size where it is more
	}
	// The limit is one of a connection, and there is only one that writes.
	_, err := s.writer.NewRaw("PRAGMA max_page_count = ?", pages).Exec(ctx)
	return s.fault(err)
}
