package prize

import (
	"slices"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// PhaseMove is that an instant of a phase was moved. What was does not go away.
type PhaseMove struct {
	Number   int             `json:"number"` // from 1, in the order of moves
	Kind     PhaseKind       `json:"kind"`
	OpensAt  scalar.DateTime `json:"opensAt"` // as it was before
	ClosesAt scalar.DateTime `json:"closesAt"`
	// OpensAtNow and ClosesAtNow are as the move left them.
	OpensAtNow  scalar.DateTime `json:"opensAtNow"`
	ClosesAtNow scalar.DateTime `json:"closesAtNow"`
	MovedAt     scalar.DateTime `json:"movedAt"` // forum time
	Reason      string          `json:"reason"`
	Officers    int             `json:"officers"` // how many it took
}

// PhaseChange says where a phase is to lie.
type PhaseChange struct {
	Kind     PhaseKind       `json:"kind"`
	OpensAt  scalar.DateTime `json:"opensAt"`
	ClosesAt scalar.DateTime `json:"closesAt"`
}

// MovesTakeTwo tells whether instants move only by two officers, which they do once voting has opened.
func (c Contest) MovesTakeTwo(now time.Time) bool {
	voting, ok := c.Find(Voting)
	return c.IsFrozen() || ok && !now.Before(voting.OpensAt.Time)
}

// Find gives a phase of the contest.
func (c Contest) Find(kind PhaseKind) (Phase, bool) {
	for _, p := range c.Phases {
		if p.Kind == kind {
			return p, true
		}
	}
	return Phase{}, false
}

// Move gives the contest with phases moved, and says of each what changed. An instant moves before it has passed, and
// never into the past. Faults: BadUserInput about phases, as a list.
func (c Contest) Move(changes []PhaseChange, reason string, officers int, now time.Time) (Contest, error) {
	var l fault.List
	c.Phases, c.Moves = slices.Clone(c.Phases), slices.Clone(c.Moves)
	for i, change := range changes {
		field := text.Index("phases", i)
		place := slices.IndexFunc(c.Phases, func(p Phase) bool { return p.Kind == change.Kind })
		if place < 0 {
			l.Refuse(field+".kind", "the contest has no such phase")
			continue
		}
		was := c.Phases[place]
		checkMoved(&l, field+".opensAt", was.OpensAt.Time, change.OpensAt.Time, now, false)
		checkMoved(&l, field+".closesAt", was.ClosesAt.Time, change.ClosesAt.Time, now, was.IsClosed)
		if was.OpensAt.Equal(change.OpensAt.Time) && was.ClosesAt.Equal(change.ClosesAt.Time) {
			continue
		}
		c.Phases[place].OpensAt, c.Phases[place].ClosesAt = utc(change.OpensAt), utc(change.ClosesAt)
		c.Moves = append(c.Moves, PhaseMove{
			Number: len(c.Moves) + 1, Kind: was.Kind, OpensAt: was.OpensAt, ClosesAt: was.ClosesAt, OpensAtNow: utc(change.OpensAt),
			ClosesAtNow: utc(change.ClosesAt), MovedAt: scalar.DateTime{Time: now.UTC()}, Reason: reason, Officers: officers,
		})
	}
	if err := l.Err(); err != nil {
		return Contest{}, err
	}
	var order text.Cleaner
	c.checkPhases(&order)
	return c, order.Err()
}

// Add gives the contest with phases that it lacked, each in its place. None opens in the past. Faults: BadUserInput about
// phases, as a list.
func (c Contest) Add(added []PhaseChange, now time.Time) (Contest, error) {
	var l fault.List
	c.Phases = slices.Clone(c.Phases)
	for i, p := range added {
		field := text.Index("phases", i)
		if _, has := c.Find(p.Kind); has {
			l.Refuse(field+".kind", "the contest has this phase; its instants are moved")
			continue
		}
		if !now.Before(p.OpensAt.Time) {
			l.Refuse(field+".opensAt", "%s is not in the future", p.OpensAt.UTC().Format(time.RFC3339))
		}
		place := slices.Index(phaseOrder, p.Kind)
		before := slices.IndexFunc(c.Phases, func(other Phase) bool { return slices.Index(phaseOrder, other.Kind) > place })
		if before < 0 {
			before = len(c.Phases)
		}
		c.Phases = slices.Insert(c.Phases, before, Phase{Kind: p.Kind, OpensAt: utc(p.OpensAt), ClosesAt: utc(p.ClosesAt)})
	}
	if err := l.Err(); err != nil {
		return Contest{}, err
	}
	var order text.Cleaner
	c.checkPhases(&order)
	return c, order.Err()
}

// checkMoved refuses to move what has passed, and to move anything into the past.
func checkMoved(l *fault.List, field string, was, wanted, now time.Time, isClosed bool) {
	switch {
	case was.Equal(wanted):
	case isClosed || !now.Before(was):
		l.Refuse(field, "%s has passed; it cannot be moved any more", was.UTC().Format(time.RFC3339))
	case !now.Before(wanted):
		l.Refuse(field, "%s is not in the future", wanted.UTC().Format(time.RFC3339))
	}
}

func utc(t scalar.DateTime) scalar.DateTime { return scalar.DateTime{Time: t.UTC()} }
