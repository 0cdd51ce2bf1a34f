package catalogue

import (
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
)

// ActionLine is a WSIS Action Line, or a part of C7.
type ActionLine struct {
	v *View
	i int32
}

func (a ActionLine) row() *taxonomy.ActionLine { return a.v.s.lines.rows[a.i] }

// ActionLines gives the Action Lines in their order.
func (v *View) ActionLines() []ActionLine {
	return handles(v.s.lineOrder, func(i int32) ActionLine { return ActionLine{v, i} })
}

// ActionLine finds an Action Line by its code.
func (v *View) ActionLine(code string) (ActionLine, bool) {
	i, ok := v.s.lineByCode[code]
	return ActionLine{v, i}, ok
}

// IsNode marks an object with a global id.
func (ActionLine) IsNode() {}

// ID gives the global id.
func (a ActionLine) ID() string { return globalID(kindLine, a.row().ID) }

// Code gives the code.
func (a ActionLine) Code() string { return a.row().Code }

// Line gives the line that it belongs to.
func (a ActionLine) Line() string { return a.row().Line }

// Position gives the place in the order.
func (a ActionLine) Position() int { return a.row().Position }

// Title gives the title.
func (a ActionLine) Title(language *scalar.LanguageTag) Text {
	return a.v.pick(a.row().Title, language)
}

// ShortName gives a short name for lists.
func (a ActionLine) ShortName(language *scalar.LanguageTag) Text {
	return a.v.pick(a.row().ShortName, language)
}

// SDGs gives the goals that it supports.
func (a ActionLine) SDGs() []SDG {
	return handles(a.v.s.lineGoals[a.i], func(i int32) SDG { return SDG{a.v, i} })
}

// SDGLinks gives its links in the newest matrix.
func (a ActionLine) SDGLinks() []MatrixLink {
	var links []MatrixLink
	if matrix, ok := a.v.newestMatrix(); ok {
		for _, link := range matrix.Links() {
			if link.row.ActionLine == a.row().Code {
				links = append(links, link)
			}
		}
	}
	return links
}

// Sessions gives the sessions that work on it, of one forum or of all.
func (a ActionLine) Sessions(forum *string, filter *SessionFilter, orderBy *SessionOrder, first *int, after *string, last *int, before *string) (SessionConnection, error) {
	scope := sessionScope{name: "line/" + a.row().Code, forum: none}
	if forum != nil {
		i, ok := a.v.s.forumBySlug[*forum]
		if !ok {
			i = nowhere
		}
		scope.forum = i
		scope.name += "/forum/" + *forum
	}
	scope.keep = func(l *sessionLinks) bool { return contains(l.lines, a.i) }
	return a.v.sessions(scope, filter, orderBy, pageArgs{first, after, last, before})
}

// Notes gives what the editors say about the facts.
func (a ActionLine) Notes() []string { return a.row().Notes }

// Sources tells where the facts come from.
func (a ActionLine) Sources() []Source { return sources(a.row().Sources) }

// Facilitators gives the bodies that facilitate it.
func (a ActionLine) Facilitators() []Facilitation {
	rows := a.row().Facilitators
	out := make([]Facilitation, len(rows))
	for i := range rows {
		out[i] = Facilitation{a.v, &rows[i]}
	}
	return out
}

// Facilitation is that a body facilitates an Action Line.
type Facilitation struct {
	v   *View
	row *taxonomy.Facilitation
}

// Stakeholder gives the body.
func (f Facilitation) Stakeholder() (Stakeholder, bool) {
	i := f.v.s.stakeholders.find(f.row.StakeholderID)
	return Stakeholder{f.v, i}, i != none
}

// Name gives the body as printed.
func (f Facilitation) Name() string { return f.row.Name }

// Lead tells whether it leads.
func (f Facilitation) Lead() bool { return f.row.Lead }

// From tells since when.
func (f Facilitation) From() (scalar.Date, bool) { return optionalDate(f.row.From) }

// To tells until when.
func (f Facilitation) To() (scalar.Date, bool) { return optionalDate(f.row.To) }
