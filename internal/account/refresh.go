package account

import (
	"context"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// Refresh exchanges a refresh token for new tokens. It is good once, and once more within auth.RetryWindow for a client
// that lost the answer: then what it lost has no worth. A copy that is used later ends the session. Refusal:
// INVALID_REFRESH_TOKEN, whatever the reason. Fault: RateLimited where the session got too many within an hour; the token
// stays good.
func (s *Service) Refresh(ctx context.Context, token string) (Tokens, error) {
	invalid := refuse("INVALID_REFRESH_TOKEN", "the refresh token is not good, or not any more; sign in again", "refreshToken")
	if !isOpaque(token) {
		return Tokens{}, invalid
	}
	var session auth.Session
	var next string
	err := s.write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		session, next, err = s.rotate(ctx, tx, s.Secrets.refreshHash(token))
		return err
	})
	if err != nil {
		return Tokens{}, err
	}
	if next == "" {
		return Tokens{}, invalid
	}
	return s.tokens(session.AccountID, session.ID, next)
}

// rotate gives the next token of a session; empty where there is none.
func (s *Service) rotate(ctx context.Context, tx *store.Tx, hash string) (session auth.Session, next string, err error) {
	id, err := tx.SessionOfRefresh(ctx, hash)
	if err != nil || id == "" {
		return session, "", err
	}
	session, found, err := tx.Session(ctx, id)
	if err != nil || !found || !session.EndedAt.IsZero() {
		return session, "", err
	}
	shown, found, err := tx.RefreshToken(ctx, hash)
	if err != nil || !found {
		return session, "", err
	}
	var successor auth.RefreshToken
	if shown.Successor != "" {
		if successor, _, err = tx.RefreshToken(ctx, shown.Successor); err != nil {
			return session, "", err
		}
	}
	now := s.clock()
	switch shown.Use(now, !successor.UsedAt.IsZero()) {
	case auth.Replayed:
		_, err := tx.EndSession(ctx, session.AccountID, session.ID, now)
		return session, "", err
	case auth.Refused:
		return session, "", nil
	case auth.Retried:
		successor.UsedAt = now // who shows it from now on has a copy
		if err := tx.SetRefreshToken(ctx, successor); err != nil {
			return session, "", err
		}
		shown.RetriedAt = now
	case auth.Rotated:
		shown.UsedAt = now
	}
	if err := s.mayRefresh(ctx, tx, session.ID, now); err != nil {
		return session, "", err
	}
	next = opaque()
	fresh := s.newRefresh(next, session.ID, now)
	shown.Successor = fresh.Hash
	if err := tx.SetRefreshToken(ctx, shown); err != nil {
		return session, "", err
	}
	if err := tx.AddRefreshToken(ctx, fresh); err != nil {
		return session, "", err
	}
	return session, next, tx.SeeSession(ctx, session.ID, now)
}

// mayRefresh refuses a session that gets new tokens faster than anybody can use them.
func (s *Service) mayRefresh(ctx context.Context, tx *store.Tx, sessionID string, now time.Time) error {
	n, err := tx.CountRefreshTokens(ctx, sessionID, now.Add(-time.Hour))
	if err == nil && n >= auth.MaxRefreshes {
		err = fault.New(fault.RateLimited, "the session got %d new tokens within an hour, which is the limit; use the access token for as long as it lasts", n)
	}
	return err
}
