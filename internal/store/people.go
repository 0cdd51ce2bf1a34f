package store

import (
	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/people"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type stakeholderRow struct {
	bun.BaseModel `bun:"table:stakeholders"`

	ID          string    `bun:",pk"`
	Name        text.Text `bun:"type:jsonb,nullzero"`
	Acronym     string    `bun:",nullzero"`
	Type        people.StakeholderType
	ITUCategory people.ITUCategory `bun:"itu_category,nullzero"`
	Country     string             `bun:",nullzero"`
	Website     string             `bun:",nullzero"`
	IsSample    bool
	Notes       []string          `bun:"type:jsonb,nullzero"`
	Sources     []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision    int64
}

type accreditationRow struct {
	bun.BaseModel `bun:"table:accreditations"`

	StakeholderID string
	Position      int
	ForumID       string
	Year          int
	Status        people.AccreditationStatus
	AskAgain      bool
}

type stakeholderShelf struct {
	roots          []stakeholderRow
	accreditations []accreditationRow
}

var stakeholderKind = &kind[people.Stakeholder]{
	entity:   changelog.Stakeholder,
	slot:     func(r *catalogue.Rows) *[]people.Stakeholder { return &r.Stakeholders },
	shelf:    func() shelf[people.Stakeholder] { return &stakeholderShelf{} },
	id:       func(s *people.Stakeholder) string { return s.ID },
	revision: func(s *people.Stakeholder) *int64 { return &s.Revision },
	names:    map[string]string{"accreditations": "accreditation"},
}

func (s *stakeholderShelf) tables() []table {
	return []table{{rows: &s.roots, key: "id"}, {rows: &s.accreditations, key: "stakeholder_id"}}
}

func (s *stakeholderShelf) add(a people.Stakeholder) {
	s.roots = append(s.roots, stakeholderRow{
		ID: a.ID, Name: a.Name, Acronym: a.Acronym, Type: a.Type, ITUCategory: a.ITUCategory, Country: a.Country,
		Website: a.Website, IsSample: a.IsSample, Notes: a.Notes, Sources: a.Sources, Revision: a.Revision,
	})
	for i, d := range a.Accreditations {
		s.accreditations = append(s.accreditations, accreditationRow{
			StakeholderID: a.ID, Position: i, ForumID: d.ForumID, Year: d.Year, Status: d.Status, AskAgain: d.AskAgain,
		})
	}
}

func (s *stakeholderShelf) all() []people.Stakeholder {
	all, places := make([]people.Stakeholder, len(s.roots)), index{}
	for i, r := range s.roots {
		places[r.ID] = i
		all[i] = people.Stakeholder{
			ID: r.ID, Name: r.Name, Acronym: r.Acronym, Type: r.Type, ITUCategory: r.ITUCategory, Country: r.Country,
			Website: r.Website, IsSample: r.IsSample, Notes: r.Notes, Sources: r.Sources, Revision: r.Revision,
		}
	}
	for _, r := range s.accreditations {
		if a := at(all, places, r.StakeholderID); a != nil {
			a.Accreditations = append(a.Accreditations, people.Accreditation{
				ForumID: r.ForumID, Year: r.Year, Status: r.Status, AskAgain: r.AskAgain,
			})
		}
	}
	return all
}

type personRow struct {
	bun.BaseModel `bun:"table:people"`

	ID       string `bun:",pk"`
	Name     string
	Offices  []people.Office `bun:"type:jsonb,nullzero"`
	IsSample bool
	Notes    []string          `bun:"type:jsonb,nullzero"`
	Sources  []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision int64
}

type personShelf struct{ roots []personRow }

var personKind = &kind[people.Person]{
	entity:   changelog.Person,
	slot:     func(r *catalogue.Rows) *[]people.Person { return &r.People },
	shelf:    func() shelf[people.Person] { return &personShelf{} },
	id:       func(p *people.Person) string { return p.ID },
	revision: func(p *people.Person) *int64 { return &p.Revision },
}

func (s *personShelf) tables() []table { return []table{{rows: &s.roots, key: "id"}} }

func (s *personShelf) add(p people.Person) {
	s.roots = append(s.roots, personRow{
		ID: p.ID, Name: p.Name, Offices: p.Offices, IsSample: p.IsSample, Notes: p.Notes, Sources: p.Sources, Revision: p.Revision,
	})
}

func (s *personShelf) all() []people.Person {
	all := make([]people.Person, len(s.roots))
	for i, r := range s.roots {
		all[i] = people.Person{
			ID: r.ID, Name: r.Name, Offices: r.Offices, IsSample: r.IsSample, Notes: r.Notes, Sources: r.Sources, Revision: r.Revision,
		}
	}
	return all
}
