package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/changelog"
)

type changeRow struct {
	bun.BaseModel `bun:"table:changes"`

	Seq      int64
	At       time.Time
	ForumID  string `bun:",nullzero"`
	Entity   changelog.Entity
	EntityID string
	Revision int64
	Action   changelog.Action
	Fields   []string `bun:"type:jsonb,nullzero"`
}

// writeLog ends a transaction with the two statements that put its changes into the log. The update of the one row of
// change_head holds a lock until the commit: so the sequence is commit order, and has no gaps.
func (tx *Tx) writeLog(ctx context.Context) (head int64, err error) {
	n := int64(len(tx.pending))
	if n == 0 {
		return 0, nil
	}
	if err := tx.store.engine.beforeLog(ctx, tx.db); err != nil {
		return 0, err
	}
	if err := tx.db.NewRaw("UPDATE change_head SET seq = seq + ? RETURNING seq", n).Scan(ctx, &head); err != nil {
		return 0, err
	}
	rows := make([]changeRow, n)
	for i, c := range tx.pending {
		rows[i] = changeRow{
			Seq: head - n + 1 + int64(i), At: tx.now, ForumID: c.ForumID, Entity: c.Entity, EntityID: c.ID,
			Revision: c.Revision, Action: c.Action, Fields: c.Fields,
		}
	}
	_, err = tx.db.NewInsert().Model(&rows).Returning("NULL").Exec(ctx)
	return head, err
}

// Log gives up to limit rows of the change log with a sequence greater than after, in order. Fault: Unavailable.
func (s *Store) Log(ctx context.Context, after int64, limit int) ([]changelog.Change, error) {
	var rows []changeRow
	err := s.reader.NewSelect().Model(&rows).Where("seq > ?", after).Order("seq").Limit(int64(max(limit, 1))).Scan(ctx)
	if err != nil {
		return nil, s.fault(err)
	}
	changes := make([]changelog.Change, len(rows))
	for i, r := range rows {
		changes[i] = changelog.Change{
			Seq: r.Seq, At: r.At.UTC(), ForumID: r.ForumID, Entity: r.Entity, ID: r.EntityID, Revision: r.Revision,
			Action: r.Action, Fields: r.Fields,
		}
	}
	return changes, nil
}

// Head gives the sequence of the last committed change; 0 before the first. Fault: Unavailable.
func (s *Store) Head(ctx context.Context) (int64, error) {
	head, err := headOf(ctx, s.reader)
	return head, s.fault(err)
}

func headOf(ctx context.Context, db bun.IDB) (head int64, err error) {
	err = db.NewRaw("SELECT seq FROM change_head").Scan(ctx, &head)
	return head, err
}
