package scrutiny

import "time"

// CaseState is where a case stands.
type CaseState string

// The states. A case leaves CaseOpen once.
const (
	CaseOpen      CaseState = "OPEN"
	CaseDismissed CaseState = "DISMISSED"
	CaseVoided    CaseState = "VOIDED"
)

// Case is a group of votes that looks like fraud, as those see it who look at the people. It does not hold which entry
// the votes are for.
type Case struct {
	ID, ContestID string
	Signal        Signal
	Score         int
	FoundAt       time.Time // forum time
	State         CaseState
	DecidedAt     time.Time // zero while it is open
	DecidedBy     string    // a shortened account
	Reason        string    // of the decision
	Voters        int
}

// IsQuarantined tells whether the score is enough for votes to be declared void.
func (c Case) IsQuarantined() bool { return c.Score >= QuarantineScore }

// SuspectEntry is an entry that votes in cases are for, as those see it who look at the entries.
type SuspectEntry struct {
	ProjectID string
	Signal    Signal
	Votes     int
}
