package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

// listed reads a page of a list that is ordered by an instant and the id, the newest first, and counts all of it.
func listed[T any, Row interface{ out() T }](ctx context.Context, s *Store, at string, page auth.Page, where func(*bun.SelectQuery) *bun.SelectQuery) (list auth.Listed[T], err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		var rows []Row
		q := where(db.NewSelect().Model(&rows)).Limit(int64(page.Size) + 1)
		order, beyond, short := "DESC", "<", ">"
		if page.Backward {
			order, beyond, short = "ASC", ">", "<"
		}
		q = q.OrderExpr("? "+order+", id "+order, bun.Ident(at))
		if page.From != nil {
			q = q.Where("(?, id) "+beyond+" (?, ?)", bun.Ident(at), page.From.At, page.From.ID)
		}
		if page.Until != nil {
			q = q.Where("(?, id) "+short+" (?, ?)", bun.Ident(at), page.Until.At, page.Until.ID)
		}
		if err := q.Scan(ctx); err != nil {
			return err
		}
		if list.More = len(rows) > page.Size; list.More {
			rows = rows[:page.Size]
		}
		if page.Backward {
			slices.Reverse(rows)
		}
		list.Items = outs(rows)
		total, err := where(db.NewSelect().Model((*Row)(nil))).Count(ctx)
		list.Total = int(total)
		return err
	})
	return list, err
}

// kept reads one row of such a list by its id, without keeping it as it is.
func kept[T any, Row interface{ out() T }](ctx context.Context, s *Store, id string) (item T, found bool, err error) {
	var rows []Row
	if err := s.reader.NewSelect().Model(&rows).Where("id = ?", id).Scan(ctx); err != nil || len(rows) == 0 {
		return item, false, s.fault(err)
	}
	return rows[0].out(), true, nil
}

// GrantByID gives a grant by its id, for looking at it only. Fault: Unavailable.
func (s *Store) GrantByID(ctx context.Context, id string) (grant auth.Grant, found bool, err error) {
	return kept[auth.Grant, grantRow](ctx, s, id)
}

// OrganisationClaimByID gives a claim by its id, for looking at it only. Fault: Unavailable.
func (s *Store) OrganisationClaimByID(ctx context.Context, id string) (claim auth.OrganisationClaim, found bool, err error) {
	return kept[auth.OrganisationClaim, organisationClaimRow](ctx, s, id)
}
