package store

import (
	"context"
	"reflect"

	"rostrum/internal/changelog"
)

// edit is that an aggregate takes the place of a stored one, or is new where there is none.
type edit[A any] struct {
	old    *A
	given  A
	action changelog.Action // empty where the public does not see the difference
	fields []string
}

// settle finds out what an edit means: it sets the revision and what the log must say. It tells whether anything is
// to be written at all.
func (k *kind[A]) settle(e *edit[A]) bool {
	seen, isPublic := k.seen(e.given)
	if e.old == nil {
		*k.revision(&e.given) = 1
		if isPublic {
			e.action = changelog.Created
		}
		return true
	}
	if k.keep != nil {
		k.keep(e.old, &e.given)
		seen, isPublic = k.seen(e.given)
	}
	revision := k.revision(&e.given)
	*revision = *k.revision(e.old)
	if reflect.DeepEqual(*e.old, e.given) {
		return false
	}
	before, wasPublic := k.seen(*e.old)
	switch {
	case wasPublic && isPublic:
		e.fields = k.changed(before, seen)
		if len(e.fields) == 0 {
			return true
		}
		e.action = changelog.Updated
		if k.isCancelled != nil && k.isCancelled(&seen) && !k.isCancelled(&before) {
			e.action = changelog.Cancelled
		}
	case wasPublic:
		e.action = changelog.Removed
	case isPublic:
		e.action = changelog.Created
	}
	*revision++
	return true
}

// note keeps in mind what the log must say of an edit.
func (k *kind[A]) note(ctx context.Context, tx *Tx, e *edit[A]) (err error) {
	if e.action == "" {
		return nil
	}
	c := changelog.Change{
		Entity: k.entity, ID: k.id(&e.given), Revision: *k.revision(&e.given), Action: e.action, Fields: e.fields,
	}
	if k.forum != nil {
		if c.ForumID, err = k.forum(ctx, tx, &e.given); err != nil {
			return err
		}
	}
	tx.pending = append(tx.pending, c)
	return nil
}
