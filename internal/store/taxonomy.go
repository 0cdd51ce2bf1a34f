package store

import (
	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type countryRow struct {
	bun.BaseModel `bun:"table:countries"`

	Code       string            `bun:",pk"`
	Alpha3     string            `bun:"alpha3"`
	M49        string            `bun:"m49"`
	Names      text.Text         `bun:"type:jsonb,nullzero"`
	ITURegion  string            `bun:"itu_region,nullzero"`
	UNStatus   string            `bun:"un_status"`
	UNGroups   []string          `bun:"un_groups,type:jsonb,nullzero"`
	OtherNames []string          `bun:"type:jsonb,nullzero"`
	Notes      []string          `bun:"type:jsonb,nullzero"`
	Sources    []taxonomy.Source `bun:"type:jsonb,nullzero"`
	Revision   int64
}

type countryShelf struct{ roots []countryRow }

var countryKind = &kind[taxonomy.Country]{
	entity:   changelog.Country,
	slot:     func(r *catalogue.Rows) *[]taxonomy.Country { return &r.Countries },
	shelf:    func() shelf[taxonomy.Country] { return &countryShelf{} },
	id:       func(c *taxonomy.Country) string { return c.Code },
	revision: func(c *taxonomy.Country) *int64 { return &c.Revision },
	names:    map[string]string{"names": "name", "otherNames": "name"},
}

func (s *countryShelf) tables() []table { return []table{{rows: &s.roots, key: "code"}} }

func (s *countryShelf) add(c taxonomy.Country) {
	s.roots = append(s.roots, countryRow{
		Code: c.Code, Alpha3: c.Alpha3, M49: c.M49, Names: c.Names, ITURegion: c.ITURegion, UNStatus: c.UNStatus,
		UNGroups: c.UNGroups, OtherNames: c.OtherNames, Notes: c.Notes, Sources: c.Sources, Revision: c.Revision,
	})
}

func (s *countryShelf) all() []taxonomy.Country {
	all := make([]taxonomy.Country, len(s.roots))
	for i, r := range s.roots {
		all[i] = taxonomy.Country{
			Code: r.Code, Alpha3: r.Alpha3, M49: r.M49, Names: r.Names, ITURegion: r.ITURegion, UNStatus: r.UNStatus,
			UNGroups: r.UNGroups, OtherNames: r.OtherNames, Notes: r.Notes, Sources: r.Sources, Revision: r.Revision,
		}
	}
	return all
}

type kindRow struct {
	bun.BaseModel `bun:"table:kinds"`

	Code     string    `bun:",pk"`
	Name     text.Text `bun:"type:jsonb,nullzero"`
	Position int
	Revision int64
}

type kindShelf struct{ roots []kindRow }

var kindKind = &kind[taxonomy.Kind]{
	entity:   changelog.Kind,
	slot:     func(r *catalogue.Rows) *[]taxonomy.Kind { return &r.Kinds },
	shelf:    func() shelf[taxonomy.Kind] { return &kindShelf{} },
	id:       func(k *taxonomy.Kind) string { return k.Code },
	revision: func(k *taxonomy.Kind) *int64 { return &k.Revision },
}

func (s *kindShelf) tables() []table { return []table{{rows: &s.roots, key: "code"}} }

func (s *kindShelf) add(k taxonomy.Kind) {
	s.roots = append(s.roots, kindRow{Code: k.Code, Name: k.Name, Position: k.Position, Revision: k.Revision})
}

func (s *kindShelf) all() []taxonomy.Kind {
	all := make([]taxonomy.Kind, len(s.roots))
	for i, r := range s.roots {
		all[i] = taxonomy.Kind{Code: r.Code, Name: r.Name, Position: r.Position, Revision: r.Revision}
	}
	return all
}
