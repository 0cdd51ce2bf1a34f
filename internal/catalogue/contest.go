package catalogue

import (
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Contest is one edition of the prizes.
type Contest struct {
	v *View
	i int32
}

func (c Contest) row() *prize.Contest { return c.v.s.contests.rows[c.i] }

// Contests gives the contests: the current ones first, then the archive from the newest.
func (v *View) Contests() []Contest {
	return handles(v.s.contestOrder, func(i int32) Contest { return Contest{v, i} })
}

// Contest finds a contest by its slug.
func (v *View) Contest(slug string) (Contest, bool) {
	i, ok := v.s.contestBySlug[slug]
	return Contest{v, i}, ok
}

// IsNode marks an object with a global id.
func (Contest) IsNode() {}

// ID gives the global id.
func (c Contest) ID() string { return globalID(kindContest, c.row().ID) }

// Slug gives the short name in addresses.
func (c Contest) Slug() string { return c.row().Slug }

// Forum gives the forum at which the prizes are given.
func (c Contest) Forum() Forum { return Forum{c.v, c.v.s.contestForum[c.i]} }

// Name gives the name.
func (c Contest) Name(language *scalar.LanguageTag) Text { return c.v.pick(c.row().Name, language) }

// Edition gives the number of the edition.
func (c Contest) Edition() (int, bool) { return c.row().Edition, c.row().Edition != 0 }

// CeremonyOn gives the day of the ceremony.
func (c Contest) CeremonyOn() (scalar.Date, bool) { return optionalDate(c.row().CeremonyOn) }

// Phases gives the phases in their order.
func (c Contest) Phases() []Phase {
	rows := c.row().Phases
	phases := make([]Phase, len(rows))
	for i := range rows {
		phases[i] = Phase{&rows[i]}
	}
	return phases
}

// Phase gives the phase that is open at the instant of the request.
func (c Contest) Phase() (Phase, bool) {
	phase, ok := c.row().PhaseAt(c.v.now)
	return Phase{&phase}, ok
}

// Categories gives the categories in their order.
func (c Contest) Categories() []Category {
	return handles(c.v.s.contestCategories[c.i], func(i int32) Category { return Category{c.v, i} })
}

// PartialBallotsCount tells whether a ballot counts without a vote in every category.
func (c Contest) PartialBallotsCount() bool { return c.row().PartialBallotsCount }

// VotesMayChange tells whether a vote may be changed until voting closes.
func (c Contest) VotesMayChange() bool { return c.row().VotesMayChange }

// OneEntryPerCategory tells whether an organisation may enter only one project in a category.
func (c Contest) OneEntryPerCategory() bool { return c.row().OneEntryPerCategory }

// NomineesPerCategory gives how many nominees a category has at most.
func (c Contest) NomineesPerCategory() int { return c.row().Nominees() }

// ChampionsPerCategory gives how many champions a category has.
func (c Contest) ChampionsPerCategory() int { return c.row().Champions() }

// TieBreaks gives how a tie is settled.
func (c Contest) TieBreaks() []prize.TieBreak { return c.row().TieBreaks }

// Form gives the boxes of the form by which a project is entered.
func (c Contest) Form() []EntryBox {
	form := c.row().EntryForm()
	boxes := make([]EntryBox, len(form))
	for i, b := range form {
		boxes[i] = EntryBox{b}
	}
	return boxes
}

// PhaseMoves tells how instants of phases were moved.
func (c Contest) PhaseMoves() []PhaseMove {
	rows := c.row().Moves
	moves := make([]PhaseMove, len(rows))
	for i := range rows {
		moves[i] = PhaseMove{&rows[i]}
	}
	return moves
}

// RulesManifests gives the rules as they were frozen, and as they were changed later.
func (c Contest) RulesManifests() []RulesManifest {
	rows := c.row().Manifests
	manifests := make([]RulesManifest, len(rows))
	for i := range rows {
		manifests[i] = RulesManifest{&rows[i]}
	}
	return manifests
}

// Rules gives the rules as printed.
func (c Contest) Rules() []ContestRule {
	rows := c.row().Rules
	rules := make([]ContestRule, len(rows))
	for i := range rows {
		rules[i] = ContestRule{&rows[i]}
	}
	return rules
}

// Figures gives what sources say in figures.
func (c Contest) Figures() []prize.Figure { return c.row().Figures }

// Notes gives what the editors say about the facts.
func (c Contest) Notes() []string { return c.row().Notes }

// Sources tells where the facts come from.
func (c Contest) Sources() []Source { return sources(c.row().Sources) }

// Phase is a phase of a contest.
type Phase struct{ row *prize.Phase }

// Kind tells which phase.
func (p Phase) Kind() prize.PhaseKind { return p.row.Kind }

// OpensAt gives the instant at which it opens.
func (p Phase) OpensAt(timeZone *scalar.TimeZone) scalar.DateTime {
	return inZone(p.row.OpensAt.Time, timeZone)
}

// ClosesAt gives the first instant at which it is no longer open.
func (p Phase) ClosesAt(timeZone *scalar.TimeZone) scalar.DateTime {
	return inZone(p.row.ClosesAt.Time, timeZone)
}

// Basis tells what is known of the instants.
func (p Phase) Basis() (string, bool) { return optional(p.row.Basis) }

// ContestRule is a rule as printed or reported.
type ContestRule struct{ row *prize.Rule }

// Code gives the rule's code.
func (r ContestRule) Code() string { return r.row.Code }

// Text gives the rule in words.
func (r ContestRule) Text() string { return r.row.Text }

// Basis tells whether a source states it.
func (r ContestRule) Basis() string { return r.row.Basis }

// Years gives the editions that it is known for.
func (r ContestRule) Years() (string, bool) { return optional(r.row.Years) }

// Sources tells where it comes from.
func (r ContestRule) Sources() []Source { return sources(r.row.Sources) }

// Category is a category of a contest.
type Category struct {
	v *View
	i int32
}

func (c Category) links() *categoryLinks { return &c.v.s.categories[c.i] }

// IsNode marks an object with a global id.
func (Category) IsNode() {}

// ID gives the global id.
func (c Category) ID() string { return globalID(kindCategory, c.links().row.ID) }

// Contest gives the contest.
func (c Category) Contest() Contest { return Contest{c.v, c.links().contest} }

// Number gives 1 to 18.
func (c Category) Number() int { return c.links().row.Number }

// ActionLine gives the Action Line.
func (c Category) ActionLine() ActionLine { return ActionLine{c.v, c.links().line} }

// Title gives the title: its own, else the Action Line's.
func (c Category) Title(language *scalar.LanguageTag) Text {
	if own := c.links().row.Title; len(own) > 0 {
		return c.v.pick(own, language)
	}
	return c.ActionLine().Title(language)
}

// Nominees gives the nominees in one public, seeded order.
func (c Category) Nominees() []Project {
	return handles(c.links().nominees, func(i int32) Project { return Project{c.v, i} })
}
