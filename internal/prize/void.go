package prize

import (
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// VoidReason says why votes are declared void.
type VoidReason string

// The reasons.
const (
	BulkVoting       VoidReason = "BULK_VOTING"       // many at once, from one place
	ThrowawayAddress VoidReason = "THROWAWAY_ADDRESS" // addresses that anybody gets for some minutes
	SeveralAccounts  VoidReason = "SEVERAL_ACCOUNTS"  // one person under several addresses
	BoughtVotes      VoidReason = "BOUGHT"
	NomineeChanged   VoidReason = "NOMINEE_CHANGED" // nobody's fault: the votes may be cast again
	OtherVoid        VoidReason = "OTHER"
)

// Voids is how many votes of a category one decision of two officers took out of a result.
type Voids struct {
	Reason      VoidReason      `json:"reason"`
	Clause      string          `json:"clause"` // of the rules
	VoidedAt    scalar.DateTime `json:"voidedAt"`
	ProposedBy  string          `json:"proposedBy"` // a shortened account
	ConfirmedBy string          `json:"confirmedBy"`
	Votes       int             `json:"votes"`
}

// Void is that two officers declared votes void.
type Void struct {
	ID, ContestID string
	Reason        VoidReason
	Clause        string
	VoidedAt      time.Time // forum time
	// AppealUntil is the instant of forum time up to which a voter may appeal; zero where there is nothing to appeal.
	AppealUntil time.Time
	// ProposedBy and ConfirmedBy are shortened accounts.
	ProposedBy, ConfirmedBy string
	// ProjectID is the nominee that changes, CategoryID the category that it joins; empty where none does.
	ProjectID, CategoryID string
	Appeal                *Appeal // of the voter that it is looked at for
}

// AppealState is where an appeal stands.
type AppealState string

// The states. It leaves AppealOpen once.
const (
	AppealOpen      AppealState = "OPEN"
	AppealUpheld    AppealState = "UPHELD" // the votes count again
	AppealDismissed AppealState = "DISMISSED"
)

// Appeal is that a voter does not agree with a void.
type Appeal struct {
	ID, VoidID, ContestID, VoterID string
	Email                          string // of the voter, where officers look at it; empty where the account is gone
	Text                           string
	AppealedAt                     time.Time // forum time
	State                          AppealState
	DecidedAt                      time.Time // zero while it is open
	Reason                         string    // of the decision
}

// AppealTime is how long voters have at least to appeal.
const AppealTime = 24 * time.Hour

// CheckVoid refuses a decision to declare votes void that says too little, or leaves too little time to appeal. It
// gives the clause as it is kept. Fault: BadUserInput about reason code, clause or appealUntil.
func CheckVoid(reason VoidReason, clause string, appealUntil, now time.Time) (string, error) {
	switch reason {
	case BulkVoting, ThrowawayAddress, SeveralAccounts, BoughtVotes, OtherVoid:
	default:
		return "", fault.BadInput("code", "not one by which officers declare votes void")
	}
	clause, err := text.Clean(clause, text.MaxNote)
	switch {
	case err != nil:
		return "", fault.In("clause", err)
	case clause == "":
		return "", fault.BadInput("clause", "must name the clause of the rules")
	case appealUntil.Before(now.Add(AppealTime)):
		return "", fault.BadInput("appealUntil", "must leave voters %d hours at least", int(AppealTime.Hours()))
	}
	return clause, nil
}
