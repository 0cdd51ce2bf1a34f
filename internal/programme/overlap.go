package programme

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Overlap is that two sessions of an edition are on at the same time in the same room or with the same person. That
// is no fault, since it happens, but the programme's editors must hear of it.
type Overlap struct {
	First, Second string // session ids
	Room          string // empty where the person is the matter
	PersonID      string // empty where the room is the matter
	At            time.Time
}

func (o Overlap) String() string {
	what := "room " + o.Room
	if o.PersonID != "" {
		what = "person " + o.PersonID
	}
	return fmt.Sprintf("sessions %s and %s overlap at %s: %s", o.First, o.Second, o.At.UTC().Format(time.RFC3339), what)
}

// MaxOverlaps bounds what Overlaps gives, so that a programme that is all in one room stays readable.
const MaxOverlaps = 500

type use struct {
	room, person string
	session      *Session
	slot         Slot
}

// Overlaps finds the sessions that share a room or a person at the same time, each pair once for each cause. Drafts
// count, since they are about to be published; cancelled and withdrawn sessions do not, nor does a part within its
// own parent. At most MaxOverlaps are given, in the order of room or person and time.
func Overlaps(sessions []Session) []Overlap {
	uses := usesOf(sessions)
	slices.SortFunc(uses, func(a, b use) int {
		return cmp.Or(cmp.Compare(a.room, b.room), cmp.Compare(a.person, b.person),
			a.slot.StartsAt.Compare(b.slot.StartsAt.Time), cmp.Compare(a.session.ID, b.session.ID))
	})
	var found []Overlap
	seen := map[Overlap]bool{}
	for i, a := range uses {
		for _, b := range uses[i+1:] {
			if b.room != a.room || b.person != a.person || !b.slot.StartsAt.Before(a.slot.EndsAt.Time) {
				break
			}
			if related(a.session, b.session) {
				continue
			}
			o := Overlap{First: min(a.session.ID, b.session.ID), Second: max(a.session.ID, b.session.ID),
				Room: a.room, PersonID: a.person}
			if seen[o] {
				continue
			}
			seen[o] = true
			o.At = b.slot.StartsAt.Time
			if found = append(found, o); len(found) == MaxOverlaps {
				return found
			}
		}
	}
	return found
}

func related(a, b *Session) bool {
	return a.ID == b.ID || a.ParentID == b.ID || b.ParentID == a.ID
}

func usesOf(sessions []Session) []use {
	var uses []use
	for i := range sessions {
		s := &sessions[i]
		if s.State == Cancelled || s.State == Withdrawn {
			continue
		}
		for _, slot := range s.Slots {
			if slot.Room != "" {
				uses = append(uses, use{room: slot.Room, session: s, slot: slot})
			}
			for _, p := range s.Participations {
				uses = append(uses, use{person: p.PersonID, session: s, slot: slot})
			}
		}
	}
	return uses
}
