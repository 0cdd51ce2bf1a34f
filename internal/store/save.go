package store

import (
	"context"
	"slices"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
)

// Count is how many aggregates met which end.
type Count struct{ Created, Updated, Unchanged int }

// Tally is what a Save did, in all and for each kind of aggregate.
type Tally struct {
	Count
	ByEntity map[changelog.Entity]Count
}

// Add counts what another Save did.
func (t *Tally) Add(other Tally) {
	for entity, n := range other.ByEntity {
		t.count(entity, n)
	}
}

func (t *Tally) count(entity changelog.Entity, n Count) {
	if t.ByEntity == nil {
		t.ByEntity = map[changelog.Entity]Count{}
	}
	t.Count = t.Count.plus(n)
	t.ByEntity[entity] = t.ByEntity[entity].plus(n)
}

func (c Count) plus(n Count) Count {
	return Count{c.Created + n.Created, c.Updated + n.Updated, c.Unchanged + n.Unchanged}
}

// Save stores aggregates whole: new ones are added, others take the place of what is stored under their id. The
// revisions given count for nothing. A revision goes up by one when an aggregate changes, unless the change is one that
// the public cannot see of an aggregate that it does see; the log then says nothing either.
//
// A recording or claim is public if the one given says so, or if one of the same content was public before.
//
// References are checked when the transaction commits, so the order does not matter. Faults: Conflict for a name or
// number that is taken, BadUserInput for what the database refuses, Unavailable.
func (tx *Tx) Save(ctx context.Context, batch catalogue.Rows) (Tally, error) {
	var tally Tally
	for _, k := range keepers() {
		if err := k.save(ctx, tx, &batch, &tally); err != nil {
			return Tally{}, tx.fail(err)
		}
	}
	return tally, nil
}

func (k *kind[A]) save(ctx context.Context, tx *Tx, batch *catalogue.Rows, tally *Tally) error {
	given := *k.slot(batch)
	if len(given) == 0 {
		return nil
	}
	ids, err := k.idsOnce(given)
	if err != nil {
		return err
	}
	stored, err := k.load(ctx, tx.db, which{ids: ids, lock: tx.store.engine.forUpdate()})
	if err != nil {
		return err
	}
	olds := make(map[string]*A, len(stored))
	for i := range stored {
		olds[k.id(&stored[i])] = &stored[i]
	}
	var edits []edit[A]
	count := Count{}
	for _, a := range given {
		e := edit[A]{old: olds[k.id(&a)], given: canonical(a)}
		switch {
		case !k.settle(&e):
			count.Unchanged++
			continue
		case e.old == nil:
			count.Created++
		default:
			count.Updated++
		}
		edits = append(edits, e)
	}
	tally.count(k.entity, count)
	return k.apply(ctx, tx, edits)
}

// apply writes edits, and keeps in mind what the log must say of them.
func (k *kind[A]) apply(ctx context.Context, tx *Tx, edits []edit[A]) error {
	if len(edits) == 0 {
		return nil
	}
	var existed []string
	given := make([]A, len(edits))
	for i, e := range edits {
		given[i] = e.given
		if e.old != nil {
			existed = append(existed, k.id(e.old))
		}
	}
	if k.guard != nil {
		if err := k.guard(ctx, tx, edits); err != nil {
			return err
		}
	}
	if k.before != nil {
		if err := k.before(ctx, tx, given); err != nil {
			return err
		}
	}
	if err := k.write(ctx, tx.db, given, existed); err != nil {
		return err
	}
	for i := range edits {
		if err := k.note(ctx, tx, &edits[i]); err != nil {
			return err
		}
	}
	return nil
}

// idsOnce gives the ids of a batch in order. It refuses an empty id and one that comes twice.
func (k *kind[A]) idsOnce(given []A) ([]string, error) {
	ids := make([]string, len(given))
	for i := range given {
		ids[i] = k.id(&given[i])
	}
	slices.Sort(ids)
	for i, id := range ids {
		if id == "" || i > 0 && id == ids[i-1] {
			return nil, fault.New(fault.BadUserInput, "%s: an id is missing, or comes twice in one batch", k.entity)
		}
	}
	return ids, nil
}

func (k *kind[A]) idsIn(rows *catalogue.Rows) []string {
	all := *k.slot(rows)
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = k.id(&all[i])
	}
	return ids
}
