package catalogue

import (
	"rostrum/internal/people"
	"rostrum/internal/scalar"
)

// Stakeholder is an organisation.
type Stakeholder struct {
	v *View
	i int32
}

func (s Stakeholder) row() *people.Stakeholder { return s.v.s.stakeholders.rows[s.i] }

// Stakeholder finds an organisation by its global id. A malformed id is refused.
func (v *View) Stakeholder(id string) (*Stakeholder, error) {
	kind, key, err := parseID("id", id)
	if err != nil || kind != kindStakeholder {
		return nil, err
	}
	i := v.s.stakeholders.find(key)
	if i == none {
		return nil, nil
	}
	return &Stakeholder{v, i}, nil
}

// IsNode marks an object with a global id.
func (Stakeholder) IsNode() {}

// IsSearchResult marks what a search can find.
func (Stakeholder) IsSearchResult() {}

// ID gives the global id.
func (s Stakeholder) ID() string { return s.v.s.stakeholderDerived[s.i].id }

// Name gives the name at the time.
func (s Stakeholder) Name(language *scalar.LanguageTag) Text { return s.v.pick(s.row().Name, language) }

// Acronym gives the short form of the name.
func (s Stakeholder) Acronym() (string, bool) { return optional(s.row().Acronym) }

// Type gives the one stakeholder type.
func (s Stakeholder) Type() people.StakeholderType { return s.row().Type }

// ItuCategory gives the category of ITU membership.
func (s Stakeholder) ItuCategory() (people.ITUCategory, bool) {
	return s.row().ITUCategory, s.row().ITUCategory != ""
}

// Country gives the country of its seat.
func (s Stakeholder) Country() (Country, bool) {
	i := s.v.s.stakeholderLinks[s.i].country
	return Country{s.v, i}, i != none
}

// Website gives its own site.
func (s Stakeholder) Website() (string, bool) { return optional(s.row().Website) }

// Projects gives the prize projects that it owns, the newest first.
func (s Stakeholder) Projects() []Project {
	return handles(s.v.s.stakeholderLinks[s.i].projects, func(i int32) Project { return Project{s.v, i} })
}

// IsSample tells whether the organisation was made up for a demo.
func (s Stakeholder) IsSample() bool { return s.row().IsSample }

// Notes gives what the editors say about the facts.
func (s Stakeholder) Notes() []string { return s.row().Notes }

// Sources tells where the facts come from.
func (s Stakeholder) Sources() []Source { return sources(s.row().Sources) }

// Accreditation gives the accreditation that holds for a forum, carried over from an earlier edition where nothing
// else was decided.
func (s Stakeholder) Accreditation(forum string) (Accreditation, bool) {
	i, ok := s.v.s.forumBySlug[forum]
	if !ok {
		return Accreditation{}, false
	}
	decision, carried, ok := people.Standing(s.row().Accreditations, s.v.s.editions, s.v.s.forums.rows[i].ID)
	decidedFor := s.v.s.forums.find(decision.ForumID)
	return Accreditation{s.v, decision, decidedFor, carried}, ok && decidedFor != none
}

// Accreditation is that an organisation is accredited for an edition.
type Accreditation struct {
	v        *View
	decision people.Accreditation
	forum    int32
	carried  bool
}

// Status tells where it stands.
func (a Accreditation) Status() people.AccreditationStatus { return a.decision.Status }

// DecidedFor gives the edition that the decision was made for.
func (a Accreditation) DecidedFor() Forum { return Forum{a.v, a.forum} }

// IsCarriedOver tells whether the decision is of an earlier edition.
func (a Accreditation) IsCarriedOver() bool { return a.carried }
