package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/programme"
)

// Load gives everything that is published and public, with the head of the change log, as of one moment. A session
// may name a parent that is not among the sessions, as it is not public. Fault: Unavailable.
func (s *Store) Load(ctx context.Context) (catalogue.Rows, error) {
	var rows catalogue.Rows
	err := s.read(ctx, func(ctx context.Context, db bun.IDB) (err error) {
		// The first statement fixes the moment, so the head must be read in the same transaction, in any order.
		if rows.Seq, err = headOf(ctx, db); err != nil {
			return err
		}
		for _, k := range keepers() {
			if err := k.read(ctx, db, which{public: true}, &rows); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return catalogue.Rows{}, err
	}
	return rows, nil
}

// Changed gives the aggregates that changed after a sequence as they are now, and names those that are gone, with the
// head of the change log, all as of one moment. Fault: Unavailable.
func (s *Store) Changed(ctx context.Context, after int64) (catalogue.Delta, error) {
	var delta catalogue.Delta
	err := s.read(ctx, func(ctx context.Context, db bun.IDB) (err error) {
		delta = catalogue.Delta{}
		if delta.Seq, err = headOf(ctx, db); err != nil {
			return err
		}
		var refs []catalogue.Ref
		err = db.NewSelect().Table("changes").Distinct().ColumnExpr("entity, entity_id AS id").
			Where("seq > ?", after).OrderExpr("entity, entity_id").Scan(ctx, &refs)
		if err != nil {
			return err
		}
		if err := readRefs(ctx, db, refs, which{public: true}, &delta.Rows); err != nil {
			return err
		}
		delta.Removed = missing(refs, &delta.Rows)
		return nil
	})
	if err != nil {
		return catalogue.Delta{}, err
	}
	return delta, nil
}

// readRefs reads the aggregates that refs name, as far as there are any.
func readRefs(ctx context.Context, db bun.IDB, refs []catalogue.Ref, w which, into *catalogue.Rows) error {
	wanted := map[changelog.Entity][]string{}
	for _, r := range refs {
		wanted[r.Entity] = append(wanted[r.Entity], r.ID)
	}
	for _, k := range keepers() {
		w.ids = wanted[k.named()]
		if len(w.ids) == 0 {
			continue
		}
		slices.Sort(w.ids)
		w.ids = slices.Compact(w.ids)
		if err := k.read(ctx, db, w, into); err != nil {
			return err
		}
	}
	return nil
}

// missing lists the refs that have no aggregate among the rows.
func missing(refs []catalogue.Ref, rows *catalogue.Rows) []catalogue.Ref {
	have := map[catalogue.Ref]bool{}
	for _, k := range keepers() {
		for _, id := range k.idsIn(rows) {
			have[catalogue.Ref{Entity: k.named(), ID: id}] = true
		}
	}
	var gone []catalogue.Ref
	for _, r := range refs {
		if !have[r] {
			gone = append(gone, r)
		}
	}
	return gone
}

// Stored gives aggregates as they are in this transaction, drafts and what is held back included; those that do not
// exist are left out. They stay as they are until the transaction ends. Faults: BadUserInput for an entity that does
// not exist, Unavailable.
func (tx *Tx) Stored(ctx context.Context, refs []catalogue.Ref) (catalogue.Rows, error) {
	var rows catalogue.Rows
	for _, r := range refs {
		if !slices.ContainsFunc(keepers(), func(k keeper) bool { return k.named() == r.Entity }) {
			return rows, tx.fail(fault.BadInput("entity", "there is no such kind of object"))
		}
	}
	err := readRefs(ctx, tx.db, refs, which{lock: tx.store.engine.forUpdate()}, &rows)
	return rows, tx.fail(err)
}

// SessionsOf gives all sessions of a forum, whatever their state. Fault: Unavailable.
func (tx *Tx) SessionsOf(ctx context.Context, forumID string) ([]programme.Session, error) {
	sessions, err := sessionKind.load(ctx, tx.db, which{forum: forumID})
	return sessions, tx.fail(err)
}
