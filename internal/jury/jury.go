// Package jury holds the rules by which an expert group judges projects: who judges what, sealed score sheets, totals,
// and ties; rules only.
package jury

import (
	"time"

	"rostrum/internal/prize"
	"rostrum/internal/text"
)

// Kind is a round of judging.
type Kind string

// The rounds.
const (
	// Nomination is pass or fail: it names the nominees.
	Nomination Kind = "NOMINATION"
	// Selection weighs criteria: it names a winner among the champions.
	Selection Kind = "SELECTION"
)

// State is where the invitation of a juror stands.
type State string

// The states of an invitation.
const (
	Proposed State = "PROPOSED" // waits for a second officer
	Invited  State = "INVITED"
	Accepted State = "ACCEPTED"
	Declined State = "DECLINED"
)

// Member is a juror of a contest, or somebody who is asked to be one. The place is theirs: it cannot be passed on.
type Member struct {
	ID            string
	ContestID     string
	AccountID     string // empty until the invitation is answered
	Name          string // as officers and fellow jurors read it
	IsChair       bool
	Country       string   // ISO 3166 code; empty where it is not known
	Languages     []string // BCP 47 tags that the juror judges in; none stands for all
	Organisations []string // ids of stakeholders
	Categories    []string // ids: the expert groups
	State         State
	AddressTag    string // keyed hash of the canonical address that was invited
	SealedAddress []byte // the address, until the invitation is answered
	Language      string // of the letter
	InvitedBy     string // an account
	ConfirmedBy   string // the second officer; empty where one was enough, and while it waits
	InvitedAt     time.Time
	AnsweredAt    time.Time // zero until then
}

// Round is a round of judging in a contest. It is open while the contest's phase of the same name is.
type Round struct {
	ContestID string
	Kind      Kind
	// SheetsEach is how many jurors judge an entry.
	SheetsEach int
	// IsBlind hides from jurors who of them wrote which sheet.
	IsBlind bool
	// Hides are the parts of entries that those who judge them do not read; none in a selection, which judges what everybody
	// reads.
	Hides []prize.EntryPart
	// CountryConflicts is set where nobody judges an entry of their own country.
	CountryConflicts bool
	// RevealWhenAllIn opens the sheets as soon as all are in, and at RevealAt at the latest.
	RevealWhenAllIn bool
	RevealAt        time.Time // forum time; zero stands for the close of the phase
	Criteria        []Criterion
	Seed            string // of the newest assignment; empty before the first
	AssignedAt      time.Time
	RevealedAt      time.Time // zero while the sheets are sealed
	AppliedAt       time.Time // when a nomination made nominees of entries; zero before
}

// Criterion is what a juror gives points for.
type Criterion struct {
	ID        string
	ContestID string
	Kind      Kind
	Name      text.Text
	Rubric    text.Text // what earns how many points
	Weight    int
	MaxPoints int
}

// AssignmentState is where the judging of an entry by a juror stands.
type AssignmentState string

// The states of an assignment, in the words of the public contract.
const (
	Open     AssignmentState = "OPEN"
	Draft    AssignmentState = "DRAFT"
	Sealed   AssignmentState = "SEALED"
	Revealed AssignmentState = "REVEALED"
	Recused  AssignmentState = "RECUSED"
)

// Assignment is that a juror judges an entry. ProjectID is what is judged, here and wherever this package names projects:
// a project in a selection, and in a nomination an entry, of which no project has come yet.
type Assignment struct {
	ID         string
	ContestID  string
	Kind       Kind
	MemberID   string
	CategoryID string
	ProjectID  string
	State      AssignmentState
	Why        string // how it came about
	AssignedAt time.Time
	Reason     Reason // why the juror does not judge it; empty where they do
	Comment    string // the juror's words on that, for officers
	RecusedAt  time.Time
	IsOut      bool // whether what is judged has left its category, so that nothing is to do any more
}

// IsScored tells whether a juror has begun, so that the assignment stays where it is.
func (a Assignment) IsScored() bool {
	return a.State == Draft || a.State == Sealed || a.State == Revealed
}

// IsDue tells whether the juror has something to do.
func (a Assignment) IsDue() bool { return !a.IsOut && (a.State == Open || a.State == Draft) }

// Reason is why a juror does not judge an entry, in the words of the public contract.
type Reason string

// The reasons.
const (
	SameOrganisation Reason = "SAME_ORGANISATION"
	SameCountry      Reason = "SAME_COUNTRY"
	Submitter        Reason = "SUBMITTER"
	Relationship     Reason = "RELATIONSHIP"
	Other            Reason = "OTHER"
)

// Sheet is a score sheet. It is written once; what is added later is only that it was taken back or opened.
type Sheet struct {
	ID           string
	AssignmentID string
	Number       int // from 1; those that were taken back count
	Commitment   string
	Sealed       []byte // salt and canonical bytes, encrypted
	Salt         string // hexadecimal; empty while it is sealed
	Text         string // the canonical bytes; empty while it is sealed
	SealedAt     time.Time
	TakenBackAt  time.Time
	RevealedAt   time.Time
	// AfterReveal is set for a further sheet, written after the others were opened.
	AfterReveal bool
}

// Saved is a draft of a score sheet: its juror's own, and nobody else's.
type Saved struct {
	AssignmentID string
	Revision     int // counts what was saved, from 1
	Sealed       []byte
	SavedAt      time.Time
}

// Decision is what the expert group decided on a tie: the tied entries, the better first.
type Decision struct {
	ID         string
	ContestID  string
	Kind       Kind
	CategoryID string
	Projects   []string
	Reason     string
	DecidedBy  string // a member
	DecidedAt  time.Time
}
