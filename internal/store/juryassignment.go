package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/jury"
)

type juryAssignmentRow struct {
	bun.BaseModel `bun:"table:jury_assignments,alias:a"`

	ID         string `bun:",pk"`
	ContestID  string
	Kind       jury.Kind
	JurorID    string
	CategoryID string
	ProjectID  string `bun:",nullzero"`
	EntryID    string `bun:",nullzero"`
	State      jury.AssignmentState
	Why        string
	AssignedAt time.Time
	Reason     jury.Reason `bun:",nullzero"`
	Comment    string      `bun:",nullzero"`
	RecusedAt  time.Time   `bun:",nullzero"`
	IsOut      bool        `bun:",scanonly"`
}

// isOut tells of an assignment a that what it judges is not in its category any more: an entry that was withdrawn or turned
// down, a nominee that was taken out or moved.
const isOut = `CASE a.kind WHEN 'NOMINATION'
	THEN NOT EXISTS (SELECT 1 FROM entries AS e WHERE e.id = a.entry_id AND e.state IN ('ELIGIBLE', 'NOMINATED', 'CHAMPION', 'WINNER'))
	ELSE NOT EXISTS (SELECT 1 FROM projects AS p WHERE p.id = a.project_id AND p.category_id = a.category_id) END`

func withIsOut(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("a.*").ColumnExpr(isOut + " AS is_out")
}

func (r juryAssignmentRow) out() jury.Assignment {
	return jury.Assignment{
		ID: r.ID, ContestID: r.ContestID, Kind: r.Kind, MemberID: r.JurorID, CategoryID: r.CategoryID, ProjectID: r.ProjectID + r.EntryID, State: r.State,
		Why: r.Why, AssignedAt: utc(r.AssignedAt), Reason: r.Reason, Comment: r.Comment, RecusedAt: utc(r.RecusedAt),
		IsOut: r.IsOut,
	}
}

func juryAssignmentIn(a jury.Assignment) juryAssignmentRow {
	row := juryAssignmentRow{
		ID: a.ID, ContestID: a.ContestID, Kind: a.Kind, JurorID: a.MemberID, CategoryID: a.CategoryID, State: a.State, Why: a.Why, AssignedAt: a.AssignedAt,
		Reason: a.Reason, Comment: a.Comment, RecusedAt: a.RecusedAt,
	}
	if a.Kind == jury.Nomination {
		row.EntryID = a.ProjectID
	} else {
		row.ProjectID = a.ProjectID
	}
	return row
}

// AddAssignments stores new assignments. Fault: Unavailable.
func (tx *Tx) AddAssignments(ctx context.Context, all []jury.Assignment) error {
	for from := 0; from < len(all); from += chunk {
		var rows []juryAssignmentRow
		for _, a := range all[from:min(from+chunk, len(all))] {
			rows = append(rows, juryAssignmentIn(a))
		}
		if err := tx.insert(ctx, &rows); err != nil {
			return err
		}
	}
	return nil
}

// SetAssignment stores what became of an assignment. Fault: Unavailable.
func (tx *Tx) SetAssignment(ctx context.Context, a jury.Assignment) error {
	row := juryAssignmentIn(a)
	// Who judges what stays as it was drawn.
	_, err := tx.db.NewUpdate().Model(&row).Column("state", "reason", "comment", "recused_at").WherePK().Exec(ctx)
	return tx.fail(err)
}

// DropAssignments takes assignments back that nobody has begun. Fault: Unavailable.
func (tx *Tx) DropAssignments(ctx context.Context, ids []string) error {
	for from := 0; from < len(ids); from += chunk {
		some := bun.List(ids[from:min(from+chunk, len(ids))])
		// Notes of a sheet that was taken back and emptied go with it.
		if _, err := tx.db.NewDelete().Table("score_drafts").Where("assignment_id IN (?)", some).Exec(ctx); err != nil {
			return tx.fail(err)
		}
		if _, err := tx.db.NewDelete().Table("jury_assignments").Where("id IN (?)", some).Where("state = ?", jury.Open).Exec(ctx); err != nil {
			return tx.fail(err)
		}
	}
	return nil
}

// Assignment gives an assignment by its id. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Assignment(ctx context.Context, id string) (jury.Assignment, bool, error) {
	row, found, err := one[juryAssignmentRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return withIsOut(q).Where("id = ?", id) })
	return row.out(), found, err
}

// SeenAssignment is Assignment without holding it, for those who have to hold something else first. Fault: Unavailable.
func (tx *Tx) SeenAssignment(ctx context.Context, id string) (a jury.Assignment, found bool, err error) {
	var rows []juryAssignmentRow
	if err := tx.db.NewSelect().Model(&rows).Where("id = ?", id).Scan(ctx); err != nil || len(rows) == 0 {
		return a, false, tx.fail(err)
	}
	return rows[0].out(), true, nil
}

// Assignments gives the assignments of a round, by category, entry and juror. Fault: Unavailable.
func (tx *Tx) Assignments(ctx context.Context, contestID string, kind jury.Kind) ([]jury.Assignment, error) {
	var rows []juryAssignmentRow
	err := tx.db.NewSelect().Model(&rows).Apply(withIsOut).Where("contest_id = ? AND kind = ?", contestID, kind).
		Order("category_id", "project_id", "entry_id", "juror_id").Scan(ctx)
	return outs(rows), tx.fail(err)
}

// RevealAssignments says of sealed assignments of a round that they are revealed. Fault: Unavailable.
func (tx *Tx) RevealAssignments(ctx context.Context, contestID string, kind jury.Kind) error {
	_, err := tx.db.NewUpdate().Table("jury_assignments").Set("state = ?", jury.Revealed).
		Where("contest_id = ? AND kind = ? AND state = ?", contestID, kind, jury.Sealed).Exec(ctx)
	return tx.fail(err)
}

// HasDueAssignments tells whether anybody has something to do in a round, and whether anything was sealed in it. Fault:
// Unavailable.
func (s *Store) HasDueAssignments(ctx context.Context, contestID string, kind jury.Kind) (due, sealed bool, err error) {
	var states []jury.AssignmentState
	err = s.reader.NewSelect().TableExpr("jury_assignments AS a").ColumnExpr("DISTINCT state").Where("contest_id = ? AND kind = ?", contestID, kind).
		Where("NOT ("+isOut+")").Scan(ctx, &states)
	for _, state := range states {
		due = due || state == jury.Open || state == jury.Draft
		sealed = sealed || state == jury.Sealed
	}
	return due, sealed, s.fault(err)
}

// DueJurors gives the accounts of jurors who have something to do in a round, in order. Fault: Unavailable.
func (s *Store) DueJurors(ctx context.Context, contestID string, kind jury.Kind) (accounts []string, err error) {
	err = s.reader.NewSelect().Table("jurors").Column("account_id").Where("account_id IS NOT NULL").
		Where("id IN (SELECT juror_id FROM jury_assignments AS a WHERE contest_id = ? AND kind = ? AND state IN (?, ?) AND NOT ("+isOut+"))", contestID, kind, jury.Open, jury.Draft).
		Order("account_id").Scan(ctx, &accounts)
	return accounts, s.fault(err)
}

// SilentJurors gives the ids of those who are asked to judge in a contest and have not answered, in order. Fault:
// Unavailable.
func (s *Store) SilentJurors(ctx context.Context, contestID string) (ids []string, err error) {
	err = s.reader.NewSelect().Table("jurors").Column("id").Where("contest_id = ? AND state = ?", contestID, jury.Invited).Order("id").Scan(ctx, &ids)
	return ids, s.fault(err)
}

// AssignmentsOf gives what an account judges, by contest, round, category and entry. It is for that account only. Fault:
// Unavailable.
func (s *Store) AssignmentsOf(ctx context.Context, accountID string) ([]jury.Assignment, error) {
	var rows []juryAssignmentRow
	err := s.reader.NewSelect().Model(&rows).Apply(withIsOut).Where("juror_id IN (SELECT id FROM jurors WHERE account_id = ?)", accountID).
		Order("contest_id", "kind", "category_id", "project_id", "entry_id").Scan(ctx)
	return outs(rows), s.fault(err)
}

// AssignmentByID gives an assignment by its id, for looking only. Fault: Unavailable.
func (s *Store) AssignmentByID(ctx context.Context, id string) (jury.Assignment, bool, error) {
	return kept[jury.Assignment, juryAssignmentRow](ctx, s, id)
}

// RoundAssignments lists the assignments of a round, the newest first. Fault: Unavailable.
func (s *Store) RoundAssignments(ctx context.Context, contestID string, kind jury.Kind, page auth.Page) (auth.Listed[jury.Assignment], error) {
	return listed[jury.Assignment, juryAssignmentRow](ctx, s, "assigned_at", page, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("contest_id = ? AND kind = ?", contestID, kind)
	})
}
