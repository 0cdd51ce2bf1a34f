package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type auditRow struct {
	bun.BaseModel `bun:"table:audit_trail"`

	ID      string `bun:",pk"`
	At      time.Time
	Actor   string
	Action  string
	Subject string
	Detail  string `bun:",nullzero"`
}

func (r auditRow) out() auth.AuditEntry {
	return auth.AuditEntry{ID: r.ID, At: utc(r.At), Actor: r.Actor, Action: r.Action, Subject: r.Subject, Detail: r.Detail}
}

// AddAudit writes an act into the audit trail, where it stays for ever. Fault: Unavailable.
func (tx *Tx) AddAudit(ctx context.Context, e auth.AuditEntry) error {
	return tx.insert(ctx, &auditRow{ID: e.ID, At: e.At, Actor: e.Actor, Action: e.Action, Subject: e.Subject, Detail: e.Detail})
}

// AuditTrail lists what officers did, the newest first. Fault: Unavailable.
func (s *Store) AuditTrail(ctx context.Context, page auth.Page) (auth.Listed[auth.AuditEntry], error) {
	return listed[auth.AuditEntry, auditRow](ctx, s, "at", page, func(q *bun.SelectQuery) *bun.SelectQuery { return q })
}
