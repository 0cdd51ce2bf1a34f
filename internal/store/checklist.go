package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/checklist"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/scrutiny"
)

// Edition gives what is known of a contest, by its id, and of those who run it, and forum time, all as of one moment, in
// as many statements whatever there is. Proposals that end by an instant of real time do not wait any more. Fault:
// Unavailable.
func (s *Store) Edition(ctx context.Context, contestID string, until time.Time) (e checklist.Edition, now time.Time, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		e = checklist.Edition{}
		var err error
		if now, _, err = s.forumTime(ctx, db); err != nil {
			return err
		}
		found, err := contestKind.load(ctx, db, which{ids: []string{contestID}})
		if err != nil || len(found) == 0 {
			return err
		}
		e.Contest = found[0]
		for _, look := range []func(context.Context, bun.IDB, *checklist.Edition) error{
			forumEnds, whatStands, whoJudges, howFar, whoRuns, whatIsCounted,
		} {
			if err := look(ctx, db, &e); err != nil {
				return err
			}
		}
		return waiting(ctx, db, &e, until)
	})
	return e, now, err
}

func forumEnds(ctx context.Context, db bun.IDB, e *checklist.Edition) error {
	var rows []struct {
		EndsOn   scalar.Date
		TimeZone scalar.TimeZone
	}
	err := db.NewSelect().Table("forums").Column("ends_on", "time_zone").Where("id = ?", e.Contest.ForumID).Scan(ctx, &rows)
	for _, r := range rows {
		e.ForumEnds = r.EndsOn.Next().Start(r.TimeZone.Location()).UTC()
	}
	return err
}

// whatStands reads nominees and entries.
func whatStands(ctx context.Context, db bun.IDB, e *checklist.Edition) error {
	err := db.NewSelect().Table("projects").Column("id", "category_id").Where("contest_id = ?", e.Contest.ID).Where("category_id IS NOT NULL").
		Scan(ctx, &e.Nominees)
	if err != nil {
		return err
	}
	return db.NewSelect().Table("entries").ColumnExpr("id, coalesce(category_id, '') AS category_id, state").Where("contest_id = ?", e.Contest.ID).
		Where("state IN (?)", bun.List([]entry.State{entry.Submitted, entry.Eligible, entry.Nominated, entry.Champion, entry.Winner})).
		Scan(ctx, &e.Entries)
}

// whoJudges reads the rounds and the jurors.
func whoJudges(ctx context.Context, db bun.IDB, e *checklist.Edition) error {
	var rounds []juryRoundRow
	if err := db.NewSelect().Model(&rounds).Where("contest_id = ?", e.Contest.ID).Order("kind").Scan(ctx); err != nil {
		return err
	}
	e.Rounds = outs(rounds)
	var criteria []juryCriterionRow
	if err := db.NewSelect().Model(&criteria).Where("contest_id = ?", e.Contest.ID).Order("kind", "position").Scan(ctx); err != nil {
		return err
	}
	for i := range e.Rounds {
		for _, c := range criteria {
			if c.Kind == e.Rounds[i].Kind {
				e.Rounds[i].Criteria = append(e.Rounds[i].Criteria, c.out())
			}
		}
	}
	var jurors []jurorRow
	err := db.NewSelect().Model(&jurors).Column("id", "is_chair", "categories", "state").Where("contest_id = ?", e.Contest.ID).Scan(ctx)
	e.Jurors = outs(jurors)
	return err
}

// howFar counts jurors and missing sheets, by what is judged.
func howFar(ctx context.Context, db bun.IDB, e *checklist.Edition) error {
	return db.NewSelect().Table("jury_assignments").ColumnExpr("kind, coalesce(project_id, entry_id) AS id").
		ColumnExpr("sum(CASE WHEN state = ? THEN 0 ELSE 1 END) AS jurors", jury.Recused).
		ColumnExpr("sum(CASE WHEN state IN (?, ?) THEN 1 ELSE 0 END) AS due", jury.Open, jury.Draft).
		Where("contest_id = ?", e.Contest.ID).GroupExpr("kind, coalesce(project_id, entry_id)").Scan(ctx, &e.Judging)
}

// whoRuns reads who has a role for the contest, and an account that can be used.
func whoRuns(ctx context.Context, db bun.IDB, e *checklist.Edition) error {
	return db.NewRaw(`SELECT DISTINCT g.account_id, g.role,
			EXISTS (SELECT 1 FROM contest_officers AS o WHERE o.contest_id = ? AND o.account_id = g.account_id) AS was_there
		FROM role_grants AS g JOIN accounts AS a ON a.id = g.account_id AND a.state = ?
		WHERE g.role IN (?, ?, ?) AND g.confirmed_at IS NOT NULL AND g.withdrawn_at IS NULL
		AND (g.contest_id = ? OR g.forum_id = ? OR g.contest_id IS NULL AND g.forum_id IS NULL)`,
		e.Contest.ID, auth.Active, auth.Secretariat, auth.Auditor, auth.Jury, e.Contest.ID, e.Contest.ForumID).Scan(ctx, &e.Officers)
}

// whatIsCounted reads of the newest count whether it has ties and still holds, and when results become public.
func whatIsCounted(ctx context.Context, db bun.IDB, e *checklist.Edition) error {
	var count []struct {
		HasTies, IsStale bool
	}
	// A count knows how many decisions about votes came before it; those on ties say when they were made.
	err := db.NewRaw(`SELECT CAST(c.ties AS text) <> '[]' AS has_ties,
			c.decisions <> (SELECT count(*) FROM voids WHERE contest_id = c.contest_id) + (SELECT count(*) FROM appeals WHERE contest_id = c.contest_id AND state <> ?)
			OR EXISTS (SELECT 1 FROM lots WHERE contest_id = c.contest_id AND drawn_at > c.counted_at)
			OR EXISTS (SELECT 1 FROM tie_decisions WHERE contest_id = c.contest_id AND decided_at > c.counted_at) AS is_stale
		FROM counts AS c WHERE c.contest_id = ? ORDER BY c.counted_at DESC, c.id DESC LIMIT 1`, prize.AppealOpen, e.Contest.ID).Scan(ctx, &count)
	if err != nil {
		return err
	}
	for _, c := range count {
		e.Count = &checklist.Count{HasTies: c.HasTies, IsStale: c.IsStale}
	}
	return db.NewSelect().Table("publications").Column("part").Where("contest_id = ?", e.Contest.ID).Order("part").Scan(ctx, &e.Scheduled)
}

// waiting counts what waits for a decision.
func waiting(ctx context.Context, db bun.IDB, e *checklist.Edition, until time.Time) error {
	err := db.NewRaw(`SELECT (SELECT count(*) FROM proposals WHERE contest_id = ? AND state = ? AND expires_at > ?),
			(SELECT count(*) FROM scrutiny_cases WHERE contest_id = ? AND state = ? AND score >= ?),
			(SELECT count(*) FROM appeals WHERE contest_id = ? AND state = ?)`,
		e.Contest.ID, auth.ProposalPending, until, e.Contest.ID, scrutiny.CaseOpen, scrutiny.QuarantineScore, e.Contest.ID, prize.AppealOpen,
	).Scan(ctx, &e.Proposals, &e.Cases, &e.Appeals)
	if err != nil {
		return err
	}
	var voids []voidRow
	err = db.NewSelect().Model(&voids).Column("appeal_until").Where("contest_id = ?", e.Contest.ID).Order("appeal_until DESC").Limit(1).
		Where("appeal_until IS NOT NULL").Scan(ctx)
	for _, v := range voids {
		e.AppealUntil = utc(v.AppealUntil)
	}
	return err
}
