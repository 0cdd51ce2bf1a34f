package store

import (
	"context"

	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type actionLineRow struct {
	bun.BaseModel `bun:"table:action_lines"`

	ID        string `bun:",pk"`
	Code      string
	Line      string
	Position  int
	Title     text.Text         `bun:"type:jsonb,nullzero"`
	ShortName text.Text         `bun:"type:jsonb,nullzero"`
	Notes     []string          `bun:"type:jsonb,nullzero"`
	Sources   []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision  int64
}

type facilitationRow struct {
	bun.BaseModel `bun:"table:facilitations"`

	ActionLineID  string
	Position      int
	StakeholderID string `bun:",nullzero"`
	Name          string
	IsLead        bool
	FromOn        scalar.Date `bun:",nullzero"`
	ToOn          scalar.Date `bun:",nullzero"`
}

type lineCodeRow struct {
	bun.BaseModel `bun:"table:line_codes"`

	Code string `bun:",pk"`
}

type actionLineShelf struct {
	roots         []actionLineRow
	facilitations []facilitationRow
}

var actionLineKind = &kind[taxonomy.ActionLine]{
	entity:   changelog.ActionLine,
	slot:     func(r *catalogue.Rows) *[]taxonomy.ActionLine { return &r.ActionLines },
	shelf:    func() shelf[taxonomy.ActionLine] { return &actionLineShelf{} },
	id:       func(a *taxonomy.ActionLine) string { return a.ID },
	revision: func(a *taxonomy.ActionLine) *int64 { return &a.Revision },
	before:   addLineCodes,
}

// addLineCodes makes the codes of lines and of their groups known, so that sessions can refer to them.
func addLineCodes(ctx context.Context, tx *Tx, given []taxonomy.ActionLine) error {
	codes := make([]lineCodeRow, 0, 2*len(given))
	for _, a := range given {
		codes = append(codes, lineCodeRow{Code: a.Code}, lineCodeRow{Code: a.Line})
	}
	_, err := tx.db.NewInsert().Model(&codes).On("CONFLICT (code) DO NOTHING").Returning("NULL").Exec(ctx)
	return err
}

func (s *actionLineShelf) tables() []table {
	return []table{{rows: &s.roots, key: "id"}, {rows: &s.facilitations, key: "action_line_id"}}
}

func (s *actionLineShelf) add(a taxonomy.ActionLine) {
	s.roots = append(s.roots, actionLineRow{
		ID: a.ID, Code: a.Code, Line: a.Line, Position: a.Position, Title: a.Title, ShortName: a.ShortName, Notes: a.Notes,
		Sources: a.Sources, Revision: a.Revision,
	})
	for i, f := range a.Facilitators {
		s.facilitations = append(s.facilitations, facilitationRow{
			ActionLineID: a.ID, Position: i, StakeholderID: f.StakeholderID, Name: f.Name, IsLead: f.Lead,
			FromOn: f.From, ToOn: f.To,
		})
	}
}

func (s *actionLineShelf) all() []taxonomy.ActionLine {
	all, places := make([]taxonomy.ActionLine, len(s.roots)), index{}
	for i, r := range s.roots {
		places[r.ID] = i
		all[i] = taxonomy.ActionLine{
			ID: r.ID, Code: r.Code, Line: r.Line, Position: r.Position, Title: r.Title, ShortName: r.ShortName, Notes: r.Notes,
			Sources: r.Sources, Revision: r.Revision,
		}
	}
	for _, r := range s.facilitations {
		if a := at(all, places, r.ActionLineID); a != nil {
			a.Facilitators = append(a.Facilitators, taxonomy.Facilitation{
				StakeholderID: r.StakeholderID, Name: r.Name, Lead: r.IsLead, From: r.FromOn, To: r.ToOn,
			})
		}
	}
	return all
}
