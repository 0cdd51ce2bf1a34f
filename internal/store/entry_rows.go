package store

import (
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/entry"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

type entryRow struct {
	bun.BaseModel `bun:"table:entries"`

	ID            string `bun:",pk"`
	ContestID     string
	CategoryID    string `bun:",nullzero"`
	StakeholderID string
	CreatedBy     string
	Title         string
	TitleKey      string
	Language      string
	Answers       []entry.Answer `bun:"type:jsonb,nullzero"`
	Links         []entry.Link   `bun:"type:jsonb,nullzero"`
	Images        []entry.Image  `bun:"type:jsonb,nullzero"`
	StartedOn     scalar.Date    `bun:",nullzero"`
	EndedOn       scalar.Date    `bun:",nullzero"`
	Waived        []entry.Check  `bun:"type:jsonb,nullzero"`
	State         entry.State
	Revision      int64
	CreatedAt     time.Time
	ChangedAt     time.Time
	SubmittedAt   time.Time `bun:",nullzero"`
	ProjectID     string    `bun:",nullzero"`
	HeldTitle     string    `bun:",nullzero"`
	HeldCategory  string    `bun:",nullzero"`
}

type entryMoveRow struct {
	bun.BaseModel `bun:"table:entry_moves"`

	EntryID   string
	Position  int
	FromState entry.State
	ToState   entry.State
	MovedBy   string
	MovedAt   time.Time
	Reason    string        `bun:",nullzero"`
	Despite   []entry.Check `bun:"type:jsonb,nullzero"`
}

func (r entryRow) out() entry.Entry {
	return entry.Entry{
		ID: r.ID, ContestID: r.ContestID, CategoryID: r.CategoryID, StakeholderID: r.StakeholderID, CreatedBy: r.CreatedBy,
		Content: entry.Content{
			Title: r.Title, Language: r.Language, Answers: r.Answers, Links: r.Links, Images: r.Images, StartedOn: r.StartedOn, EndedOn: r.EndedOn,
		},
		State: r.State, Revision: r.Revision, Waived: r.Waived, CreatedAt: utc(r.CreatedAt), ChangedAt: utc(r.ChangedAt),
		SubmittedAt: utc(r.SubmittedAt), ProjectID: r.ProjectID,
	}
}

func entryIn(e entry.Entry, c prize.Contest) *entryRow {
	return &entryRow{
		ID: e.ID, ContestID: e.ContestID, CategoryID: e.CategoryID, StakeholderID: e.StakeholderID, CreatedBy: e.CreatedBy, Title: e.Title,
		TitleKey: e.TitleKey(), Language: e.Language, Answers: e.Answers, Links: e.Links, Images: e.Images, StartedOn: e.StartedOn,
		EndedOn: e.EndedOn, Waived: e.Waived, State: e.State, Revision: e.Revision, CreatedAt: e.CreatedAt, ChangedAt: e.ChangedAt,
		SubmittedAt: e.SubmittedAt, ProjectID: e.ProjectID, HeldTitle: e.HeldTitle(), HeldCategory: e.HeldCategory(c),
	}
}

func moveIn(entryID string, m entry.Move) entryMoveRow {
	return entryMoveRow{
		EntryID: entryID, Position: m.Number, FromState: m.From, ToState: m.To, MovedBy: m.By, MovedAt: m.At, Reason: m.Reason, Despite: m.Despite,
	}
}

func (r entryMoveRow) out() entry.Move {
	return entry.Move{
		Number: r.Position, From: r.FromState, To: r.ToState, By: r.MovedBy, At: utc(r.MovedAt), Reason: r.Reason, Despite: r.Despite,
	}
}
