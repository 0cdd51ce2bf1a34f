package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
)

type authSessionRow struct {
	bun.BaseModel `bun:"table:auth_sessions"`

	ID         string `bun:",pk"`
	AccountID  string
	NetworkTag string `bun:",nullzero"`
	StartedAt  time.Time
	LastSeenAt time.Time
	EndedAt    time.Time `bun:",nullzero"`
}

func (r authSessionRow) out() auth.Session {
	return auth.Session{
		ID: r.ID, AccountID: r.AccountID, NetworkTag: r.NetworkTag, StartedAt: utc(r.StartedAt), LastSeenAt: utc(r.LastSeenAt),
		EndedAt: utc(r.EndedAt),
	}
}

// Principal gives who is asking, with the roles that hold at this moment, in one statement. Faults: Unauthenticated
// where the session has ended or is not that of the account, or the account is disabled or deleted; Unavailable.
func (s *Store) Principal(ctx context.Context, accountID, sessionID string) (auth.Principal, error) {
	p, err := principal(ctx, s.reader, accountID, sessionID)
	return p, s.fault(err)
}

// Principal is Store.Principal within the transaction.
func (tx *Tx) Principal(ctx context.Context, accountID, sessionID string) (auth.Principal, error) {
	p, err := principal(ctx, tx.db, accountID, sessionID)
	return p, tx.fail(err)
}

func principal(ctx context.Context, db bun.IDB, accountID, sessionID string) (p auth.Principal, err error) {
	var rows []struct {
		VoterID     string
		Email       string
		Language    string
		ID          *string
		Role        auth.Role `bun:",nullzero"`
		ForumID     string    `bun:",nullzero"`
		ContestID   string    `bun:",nullzero"`
		GrantedBy   string    `bun:",nullzero"`
		ConfirmedBy string    `bun:",nullzero"`
		IsAlone     bool
		GrantedAt   time.Time `bun:",nullzero"`
		ConfirmedAt time.Time `bun:",nullzero"`
	}
	err = db.NewRaw(`SELECT a.voter_id, a.email, a.language, g.id, g.role, g.forum_id, g.contest_id, g.granted_by,
			g.confirmed_by, coalesce(g.is_alone, false) AS is_alone, g.granted_at, g.confirmed_at
		FROM auth_sessions AS s JOIN accounts AS a ON a.id = s.account_id
		LEFT JOIN role_grants AS g ON g.account_id = a.id AND g.confirmed_at IS NOT NULL AND g.withdrawn_at IS NULL
		WHERE s.id = ? AND s.account_id = ? AND s.ended_at IS NULL AND a.state = ?
		ORDER BY g.granted_at, g.id`, sessionID, accountID, auth.Active).Scan(ctx, &rows)
	if err != nil {
		return p, err
	}
	if len(rows) == 0 {
		return p, fault.New(fault.Unauthenticated, "the session has ended; sign in again")
	}
	p = auth.Principal{
		AccountID: accountID, VoterID: rows[0].VoterID, SessionID: sessionID, Email: rows[0].Email, Language: rows[0].Language,
	}
	for _, r := range rows {
		if r.ID == nil {
			continue
		}
		p.Grants = append(p.Grants, auth.Grant{
			ID: *r.ID, AccountID: accountID, Role: r.Role, ForumID: r.ForumID, ContestID: r.ContestID, GrantedBy: r.GrantedBy,
			ConfirmedBy: r.ConfirmedBy, Alone: r.IsAlone, GrantedAt: utc(r.GrantedAt), ConfirmedAt: utc(r.ConfirmedAt),
		})
	}
	return p, nil
}

// AddSession stores a new session. Fault: Unavailable.
func (tx *Tx) AddSession(ctx context.Context, s auth.Session) error {
	return tx.insert(ctx, &authSessionRow{
		ID: s.ID, AccountID: s.AccountID, NetworkTag: s.NetworkTag, StartedAt: s.StartedAt, LastSeenAt: s.LastSeenAt,
	})
}

// Session gives a session by its id. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Session(ctx context.Context, id string) (session auth.Session, found bool, err error) {
	row, found, err := one[authSessionRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.out(), found, err
}

// SeeSession notes that a session got new tokens. Fault: Unavailable.
func (tx *Tx) SeeSession(ctx context.Context, id string, now time.Time) error {
	_, err := tx.db.NewUpdate().Table("auth_sessions").Set("last_seen_at = ?", now).Where("id = ?", id).Exec(ctx)
	return tx.fail(err)
}

// EndSession ends a session of an account that has not ended yet, and tells whether there was one. Fault: Unavailable.
func (tx *Tx) EndSession(ctx context.Context, accountID, id string, now time.Time) (ended bool, err error) {
	n, err := tx.affected(tx.db.NewUpdate().Table("auth_sessions").Set("ended_at = ?", now).
		Where("id = ? AND account_id = ? AND ended_at IS NULL", id, accountID).Exec(ctx))
	return n > 0, err
}

// EndSessions ends all sessions of an account and tells how many. Fault: Unavailable.
func (tx *Tx) EndSessions(ctx context.Context, accountID string, now time.Time) (int, error) {
	return tx.affected(tx.db.NewUpdate().Table("auth_sessions").Set("ended_at = ?", now).
		Where("account_id = ? AND ended_at IS NULL", accountID).Exec(ctx))
}

// SessionsOf gives the sessions of an account that have not ended, the one that was seen last first. Fault: Unavailable.
func (s *Store) SessionsOf(ctx context.Context, accountID string) ([]auth.Session, error) {
	var rows []authSessionRow
	err := s.reader.NewSelect().Model(&rows).Where("account_id = ? AND ended_at IS NULL", accountID).
		Order("last_seen_at DESC", "id DESC").Scan(ctx)
	return outs(rows), s.fault(err)
}

// outs gives the domain's values of rows.
func outs[T any, Row interface{ out() T }](rows []Row) []T {
	all := make([]T, len(rows))
	for i, r := range rows {
		all[i] = r.out()
	}
	return all
}
