package account

import (
	"context"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// Sessions gives where the account is signed in, the session that was seen last first.
func (s *Service) Sessions(ctx context.Context, p auth.Principal) ([]auth.Session, error) {
	return s.Store.SessionsOf(ctx, p.AccountID)
}

// SignOut ends the session that is asking, or all of the account. It holds at once, also for access tokens.
func (s *Service) SignOut(ctx context.Context, p auth.Principal, everywhere bool) error {
	return s.write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if everywhere {
			_, err = tx.EndSessions(ctx, p.AccountID, s.clock())
			return err
		}
		_, err = tx.EndSession(ctx, p.AccountID, p.SessionID, s.clock())
		return err
	})
}

// EndSession ends a session of the account. Fault: NotFound where it has none with this id that lasts.
func (s *Service) EndSession(ctx context.Context, p auth.Principal, sessionID string) error {
	return s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		ended, err := tx.EndSession(ctx, p.AccountID, sessionID, s.clock())
		if err == nil && !ended {
			return fault.New(fault.NotFound, "session: there is no such session of yours")
		}
		return err
	})
}
