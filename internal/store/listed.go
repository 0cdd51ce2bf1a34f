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
		order, beyond := "DESC", "<"
		if page.Backward {
			order, beyond = "ASC", ">"
		}
		q = q.OrderExpr("? "+order+", id "+order, bun.Ident(at))
		if page.From != nil {
			q = q.Where("(?, id) "+beyond+" (?, ?)", bun.Ident(at), page.From.At, page.From.ID)
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
