package catalogue

import (
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// Project takes part in a contest.
type Project struct {
	v *View
	i int32
}

func (p Project) row() *prize.Project {
	if p.i == ofView {
		return p.v.own.row
	}
	return p.v.s.projects.rows[p.i]
}

func (p Project) links() *projectLinks {
	if p.i == ofView {
		return &p.v.own.links
	}
	return &p.v.s.projectLinks[p.i]
}

// IsNode marks an object with a global id.
func (Project) IsNode() {}

// IsSearchResult marks what a search can find.
func (Project) IsSearchResult() {}

// ID gives the global id.
func (p Project) ID() string {
	if p.i == ofView {
		return globalID(kindProject, p.v.own.row.ID)
	}
	return p.v.s.projectDerived[p.i].id
}

// Contest gives the contest.
func (p Project) Contest() Contest { return Contest{p.v, p.links().contest} }

// Category gives the category.
func (p Project) Category() (Category, bool) {
	return Category{p.v, p.links().category}, p.links().category != none
}

// Title gives the title; the organisation's name where no source gives a title.
func (p Project) Title(language *scalar.LanguageTag) Text {
	return p.v.pick(projectTitle(p.row()), language)
}

// projectTitle gives the title of a project, or what stands for it.
func projectTitle(row *prize.Project) text.Text {
	switch {
	case len(row.Title) > 0:
		return row.Title
	case row.OrganisationAsPrinted != "":
		return text.Of(row.OrganisationAsPrinted)
	}
	return text.Of(row.ID)
}

// Description gives what the project is, as those who entered it say; none where no source gives one.
func (p Project) Description(language *scalar.LanguageTag) (Text, bool) {
	if len(p.row().Description) == 0 {
		return Text{}, false
	}
	return p.v.pick(p.row().Description, language), true
}

// IsTitleKnown tells whether a source gives the title.
func (p Project) IsTitleKnown() bool { return len(p.row().Title) > 0 }

// Stakeholder gives the first owner.
func (p Project) Stakeholder() (Stakeholder, bool) {
	if owners := p.links().owners; len(owners) > 0 {
		return Stakeholder{p.v, owners[0]}, true
	}
	return Stakeholder{}, false
}

// Stakeholders gives the owners.
func (p Project) Stakeholders() []Stakeholder {
	return handles(p.links().owners, func(i int32) Stakeholder { return Stakeholder{p.v, i} })
}

// Partners gives the organisations that it is done with.
func (p Project) Partners() []Stakeholder {
	return handles(p.links().partners, func(i int32) Stakeholder { return Stakeholder{p.v, i} })
}

// OrganisationAsPrinted gives the organisation as printed.
func (p Project) OrganisationAsPrinted() (string, bool) {
	return optional(p.row().OrganisationAsPrinted)
}

// Country gives the country.
func (p Project) Country() (Country, bool) {
	return Country{p.v, p.links().country}, p.links().country != none
}

// IsSample tells whether the project was made up for a demo.
func (p Project) IsSample() bool { return p.row().IsSample }

// Notes gives what the editors say about the facts.
func (p Project) Notes() []string { return p.row().Notes }

// Sources tells where the facts come from.
func (p Project) Sources() []Source { return sources(p.row().Sources) }

// Claims gives what sources say of its outcome, as far as it is public.
func (p Project) Claims() []Claim {
	rows := p.row().Claims
	claims := make([]Claim, len(rows))
	for i := range rows {
		claims[i] = Claim{&rows[i]}
	}
	return claims
}

// Claim is what a source says of a project's outcome.
type Claim struct{ row *prize.Claim }

// Statement gives what it says.
func (c Claim) Statement() prize.Statement { return c.row.Statement }

// AsReported gives the words of the source.
func (c Claim) AsReported() (string, bool) { return optional(c.row.AsReported) }

// StatedOn gives the day of the source.
func (c Claim) StatedOn() (scalar.Date, bool) { return optionalDate(c.row.StatedOn) }

// Source gives the source.
func (c Claim) Source() Source { return Source{c.row.Source.Title, c.row.Source.URL} }

// Outcome gives how far it came, as it is counted here; none before that is published.
func (p Project) Outcome() (prize.Outcome, bool) { return p.row().Outcome, p.row().Outcome != "" }
