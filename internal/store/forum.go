package store

import (
	"context"

	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

type forumRow struct {
	bun.BaseModel `bun:"table:forums"`

	ID        string `bun:",pk"`
	Slug      string
	Year      int
	Theme     text.Text `bun:"type:jsonb,nullzero"`
	StartsOn  scalar.Date
	EndsOn    scalar.Date
	TimeZone  scalar.TimeZone
	Mode      programme.Mode `bun:",nullzero"`
	IsArchive bool
	Phases    []programme.Stretch `bun:"type:jsonb,nullzero"`
	ChairID   string              `bun:",nullzero"`
	Notes     []string            `bun:"type:jsonb,nullzero"`
	Sources   []taxonomy.Source   `bun:"type:jsonb,nullzero"`
	Revision  int64
}

type forumOrganiserRow struct {
	bun.BaseModel `bun:"table:forum_organisers"`

	ForumID       string
	Position      int
	StakeholderID string
}

type trackRow struct {
	bun.BaseModel `bun:"table:tracks"`

	ID       string `bun:",pk"`
	ForumID  string
	Position int
	Name     text.Text `bun:"type:jsonb,nullzero"`
	Since    int       `bun:",nullzero"`
}

type pageRow struct {
	bun.BaseModel `bun:"table:pages"`

	ID       string `bun:",pk"`
	ForumID  string
	Position int
	Slug     string
	Title    text.Text `bun:"type:jsonb,nullzero"`
	Body     text.Text `bun:"type:jsonb,nullzero"`
	IsSample bool
	Sources  []taxonomy.Source `bun:"type:jsonb,nullzero"`
}

type forumShelf struct {
	roots      []forumRow
	organisers []forumOrganiserRow
	tracks     []trackRow
	pages      []pageRow
}

var forumKind = &kind[programme.Forum]{
	entity:   changelog.Forum,
	slot:     func(r *catalogue.Rows) *[]programme.Forum { return &r.Forums },
	shelf:    func() shelf[programme.Forum] { return &forumShelf{} },
	id:       func(f *programme.Forum) string { return f.ID },
	revision: func(f *programme.Forum) *int64 { return &f.Revision },
	forum:    func(_ context.Context, _ *Tx, f *programme.Forum) (string, error) { return f.ID, nil },
}

func (s *forumShelf) tables() []table {
	return []table{
		{rows: &s.roots, key: "id"}, {rows: &s.organisers, key: "forum_id"}, {rows: &s.tracks, key: "forum_id"},
		{rows: &s.pages, key: "forum_id"},
	}
}

func (s *forumShelf) add(f programme.Forum) {
	s.roots = append(s.roots, forumRow{
		ID: f.ID, Slug: f.Slug, Year: f.Year, Theme: f.Theme, StartsOn: f.StartsOn, EndsOn: f.EndsOn, TimeZone: f.TimeZone,
		Mode: f.Mode, IsArchive: f.IsArchive, Phases: f.Phases, ChairID: f.ChairID, Notes: f.Notes, Sources: f.Sources,
		Revision: f.Revision,
	})
	for i, id := range f.CoOrganisers {
		s.organisers = append(s.organisers, forumOrganiserRow{ForumID: f.ID, Position: i, StakeholderID: id})
	}
	for i, t := range f.Tracks {
		s.tracks = append(s.tracks, trackRow{ID: t.ID, ForumID: f.ID, Position: i, Name: t.Name, Since: t.Since})
	}
	for i, p := range f.Pages {
		s.pages = append(s.pages, pageRow{
			ID: p.ID, ForumID: f.ID, Position: i, Slug: p.Slug, Title: p.Title, Body: p.Body, IsSample: p.IsSample, Sources: p.Sources,
		})
	}
}

func (s *forumShelf) all() []programme.Forum {
	all, places := make([]programme.Forum, len(s.roots)), index{}
	for i, r := range s.roots {
		places[r.ID] = i
		all[i] = programme.Forum{
			ID: r.ID, Slug: r.Slug, Year: r.Year, Theme: r.Theme, StartsOn: r.StartsOn, EndsOn: r.EndsOn, TimeZone: r.TimeZone,
			Mode: r.Mode, IsArchive: r.IsArchive, Phases: r.Phases, ChairID: r.ChairID, Notes: r.Notes, Sources: r.Sources,
			Revision: r.Revision,
		}
	}
	for _, r := range s.organisers {
		if f := at(all, places, r.ForumID); f != nil {
			f.CoOrganisers = append(f.CoOrganisers, r.StakeholderID)
		}
	}
	for _, r := range s.tracks {
		if f := at(all, places, r.ForumID); f != nil {
			f.Tracks = append(f.Tracks, programme.Track{ID: r.ID, Name: r.Name, Since: r.Since})
		}
	}
	for _, r := range s.pages {
		if f := at(all, places, r.ForumID); f != nil {
			f.Pages = append(f.Pages, programme.Page{
				ID: r.ID, Slug: r.Slug, Title: r.Title, Body: r.Body, IsSample: r.IsSample, Sources: r.Sources,
			})
		}
	}
	return all
}
