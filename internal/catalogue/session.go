package catalogue

import (
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// Session is a session of the programme.
type Session struct {
	v *View
	i int32
}

func (s Session) row() *programme.Session { return s.v.s.sessions.rows[s.i] }
func (s Session) links() *sessionLinks    { return &s.v.s.sessionLinks[s.i] }

// Session finds a session by its global id. A malformed id is refused.
func (v *View) Session(id string) (*Session, error) {
	kind, key, err := parseID("id", id)
	if err != nil || kind != kindSession {
		return nil, err
	}
	i := v.s.sessions.find(key)
	if i == none {
		return nil, nil
	}
	return &Session{v, i}, nil
}

// IsNode marks an object with a global id.
func (Session) IsNode() {}

// IsSearchResult marks what a search can find.
func (Session) IsSearchResult() {}

// ID gives the global id.
func (s Session) ID() string { return s.v.s.sessionDerived[s.i].id }

// Forum gives the edition.
func (s Session) Forum() Forum { return Forum{s.v, s.links().forum} }

// Number gives the number in the printed agenda.
func (s Session) Number() (string, bool) { return optional(s.row().Number) }

// Title gives the title.
func (s Session) Title(language *scalar.LanguageTag) Text { return s.v.pick(s.row().Title, language) }

// Abstract tells what it is about.
func (s Session) Abstract(language *scalar.LanguageTag) (Text, bool) {
	return s.v.pickOptional(s.row().Abstract, language)
}

// Kind tells what kind of session it is.
func (s Session) Kind() SessionKind { return SessionKind{s.v, s.links().kind} }

// Status tells where it stands at the instant of the request.
func (s Session) Status() programme.Status {
	return s.row().StatusAt(s.v.now, s.v.s.zoneOf(s.links().forum))
}

// CancellationReason tells why it was cancelled.
func (s Session) CancellationReason(language *scalar.LanguageTag) (Text, bool) {
	return s.v.pickOptional(s.row().CancellationReason, language)
}

// StartsAt gives the start of the first slot.
func (s Session) StartsAt(timeZone *scalar.TimeZone) (scalar.DateTime, bool) {
	return optionalInstant(s.links().starts, timeZone)
}

// EndsAt gives the end of the last slot.
func (s Session) EndsAt(timeZone *scalar.TimeZone) (scalar.DateTime, bool) {
	return optionalInstant(s.links().ends, timeZone)
}

// Day gives the day on which it begins, in a zone.
func (s Session) Day(timeZone *scalar.TimeZone) (scalar.Date, bool) {
	if starts := s.links().starts; !starts.IsZero() {
		zone := s.v.s.zoneOf(s.links().forum)
		if timeZone != nil {
			zone = timeZone.Location()
		}
		return scalar.DateOf(starts.In(zone)), true
	}
	return optionalDate(s.row().Day)
}

// Slots gives the times at which it is on.
func (s Session) Slots() []Slot {
	rows := s.row().Slots
	slots := make([]Slot, len(rows))
	for i := range rows {
		slots[i] = Slot{&rows[i]}
	}
	return slots
}

// Mode tells how people take part.
func (s Session) Mode() (programme.Mode, bool) { return s.row().Mode, s.row().Mode != "" }

// Audience tells who may take part.
func (s Session) Audience() programme.Audience { return s.row().Audience }

// Languages gives the languages spoken.
func (s Session) Languages() []scalar.LanguageTag { return tags(s.row().Languages) }

// Interpretation gives the languages of interpretation.
func (s Session) Interpretation() []scalar.LanguageTag { return tags(s.row().Interpretation) }

// Captioning gives the languages of captions.
func (s Session) Captioning() []scalar.LanguageTag { return tags(s.row().Captioning) }

// Tracks gives the special tracks.
func (s Session) Tracks() []Track {
	return handles(s.links().tracks, func(i int32) Track { return Track{s.v, i} })
}

// ActionLines gives the Action Lines.
func (s Session) ActionLines() []ActionLine {
	return handles(s.links().lines, func(i int32) ActionLine { return ActionLine{s.v, i} })
}

// SDGs gives the goals.
func (s Session) SDGs() []SDG {
	return handles(s.links().goals, func(i int32) SDG { return SDG{s.v, i} })
}

// ActionLineLinks gives the Action Lines with the reasons.
func (s Session) ActionLineLinks() []SessionActionLineLink {
	var links []SessionActionLineLink
	for _, link := range s.row().ActionLines {
		for _, line := range s.v.s.linesOf(link.ActionLine) {
			links = append(links, SessionActionLineLink{ActionLine{s.v, line}, link.Rationale})
		}
	}
	return links
}

// SDGLinks gives the goals with the reasons.
func (s Session) SDGLinks() []SessionSDGLink {
	var links []SessionSDGLink
	for _, link := range s.row().Goals {
		if goal, ok := s.v.s.goalByNumber[link.Goal]; ok {
			links = append(links, SessionSDGLink{SDG{s.v, goal}, link.Rationale})
		}
	}
	return links
}

// Organisers gives the organisations that hold it.
func (s Session) Organisers() []Stakeholder {
	return handles(s.links().organisers, func(i int32) Stakeholder { return Stakeholder{s.v, i} })
}

// OrganisersAsPrinted gives the organisers as the source prints them.
func (s Session) OrganisersAsPrinted() []string { return s.row().OrganisersAsPrinted }

// IsSpeakerListComplete tells whether the source names every speaker.
func (s Session) IsSpeakerListComplete() (bool, bool) {
	if complete := s.row().SpeakersComplete; complete != nil {
		return *complete, true
	}
	return false, false
}

// Parent gives the session that this is a part of.
func (s Session) Parent() (Session, bool) {
	return Session{s.v, s.links().parent}, s.links().parent != none
}

// Parts gives the parts of this session.
func (s Session) Parts() []Session {
	return handles(s.links().parts, func(i int32) Session { return Session{s.v, i} })
}

// Attendance tells how many people took part.
func (s Session) Attendance() (int, bool) { return s.row().Attendance, s.row().Attendance != 0 }

// PanelCountries gives the countries of the panel.
func (s Session) PanelCountries() []Country {
	return handles(s.links().panel, func(i int32) Country { return Country{s.v, i} })
}

// URL gives the page of the session.
func (s Session) URL() (string, bool) { return optional(s.row().URL) }

// IsSample tells whether the session was made up for a demo.
func (s Session) IsSample() bool { return s.row().IsSample }

// Notes gives what the editors say about the facts.
func (s Session) Notes() []string { return s.row().Notes }

// Sources tells where the facts come from.
func (s Session) Sources() []Source { return sources(s.row().Sources) }

// SessionActionLineLink is that a session works on an Action Line.
type SessionActionLineLink struct {
	line      ActionLine
	rationale text.Text
}

// ActionLine gives the Action Line.
func (l SessionActionLineLink) ActionLine() ActionLine { return l.line }

// Rationale gives the reason.
func (l SessionActionLineLink) Rationale(language *scalar.LanguageTag) (Text, bool) {
	return l.line.v.pickOptional(l.rationale, language)
}

// SessionSDGLink is that a session works on a goal.
type SessionSDGLink struct {
	sdg       SDG
	rationale text.Text
}

// SDG gives the goal.
func (l SessionSDGLink) SDG() SDG { return l.sdg }

// Rationale gives the reason.
func (l SessionSDGLink) Rationale(language *scalar.LanguageTag) (Text, bool) {
	return l.sdg.v.pickOptional(l.rationale, language)
}
