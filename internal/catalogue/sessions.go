package catalogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rostrum/internal/fault"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
)

// SessionOrder says in which order sessions come.
type SessionOrder struct {
	Field     SessionOrderField
	Direction OrderDirection
}

// SessionOrderField is what sessions can be ordered by.
type SessionOrderField string

// The fields.
const (
	ByStart  SessionOrderField = "STARTS_AT"
	ByTitle  SessionOrderField = "TITLE"
	ByNumber SessionOrderField = "NUMBER"
)

// OrderDirection is upwards or downwards.
type OrderDirection string

// The directions.
const (
	Ascending  OrderDirection = "ASC"
	Descending OrderDirection = "DESC"
)

// sessionScope says which list of sessions a connection pages through.
type sessionScope struct {
	name  string
	forum int32 // none for all forums, nowhere for a forum that does not exist
	keep  func(*sessionLinks) bool
}

// nowhere is the index of a forum that a client named and that does not exist: nothing belongs to it.
const nowhere int32 = -2

// Sessions gives the sessions of the forum.
func (f Forum) Sessions(filter *SessionFilter, orderBy *SessionOrder, first *int, after *string, last *int, before *string) (SessionConnection, error) {
	scope := sessionScope{name: "forum/" + f.row().ID, forum: f.i}
	return f.v.sessions(scope, filter, orderBy, pageArgs{first, after, last, before})
}

// Sessions gives the sessions that the organisation holds, by start.
func (s Stakeholder) Sessions(first *int, after *string, last *int, before *string) (SessionConnection, error) {
	scope := sessionScope{name: "stakeholder/" + s.row().ID, forum: none, keep: func(l *sessionLinks) bool {
		return contains(l.organisers, s.i)
	}}
	return s.v.sessions(scope, nil, nil, pageArgs{first, after, last, before})
}

func (v *View) sessions(scope sessionScope, filter *SessionFilter, orderBy *SessionOrder, args pageArgs) (SessionConnection, error) {
	conditions, err := v.compile(filter)
	if err != nil {
		return SessionConnection{}, err
	}
	return page(list[Session]{
		name:  "sessions/" + scope.name,
		order: v.sessionOrder(orderBy),
		wrap:  func(i int32) Session { return Session{v, i} },
		keep: func(i int32) bool {
			l := &v.s.sessionLinks[i]
			if scope.forum != none && l.forum != scope.forum || scope.keep != nil && !scope.keep(l) {
				return false
			}
			row := v.s.sessions.rows[i]
			for _, holds := range conditions {
				if !holds(row, l) {
					return false
				}
			}
			return true
		},
	}, args)
}

func (v *View) sessionOrder(by *SessionOrder) *ordering {
	name := orderName{table: kindSession, field: string(ByStart)}
	if by != nil {
		name.field, name.descending = string(by.Field), by.Direction == Descending
	}
	key := func(i int32) sortKey { return v.s.sessionLinks[i].key }
	switch SessionOrderField(name.field) {
	case ByTitle:
		name.language = v.sortLanguage()
		key = func(i int32) sortKey {
			return sortKey{words: v.s.sessionDerived[i].words(name.language), id: v.s.sessions.rows[i].ID}
		}
	case ByNumber:
		key = func(i int32) sortKey { return numberKey(v.s.sessions.rows[i]) }
	}
	return v.s.order(name, len(v.s.sessions.rows), key)
}

// numberKey orders numbers as numbers, and what follows the digits as words: 9, 12, 12b.
func numberKey(s *programme.Session) sortKey {
	digits := s.Number[:len(s.Number)-len(strings.TrimLeft(s.Number, "0123456789"))]
	n, _ := strconv.ParseInt(digits, 10, 64) // 0 where it begins with a letter
	return sortKey{missing: s.Number == "", number: n, words: clip(s.Number), id: s.ID}
}

// Days gives the days that hold sessions, in a zone.
func (f Forum) Days(timeZone *scalar.TimeZone) []ForumDay {
	zone := f.v.s.zoneOf(f.i)
	if timeZone != nil {
		zone = timeZone.Location()
	}
	counts := make(map[scalar.Date]int)
	for i := range f.v.s.sessionLinks {
		l := &f.v.s.sessionLinks[i]
		if l.forum != f.i {
			continue
		}
		for _, day := range daysOf(f.v.s.sessions.rows[i], l, zone) {
			counts[day]++
		}
	}
	days := make([]ForumDay, 0, len(counts))
	for day, n := range counts {
		days = append(days, ForumDay{day, n})
	}
	slices.SortFunc(days, func(a, b ForumDay) int { return cmp.Compare(a.date, b.date) })
	return days
}

// ForumDay is a day that holds sessions.
type ForumDay struct {
	date  scalar.Date
	count int
}

// Date gives the day.
func (d ForumDay) Date() scalar.Date { return d.date }

// SessionCount tells how many sessions are on, or begin, on it.
func (d ForumDay) SessionCount() int { return d.count }

// NowAndNext gives what is on at the instant of the request and what comes next, count of each at most.
func (f Forum) NowAndNext(count int) (NowAndNext, error) {
	if count < 1 || count > 50 {
		return NowAndNext{}, fault.BadInput("count", "%d, must be from 1 to 50", count)
	}
	return NowAndNext{f, count}, nil
}
