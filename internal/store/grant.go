package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type grantRow struct {
	bun.BaseModel `bun:"table:role_grants"`

	ID          string `bun:",pk"`
	AccountID   string
	Role        auth.Role
	ForumID     string `bun:",nullzero"`
	ContestID   string `bun:",nullzero"`
	GrantedBy   string
	GrantedAt   time.Time
	ConfirmedBy string    `bun:",nullzero"`
	ConfirmedAt time.Time `bun:",nullzero"`
	IsAlone     bool
	WithdrawnAt time.Time `bun:",nullzero"`
}

func (r grantRow) out() auth.Grant {
	return auth.Grant{
		ID: r.ID, AccountID: r.AccountID, Role: r.Role, ForumID: r.ForumID, ContestID: r.ContestID, GrantedBy: r.GrantedBy,
		ConfirmedBy: r.ConfirmedBy, Alone: r.IsAlone, GrantedAt: utc(r.GrantedAt), ConfirmedAt: utc(r.ConfirmedAt),
		WithdrawnAt: utc(r.WithdrawnAt),
	}
}

func grantIn(g auth.Grant) *grantRow {
	return &grantRow{
		ID: g.ID, AccountID: g.AccountID, Role: g.Role, ForumID: g.ForumID, ContestID: g.ContestID, GrantedBy: g.GrantedBy,
		GrantedAt: g.GrantedAt, ConfirmedBy: g.ConfirmedBy, ConfirmedAt: g.ConfirmedAt, IsAlone: g.Alone, WithdrawnAt: g.WithdrawnAt,
	}
}

// AddGrant stores a new grant. Faults: Conflict where the account holds the role for the same already, or is about to;
// Unavailable.
func (tx *Tx) AddGrant(ctx context.Context, g auth.Grant) error { return tx.insert(ctx, grantIn(g)) }

// SetGrant stores what became of a grant. Fault: Unavailable.
func (tx *Tx) SetGrant(ctx context.Context, g auth.Grant) error { return tx.update(ctx, grantIn(g)) }

// Grant gives a grant by its id. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Grant(ctx context.Context, id string) (grant auth.Grant, found bool, err error) {
	row, found, err := one[grantRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.out(), found, err
}

// OpenGrants gives the grants of an account that were not withdrawn, also those that wait, the oldest first. They stay
// as they are until the transaction ends. Fault: Unavailable.
func (tx *Tx) OpenGrants(ctx context.Context, accountID string) ([]auth.Grant, error) {
	var rows []grantRow
	q := tx.db.NewSelect().Model(&rows).Where("account_id = ? AND withdrawn_at IS NULL", accountID).Order("granted_at", "id")
	if lock := tx.store.engine.forUpdate(); lock != "" {
		q = q.For(lock)
	}
	err := q.Scan(ctx)
	return outs(rows), tx.fail(err)
}

// ScopeOf gives what a role is for by short names: a contest (with its forum), a forum, or everything where both are
// empty. Fault: Unavailable.
func (tx *Tx) ScopeOf(ctx context.Context, forumSlug, contestSlug string) (scope auth.Scope, found bool, err error) {
	return tx.scope(ctx, "slug", forumSlug, contestSlug)
}

// ScopeOfGrant is ScopeOf for what a grant is for. Fault: Unavailable.
func (tx *Tx) ScopeOfGrant(ctx context.Context, g auth.Grant) (auth.Scope, error) {
	scope, _, err := tx.scope(ctx, "id", g.ForumID, g.ContestID)
	return scope, err
}

func (tx *Tx) scope(ctx context.Context, column, forum, contest string) (auth.Scope, bool, error) {
	var rows []struct{ ForumID, ContestID string }
	var q *bun.SelectQuery
	switch {
	case contest != "":
		q = tx.db.NewSelect().Table("contests").ColumnExpr("forum_id, id AS contest_id").Where("? = ?", bun.Ident(column), contest)
	case forum != "":
		q = tx.db.NewSelect().Table("forums").ColumnExpr("id AS forum_id, '' AS contest_id").Where("? = ?", bun.Ident(column), forum)
	default:
		return auth.Scope{}, true, nil
	}
	if err := q.Scan(ctx, &rows); err != nil || len(rows) == 0 {
		return auth.Scope{}, false, tx.fail(err)
	}
	return auth.Scope{ForumID: rows[0].ForumID, ContestID: rows[0].ContestID}, true, nil
}

// Grants lists who holds, held or is about to hold which role, the newest first; only a role or only (not) pending
// ones where that is asked for. Fault: Unavailable.
func (s *Store) Grants(ctx context.Context, role auth.Role, pending *bool, page auth.Page) (auth.Listed[auth.Grant], error) {
	return listed[auth.Grant, grantRow](ctx, s, "granted_at", page, func(q *bun.SelectQuery) *bun.SelectQuery {
		if role != "" {
			q = q.Where("role = ?", role)
		}
		switch {
		case pending == nil:
		case *pending:
			q = q.Where("confirmed_at IS NULL AND withdrawn_at IS NULL")
		default:
			q = q.Where("NOT (confirmed_at IS NULL AND withdrawn_at IS NULL)")
		}
		return q
	})
}
