package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type refreshRow struct {
	bun.BaseModel `bun:"table:refresh_tokens"`

	Hash      string `bun:",pk"`
	SessionID string
	IssuedAt  time.Time
	ExpiresAt time.Time
	UsedAt    time.Time `bun:",nullzero"`
	RetriedAt time.Time `bun:",nullzero"`
	Successor string    `bun:",nullzero"`
}

func (r refreshRow) out() auth.RefreshToken {
	return auth.RefreshToken{
		Hash: r.Hash, SessionID: r.SessionID, IssuedAt: utc(r.IssuedAt), ExpiresAt: utc(r.ExpiresAt), UsedAt: utc(r.UsedAt),
		RetriedAt: utc(r.RetriedAt), Successor: r.Successor,
	}
}

func refreshIn(t auth.RefreshToken) *refreshRow {
	return &refreshRow{
		Hash: t.Hash, SessionID: t.SessionID, IssuedAt: t.IssuedAt, ExpiresAt: t.ExpiresAt, UsedAt: t.UsedAt,
		RetriedAt: t.RetriedAt, Successor: t.Successor,
	}
}

// RefreshToken gives a refresh token by its hash. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) RefreshToken(ctx context.Context, hash string) (token auth.RefreshToken, found bool, err error) {
	row, found, err := one[refreshRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("hash = ?", hash) })
	return row.out(), found, err
}

// SessionOfRefresh gives the id of the session that a refresh token belongs to, and locks nothing: so that who
// exchanges a token can lock the session first, and two never wait for each other. Empty where there is none. Fault:
// Unavailable.
func (tx *Tx) SessionOfRefresh(ctx context.Context, hash string) (sessionID string, err error) {
	err = tx.db.NewRaw("SELECT coalesce((SELECT session_id FROM refresh_tokens WHERE hash = ?), '')", hash).Scan(ctx, &sessionID)
	return sessionID, tx.fail(err)
}

// AddRefreshToken stores a new refresh token. Fault: Unavailable.
func (tx *Tx) AddRefreshToken(ctx context.Context, t auth.RefreshToken) error {
	return tx.insert(ctx, refreshIn(t))
}

// CountRefreshTokens counts the refresh tokens that a session got after an instant. Fault: Unavailable.
func (tx *Tx) CountRefreshTokens(ctx context.Context, sessionID string, after time.Time) (int, error) {
	n, err := tx.db.NewSelect().Table("refresh_tokens").Where("session_id = ? AND issued_at > ?", sessionID, after).Count(ctx)
	return int(n), tx.fail(err)
}

// SetRefreshToken stores what became of a refresh token. Fault: Unavailable.
func (tx *Tx) SetRefreshToken(ctx context.Context, t auth.RefreshToken) error {
	return tx.update(ctx, refreshIn(t))
}

// affected gives how many rows a statement touched.
func (tx *Tx) affected(result sql.Result, err error) (int, error) {
	if err != nil {
		return 0, tx.fail(err)
	}
	n, err := result.RowsAffected()
	return int(n), tx.fail(err)
}
