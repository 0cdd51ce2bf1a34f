// Package prize holds prize contests: their phases, categories and projects, with the rules of a contest.
package prize

import (
	"rostrum/internal/auth"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// Contest is one edition of the prizes.
type Contest struct {
	ID         string      `json:"id"`
	Slug       string      `json:"slug"`
	ForumID    string      `json:"forum"`
	Name       text.Text   `json:"name"`
	Edition    int         `json:"edition,omitempty"`
	CeremonyOn scalar.Date `json:"ceremonyOn,omitempty"`
	Phases     []Phase     `json:"phases,omitempty"` // in order; none in the archive where instants are unknown
	Categories []Category  `json:"categories"`
	// PartialBallotsCount is set where a ballot counts without a vote in every category. VotesMayChange is set where a
	// vote may be changed until the close. In 2020 neither held.
	PartialBallotsCount bool `json:"partialBallotsCount,omitempty"`
	VotesMayChange      bool `json:"votesMayChange,omitempty"`
	// OneEntryPerCategory is set where an organisation enters one project a category at most. The numbers are those of
	// Nominees and Champions where they are zero.
	OneEntryPerCategory  bool              `json:"oneEntryPerCategory,omitempty"`
	NomineesPerCategory  int               `json:"nomineesPerCategory,omitempty"`
	ChampionsPerCategory int               `json:"championsPerCategory,omitempty"`
	TieBreaks            []TieBreak        `json:"tieBreaks,omitempty"` // in the order in which they are tried; none leaves a tie a tie
	Rules                []Rule            `json:"rules,omitempty"`
	Figures              []Figure          `json:"figures,omitempty"`
	Notes                []string          `json:"notes,omitempty"`
	Sources              []taxonomy.Source `json:"sources,omitempty"`
	// Form is what an officer sets by the API, and no import says it; see EntryForm.
	Form []Box `json:"-"`
	// Moves and Manifests only grow, and no import says them.
	Moves     []PhaseMove `json:"-"`
	Manifests []Manifest  `json:"-"`
	// Results are those that two officers certified, in the order of the categories; none before.
	Results []CategoryResult `json:"-"`
	// Recognitions are outside the categories, in the order in which they were recorded. They only grow.
	Recognitions []Recognition `json:"-"`
	Revision     int64         `json:"-"`
}

// Scope gives what a role for this contest is for, and what an act in it is about.
func (c Contest) Scope() auth.Scope { return auth.Scope{ForumID: c.ForumID, ContestID: c.ID} }

// PhaseKind is one of the five phases.
type PhaseKind string

// The phases in their order.
const (
	Submission   PhaseKind = "SUBMISSION"
	Nomination   PhaseKind = "NOMINATION"
	Voting       PhaseKind = "VOTING"
	Selection    PhaseKind = "SELECTION"
	Announcement PhaseKind = "ANNOUNCEMENT"
)

// Phase is open from OpensAt up to, but without, ClosesAt, in forum time. Both are UTC.
type Phase struct {
	Kind     PhaseKind       `json:"kind"`
	OpensAt  scalar.DateTime `json:"opensAt"`
	ClosesAt scalar.DateTime `json:"closesAt"`
	Basis    string          `json:"basis,omitempty"` // what is stated and what is a setting
	// IsClosed says that the close is recorded, which nothing takes back: not a clock that is set back, nor a later
	// ClosesAt. It is set by the runner, never by an import.
	IsClosed bool `json:"-"`
}

// Category is a category of a contest, for one Action Line.
type Category struct {
	ID         string    `json:"id"`
	Number     int       `json:"number"`
	ActionLine string    `json:"actionLine"`      // code
	Title      text.Text `json:"title,omitempty"` // the Action Line's title where it is empty
}

// Rule is a rule of a contest as printed or reported.
type Rule struct {
	Code    string            `json:"code"`
	Text    string            `json:"text"`
	Basis   string            `json:"basis"`
	Years   string            `json:"years,omitempty"`
	Sources []taxonomy.Source `json:"sources,omitempty"`
}

// Figure is a number that sources report about an edition.
type Figure struct {
	Name  string `json:"name"`
	Value int    `json:"value"`
}

// Project takes part in a contest.
type Project struct {
	ID                    string            `json:"id"`
	ContestID             string            `json:"contest"`
	CategoryID            string            `json:"category,omitempty"`
	Title                 text.Text         `json:"title,omitempty"`        // empty where no source gives one
	Description           text.Text         `json:"description,omitempty"`  // what voters read, of several lines
	Stakeholders          []string          `json:"stakeholders,omitempty"` // ids of the owners
	Partners              []string          `json:"partners,omitempty"`
	OrganisationAsPrinted string            `json:"organisationAsPrinted,omitempty"`
	Country               string            `json:"country,omitempty"`
	Claims                []Claim           `json:"claims,omitempty"`
	IsSample              bool              `json:"isSample,omitempty"`
	Notes                 []string          `json:"notes,omitempty"`
	Sources               []taxonomy.Source `json:"sources,omitempty"`
	// Outcome and Story come with the publication of a result here; empty before, and no import says them.
	Outcome  Outcome `json:"-"`
	Story    *Story  `json:"-"`
	Revision int64   `json:"-"`
}

// Statement is what a source says of a project's outcome.
type Statement string

// The statements.
const (
	Nominated Statement = "NOMINATED"
	Champion  Statement = "CHAMPION"
	Winner    Statement = "WINNER"
	Award     Statement = "AWARD"
)

// Claim is what a source says of a project's outcome, apart from what Rostrum counts. It is held back until its day,
// or the ceremony where it has none, and made public by a commit: IsPublic is set by the runner, never by an import.
// Claims of archive editions are public from the start.
type Claim struct {
	Statement  Statement       `json:"statement"`
	AsReported string          `json:"asReported,omitempty"`
	StatedOn   scalar.Date     `json:"statedOn,omitempty"`
	Source     taxonomy.Source `json:"source"`
	IsPublic   bool            `json:"-"`
}
