package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/prize"
	"rostrum/internal/text"
)

type recognitionRow struct {
	bun.BaseModel `bun:"table:recognitions"`

	ContestID     string
	Position      int
	ProjectID     string    `bun:",nullzero"`
	StakeholderID string    `bun:",nullzero"`
	Title         text.Text `bun:"type:jsonb"`
	Citation      text.Text `bun:"type:jsonb"`
	DueAt         time.Time `bun:",nullzero"`
	IsPublic      bool
}

func (s *contestShelf) addRecognitions(c prize.Contest) {
	for _, r := range c.Recognitions {
		s.recognitions = append(s.recognitions, recognitionRow{
			ContestID: c.ID, Position: r.Number, ProjectID: r.ProjectID, StakeholderID: r.StakeholderID, Title: r.Title, Citation: r.Citation,
			DueAt: r.DueAt.Time, IsPublic: r.IsPublic,
		})
	}
}

func (s *contestShelf) putRecognitions(all []prize.Contest, places index) {
	for _, r := range s.recognitions {
		if c := at(all, places, r.ContestID); c != nil {
			c.Recognitions = append(c.Recognitions, prize.Recognition{
				Number: r.Position, ProjectID: r.ProjectID, StakeholderID: r.StakeholderID, Title: r.Title, Citation: r.Citation,
				DueAt: instant(r.DueAt), IsPublic: r.IsPublic,
			})
		}
	}
}

// publicRecognitions gives those that everybody may see, without what only their publication needs.
func publicRecognitions(all []prize.Recognition) (open []prize.Recognition) {
	for _, r := range all {
		if r.IsPublic {
			open = append(open, r)
		}
	}
	return open
}

// recognised gives the contests with a recognition that becomes public at an instant of its own, the first one first.
func recognised(ctx context.Context, db bun.IDB) ([]publicationRow, error) {
	var rows []publicationRow
	err := db.NewSelect().TableExpr("recognitions").ColumnExpr("contest_id, min(due_at) AS due_at").
		Where("NOT is_public").Where("due_at IS NOT NULL").GroupExpr("contest_id").OrderExpr("due_at, contest_id").Scan(ctx, &rows)
	for i := range rows {
		rows[i].DueAt = utc(rows[i].DueAt)
	}
	return rows, err
}

// openRecognitions makes public what is due of the recognitions of a contest.
func openRecognitions(c *prize.Contest, now time.Time) {
	for i := range c.Recognitions {
		r := &c.Recognitions[i]
		r.IsPublic = r.IsPublic || !r.DueAt.IsZero() && !r.DueAt.After(now)
	}
}

// IsRecipient tells whether there is the organisation, or in the contest the project, that a recognition goes to. Fault:
// Unavailable.
func (tx *Tx) IsRecipient(ctx context.Context, contestID string, r prize.Recognition) (bool, error) {
	q := tx.db.NewSelect().Table("stakeholders").Where("id = ?", r.StakeholderID)
	if r.ProjectID != "" {
		q = tx.db.NewSelect().Table("projects").Where("id = ?", r.ProjectID).Where("contest_id = ?", contestID)
	}
	known, err := q.Exists(ctx)
	return known, tx.fail(err)
}
