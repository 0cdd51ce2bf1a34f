package store

import (
	"context"

	"github.com/uptrace/bun"
)

// Check looks whether the database is whole. Faults: Unavailable for one that is damaged or away.
func (s *Store) Check(ctx context.Context) error {
	return s.read(ctx, func(ctx context.Context, db bun.IDB) error { return s.engine.check(ctx, db) })
}
