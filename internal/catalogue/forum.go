package catalogue

import (
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
)

// Forum is an edition of the forum.
type Forum struct {
	v *View
	i int32
}

func (f Forum) row() *programme.Forum { return f.v.s.forums.rows[f.i] }

// Forums gives every forum: the current ones first, then the archive from the newest.
func (v *View) Forums() []Forum {
	return handles(v.s.forumOrder, func(i int32) Forum { return Forum{v, i} })
}

// Forum finds a forum by its slug.
func (v *View) Forum(slug string) (Forum, bool) {
	i, ok := v.s.forumBySlug[slug]
	return Forum{v, i}, ok
}

// IsNode marks an object with a global id.
func (Forum) IsNode() {}

// ID gives the global id.
func (f Forum) ID() string { return globalID(kindForum, f.row().ID) }

// Slug gives the short name in addresses.
func (f Forum) Slug() string { return f.row().Slug }

// Year gives the year that the edition is named after.
func (f Forum) Year() int { return f.row().Year }

// Theme gives the theme.
func (f Forum) Theme(language *scalar.LanguageTag) Text { return f.v.pick(f.row().Theme, language) }

// StartsOn gives the first day.
func (f Forum) StartsOn() scalar.Date { return f.row().StartsOn }

// EndsOn gives the last day.
func (f Forum) EndsOn() scalar.Date { return f.row().EndsOn }

// TimeZone gives the host's zone.
func (f Forum) TimeZone() scalar.TimeZone { return f.row().TimeZone }

// Mode tells how people take part.
func (f Forum) Mode() (programme.Mode, bool) { return f.row().Mode, f.row().Mode != "" }

// Now gives forum time.
func (f Forum) Now() scalar.DateTime { return f.v.Clock().Now() }

// IsArchive tells whether the edition is kept for the record only.
func (f Forum) IsArchive() bool { return f.row().IsArchive }

// CoOrganisers gives the bodies that organise the forum together.
func (f Forum) CoOrganisers() []Stakeholder {
	return handles(f.v.s.stakeholders.findAll(f.row().CoOrganisers), func(i int32) Stakeholder { return Stakeholder{f.v, i} })
}

// Chair gives the chairman or chairwoman.
func (f Forum) Chair() (Person, bool) {
	i := f.v.s.people.find(f.row().ChairID)
	return Person{f.v, i}, i != none
}

// Notes gives what the editors say about the facts.
func (f Forum) Notes() []string { return f.row().Notes }

// Sources tells where the facts come from.
func (f Forum) Sources() []Source { return sources(f.row().Sources) }

// Contests gives the prize contests of the edition.
func (f Forum) Contests() []Contest {
	return handles(f.v.s.forumContests[f.i], func(i int32) Contest { return Contest{f.v, i} })
}

// Tracks gives the special tracks.
func (f Forum) Tracks() []Track {
	return handles(f.v.s.forumTracks[f.i], func(i int32) Track { return Track{f.v, i} })
}

// Pages gives the pages of practical information.
func (f Forum) Pages() []InfoPage {
	return handles(f.v.s.forumPages[f.i], func(i int32) InfoPage { return InfoPage{f.v, i} })
}

// Page finds a page of practical information by its slug.
func (f Forum) Page(slug string) (InfoPage, bool) {
	for _, i := range f.v.s.forumPages[f.i] {
		if f.v.s.pages[i].Slug == slug {
			return InfoPage{f.v, i}, true
		}
	}
	return InfoPage{}, false
}

// Phases gives the stretches of the edition.
func (f Forum) Phases() []ForumPhase {
	rows := f.row().Phases
	phases := make([]ForumPhase, len(rows))
	for i := range rows {
		phases[i] = ForumPhase{f.v, &rows[i]}
	}
	return phases
}

// ForumPhase is a stretch of the forum.
type ForumPhase struct {
	v   *View
	row *programme.Stretch
}

// Code gives the stable name.
func (p ForumPhase) Code() string { return p.row.Code }

// Name gives the name.
func (p ForumPhase) Name(language *scalar.LanguageTag) Text { return p.v.pick(p.row.Name, language) }

// StartsOn gives the first day.
func (p ForumPhase) StartsOn() scalar.Date { return p.row.StartsOn }

// EndsOn gives the last day.
func (p ForumPhase) EndsOn() scalar.Date { return p.row.EndsOn }

// Track is a special track.
type Track struct {
	v *View
	i int32
}

// IsNode marks an object with a global id.
func (Track) IsNode() {}

// ID gives the global id.
func (t Track) ID() string { return globalID(kindTrack, t.v.s.tracks[t.i].ID) }

// Name gives the name.
func (t Track) Name(language *scalar.LanguageTag) Text {
	return t.v.pick(t.v.s.tracks[t.i].Name, language)
}

// Since gives the year in which the track first ran.
func (t Track) Since() (int, bool) { return t.v.s.tracks[t.i].Since, t.v.s.tracks[t.i].Since != 0 }

// InfoPage is a page of practical information.
type InfoPage struct {
	v *View
	i int32
}

func (p InfoPage) row() *programme.Page { return p.v.s.pages[p.i] }

// IsNode marks an object with a global id.
func (InfoPage) IsNode() {}

// ID gives the global id.
func (p InfoPage) ID() string { return globalID(kindPage, p.row().ID) }

// Slug gives the short name in addresses.
func (p InfoPage) Slug() string { return p.row().Slug }

// Title gives the title.
func (p InfoPage) Title(language *scalar.LanguageTag) Text { return p.v.pick(p.row().Title, language) }

// Body gives the text.
func (p InfoPage) Body(language *scalar.LanguageTag) Text { return p.v.pick(p.row().Body, language) }

// IsSample tells whether the page was made up for a demo.
func (p InfoPage) IsSample() bool { return p.row().IsSample }

// Sources tells where the facts come from.
func (p InfoPage) Sources() []Source { return sources(p.row().Sources) }
