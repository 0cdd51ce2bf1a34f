package catalogue

import (
	"regexp"
	"slices"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/people"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// SessionFilter says which sessions. Conditions combine; a list means any of its values; nil means no condition.
type SessionFilter struct {
	StartsAt        *InstantRange
	Day             *scalar.Date
	TimeZone        *scalar.TimeZone
	Kind            []string
	Status          []programme.Status
	Track           []string
	ActionLine      []string
	Sdg             []int
	Language        []scalar.LanguageTag
	Organiser       []string
	StakeholderType []people.StakeholderType
	Country         []string
	Person          []string
	Text            *string
	IsSample        *bool
}

// InstantRange is a range of instants, half open.
type InstantRange struct {
	From   *scalar.DateTime
	Before *scalar.DateTime
}

// condition is one condition on a session.
type condition func(*programme.Session, *sessionLinks) bool

// compile turns a filter into conditions, each of which is a look into a row and its links.
func (v *View) compile(f *SessionFilter) ([]condition, error) {
	if f == nil {
		return nil, nil
	}
	var conditions []condition
	for _, step := range []func(*SessionFilter) (condition, error){
		v.filterRange, v.filterDay, filterKind, v.filterStatus, v.filterTrack, v.filterLine, v.filterGoal, filterLanguage,
		v.filterOrganiser, v.filterType, v.filterCountry, v.filterPerson, v.filterText, filterSample,
	} {
		c, err := step(f)
		if err != nil {
			return nil, fault.In("filter", err)
		}
		if c != nil {
			conditions = append(conditions, c)
		}
	}
	return conditions, nil
}

func (v *View) filterRange(f *SessionFilter) (condition, error) {
	r := f.StartsAt
	if r == nil {
		return nil, nil
	}
	if r.From != nil && r.Before != nil && !r.From.Before(r.Before.Time) {
		return nil, fault.BadInput("startsAt.before", "must be later than from")
	}
	inside := func(t time.Time) bool {
		return (r.From == nil || !t.Before(r.From.Time)) && (r.Before == nil || t.Before(r.Before.Time))
	}
	return func(s *programme.Session, l *sessionLinks) bool {
		for i := range s.Slots {
			if inside(s.Slots[i].StartsAt.Time) {
				return true
			}
		}
		return len(s.Slots) == 0 && !l.starts.IsZero() && inside(l.starts)
	}, nil
}

func (v *View) filterDay(f *SessionFilter) (condition, error) {
	if f.Day == nil {
		if f.TimeZone != nil {
			return nil, fault.BadInput("timeZone", "goes with day")
		}
		return nil, nil
	}
	day := *f.Day
	// A day's bounds cost more to work out than to look at, so not once a row.
	bounds := make([]struct{ from, before time.Time }, len(v.s.forums.rows)) // by forum
	for i := range bounds {
		zone := v.s.zoneOf(int32(i))
		if f.TimeZone != nil {
			zone = f.TimeZone.Location()
		}
		bounds[i].from, bounds[i].before = day.Start(zone), day.Next().Start(zone)
	}
	return func(s *programme.Session, l *sessionLinks) bool {
		b := &bounds[l.forum]
		return onDay(s, l, b.from, b.before, day)
	}, nil
}

// onDay tells whether a session is on, or begins, between two midnights; one of which only the day is known, whether
// it is that day.
func onDay(s *programme.Session, l *sessionLinks, from, before time.Time, day scalar.Date) bool {
	for i := range s.Slots {
		if s.Slots[i].StartsAt.Before(before) && s.Slots[i].EndsAt.After(from) {
			return true
		}
	}
	if len(s.Slots) > 0 {
		return false
	}
	if !l.starts.IsZero() {
		return !l.starts.Before(from) && l.starts.Before(before)
	}
	return s.Day == day
}

var (
	codePattern    = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)
	countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)
)

func filterKind(f *SessionFilter) (condition, error) {
	if f.Kind == nil {
		return nil, nil
	}
	if err := checkPattern("kind", f.Kind, codePattern, "not a code of a kind, such as THEMATIC_WORKSHOP"); err != nil {
		return nil, err
	}
	return func(s *programme.Session, _ *sessionLinks) bool { return slices.Contains(f.Kind, s.Kind) }, nil
}

func checkPattern(field string, values []string, pattern *regexp.Regexp, problem string) error {
	if err := checkList(field, len(values)); err != nil {
		return err
	}
	for i, value := range values {
		if !pattern.MatchString(value) {
			return fault.BadInput(at(field, i), "%s", problem)
		}
	}
	return nil
}

func (v *View) filterStatus(f *SessionFilter) (condition, error) {
	if f.Status == nil {
		return nil, nil
	}
	return func(s *programme.Session, l *sessionLinks) bool {
		return slices.Contains(f.Status, s.StatusAt(v.now, v.s.zoneOf(l.forum)))
	}, checkList("status", len(f.Status))
}

func (v *View) filterLine(f *SessionFilter) (condition, error) {
	if f.ActionLine == nil {
		return nil, nil
	}
	if err := checkList("actionLine", len(f.ActionLine)); err != nil {
		return nil, err
	}
	var lines []int32
	for i, code := range f.ActionLine {
		found := v.s.linesOf(code)
		if len(found) == 0 {
			return nil, fault.BadInput(at("actionLine", i), "not the code of an Action Line, such as C5 or C7_EGOV")
		}
		lines = append(lines, found...)
	}
	return func(_ *programme.Session, l *sessionLinks) bool { return overlap(l.lines, lines) }, nil
}

func (v *View) filterGoal(f *SessionFilter) (condition, error) {
	if f.Sdg == nil {
		return nil, nil
	}
	if err := checkList("sdg", len(f.Sdg)); err != nil {
		return nil, err
	}
	var goals []int32
	for i, number := range f.Sdg {
		if number < 1 || number > 17 {
			return nil, fault.BadInput(at("sdg", i), "%d, must be from 1 to 17", number)
		}
		if goal, ok := v.s.goalByNumber[number]; ok {
			goals = append(goals, goal)
		}
	}
	return func(_ *programme.Session, l *sessionLinks) bool { return overlap(l.goals, goals) }, nil
}

func filterSample(f *SessionFilter) (condition, error) {
	if f.IsSample == nil {
		return nil, nil
	}
	return func(s *programme.Session, _ *sessionLinks) bool { return s.IsSample == *f.IsSample }, nil
}

// filterLanguage keeps sessions with a language that is wanted, or a narrower form of it: pt finds pt-BR.
func filterLanguage(f *SessionFilter) (condition, error) {
	if f.Language == nil {
		return nil, nil
	}
	if err := checkList("language", len(f.Language)); err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(f.Language))
	for _, tag := range f.Language {
		wanted[string(tag)] = true
	}
	isWanted := func(tag string) bool { return text.CoveredBy(tag, wanted) }
	return func(s *programme.Session, _ *sessionLinks) bool {
		return slices.ContainsFunc(s.Languages, isWanted) || slices.ContainsFunc(s.Interpretation, isWanted) ||
			slices.ContainsFunc(s.Captioning, isWanted)
	}, nil
}

func contains(indices []int32, index int32) bool { return slices.Contains(indices, index) }

func overlap(a, b []int32) bool {
	for _, index := range a {
		if slices.Contains(b, index) {
			return true
		}
	}
	return false
}
