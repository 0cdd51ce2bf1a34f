package panel

import (
	"context"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/jury"
)

// Exported is everything that is stored about somebody as a juror, as it goes out to them and to nobody else.
type Exported struct {
	Places      []exportedPlace    `json:"places"`
	Assignments []exportedWork     `json:"assignments"`
	Decisions   []exportedDecision `json:"decisions"`
}

type exportedPlace struct {
	ID            string     `json:"id"`
	ContestID     string     `json:"contestId"`
	Name          string     `json:"name"`
	IsChair       bool       `json:"isChair"`
	Country       string     `json:"country,omitempty"`
	Languages     []string   `json:"languages"`
	Organisations []string   `json:"organisations"`
	Categories    []string   `json:"categories"`
	State         jury.State `json:"state"`
	InvitedAt     time.Time  `json:"invitedAt"`
	AnsweredAt    *time.Time `json:"answeredAt"`
}

type exportedWork struct {
	ID          string               `json:"id"`
	ContestID   string               `json:"contestId"`
	Round       jury.Kind            `json:"round"`
	CategoryID  string               `json:"categoryId"`
	ProjectID   string               `json:"projectId"`
	State       jury.AssignmentState `json:"state"`
	Explanation string               `json:"explanation"`
	AssignedAt  time.Time            `json:"assignedAt"`
	Recusal     *exportedRecusal     `json:"recusal"`
	Draft       *exportedDraft       `json:"draft"`
	Sheets      []exportedSheet      `json:"sheets"`
}

type exportedRecusal struct {
	Reason  jury.Reason `json:"reason"`
	Comment string      `json:"comment,omitempty"`
	At      time.Time   `json:"at"`
}

type exportedDraft struct {
	Revision int           `json:"revision"`
	SavedAt  time.Time     `json:"savedAt"`
	Scores   []jury.Points `json:"scores"`
	Comment  string        `json:"comment,omitempty"`
}

// exportedSheet has neither salt nor text while it is sealed: then nobody reads it, its juror included.
type exportedSheet struct {
	Number        int        `json:"number"`
	Commitment    string     `json:"commitment"`
	SealedAt      time.Time  `json:"sealedAt"`
	TakenBackAt   *time.Time `json:"takenBackAt"`
	RevealedAt    *time.Time `json:"revealedAt"`
	IsAfterReveal bool       `json:"isAfterReveal"`
	Salt          string     `json:"salt,omitempty"`
	Text          string     `json:"text,omitempty"`
}

type exportedDecision struct {
	ContestID  string    `json:"contestId"`
	Round      jury.Kind `json:"round"`
	CategoryID string    `json:"categoryId"`
	Projects   []string  `json:"projects"`
	Reason     string    `json:"reason"`
	DecidedAt  time.Time `json:"decidedAt"`
}

// Export gives everything that is stored about whoever asks as a juror: places and invitations, what they judge and do
// not judge, drafts, sheets, and what they recorded as a chair.
func (s *Service) Export(ctx context.Context, asking auth.Principal) (Exported, error) {
	out := Exported{Places: []exportedPlace{}, Assignments: []exportedWork{}, Decisions: []exportedDecision{}}
	places, err := s.Places(ctx, asking)
	if err != nil {
		return out, err
	}
	work, err := s.written(ctx, asking)
	if err != nil {
		return out, err
	}
	decisions, err := s.Store.JuryDecisionsBy(ctx, asking.AccountID)
	if err != nil {
		return out, err
	}
	for _, m := range places {
		out.Places = append(out.Places, exportedPlace{
			m.ID, m.ContestID, m.Name, m.IsChair, m.Country, m.Languages, m.Organisations, m.Categories, m.State, m.InvitedAt, maybe(m.AnsweredAt),
		})
	}
	for _, w := range work {
		out.Assignments = append(out.Assignments, w.exported())
	}
	for _, d := range decisions {
		out.Decisions = append(out.Decisions, exportedDecision{d.ContestID, d.Kind, d.CategoryID, d.Projects, d.Reason, d.DecidedAt})
	}
	return out, nil
}

func (w Work) exported() exportedWork {
	out := exportedWork{
		ID: w.ID, ContestID: w.ContestID, Round: w.Kind, CategoryID: w.CategoryID, ProjectID: w.ProjectID, State: w.State, Explanation: w.Why,
		AssignedAt: w.AssignedAt, Sheets: []exportedSheet{},
	}
	if w.State == jury.Recused {
		out.Recusal = &exportedRecusal{w.Reason, w.Comment, w.RecusedAt}
	}
	if w.Draft != nil {
		out.Draft = &exportedDraft{w.Draft.Revision, w.Draft.SavedAt, w.Draft.Scores.Points, w.Draft.Scores.Comment}
	}
	for _, s := range w.Sheets {
		out.Sheets = append(out.Sheets, exportedSheet{
			s.Number, s.Commitment, s.SealedAt, maybe(s.TakenBackAt), maybe(s.RevealedAt), s.AfterReveal, s.Salt, s.Text,
		})
	}
	return out
}

// maybe gives an instant, nil for none.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
