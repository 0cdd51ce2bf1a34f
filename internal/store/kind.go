package store

import (
	"context"
	"reflect"

	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
)

// shelf holds aggregates of one kind as rows, table by table.
type shelf[A any] interface {
	// add takes an aggregate apart.
	add(a A)
	// all puts the aggregates together. Rows of aggregates without a root row count for nothing.
	all() []A
	// tables lists the tables, the root first.
	tables() []table
}

// table is one table of a shelf.
type table struct {
	rows any    // pointer to the slice of rows
	key  string // the column that holds the aggregate's id
	// heldBack is set where rows are public only if is_public says so.
	heldBack bool
	// grows is set where rows are added and never changed.
	grows bool
}

// kind says how aggregates of one kind are stored and what the public sees of them.
type kind[A any] struct {
	entity   changelog.Entity
	slot     func(*catalogue.Rows) *[]A
	shelf    func() shelf[A]
	id       func(*A) string
	revision func(*A) *int64
	// forum gives the forum that a change is filed under; nil for what belongs to none.
	forum func(ctx context.Context, tx *Tx, a *A) (string, error)
	// condition, in SQL on the root table, is what makes an aggregate public; empty where all are.
	condition string
	// public gives what everybody may see of an aggregate; nil where that is all of it.
	public func(A) (seen A, isPublic bool)
	// keep carries over from the stored aggregate what a new version does not say.
	keep func(old, given *A)
	// names are the schema's names of fields, where they differ from those of the import format.
	names map[string]string
	// also names further fields of the schema that change with the stored ones.
	also func(old, given *A) []string
	// isCancelled tells whether an aggregate is publicly called off.
	isCancelled func(*A) bool
	// guard refuses edits that what is stored forbids.
	guard func(ctx context.Context, tx *Tx, edits []edit[A]) error
	// before runs before rows are written, with what is about to be written.
	before func(ctx context.Context, tx *Tx, given []A) error
}

// keeper is a kind whose type is hidden.
type keeper interface {
	named() changelog.Entity
	read(ctx context.Context, db bun.IDB, w which, into *catalogue.Rows) error
	idsIn(rows *catalogue.Rows) []string
	save(ctx context.Context, tx *Tx, batch *catalogue.Rows, tally *Tally) error
}

// keepers lists all kinds, those first that others refer to.
func keepers() []keeper {
	return []keeper{
		countryKind, kindKind, goalKind, actionLineKind, matrixKind, stakeholderKind, personKind, forumKind,
		sessionKind, contestKind, projectKind,
	}
}

// which selects aggregates.
type which struct {
	ids    []string // nil for all
	forum  string   // of this forum only; for sessions
	public bool     // what everybody may see only
	lock   string   // what the query of the root ends with
}

// load reads aggregates with all their rows: one query a table.
func (k *kind[A]) load(ctx context.Context, db bun.IDB, w which) ([]A, error) {
	if w.ids != nil && len(w.ids) == 0 {
		return nil, nil
	}
	s := k.shelf()
	for i, t := range s.tables() {
		q := db.NewSelect().Model(t.rows).OrderExpr("?", bun.Ident(t.key))
		if i > 0 {
			q = q.Order("position")
		}
		if w.ids != nil {
			q = q.Where("? IN (?)", bun.Ident(t.key), bun.List(w.ids))
		}
		if i == 0 && w.public && k.condition != "" {
			q = q.Where(k.condition)
		}
		if i == 0 && w.forum != "" {
			q = q.Where("forum_id = ?", w.forum)
		}
		if t.heldBack && w.public {
			q = q.Where("is_public")
		}
		if i > 0 && w.forum != "" {
			q = q.Where("session_id IN (SELECT id FROM sessions WHERE forum_id = ?)", w.forum)
		}
		if i == 0 && w.lock != "" {
			q = q.For(w.lock)
		}
		if err := q.Scan(ctx); err != nil {
			return nil, err
		}
	}
	return s.all(), nil
}

func (k *kind[A]) named() changelog.Entity { return k.entity }

func (k *kind[A]) read(ctx context.Context, db bun.IDB, w which, into *catalogue.Rows) error {
	found, err := k.load(ctx, db, w)
	for _, a := range found {
		if w.public {
			var isPublic bool
			if a, isPublic = k.seen(a); !isPublic {
				continue
			}
		}
		*k.slot(into) = append(*k.slot(into), a)
	}
	return err
}

// chunk is how many rows go into one statement.
const chunk = 500

// write stores aggregates: root rows are inserted or brought up to date, the others are replaced.
func (k *kind[A]) write(ctx context.Context, db bun.IDB, given []A, existed []string) error {
	s := k.shelf()
	for _, a := range given {
		s.add(a)
	}
	tables := s.tables()
	for i := len(tables) - 1; i > 0 && len(existed) > 0; i-- {
		t := tables[i]
		if t.grows {
			continue
		}
		model := reflect.New(reflect.TypeOf(t.rows).Elem()).Interface()
		if _, err := db.NewDelete().Model(model).Where("? IN (?)", bun.Ident(t.key), bun.List(existed)).Exec(ctx); err != nil {
			return err
		}
	}
	for i, t := range tables {
		rows := reflect.ValueOf(t.rows).Elem()
		for from := 0; from < rows.Len(); from += chunk {
			part := reflect.New(rows.Type())
			part.Elem().Set(rows.Slice(from, min(from+chunk, rows.Len())))
			q := db.NewInsert().Model(part.Interface()).Returning("NULL")
			switch {
			case i == 0:
				q = q.On("CONFLICT (?) DO UPDATE", bun.Ident(t.key))
			case t.grows:
				q = q.On("CONFLICT DO NOTHING")
			}
			if _, err := q.Exec(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// seen gives what everybody may see of an aggregate.
func (k *kind[A]) seen(a A) (A, bool) {
	if k.public == nil {
		return a, true
	}
	return k.public(a)
}
