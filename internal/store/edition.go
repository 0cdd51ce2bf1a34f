package store

import (
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
)

// ForumBySlug gives a forum by its short name. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) ForumBySlug(ctx context.Context, slug string) (programme.Forum, bool, error) {
	return bySlug(ctx, tx, forumKind, "forums", slug)
}

// ContestBySlug gives a contest by its short name. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) ContestBySlug(ctx context.Context, slug string) (prize.Contest, bool, error) {
	return bySlug(ctx, tx, contestKind, "contests", slug)
}

// ContestByID gives a contest by its id. It stays as it is until the transaction ends. Faults: NotFound, Unavailable.
func (tx *Tx) ContestByID(ctx context.Context, id string) (prize.Contest, error) {
	found, err := contestKind.load(ctx, tx.db, which{ids: []string{id}, lock: tx.store.engine.forUpdate()})
	if err != nil {
		return prize.Contest{}, tx.fail(err)
	}
	if len(found) == 0 {
		return prize.Contest{}, fault.New(fault.NotFound, "contest: there is none with this id")
	}
	return found[0], nil
}

func bySlug[A any](ctx context.Context, tx *Tx, k *kind[A], table, slug string) (a A, found bool, err error) {
	var ids []string
	if err := tx.db.NewSelect().Table(table).Column("id").Where("slug = ?", slug).Scan(ctx, &ids); err != nil || len(ids) == 0 {
		return a, false, tx.fail(err)
	}
	all, err := k.load(ctx, tx.db, which{ids: ids, lock: tx.store.engine.forUpdate()})
	if err != nil || len(all) == 0 {
		return a, false, tx.fail(err)
	}
	return all[0], true, nil
}

// SaveForum stores a forum whole. Faults: as of Save.
func (tx *Tx) SaveForum(ctx context.Context, f programme.Forum) error {
	_, err := tx.Save(ctx, catalogue.Rows{Forums: []programme.Forum{f}})
	return err
}

// SaveContest stores a contest whole. Faults: as of Save.
func (tx *Tx) SaveContest(ctx context.Context, c prize.Contest) error {
	_, err := tx.Save(ctx, catalogue.Rows{Contests: []prize.Contest{c}})
	return err
}

// SaveFrozenContest is SaveContest for a contest whose rules are frozen, by what takes two officers. Faults: as of Save.
func (tx *Tx) SaveFrozenContest(ctx context.Context, c prize.Contest) error {
	tx.thawed = true
	defer func() { tx.thawed = false }()
	return tx.SaveContest(ctx, c)
}

// SaveFrozenProject stores a project of a contest whose nominees are frozen, as two officers decided. Faults: as of Save.
func (tx *Tx) SaveFrozenProject(ctx context.Context, p prize.Project) error {
	tx.thawed = true
	defer func() { tx.thawed = false }()
	_, err := tx.Save(ctx, catalogue.Rows{Projects: []prize.Project{p}})
	return err
}

// Project gives a project by its id. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Project(ctx context.Context, id string) (p prize.Project, found bool, err error) {
	all, err := projectKind.load(ctx, tx.db, which{ids: []string{id}, lock: tx.store.engine.forUpdate()})
	if err != nil || len(all) == 0 {
		return p, false, tx.fail(err)
	}
	return all[0], true, nil
}

// NomineesOf gives the projects that stand in a category of a contest, in the order of their ids. Fault: Unavailable.
func (tx *Tx) NomineesOf(ctx context.Context, contestID string) ([]prize.Project, error) {
	var ids []string
	err := tx.db.NewSelect().Table("projects").Column("id").Where("contest_id = ?", contestID).Where("category_id IS NOT NULL").
		Order("id").Scan(ctx, &ids)
	if err != nil {
		return nil, tx.fail(err)
	}
	var all []prize.Project
	for from := 0; from < len(ids); from += chunk {
		some, err := projectKind.load(ctx, tx.db, which{ids: ids[from:min(from+chunk, len(ids))]})
		if err != nil {
			return nil, tx.fail(err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// KeepOfficers keeps who has the secretariat of a contest at this moment. Fault: Unavailable.
func (tx *Tx) KeepOfficers(ctx context.Context, scope auth.Scope) error {
	_, err := tx.db.NewRaw(`INSERT INTO contest_officers (contest_id, account_id)
		SELECT DISTINCT ?, account_id FROM role_grants
		WHERE role = 'SECRETARIAT' AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL
		AND (contest_id = ? OR forum_id = ? OR contest_id IS NULL AND forum_id IS NULL)
		ON CONFLICT DO NOTHING`, scope.ContestID, scope.ContestID, scope.ForumID).Exec(ctx)
	return tx.fail(err)
}

// WasOfficer tells whether an account had the secretariat of a contest when its voting opened. Fault: Unavailable.
func (tx *Tx) WasOfficer(ctx context.Context, contestID, accountID string) (bool, error) {
	is, err := tx.db.NewSelect().Table("contest_officers").Where("contest_id = ?", contestID).Where("account_id = ?", accountID).Exists(ctx)
	return is, tx.fail(err)
}

// guardContest refuses to change what is frozen in the rules of a contest, but for what two officers decided.
func guardContest(_ context.Context, tx *Tx, edits []edit[prize.Contest]) error {
	for _, e := range edits {
		if e.old != nil && e.old.IsFrozen() && !tx.thawed && e.old.ManifestText(nil) != e.given.ManifestText(nil) {
			return fault.New(fault.Conflict, "contest %s: its rules are frozen since voting opened", e.given.Slug)
		}
	}
	return nil
}

// guardProject refuses to change which projects stand in which category of a contest whose rules are frozen, but for
// what two officers decided.
func guardProject(ctx context.Context, tx *Tx, edits []edit[prize.Project]) error {
	if tx.thawed {
		return nil
	}
	touched := map[string]bool{}
	for _, e := range edits {
		was := prize.Project{ContestID: e.given.ContestID}
		if e.old != nil {
			was = *e.old
		}
		if was.ContestID != e.given.ContestID || was.CategoryID != e.given.CategoryID {
			touched[was.ContestID], touched[e.given.ContestID] = true, true
		}
	}
	if len(touched) == 0 {
		return nil
	}
	var frozen []string
	err := tx.db.NewSelect().TableExpr("contests AS c").Column("c.slug").Where("c.id IN (?)", bun.List(slices.Sorted(maps.Keys(touched)))).
		Where("EXISTS (SELECT 1 FROM manifests AS m WHERE m.contest_id = c.id)").Order("c.slug").Scan(ctx, &frozen)
	if err != nil || len(frozen) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "contest %s: its nominees are frozen since voting opened", frozen[0])
}

// ScopeOfContest gives a contest with its forum, by its id; an unknown one has no scope. Fault: Unavailable.
func (tx *Tx) ScopeOfContest(ctx context.Context, contestID string) (auth.Scope, error) {
	scope, _, err := scopeOf(ctx, tx.db, "id", contestID)
	return scope, tx.fail(err)
}

// ScopeOfContest gives a contest with its forum, by its id; an unknown one has no scope. Fault: Unavailable.
func (s *Store) ScopeOfContest(ctx context.Context, contestID string) (auth.Scope, error) {
	scope, _, err := scopeOf(ctx, s.reader, "id", contestID)
	return scope, s.fault(err)
}

// ContestScope gives a contest with its forum, by its short name. Fault: Unavailable.
func (s *Store) ContestScope(ctx context.Context, slug string) (scope auth.Scope, found bool, err error) {
	scope, found, err = scopeOf(ctx, s.reader, "slug", slug)
	return scope, found, s.fault(err)
}

func scopeOf(ctx context.Context, db bun.IDB, column, value string) (auth.Scope, bool, error) {
	var rows []struct{ ForumID, ID string }
	err := db.NewSelect().Table("contests").Column("forum_id", "id").Where("? = ?", bun.Ident(column), value).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return auth.Scope{}, false, err
	}
	return auth.Scope{ForumID: rows[0].ForumID, ContestID: rows[0].ID}, true, nil
}

// ForumByID gives a forum by its id. It stays as it is until the transaction ends. Faults: NotFound, Unavailable.
func (tx *Tx) ForumByID(ctx context.Context, id string) (programme.Forum, error) {
	found, err := forumKind.load(ctx, tx.db, which{ids: []string{id}, lock: tx.store.engine.forUpdate()})
	if err != nil {
		return programme.Forum{}, tx.fail(err)
	}
	if len(found) == 0 {
		return programme.Forum{}, fault.New(fault.NotFound, "forum: there is none with this id")
	}
	return found[0], nil
}
