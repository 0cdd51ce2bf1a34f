package store

import (
	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type goalRow struct {
	bun.BaseModel `bun:"table:goals"`

	ID       string `bun:",pk"`
	Number   int
	Name     text.Text `bun:"type:jsonb,nullzero"`
	Title    text.Text `bun:"type:jsonb,nullzero"`
	Colour   string
	Notes    []string          `bun:"type:jsonb,nullzero"`
	Sources  []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision int64
}

type targetRow struct {
	bun.BaseModel `bun:"table:goal_targets"`

	GoalID   string
	Position int
	Code     string
}

type goalShelf struct {
	roots   []goalRow
	targets []targetRow
}

var goalKind = &kind[taxonomy.Goal]{
	entity:   changelog.Goal,
	slot:     func(r *catalogue.Rows) *[]taxonomy.Goal { return &r.Goals },
	shelf:    func() shelf[taxonomy.Goal] { return &goalShelf{} },
	id:       func(g *taxonomy.Goal) string { return g.ID },
	revision: func(g *taxonomy.Goal) *int64 { return &g.Revision },
}

func (s *goalShelf) tables() []table {
	return []table{{rows: &s.roots, key: "id"}, {rows: &s.targets, key: "goal_id"}}
}

func (s *goalShelf) add(g taxonomy.Goal) {
	s.roots = append(s.roots, goalRow{
		ID: g.ID, Number: g.Number, Name: g.Name, Title: g.Title, Colour: g.Colour, Notes: g.Notes, Sources: g.Sources,
		Revision: g.Revision,
	})
	for i, code := range g.Targets {
		s.targets = append(s.targets, targetRow{GoalID: g.ID, Position: i, Code: code})
	}
}

func (s *goalShelf) all() []taxonomy.Goal {
	all, places := make([]taxonomy.Goal, len(s.roots)), index{}
	for i, r := range s.roots {
		places[r.ID] = i
		all[i] = taxonomy.Goal{
			ID: r.ID, Number: r.Number, Name: r.Name, Title: r.Title, Colour: r.Colour, Notes: r.Notes, Sources: r.Sources,
			Revision: r.Revision,
		}
	}
	for _, r := range s.targets {
		if g := at(all, places, r.GoalID); g != nil {
			g.Targets = append(g.Targets, r.Code)
		}
	}
	return all
}

type matrixRow struct {
	bun.BaseModel `bun:"table:matrices"`

	Version  string `bun:",pk"`
	Position int
	DatedOn  scalar.Date       `bun:",nullzero"`
	Notes    []string          `bun:"type:jsonb,nullzero"`
	Sources  []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision int64
}

type matrixLinkRow struct {
	bun.BaseModel `bun:"table:matrix_links"`

	Version    string
	Position   int
	ActionLine string
	Goal       int
	Target     string    `bun:",nullzero"`
	Rationale  text.Text `bun:"type:jsonb,nullzero"`
	IsDisputed bool
}

type matrixShelf struct {
	roots []matrixRow
	links []matrixLinkRow
}

var matrixKind = &kind[taxonomy.Matrix]{
	entity:   changelog.Matrix,
	slot:     func(r *catalogue.Rows) *[]taxonomy.Matrix { return &r.Matrices },
	shelf:    func() shelf[taxonomy.Matrix] { return &matrixShelf{} },
	id:       func(m *taxonomy.Matrix) string { return m.Version },
	revision: func(m *taxonomy.Matrix) *int64 { return &m.Revision },
}

func (s *matrixShelf) tables() []table {
	return []table{{rows: &s.roots, key: "version"}, {rows: &s.links, key: "version"}}
}

func (s *matrixShelf) add(m taxonomy.Matrix) {
	s.roots = append(s.roots, matrixRow{
		Version: m.Version, Position: m.Position, DatedOn: m.DatedOn, Notes: m.Notes, Sources: m.Sources, Revision: m.Revision,
	})
	for i, l := range m.Links {
		s.links = append(s.links, matrixLinkRow{
			Version: m.Version, Position: i, ActionLine: l.ActionLine, Goal: l.Goal, Target: l.Target, Rationale: l.Rationale,
			IsDisputed: l.Disputed,
		})
	}
}

func (s *matrixShelf) all() []taxonomy.Matrix {
	all, places := make([]taxonomy.Matrix, len(s.roots)), index{}
	for i, r := range s.roots {
		places[r.Version] = i
		all[i] = taxonomy.Matrix{
			Version: r.Version, Position: r.Position, DatedOn: r.DatedOn, Notes: r.Notes, Sources: r.Sources, Revision: r.Revision,
		}
	}
	for _, r := range s.links {
		if m := at(all, places, r.Version); m != nil {
			m.Links = append(m.Links, taxonomy.MatrixLink{
				ActionLine: r.ActionLine, Goal: r.Goal, Target: r.Target, Rationale: r.Rationale, Disputed: r.IsDisputed,
			})
		}
	}
	return all
}
