package programme

import (
	"regexp"
	"slices"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// The limits of a session, in characters, and in time for all of its slots together.
const (
	maxRoom     = 120
	maxNumber   = 20
	maxDuration = 90 * 24 * time.Hour
	maxPeople   = 10_000_000
)

var (
	states    = []State{Draft, Published, Cancelled, Withdrawn}
	audiences = []Audience{Open, Registered, Invited, Members, Press}
	modes     = []Mode{Virtual, OnSite, Hybrid}
	roles     = []Role{Speaker, Moderator, Panellist, Keynote, Rapporteur, Chair}
	numbers   = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z./-]*$`)
)

// Check gives the session as it may be stored, or a fault about every field that is wrong. It binds what is created
// here: a session that is published has an hour, a number and an organiser. What a source reports of an edition may
// lack them, because a fact is shown as its source has it. Days outside the edition's own are allowed: an edition's
// dates move, its sessions keep their address.
func (s Session) Check(f Forum, codes taxonomy.Codes) (Session, error) {
	var c text.Cleaner
	c.Text("title", &s.Title, text.MaxTitle, false, true)
	c.Text("abstract", &s.Abstract, text.MaxAbstract, true, false)
	s.checkState(&c)
	if s.Number != "" {
		c.Line("number", &s.Number, maxNumber, true)
		if !numbers.MatchString(s.Number) {
			c.Refuse("number", "must be letters, digits, dots, slashes and hyphens")
		}
	}
	if !codes.Kinds[s.Kind] {
		c.Refuse("kind", "must be the code of a kind of session")
	}
	if s.Mode != "" && !slices.Contains(modes, s.Mode) {
		c.Refuse("mode", "must be VIRTUAL, ON_SITE or HYBRID")
	}
	if !slices.Contains(audiences, s.Audience) {
		c.Refuse("audience", "must be OPEN, REGISTERED, INVITED, MEMBERS or MEDIA")
	}
	s.checkTimes(&c, f)
	s.checkLanguages(&c)
	s.checkLinks(&c, f)
	s.checkPeople(&c, codes)
	s.checkMaterial(&c)
	if !s.isReported(f) {
		s.checkComplete(&c)
	}
	return s, c.Err()
}

// isReported tells whether the session is a fact that a source reports, rather than one created here.
func (s Session) isReported(f Forum) bool {
	return f.IsArchive || !s.IsSample && len(s.Sources) > 0
}

func (s Session) checkComplete(c *text.Cleaner) {
	if len(s.Organisers) == 0 {
		c.Refuse("organisers", "a session has one organiser at least")
	}
	if s.State == Draft || s.State == Withdrawn {
		return
	}
	if len(s.Slots) == 0 {
		c.Refuse("slots", "a session in the programme has one slot at least")
	}
	if s.Number == "" {
		c.Refuse("number", "a session in the programme has a number")
	}
}

func (s *Session) checkState(c *text.Cleaner) {
	if !slices.Contains(states, s.State) {
		c.Refuse("state", "must be DRAFT, PUBLISHED, CANCELLED or WITHDRAWN")
	}
	c.Text("cancellationReason", &s.CancellationReason, text.MaxNote, true, s.State == Cancelled)
	if s.State != Cancelled && s.CancellationReason != nil {
		c.Refuse("cancellationReason", "only a cancelled session has one")
	}
}

func (s *Session) checkTimes(c *text.Cleaner, f Forum) {
	if c.Count("slots", len(s.Slots)) {
		s.Slots = slices.Clone(s.Slots)
		s.checkSlots(c)
	}
	s.StartOnly = scalar.DateTime{Time: s.StartOnly.UTC()}
	if !s.StartOnly.IsZero() && len(s.Slots) > 0 {
		c.Refuse("startOnly", "must be left out where there are slots")
	}
	taxonomy.CheckDate(c, "day", s.Day)
	if s.Day == "" {
		return
	}
	start := s.StartOnly.Time
	if len(s.Slots) > 0 {
		start = s.Slots[0].StartsAt.Time
	}
	if start.IsZero() {
		return
	}
	if want := scalar.DateOf(start.In(f.TimeZone.Location())); s.Day != want {
		c.Refuse("day", "%s, but the session begins on %s in the zone of the forum", s.Day, want)
	}
	s.Day = "" // the instant says it
}

func (s *Session) checkSlots(c *text.Cleaner) {
	var total time.Duration
	for i := range s.Slots {
		slot, field := &s.Slots[i], text.Index("slots", i)
		slot.StartsAt.Time, slot.EndsAt.Time = slot.StartsAt.UTC(), slot.EndsAt.UTC()
		c.Line(field+".room", &slot.Room, maxRoom, false)
		if slot.StartsAt.IsZero() || slot.EndsAt.IsZero() {
			c.Refuse(field, "must have startsAt and endsAt")
			continue
		}
		if !slot.StartsAt.Before(slot.EndsAt.Time) {
			c.Refuse(field+".endsAt", "must be after startsAt")
		}
		if i > 0 && slot.StartsAt.Before(s.Slots[i-1].EndsAt.Time) {
			c.Refuse(field+".startsAt", "must not be before the end of the slot before: slots stand in order and do not overlap")
		}
		total += slot.EndsAt.Sub(slot.StartsAt.Time)
	}
	if total > maxDuration {
		c.Refuse("slots", "%d days together, %d are allowed", int(total.Hours()/24), int(maxDuration.Hours()/24))
	}
}

func (s *Session) checkLanguages(c *text.Cleaner) {
	for _, list := range []struct {
		field  string
		values *[]string
		six    bool
	}{
		{"languages", &s.Languages, false},
		{"interpretation", &s.Interpretation, true},
		{"captioning", &s.Captioning, false},
	} {
		if !c.Count(list.field, len(*list.values)) {
			continue
		}
		*list.values = slices.Clone(*list.values)
		for i, value := range *list.values {
			tag, err := scalar.ParseLanguageTag(value)
			c.Add(text.Index(list.field, i), err)
			(*list.values)[i] = string(tag)
			if err == nil && list.six && !slices.Contains(text.Official, string(tag)) {
				c.Refuse(text.Index(list.field, i), "interpretation is into en, fr, es, ar, zh and ru")
			}
		}
		c.Distinct(list.field, *list.values)
	}
}

func (s *Session) checkLinks(c *text.Cleaner, f Forum) {
	if c.Count("tracks", len(s.Tracks)) {
		c.Distinct("tracks", s.Tracks)
		for i, id := range s.Tracks {
			if !slices.ContainsFunc(f.Tracks, func(t Track) bool { return t.ID == id }) {
				c.Refuse(text.Index("tracks", i), "not a track of the forum")
			}
		}
	}
	if c.Count("actionLines", len(s.ActionLines)) {
		s.ActionLines = slices.Clone(s.ActionLines)
		codes := make([]string, len(s.ActionLines))
		for i := range s.ActionLines {
			link, field := &s.ActionLines[i], text.Index("actionLines", i)
			codes[i] = link.ActionLine
			taxonomy.CheckLine(c, field+".actionLine", link.ActionLine, true)
			c.Text(field+".rationale", &link.Rationale, text.MaxNote, true, false)
		}
		c.Distinct("actionLines", codes)
	}
	if c.Count("goals", len(s.Goals)) {
		s.Goals = slices.Clone(s.Goals)
		seen := map[int]bool{}
		for i := range s.Goals {
			link, field := &s.Goals[i], text.Index("goals", i)
			taxonomy.CheckGoal(c, field+".goal", link.Goal)
			c.Text(field+".rationale", &link.Rationale, text.MaxNote, true, false)
			if seen[link.Goal] {
				c.Refuse(field, "goal %d stands in the list twice", link.Goal)
			}
			seen[link.Goal] = true
		}
	}
	if s.ParentID != "" && s.ParentID == s.ID {
		c.Refuse("parent", "a session is no part of itself")
	}
}

// CheckNumber refuses a number that another session of the edition has or ever had: a number is given once. taken holds
// the numbers given in the edition, each with the session that it was given to.
func (s Session) CheckNumber(taken map[string]string) error {
	if owner, ok := taken[s.Number]; ok && s.Number != "" && owner != s.ID {
		return fault.BadInput("number", "%s is or was the number of another session of the edition", s.Number)
	}
	return nil
}
