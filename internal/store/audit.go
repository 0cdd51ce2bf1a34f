package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type auditRow struct {
	bun.BaseModel `bun:"table:audit_trail"`

	ID        string `bun:",pk"`
	At        time.Time
	Actor     string
	Action    string
	Subject   string
	Detail    string `bun:",nullzero"`
	ForumID   string `bun:",nullzero"`
	ContestID string `bun:",nullzero"`
}

func (r auditRow) out() auth.AuditEntry {
	return auth.AuditEntry{
		ID: r.ID, At: utc(r.At), Actor: r.Actor, Action: r.Action, Subject: r.Subject, Detail: r.Detail, ForumID: r.ForumID, ContestID: r.ContestID,
	}
}

// AddAudit writes an act into the audit trail, where it stays for ever. Fault: Unavailable.
func (tx *Tx) AddAudit(ctx context.Context, e auth.AuditEntry) error {
	return tx.insert(ctx, &auditRow{
		ID: e.ID, At: e.At, Actor: e.Actor, Action: e.Action, Subject: e.Subject, Detail: e.Detail, ForumID: e.ForumID, ContestID: e.ContestID,
	})
}

// AuditTrail lists what officers did within a reach, the newest first; only what was about a contest where its id is
// given. Fault: Unavailable.
func (s *Store) AuditTrail(ctx context.Context, reach auth.Reach, contestID string, page auth.Page) (auth.Listed[auth.AuditEntry], error) {
	return listed[auth.AuditEntry, auditRow](ctx, s, "at", page, func(q *bun.SelectQuery) *bun.SelectQuery {
		if contestID != "" {
			q = q.Where("contest_id = ?", contestID)
		}
		return actsWithin(q, reach)
	})
}

// AuditEntryByID gives an entry of the audit trail by its id, where it is within a reach. Fault: Unavailable.
func (s *Store) AuditEntryByID(ctx context.Context, reach auth.Reach, id string) (entry auth.AuditEntry, found bool, err error) {
	var rows []auditRow
	q := s.reader.NewSelect().Model(&rows).Where("id = ?", id)
	if err := actsWithin(q, reach).Scan(ctx); err != nil || len(rows) == 0 {
		return entry, false, s.fault(err)
	}
	return rows[0].out(), true, nil
}

// actsWithin leaves the acts that are about no forum and no contest, and those within a reach.
func actsWithin(q *bun.SelectQuery, reach auth.Reach) *bun.SelectQuery {
	if reach.Everything {
		return q
	}
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("forum_id IS NULL AND contest_id IS NULL")
		if len(reach.ForumIDs) > 0 {
			forums := bun.List(reach.ForumIDs)
			q = q.WhereOr("forum_id IN (?)", forums).WhereOr("contest_id IN (SELECT id FROM contests WHERE forum_id IN (?))", forums)
		}
		if len(reach.ContestIDs) > 0 {
			q = q.WhereOr("contest_id IN (?)", bun.List(reach.ContestIDs))
		}
		return q
	})
}
