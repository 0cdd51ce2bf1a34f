package facts

import (
	"time"

	"rostrum/internal/programme"
	"rostrum/internal/text"
)

// event is a line of the sample programme: when, in Geneva time, how long and what.
type event struct {
	day     time.Weekday
	hour    int
	minutes int
	kind    string
}

// week is what every one of the eleven weeks holds. Two events lie at hours that suit Asia and the Pacific, and the
// Americas.
var week = []event{
	{time.Monday, 9, 60, "THEMATIC_WORKSHOP"},
	{time.Monday, 14, 60, "THEMATIC_WORKSHOP"},
	{time.Tuesday, 5, 60, "COUNTRY_WORKSHOP"},
	{time.Tuesday, 13, 90, "HIGH_LEVEL_POLICY_SESSION"},
	{time.Wednesday, 10, 60, "SPECIAL_TRACK_SESSION"},
	{time.Wednesday, 15, 60, "THEMATIC_WORKSHOP"},
	{time.Thursday, 11, 60, "INTERACTIVE_SESSION"},
	{time.Thursday, 20, 60, "COUNTRY_WORKSHOP"},
	{time.Friday, 9, 75, "WSIS_TALKX"},
}

// finalWeek is 7 to 10 September, beside what the facts say of it.
var finalWeek = []event{
	{time.Monday, 9, 60, "ACTION_LINE_FACILITATORS_MEETING"},
	{time.Monday, 16, 60, "HIGH_LEVEL_DIALOGUE"},
	{time.Tuesday, 11, 60, "HIGH_LEVEL_DIALOGUE"},
	{time.Tuesday, 17, 90, "INTERACTIVE_ACTION_LINE_FACILITATION_MEETING"},
	{time.Wednesday, 9, 60, "ACTION_LINE_FACILITATORS_MEETING"},
	{time.Wednesday, 10, 120, "MINISTERIAL_ROUND_TABLE"},
	{time.Wednesday, 16, 90, "INTERACTIVE_ACTION_LINE_FACILITATION_MEETING"},
	{time.Thursday, 9, 60, "ACTION_LINE_FACILITATORS_MEETING"},
	{time.Thursday, 11, 60, "HIGH_LEVEL_DIALOGUE"},
	{time.Thursday, 13, 45, "INFORMATION_SESSION"},
	{time.Thursday, 16, 60, "CLOSING_CEREMONY"},
}

// statements are the countries of the policy statements, one after the other on 8 September.
var statements = []string{"KE", "PE", "LV", "KZ", "FJ", "TN"}

// at gives an hour of a day of a week, the first of which is 0. The whole programme lies in the summer time of Geneva.
func at(week int, day time.Weekday, hour, minute int) time.Time {
	summer := time.FixedZone("CEST", 2*60*60)
	return time.Date(2020, time.June, 22+7*week+int(day)-1, hour, minute, 0, 0, summer)
}

func (m *maker) programme() {
	for w := range 11 {
		for _, e := range week {
			m.ordinary(e, at(w, e.day, e.hour, 0))
		}
	}
	for _, e := range finalWeek {
		m.ordinary(e, at(11, e.day, e.hour, 0))
	}
	m.policyStatements()
	m.exhibition()
	m.hackathon()
	m.knowledgeCafe()
	m.cancelled()
}

// policyStatements is one session with a part for every statement.
func (m *maker) policyStatements() {
	start := at(11, time.Tuesday, 9, 0)
	whole := m.session("HIGH_LEVEL_TRACK", m.kinds["POLICY_STATEMENT"], programme.Registered, 1)
	m.slot(whole, start, time.Duration(len(statements))*15*time.Minute)
	m.interpret(whole)
	wholeID, room := whole.ID, whole.Slots[0].Room
	for i, country := range statements {
		part := m.session("POLICY_STATEMENT", joined(m.kinds["POLICY_STATEMENT"], m.countries[country]), programme.Registered, 1)
		part.ParentID = wholeID
		m.slotIn(part, start.Add(time.Duration(i)*15*time.Minute), 15*time.Minute, room)
		m.speak(part, 1, programme.Keynote)
		m.interpret(part)
	}
}

// exhibition runs for days: through the first week, and through the final one.
func (m *maker) exhibition() {
	s := m.session("EXHIBITION", text.FromMap(map[string]string{"en": "Hall of small inventions", "fr": "Le salon des petites inventions",
		"es": "El salón de los pequeños inventos"}), programme.Open, 3)
	s.Abstract = text.Of("Stands of schools, clubs and laboratories, each with somebody who answers. Come and go as you like.")
	for d := range 5 {
		m.slotIn(s, at(0, time.Monday+time.Weekday(d), 8, 0), 10*time.Hour, "Exhibition hall")
	}
	for d := range 4 {
		m.slotIn(s, at(11, time.Monday+time.Weekday(d), 8, 0), 10*time.Hour, "Exhibition hall")
	}
}

// hackathon is a whole with two parts.
func (m *maker) hackathon() {
	whole := m.session("HACKATHON", text.FromMap(map[string]string{"en": "Hackathon: tools for the last mile", "fr": "Hackathon : des outils pour le dernier kilomètre",
		"zh": "黑客松：服务最后一公里的工具"}), programme.Registered, 2)
	whole.Abstract = text.Of("Forty-eight hours for teams of up to five. Working software counts, slides do not.")
	for d := range 3 {
		m.slotIn(whole, at(4, time.Wednesday+time.Weekday(d), 9, 0), 8*time.Hour, "Workshop floor")
	}
	wholeID := whole.ID
	for _, part := range []struct {
		title string
		day   time.Weekday
		hour  int
	}{{"Hackathon: opening and teams", time.Wednesday, 9}, {"Hackathon: final presentations", time.Friday, 15}} {
		s := m.session("HACKATHON", text.Of(part.title), programme.Open, 1)
		s.ParentID = wholeID
		m.slotIn(s, at(4, part.day, part.hour, 0), 90*time.Minute, "Workshop stage")
		m.speak(s, 2, programme.Speaker)
	}
}

// knowledgeCafe repeats: one session, every second Friday.
func (m *maker) knowledgeCafe() {
	s := m.session("KNOWLEDGE_CAFE", joined(m.kinds["KNOWLEDGE_CAFE"], m.subjects[28].Title), programme.Open, 2)
	s.Abstract = m.subjects[28].Abstract
	for w := 1; w < 11; w += 2 {
		m.slotIn(s, at(w, time.Friday, 15, 0), 90*time.Minute, "Café")
	}
	m.link(s, m.subjects[28])
}

func (m *maker) cancelled() {
	s := m.session("THEMATIC_WORKSHOP", m.subjects[32].Title, programme.Registered, 1)
	s.State = programme.Cancelled
	s.CancellationReason = text.FromMap(map[string]string{
		"en": "The organisers could not get a stable connection at the venue. The material will be shown in the exhibition.",
		"fr": "Les organisateurs n’ont pas obtenu de connexion stable sur place. Les contenus seront présentés à l’exposition."})
	m.slot(s, at(7, time.Monday, 17, 0), time.Hour)
	m.link(s, m.subjects[32])
}
