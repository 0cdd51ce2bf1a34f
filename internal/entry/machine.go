package entry

import (
	"slices"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/text"
)

// State is where an entry stands.
type State string

// The states of an entry.
const (
	Draft      State = "DRAFT"
	Submitted  State = "SUBMITTED"
	Eligible   State = "ELIGIBLE"
	Returned   State = "RETURNED"
	Ineligible State = "INELIGIBLE"
	Withdrawn  State = "WITHDRAWN"
	Nominated  State = "NOMINATED"
	Champion   State = "CHAMPION"
	Winner     State = "WINNER"
)

// moves is the whole machine: from a state to those that may follow it. What is not in it does not happen.
var moves = map[State][]State{
	Draft:      {Submitted, Withdrawn},
	Submitted:  {Eligible, Returned, Ineligible, Withdrawn},
	Returned:   {Submitted, Ineligible, Withdrawn},
	Eligible:   {Returned, Ineligible, Withdrawn, Nominated},
	Ineligible: {Eligible},
	Withdrawn:  nil,
	Nominated:  {Champion},
	Champion:   {Winner},
	Winner:     nil,
}

// States lists the states.
func States() []State {
	return []State{Draft, Submitted, Eligible, Returned, Ineligible, Withdrawn, Nominated, Champion, Winner}
}

// May tells whether a state may follow another one.
func May(from, to State) bool { return slices.Contains(moves[from], to) }

// Move is that an entry came from one state into another. Moves are kept for ever.
type Move struct {
	Number   int // 1 for the first of the entry
	From, To State
	By       string // account
	At       time.Time
	Reason   string  // empty where none is asked for
	Despite  []Check // what the machine found, and an officer let pass
}

// Move gives the entry in another state, with the move as the last of its moves. Fault: Conflict where the machine does
// not have the move; Internal for a move that needs a reason and has none.
func (e Entry) Move(to State, by, reason string, despite []Check, now time.Time) (Entry, error) {
	if !May(e.State, to) {
		return Entry{}, fault.New(fault.Conflict, "entry: it is %s, and cannot become %s", e.State, to)
	}
	if needsReason(to, despite) && reason == "" {
		return Entry{}, fault.New(fault.Internal, "a move to %s needs a reason", to)
	}
	number := 1
	if n := len(e.Moves); n > 0 {
		number = e.Moves[n-1].Number + 1
	}
	e.Moves = append(slices.Clone(e.Moves), Move{Number: number, From: e.State, To: to, By: by, At: now, Reason: reason, Despite: despite})
	e.State, e.ChangedAt = to, now
	e.Revision++
	if to == Submitted && e.SubmittedAt.IsZero() {
		e.SubmittedAt = now
	}
	return e, nil
}

// needsReason tells whether whoever is told of a move must hear why.
func needsReason(to State, despite []Check) bool {
	return to == Returned || to == Ineligible || len(despite) > 0
}

// PassedOver is why an eligible entry was not nominated.
type PassedOver string

// The reasons.
const (
	// NotPassed is that no majority of the jurors let it pass.
	NotPassed PassedOver = "NOT_PASSED"
	// NoRoom is that it passed, and others of its category stand before it.
	NoRoom PassedOver = "NO_ROOM"
	// NotJudged is that no juror handed in a sheet on it.
	NotJudged PassedOver = "NOT_JUDGED"
)

// maxReason is how long a reason may be, in characters.
const maxReason = 2000

// Reason gives a reason as it may be kept for ever. Fault: BadUserInput about reason, where it is empty, too long, or
// holds a mail address.
func Reason(reason string) (string, error) {
	reason, err := text.CleanParagraphs(plainLines(reason), maxReason)
	switch {
	case err != nil:
		return "", fault.In("reason", err)
	case strings.ContainsRune(reason, '@'):
		return "", fault.BadInput("reason", "must hold no mail address, since it is kept for ever")
	}
	return reason, nil
}

// plainLines turns the line ends and tabs of other programs into those that texts have here.
func plainLines(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s)
}
