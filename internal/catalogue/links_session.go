package catalogue

import (
	"cmp"
	"slices"
	"time"

	"rostrum/internal/programme"
)

// sessionLinks are the relations of a session, and its span in time.
type sessionLinks struct {
	forum, kind, parent  int32
	lines, goals, tracks []int32
	organisers, parts    []int32
	panel                []int32
	participations       []participationLinks
	starts, ends         time.Time // zero where no source gives an instant
	key                  sortKey   // by start
}

type participationLinks struct {
	person, country int32
	affiliations    []int32
}

// linkSessions finds the relations of the sessions, and from them who appears where.
func (s *Snapshot) linkSessions() {
	s.sessionLinks = make([]sessionLinks, len(s.sessions.rows))
	s.personLinks = make([][]appearance, len(s.people.rows))
	for i, session := range s.sessions.rows {
		s.sessionLinks[i] = s.linksOf(session)
	}
	for i := range s.sessionLinks {
		if parent := s.sessionLinks[i].parent; parent != none {
			s.sessionLinks[parent].parts = append(s.sessionLinks[parent].parts, int32(i))
		}
		for place, p := range s.sessionLinks[i].participations {
			if p.person != none {
				s.personLinks[p.person] = append(s.personLinks[p.person], appearance{int32(i), int32(place)})
			}
		}
	}
	byStart := func(a, b int32) int { return compareKeys(s.sessionLinks[a].key, s.sessionLinks[b].key, false) }
	for i := range s.sessionLinks {
		slices.SortFunc(s.sessionLinks[i].parts, byStart)
	}
	for i := range s.personLinks {
		slices.SortFunc(s.personLinks[i], func(a, b appearance) int {
			return cmp.Or(byStart(a.session, b.session), cmp.Compare(a.place, b.place))
		})
	}
}

func (s *Snapshot) linksOf(session *programme.Session) sessionLinks {
	l := sessionLinks{
		forum:      s.forums.find(session.ForumID),
		kind:       s.kinds.find(session.Kind),
		parent:     s.sessions.find(session.ParentID),
		organisers: s.stakeholders.findAll(session.Organisers),
		panel:      s.countries.findAll(session.PanelCountries),
	}
	for _, link := range session.ActionLines {
		l.lines = s.addLines(l.lines, link.ActionLine)
	}
	for _, link := range session.Goals {
		if goal, ok := s.goalByNumber[link.Goal]; ok {
			l.goals = addOnce(l.goals, goal)
		}
	}
	for _, id := range session.Tracks {
		if track, ok := s.trackAt[id]; ok {
			l.tracks = append(l.tracks, track)
		}
	}
	for _, p := range session.Participations {
		l.participations = append(l.participations, participationLinks{
			person:       s.people.find(p.PersonID),
			country:      s.countries.find(p.Country),
			affiliations: s.stakeholders.findAll(p.Affiliations),
		})
	}
	s.placeInTime(&l, session)
	return l
}

// addLines adds an Action Line by its code; the group C7 stands for its parts.
func (s *Snapshot) addLines(lines []int32, code string) []int32 {
	for _, line := range s.linesOf(code) {
		lines = addOnce(lines, line)
	}
	return lines
}

// linesOf gives the Action Lines that a code stands for: one, the parts of a group, or none.
func (s *Snapshot) linesOf(code string) []int32 {
	if line, ok := s.lineByCode[code]; ok {
		return []int32{line}
	}
	var parts []int32
	for _, line := range s.lineOrder {
		if s.lines.rows[line].Line == code {
			parts = append(parts, line)
		}
	}
	return parts
}

// placeInTime finds a session's span and its place in the order of starts. One of which only the day is known stands
// at the beginning of that day in the forum's zone; one without a day comes last.
func (s *Snapshot) placeInTime(l *sessionLinks, session *programme.Session) {
	l.key = sortKey{id: session.ID}
	switch {
	case len(session.Slots) > 0:
		l.starts = session.Slots[0].StartsAt.Time
		for _, slot := range session.Slots {
			if slot.EndsAt.After(l.ends) {
				l.ends = slot.EndsAt.Time
			}
		}
		l.key.number = l.starts.UnixMicro()
	case !session.StartOnly.IsZero():
		l.starts = session.StartOnly.Time
		l.key.number = l.starts.UnixMicro()
	case session.Day != "" && l.forum != none:
		l.key.number = session.Day.Start(s.zoneOf(l.forum)).UnixMicro()
	default:
		l.key.missing = true
	}
}
