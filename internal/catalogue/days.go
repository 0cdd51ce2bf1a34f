package catalogue

import (
	"cmp"
	"slices"
	"time"

	"rostrum/internal/programme"
	"rostrum/internal/scalar"
)

// daysOf gives the days of a zone on which a session is on, or begins, each once.
func daysOf(s *programme.Session, l *sessionLinks, zone *time.Location) []scalar.Date {
	if len(s.Slots) == 0 {
		switch {
		case !l.starts.IsZero():
			return []scalar.Date{scalar.DateOf(l.starts.In(zone))}
		case s.Day != "":
			return []scalar.Date{s.Day}
		}
		return nil
	}
	var days []scalar.Date
	for i := range s.Slots {
		day := scalar.DateOf(s.Slots[i].StartsAt.In(zone))
		// A slot that ends at midnight is not on the day that begins then.
		end := scalar.DateOf(s.Slots[i].EndsAt.Add(-time.Microsecond).In(zone))
		for ; day <= end; day = day.Next() {
			if len(days) == 0 || days[len(days)-1] < day {
				days = append(days, day)
			}
		}
	}
	return days
}

// NowAndNext is what is on at one instant and what comes next.
type NowAndNext struct {
	forum Forum
	count int
}

// At gives the instant.
func (n NowAndNext) At() scalar.DateTime { return n.forum.Now() }

// Now gives the sessions that are on, the longest running first.
func (n NowAndNext) Now() []Session {
	zone := n.forum.v.s.zoneOf(n.forum.i)
	return n.choose(func(s *programme.Session) (time.Time, bool) {
		if s.StatusAt(n.forum.v.now, zone) != programme.Live {
			return time.Time{}, false
		}
		for i := len(s.Slots) - 1; i >= 0; i-- {
			if !s.Slots[i].StartsAt.After(n.forum.v.now) {
				return s.Slots[i].StartsAt.Time, true
			}
		}
		return s.StartOnly.Time, true
	})
}

// Next gives the sessions that begin next, the soonest first.
func (n NowAndNext) Next() []Session {
	return n.choose(func(s *programme.Session) (time.Time, bool) {
		if s.State == programme.Cancelled {
			return time.Time{}, false
		}
		for i := range s.Slots {
			if s.Slots[i].StartsAt.After(n.forum.v.now) {
				return s.Slots[i].StartsAt.Time, true
			}
		}
		return s.StartOnly.Time, s.StartOnly.After(n.forum.v.now)
	})
}

// choose gives the sessions of the forum that have a time, the earliest first.
func (n NowAndNext) choose(timeOf func(*programme.Session) (time.Time, bool)) []Session {
	type candidate struct {
		i int32
		t time.Time
	}
	var all []candidate
	s := n.forum.v.s
	for i := range s.sessionLinks {
		if s.sessionLinks[i].forum != n.forum.i {
			continue
		}
		if t, ok := timeOf(s.sessions.rows[i]); ok {
			all = append(all, candidate{int32(i), t})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(a.t.Compare(b.t), cmp.Compare(a.i, b.i))
	})
	all = all[:min(len(all), n.count)]
	out := make([]Session, len(all))
	for i, c := range all {
		out[i] = Session{n.forum.v, c.i}
	}
	return out
}
