package programme

import (
	"slices"

	"rostrum/internal/fault"
	"rostrum/internal/text"
)

// moves says which states may follow a state. The empty state is that of a session which does not exist yet.
var moves = map[State][]State{
	"":        {Draft, Published, Cancelled},
	Draft:     {Published, Withdrawn},
	Published: {Draft, Cancelled, Withdrawn},
	Cancelled: {Published, Withdrawn},
	Withdrawn: {Draft},
}

// IsPublic tells whether readers see a session in this state: a published one, and a cancelled one at its address.
func (s State) IsPublic() bool { return s == Published || s == Cancelled }

// MayBecome tells whether a session in this state may go to the next one. Staying is always allowed.
func (s State) MayBecome(next State) bool { return s == next || slices.Contains(moves[s], next) }

// Move gives the session in another state. It refuses a move that is not allowed (Conflict) and a cancellation
// without a reason (BadUserInput). A session that is taken up again loses the reason.
func (s Session) Move(next State, reason text.Text) (Session, error) {
	if !s.State.MayBecome(next) {
		return Session{}, fault.New(fault.Conflict, "a session that is %s cannot become %s", s.State.words(), next.words())
	}
	s.State, s.CancellationReason = next, nil
	if next == Cancelled {
		cleaned, err := text.CleanText(reason, text.MaxNote, true, true)
		if err != nil {
			return Session{}, fault.In("reason", err)
		}
		s.CancellationReason = cleaned
	}
	return s, nil
}

func (s State) words() string {
	switch s {
	case Draft:
		return "a draft"
	case Published:
		return "published"
	case Cancelled:
		return "cancelled"
	case Withdrawn:
		return "withdrawn"
	case "":
		return "new"
	}
	return "in an unknown state"
}
