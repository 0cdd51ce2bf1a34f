package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type contestRow struct {
	bun.BaseModel `bun:"table:contests"`

	ID         string `bun:",pk"`
	Slug       string
	ForumID    string
	Name       text.Text         `bun:"type:jsonb,nullzero"`
	Edition    int               `bun:",nullzero"`
	CeremonyOn scalar.Date       `bun:",nullzero"`
	Rules      []prize.Rule      `bun:"type:jsonb,nullzero"`
	Figures    []prize.Figure    `bun:"type:jsonb,nullzero"`
	Notes      []string          `bun:"type:jsonb,nullzero"`
	Sources    []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision   int64

	PartialBallotsCount  bool
	VotesMayChange       bool
	OneEntryPerCategory  bool
	NomineesPerCategory  int              `bun:",nullzero"`
	ChampionsPerCategory int              `bun:",nullzero"`
	TieBreaks            []prize.TieBreak `bun:"type:jsonb,nullzero"`
	Form                 []prize.Box      `bun:"type:jsonb,nullzero"`
}

type phaseRow struct {
	bun.BaseModel `bun:"table:contest_phases"`

	ContestID string
	Position  int
	Kind      prize.PhaseKind
	OpensAt   time.Time
	ClosesAt  time.Time
	Basis     string `bun:",nullzero"`
	IsClosed  bool
}

type categoryRow struct {
	bun.BaseModel `bun:"table:categories"`

	ID         string `bun:",pk"`
	ContestID  string
	Position   int
	Number     int
	ActionLine string
	Title      text.Text `bun:"type:jsonb,nullzero"`
}

type phaseMoveRow struct {
	bun.BaseModel `bun:"table:phase_moves"`

	ContestID   string
	Position    int
	Kind        prize.PhaseKind
	OpensAt     time.Time
	ClosesAt    time.Time
	OpensAtNow  time.Time
	ClosesAtNow time.Time
	MovedAt     time.Time
	Reason      string
	Officers    int
}

type manifestRow struct {
	bun.BaseModel `bun:"table:manifests"`

	ContestID string
	Position  int
	Text      string
	SHA256    string `bun:"sha256"`
	FrozenAt  time.Time
	Reason    string `bun:",nullzero"`
}

type contestShelf struct {
	roots      []contestRow
	phases     []phaseRow
	categories []categoryRow
	moves      []phaseMoveRow
	manifests  []manifestRow
	results    []resultRow
	tallies    []tallyRow
	voids      []resultVoidRow

	recognitions []recognitionRow
}

var contestKind = &kind[prize.Contest]{
	entity:   changelog.Contest,
	slot:     func(r *catalogue.Rows) *[]prize.Contest { return &r.Contests },
	shelf:    func() shelf[prize.Contest] { return &contestShelf{} },
	id:       func(c *prize.Contest) string { return c.ID },
	revision: func(c *prize.Contest) *int64 { return &c.Revision },
	forum:    func(_ context.Context, _ *Tx, c *prize.Contest) (string, error) { return c.ForumID, nil },
	public:   publicContest,
	keep:     keepContest,
	guard:    guardContest,
	before:   closeRecorded,
	names:    map[string]string{"moves": "phaseMoves", "manifests": "rulesManifests", "results": "categories"},
}

func (s *contestShelf) tables() []table {
	return []table{
		{rows: &s.roots, key: "id"}, {rows: &s.phases, key: "contest_id"}, {rows: &s.categories, key: "contest_id"},
		{rows: &s.moves, key: "contest_id", grows: true}, {rows: &s.manifests, key: "contest_id", grows: true},
		{rows: &s.results, key: "contest_id", heldBack: true}, {rows: &s.tallies, key: "contest_id", heldBack: true},
		{rows: &s.voids, key: "contest_id", heldBack: true},
		{rows: &s.recognitions, key: "contest_id", heldBack: true},
	}
}

func (s *contestShelf) add(c prize.Contest) {
	s.roots = append(s.roots, contestRow{
		ID: c.ID, Slug: c.Slug, ForumID: c.ForumID, Name: c.Name, Edition: c.Edition, CeremonyOn: c.CeremonyOn,
		Rules: c.Rules, Figures: c.Figures, Notes: c.Notes, Sources: c.Sources, Revision: c.Revision,
		PartialBallotsCount: c.PartialBallotsCount, VotesMayChange: c.VotesMayChange, OneEntryPerCategory: c.OneEntryPerCategory,
		NomineesPerCategory: c.NomineesPerCategory, ChampionsPerCategory: c.ChampionsPerCategory, TieBreaks: c.TieBreaks,
		Form: c.Form,
	})
	for i, p := range c.Phases {
		s.phases = append(s.phases, phaseRow{
			ContestID: c.ID, Position: i, Kind: p.Kind, OpensAt: p.OpensAt.Time, ClosesAt: p.ClosesAt.Time, Basis: p.Basis,
			IsClosed: p.IsClosed,
		})
	}
	for i, v := range c.Categories {
		s.categories = append(s.categories, categoryRow{
			ID: v.ID, ContestID: c.ID, Position: i, Number: v.Number, ActionLine: v.ActionLine, Title: v.Title,
		})
	}
	s.addHistory(c)
	s.addResults(c)
	s.addRecognitions(c)
}

// addHistory takes apart what only grows.
func (s *contestShelf) addHistory(c prize.Contest) {
	for _, m := range c.Moves {
		s.moves = append(s.moves, phaseMoveRow{
			ContestID: c.ID, Position: m.Number, Kind: m.Kind, OpensAt: m.OpensAt.Time, ClosesAt: m.ClosesAt.Time, OpensAtNow: m.OpensAtNow.Time,
			ClosesAtNow: m.ClosesAtNow.Time, MovedAt: m.MovedAt.Time, Reason: m.Reason, Officers: m.Officers,
		})
	}
	for _, m := range c.Manifests {
		s.manifests = append(s.manifests, manifestRow{
			ContestID: c.ID, Position: m.Number, Text: m.Text, SHA256: m.SHA256, FrozenAt: m.FrozenAt.Time, Reason: m.Reason,
		})
	}
}

func (s *contestShelf) all() []prize.Contest {
	all, places := make([]prize.Contest, len(s.roots)), index{}
	for i, r := range s.roots {
		places[r.ID] = i
		all[i] = prize.Contest{
			ID: r.ID, Slug: r.Slug, ForumID: r.ForumID, Name: r.Name, Edition: r.Edition, CeremonyOn: r.CeremonyOn,
			Rules: r.Rules, Figures: r.Figures, Notes: r.Notes, Sources: r.Sources, Revision: r.Revision,
			PartialBallotsCount: r.PartialBallotsCount, VotesMayChange: r.VotesMayChange, OneEntryPerCategory: r.OneEntryPerCategory,
			NomineesPerCategory: r.NomineesPerCategory, ChampionsPerCategory: r.ChampionsPerCategory, TieBreaks: r.TieBreaks,
			Form: r.Form,
		}
	}
	for _, r := range s.phases {
		if c := at(all, places, r.ContestID); c != nil {
			c.Phases = append(c.Phases, prize.Phase{
				Kind: r.Kind, OpensAt: instant(r.OpensAt), ClosesAt: instant(r.ClosesAt), Basis: r.Basis, IsClosed: r.IsClosed,
			})
		}
	}
	for _, r := range s.categories {
		if c := at(all, places, r.ContestID); c != nil {
			c.Categories = append(c.Categories, prize.Category{
				ID: r.ID, Number: r.Number, ActionLine: r.ActionLine, Title: r.Title,
			})
		}
	}
	s.putHistory(all, places)
	s.putResults(all, places)
	s.putRecognitions(all, places)
	return all
}

func (s *contestShelf) putHistory(all []prize.Contest, places index) {
	for _, r := range s.moves {
		if c := at(all, places, r.ContestID); c != nil {
			c.Moves = append(c.Moves, prize.PhaseMove{
				Number: r.Position, Kind: r.Kind, OpensAt: instant(r.OpensAt), ClosesAt: instant(r.ClosesAt), OpensAtNow: instant(r.OpensAtNow),
				ClosesAtNow: instant(r.ClosesAtNow), MovedAt: instant(r.MovedAt), Reason: r.Reason, Officers: r.Officers,
			})
		}
	}
	for _, r := range s.manifests {
		if c := at(all, places, r.ContestID); c != nil {
			c.Manifests = append(c.Manifests, prize.Manifest{
				Number: r.Position, Text: r.Text, SHA256: r.SHA256, FrozenAt: instant(r.FrozenAt), Reason: r.Reason,
			})
		}
	}
}

// keepContest keeps what no new version of a contest says: what was closed, how instants moved, what was frozen, and, in
// an import, the form.
func keepContest(old, given *prize.Contest) {
	keepClosed(old, given)
	if len(given.Form) == 0 {
		given.Form = old.Form
	}
	if len(given.Moves) < len(old.Moves) {
		given.Moves = old.Moves
	}
	if len(given.Manifests) < len(old.Manifests) {
		given.Manifests = old.Manifests
	}
	if len(given.Results) == 0 {
		given.Results = old.Results
	}
	if len(given.Recognitions) < len(old.Recognitions) {
		given.Recognitions = old.Recognitions
	}
}
