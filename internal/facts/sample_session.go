package facts

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

type span struct{ from, to time.Time }

// firstNumber lies above the numbers that the facts know, so that no sample takes one of theirs.
const firstNumber = 601

// tracks are the special tracks of 2020 that sample sessions take in turn where their subject names none.
var tracks = []string{"youth", "gender-mainstreaming", "older-persons", "sports", "extended-reality-xr",
	"accessibility-for-persons-with-disabilities-and-specific-needs"}

// session begins a sample session. The answer is good until the next one is begun.
func (m *maker) session(kind string, title text.Text, audience programme.Audience, organisers int) *programme.Session {
	n := len(m.sessions)
	s := programme.Session{ID: fmt.Sprintf("X2020-%03d", n+1), ForumID: forum2020, Number: strconv.Itoa(firstNumber + n),
		Title: title, Kind: kind, State: programme.Published, Mode: programme.Virtual, Audience: audience,
		Languages: []string{"en"}, IsSample: true}
	for range organisers {
		s.Organisers = append(s.Organisers, bodyID(m.next.body%len(m.bodies)))
		m.next.body += 5 // 5 and 36 have no common divisor, so that every body gets its turn
	}
	m.sessions = append(m.sessions, s)
	return &m.sessions[n]
}

// ordinary makes a session of one slot, with subject, people, languages and material.
func (m *maker) ordinary(e event, start time.Time) {
	about := m.subjects[m.next.subject%len(m.subjects)]
	m.next.subject += 7 // as above
	s := m.session(e.kind, m.title(e.kind, about), audienceOf(e.kind), 1+m.draw.IntN(2))
	s.Abstract = about.Abstract
	m.slot(s, start, time.Duration(e.minutes)*time.Minute)
	m.link(s, about)
	m.speak(s, 1, programme.Moderator)
	m.speak(s, 1+m.draw.IntN(3), rolesOf(e.kind))
	m.languages(s)
	if m.draw.IntN(3) == 0 {
		m.agenda(s)
	}
	if m.draw.IntN(4) == 0 {
		s.Documents = []programme.Document{{Title: text.FromMap(map[string]string{"en": "Concept note", "fr": "Note de présentation"}),
			URL: "https://example.org/notes/" + s.ID}}
	}
	if m.draw.IntN(3) == 0 {
		s.Recordings = []programme.Recording{{URL: "https://example.org/recordings/" + s.ID, Language: s.Languages[0]}}
	}
}

// title names a workshop by its subject, and a session of another kind by kind and subject. A country workshop is about
// the country of the body that holds it.
func (m *maker) title(kind string, about subject) text.Text {
	switch kind {
	case "THEMATIC_WORKSHOP", "SPECIAL_TRACK_SESSION", "INTERACTIVE_SESSION":
		return about.Title
	case "COUNTRY_WORKSHOP":
		return joined(about.Title, m.countries[m.bodies[m.next.body%len(m.bodies)].Country])
	case "CLOSING_CEREMONY":
		return m.kinds[kind]
	}
	return joined(m.kinds[kind], about.Title)
}

// joined puts two texts side by side in the languages that both have.
func joined(a, b text.Text) text.Text {
	first, second, both := a.Map(), b.Map(), map[string]string{}
	for tag, words := range first {
		if other, ok := second[tag]; ok {
			both[tag] = words + " — " + other
		}
	}
	return text.FromMap(both)
}

func audienceOf(kind string) programme.Audience {
	switch kind {
	case "MINISTERIAL_ROUND_TABLE", "HIGH_LEVEL_DIALOGUE":
		return programme.Invited
	case "ACTION_LINE_FACILITATORS_MEETING":
		return programme.Members
	case "INFORMATION_SESSION":
		return programme.Press
	case "WSIS_TALKX", "CLOSING_CEREMONY":
		return programme.Open
	}
	return programme.Registered
}

func rolesOf(kind string) programme.Role {
	switch kind {
	case "HIGH_LEVEL_POLICY_SESSION", "HIGH_LEVEL_DIALOGUE", "MINISTERIAL_ROUND_TABLE":
		return programme.Panellist
	}
	return programme.Speaker
}

// slot puts a session into the first virtual room that is free.
func (m *maker) slot(s *programme.Session, start time.Time, length time.Duration) {
	for n := 1; ; n++ {
		room := fmt.Sprintf("Virtual room %d", n)
		if m.isFree(room, start, start.Add(length)) {
			m.slotIn(s, start, length, room)
			return
		}
	}
}

func (m *maker) slotIn(s *programme.Session, start time.Time, length time.Duration, room string) {
	end := start.Add(length)
	m.busy[room] = append(m.busy[room], span{start, end})
	s.Slots = append(s.Slots, programme.Slot{StartsAt: scalar.DateTime{Time: start.UTC()}, EndsAt: scalar.DateTime{Time: end.UTC()}, Room: room})
}

func (m *maker) isFree(what string, from, to time.Time) bool {
	return !slices.ContainsFunc(m.busy[what], func(s span) bool { return from.Before(s.to) && s.from.Before(to) })
}

// speak gives a session people who are free at its time.
func (m *maker) speak(s *programme.Session, count int, role programme.Role) {
	from, to := s.Slots[0].StartsAt.Time, s.Slots[0].EndsAt.Time
	for range count {
		for !m.isFree(guestID(m.next.guest%len(m.guests)), from, to) {
			m.next.guest++
		}
		i := m.next.guest % len(m.guests)
		m.next.guest += 7 // a prime, so that everybody gets a turn
		m.busy[guestID(i)] = append(m.busy[guestID(i)], span{from, to})
		g := m.guests[i]
		s.Participations = append(s.Participations, programme.Participation{PersonID: guestID(i), Role: role, Position: g.position,
			Affiliations: []string{bodyID(g.body)}, AffiliationAsPrinted: m.bodies[g.body].Name[0].Value, Country: m.bodies[g.body].Country})
	}
}

// link ties a session to the Action Lines, goals and track of its subject.
func (m *maker) link(s *programme.Session, about subject) {
	for i, line := range about.Lines {
		link := programme.LineLink{ActionLine: line}
		if i == 0 && m.draw.IntN(2) == 0 {
			link.Rationale = text.Of("The session shows work on this Action Line that others can repeat.")
		}
		s.ActionLines = append(s.ActionLines, link)
	}
	for i, goal := range about.Goals {
		link := programme.GoalLink{Goal: goal}
		if i == 0 && m.draw.IntN(2) == 0 {
			link.Rationale = text.Of("The results that are presented are measured against this goal.")
		}
		s.Goals = append(s.Goals, link)
	}
	name := about.Track
	if name == "" && s.Kind == "SPECIAL_TRACK_SESSION" {
		name = tracks[m.next.track%len(tracks)]
		m.next.track++
	}
	if name != "" {
		s.Tracks = []string{"TRACK2020-" + name}
	}
}

// languages follows the versions of the title: a session is held in one of them, and high-level ones are interpreted.
func (m *maker) languages(s *programme.Session) {
	spoken := s.Title[m.draw.IntN(len(s.Title))].Language
	s.Languages = []string{spoken}
	if spoken != "en" && m.draw.IntN(2) == 0 {
		s.Languages = append(s.Languages, "en")
	}
	switch s.Kind {
	case "HIGH_LEVEL_POLICY_SESSION", "HIGH_LEVEL_DIALOGUE", "MINISTERIAL_ROUND_TABLE", "CLOSING_CEREMONY":
		m.interpret(s)
	default:
		if m.draw.IntN(4) == 0 {
			s.Interpretation = []string{"en", "fr"}
		}
		if m.draw.IntN(4) == 0 {
			s.Captioning = []string{spoken}
		}
	}
}

func (m *maker) interpret(s *programme.Session) {
	s.Interpretation = slices.Clone(text.Official)
	s.Captioning = []string{"en", "fr"}
}

// agenda parts the slot of a session in three.
func (m *maker) agenda(s *programme.Session) {
	start, length := s.Slots[0].StartsAt.Time, s.Slots[0].EndsAt.Sub(s.Slots[0].StartsAt.Time)
	points := []text.Text{
		text.FromMap(map[string]string{"en": "Welcome", "fr": "Bienvenue", "es": "Bienvenida", "ar": "الترحيب", "zh": "欢迎辞", "ru": "Приветствие"}),
		text.FromMap(map[string]string{"en": "Cases", "fr": "Études de cas", "es": "Casos", "ar": "دراسات حالة", "zh": "案例", "ru": "Примеры"}),
		text.FromMap(map[string]string{"en": "Questions", "fr": "Questions", "es": "Preguntas", "ar": "أسئلة", "zh": "提问", "ru": "Вопросы"}),
	}
	ends := []time.Duration{length / 6, length * 2 / 3, length}
	for i, title := range points {
		begin := start
		if i > 0 {
			begin = start.Add(ends[i-1])
		}
		item := programme.AgendaItem{Title: title, StartsAt: scalar.DateTime{Time: begin}, EndsAt: scalar.DateTime{Time: start.Add(ends[i])}}
		if p := s.Participations; i < len(p) {
			item.Speakers = []string{p[i].PersonID}
		}
		s.Agenda = append(s.Agenda, item)
	}
}
