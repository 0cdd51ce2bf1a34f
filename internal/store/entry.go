package store

import (
	"context"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/prize"
)

// SetEntry stores an entry of a contest, new or in place of the one with its id, with the moves that are not stored yet.
// Faults: Conflict where another entry of the organisation holds its title or category; BadUserInput where it refers to
// what there is not; Unavailable.
func (tx *Tx) SetEntry(ctx context.Context, e entry.Entry, c prize.Contest) error {
	_, err := tx.db.NewInsert().Model(entryIn(e, c)).On("CONFLICT (id) DO UPDATE").Returning("NULL").Exec(ctx)
	if err != nil || len(e.Moves) == 0 {
		return tx.fail(err)
	}
	rows := make([]entryMoveRow, len(e.Moves))
	for i, m := range e.Moves {
		rows[i] = moveIn(e.ID, m)
	}
	_, err = tx.db.NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Returning("NULL").Exec(ctx)
	return tx.fail(err)
}

// Entry gives an entry by its id, with its moves. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Entry(ctx context.Context, id string) (e entry.Entry, found bool, err error) {
	row, found, err := one[entryRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	if err != nil || !found {
		return e, false, err
	}
	all := []entry.Entry{row.out()}
	err = withMoves(ctx, tx.db, all)
	return all[0], true, tx.fail(err)
}

// ContestOfEntry gives the id of the contest of an entry, without keeping either; empty where there is no such entry. Fault:
// Unavailable.
func (tx *Tx) ContestOfEntry(ctx context.Context, id string) (string, error) {
	var ids []string
	if err := tx.db.NewSelect().Table("entries").Column("contest_id").Where("id = ?", id).Scan(ctx, &ids); err != nil || len(ids) == 0 {
		return "", tx.fail(err)
	}
	return ids[0], nil
}

// EntriesOfStakeholder gives the entries of an organisation in a contest, without their moves, the oldest first. Fault:
// Unavailable.
func (tx *Tx) EntriesOfStakeholder(ctx context.Context, contestID, stakeholderID string) ([]entry.Entry, error) {
	all, err := entriesOf(ctx, tx.db, contestID, []string{stakeholderID})
	return all, tx.fail(err)
}

// EntriesIn gives the entries of a contest that stand in one of some states, without their moves, in the order of their
// ids. Fault: Unavailable.
func (tx *Tx) EntriesIn(ctx context.Context, contestID string, states ...entry.State) ([]entry.Entry, error) {
	var rows []entryRow
	err := tx.db.NewSelect().Model(&rows).Where("contest_id = ?", contestID).Where("state IN (?)", bun.List(states)).Order("id").Scan(ctx)
	return outs(rows), tx.fail(err)
}

// EntriesByID gives entries by their ids with their moves, for those who may see them. Fault: Unavailable.
func (s *Store) EntriesByID(ctx context.Context, ids []string) (map[string]entry.Entry, error) {
	of := make(map[string]entry.Entry, len(ids))
	err := s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		for from := 0; from < len(ids); from += chunk {
			var rows []entryRow
			if err := db.NewSelect().Model(&rows).Where("id IN (?)", bun.List(ids[from:min(from+chunk, len(ids))])).Scan(ctx); err != nil {
				return err
			}
			all := outs(rows)
			if err := withMoves(ctx, db, all); err != nil {
				return err
			}
			for _, e := range all {
				of[e.ID] = e
			}
		}
		return nil
	})
	return of, err
}

// Speakers gives the accounts that speak for an organisation by a confirmed claim, in the order of their ids. Fault:
// Unavailable.
func (tx *Tx) Speakers(ctx context.Context, stakeholderID string) ([]auth.Account, error) {
	var rows []accountRow
	err := tx.db.NewSelect().Model(&rows).Where("state = ?", auth.Active).Where("id IN (?)", tx.db.NewSelect().Table("organisation_claims").
		Column("account_id").Where("stakeholder_id = ? AND state = ?", stakeholderID, auth.ClaimConfirmed)).Order("id").Scan(ctx)
	return outs(rows), tx.fail(err)
}

// Nominated counts the projects that stand in a category. Fault: Unavailable.
func (tx *Tx) Nominated(ctx context.Context, categoryID string) (int, error) {
	n, err := tx.db.NewSelect().Table("projects").Where("category_id = ?", categoryID).Count(ctx)
	return int(n), tx.fail(err)
}

// CountryOf gives the country of an organisation; empty where it is not known. Fault: Unavailable.
func (tx *Tx) CountryOf(ctx context.Context, stakeholderID string) (string, error) {
	var countries []string
	err := tx.db.NewSelect().Table("stakeholders").ColumnExpr("coalesce(country, '')").Where("id = ?", stakeholderID).Scan(ctx, &countries)
	if err != nil || len(countries) == 0 {
		return "", tx.fail(err)
	}
	return countries[0], nil
}

// IsSample tells whether an organisation is a sample of the demo. Fault: Unavailable.
func (tx *Tx) IsSample(ctx context.Context, stakeholderID string) (bool, error) {
	is, err := tx.db.NewSelect().Table("stakeholders").Where("id = ?", stakeholderID).Where("is_sample").Exists(ctx)
	return is, tx.fail(err)
}

// EntryFilter says which entries of a contest are asked for. What is empty does not matter.
type EntryFilter struct {
	States     []entry.State
	CategoryID string
}

// NominatedEntries gives the entries of a contest that became nominees, with their moves, in the order of their ids. They
// stay as they are until the transaction ends. Fault: Unavailable.
func (tx *Tx) NominatedEntries(ctx context.Context, contestID string) ([]entry.Entry, error) {
	var rows []entryRow
	q := tx.db.NewSelect().Model(&rows).Where("contest_id = ?", contestID).Where("project_id IS NOT NULL").Order("id")
	if lock := tx.store.engine.forUpdate(); lock != "" {
		q = q.For(lock)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, tx.fail(err)
	}
	all := outs(rows)
	for from := 0; from < len(all); from += chunk {
		if err := withMoves(ctx, tx.db, all[from:min(from+chunk, len(all))]); err != nil {
			return nil, tx.fail(err)
		}
	}
	return all, nil
}

// Entries lists what was submitted to a contest, what came last first, with the moves. Fault: Unavailable.
func (s *Store) Entries(ctx context.Context, contestID string, f EntryFilter, page auth.Page) (auth.Listed[entry.Entry], error) {
	list, err := listed[entry.Entry, entryRow](ctx, s, "submitted_at", page, func(q *bun.SelectQuery) *bun.SelectQuery {
		if len(f.States) > 0 {
			q = q.Where("state IN (?)", bun.List(f.States))
		}
		if f.CategoryID != "" {
			q = q.Where("category_id = ?", f.CategoryID)
		}
		return q.Where("contest_id = ?", contestID).Where("submitted_at IS NOT NULL")
	})
	if err != nil {
		return list, err
	}
	return list, s.fault(withMoves(ctx, s.reader, list.Items))
}

// EntriesFor gives the entries in a contest of the organisations that an account speaks for, with their moves, the oldest
// first. Fault: Unavailable.
func (s *Store) EntriesFor(ctx context.Context, accountID, contestID string) (all []entry.Entry, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		ids, err := spokenFor(ctx, db, accountID)
		if err != nil || len(ids) == 0 {
			return err
		}
		if all, err = entriesOf(ctx, db, contestID, ids); err != nil {
			return err
		}
		return withMoves(ctx, db, all)
	})
	return all, err
}

// EntryByID gives an entry by its id with its moves, and whether an account speaks for its organisation, for looking at
// it only. Fault: Unavailable.
func (s *Store) EntryByID(ctx context.Context, id, accountID string) (e entry.Entry, found, isOwn bool, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		var rows []entryRow
		if err := db.NewSelect().Model(&rows).Where("id = ?", id).Scan(ctx); err != nil || len(rows) == 0 {
			return err
		}
		found = true
		all := outs(rows)
		if err := withMoves(ctx, db, all); err != nil {
			return err
		}
		e = all[0]
		isOwn, err = db.NewSelect().Table("organisation_claims").
			Where("account_id = ? AND stakeholder_id = ? AND state = ?", accountID, e.StakeholderID, auth.ClaimConfirmed).Exists(ctx)
		return err
	})
	return e, found, isOwn, err
}

// SpokenFor gives the ids of the organisations that an account speaks for by a confirmed claim. Fault: Unavailable.
func (s *Store) SpokenFor(ctx context.Context, accountID string) ([]string, error) {
	ids, err := spokenFor(ctx, s.reader, accountID)
	return ids, s.fault(err)
}

// SpokenFor is SpokenFor of the store, in a transaction. Fault: Unavailable.
func (tx *Tx) SpokenFor(ctx context.Context, accountID string) ([]string, error) {
	ids, err := spokenFor(ctx, tx.db, accountID)
	return ids, tx.fail(err)
}

func spokenFor(ctx context.Context, db bun.IDB, accountID string) (ids []string, err error) {
	err = db.NewSelect().Table("organisation_claims").Column("stakeholder_id").
		Where("account_id = ? AND state = ?", accountID, auth.ClaimConfirmed).Scan(ctx, &ids)
	return ids, err
}

func entriesOf(ctx context.Context, db bun.IDB, contestID string, stakeholderIDs []string) ([]entry.Entry, error) {
	var rows []entryRow
	err := db.NewSelect().Model(&rows).Where("contest_id = ?", contestID).Where("stakeholder_id IN (?)", bun.List(stakeholderIDs)).
		Order("created_at", "id").Scan(ctx)
	return outs(rows), err
}

// withMoves puts their moves into entries.
func withMoves(ctx context.Context, db bun.IDB, all []entry.Entry) error {
	if len(all) == 0 {
		return nil
	}
	ids, places := make([]string, len(all)), index{}
	for i, e := range all {
		ids[i], places[e.ID] = e.ID, i
	}
	var rows []entryMoveRow
	if err := db.NewSelect().Model(&rows).Where("entry_id IN (?)", bun.List(ids)).Order("entry_id", "position").Scan(ctx); err != nil {
		return err
	}
	for _, r := range rows {
		if e := at(all, places, r.EntryID); e != nil {
			e.Moves = append(e.Moves, r.out())
		}
	}
	return nil
}
