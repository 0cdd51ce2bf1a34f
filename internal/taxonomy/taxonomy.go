// Package taxonomy holds what programme and prizes are ordered by: countries, Action Lines, goals, the matrix between
// them, and kinds of session.
package taxonomy

import (
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// Source is where a fact comes from.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
}

// Country is a country or area of ISO 3166-1 with the names that the United Nations uses.
type Country struct {
	Code       string    `json:"code"` // alpha-2
	Alpha3     string    `json:"alpha3"`
	M49        string    `json:"m49"`
	Names      text.Text `json:"names"`
	ITURegion  string    `json:"ituRegion,omitempty"`
	UNStatus   string    `json:"unStatus"`
	UNGroups   []string  `json:"unGroups,omitempty"`
	OtherNames []string  `json:"otherNames,omitempty"` // for searching only
	Notes      []string  `json:"notes,omitempty"`
	Sources    []Source  `json:"sources,omitempty"`
	Revision   int64     `json:"-"`
}

// ActionLine is a WSIS Action Line, or one of the eight parts of C7.
type ActionLine struct {
	ID           string         `json:"id"`
	Code         string         `json:"code"`
	Line         string         `json:"line"` // C7 for its parts, else the code
	Position     int            `json:"position"`
	Title        text.Text      `json:"title"`
	ShortName    text.Text      `json:"shortName"`
	Facilitators []Facilitation `json:"facilitators,omitempty"`
	Notes        []string       `json:"notes,omitempty"`
	Sources      []Source       `json:"sources,omitempty"`
	Revision     int64          `json:"-"`
}

// Facilitation is that a body facilitates an Action Line, and when.
type Facilitation struct {
	StakeholderID string      `json:"stakeholder,omitempty"`
	Name          string      `json:"name"` // as printed
	Lead          bool        `json:"lead,omitempty"`
	From          scalar.Date `json:"from,omitempty"`
	To            scalar.Date `json:"to,omitempty"`
}

// Goal is a Sustainable Development Goal.
type Goal struct {
	ID       string    `json:"id"`
	Number   int       `json:"number"`
	Name     text.Text `json:"name"`
	Title    text.Text `json:"title"`
	Colour   string    `json:"colour"`
	Targets  []string  `json:"targets"`
	Notes    []string  `json:"notes,omitempty"`
	Sources  []Source  `json:"sources,omitempty"`
	Revision int64     `json:"-"`
}

// Matrix is a version of the WSIS–SDG Matrix.
type Matrix struct {
	Version  string       `json:"version"`
	Position int          `json:"position"` // the highest is the newest
	DatedOn  scalar.Date  `json:"datedOn,omitempty"`
	Links    []MatrixLink `json:"links"`
	Notes    []string     `json:"notes,omitempty"`
	Sources  []Source     `json:"sources,omitempty"`
	Revision int64        `json:"-"`
}

// MatrixLink joins an Action Line to a goal, or to one target of it.
type MatrixLink struct {
	ActionLine string    `json:"actionLine"`       // code
	Goal       int       `json:"goal"`             // number
	Target     string    `json:"target,omitempty"` // empty for the whole goal
	Rationale  text.Text `json:"rationale,omitempty"`
	Disputed   bool      `json:"disputed,omitempty"`
}

// Kind is a kind of session.
type Kind struct {
	Code     string    `json:"code"`
	Name     text.Text `json:"name"`
	Position int       `json:"position"`
	Revision int64     `json:"-"`
}
