// Package edition is how officers make an edition of the forum and of its prizes, and move its instants.
package edition

import (
	"context"

	"rostrum/internal/auth"
	"rostrum/internal/foureyes"
	"rostrum/internal/store"
)

// Service makes editions. It is safe for use by many goroutines. Its errors are faults, and *fault.Refusal for what
// whoever asks can mend. Beside those that a method names, each gives Unavailable, Unauthenticated where the session of
// who asks has ended, and Forbidden where they are no secretariat of what it is about.
type Service struct {
	store *store.Store
	desk  *foureyes.Desk
}

// New makes a service, and tells the desk how what takes two officers is carried out.
func New(st *store.Store, desk *foureyes.Desk) *Service {
	s := &Service{st, desk}
	desk.Register(MovePhases, s.applyMove)
	return s
}

// Done is what came of something that may take two officers.
type Done struct {
	Seq      int64          // the head of the change log after it; 0 where nothing public changed
	Proposal *auth.Proposal // what waits for a second officer, or was carried out by one
}

// write runs an act of an officer in one transaction.
func (s *Service) write(ctx context.Context, asking auth.Principal, act func(ctx context.Context, tx *store.Tx, officer auth.Principal) error) (seq int64, err error) {
	return s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		return act(ctx, tx, officer)
	})
}
