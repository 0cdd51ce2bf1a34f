// Package bench measures the house with a programme of any size: the page of a week, a build, a rebuild, memory.
package bench

import (
	"fmt"
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/people"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// lines are the codes of the 18 Action Lines.
var lines = []string{"C1", "C2", "C3", "C4", "C5", "C6", "C7_EGOV", "C7_EBUS", "C7_ELEA", "C7_EHEA", "C7_EEMP", "C7_EENV",
	"C7_EAGR", "C7_ESCI", "C8", "C9", "C10", "C11"}

// ForumSlug is the forum that Programme makes.
const ForumSlug = "bench"

// Programme makes a forum of n sessions, spread evenly over the 81 days of the forum of 2020, the same on every machine:
// each with up to four Action Lines, five goals, three organisers and six speakers, who have an organisation each.
func Programme(n int) catalogue.Rows {
	rows := catalogue.Rows{
		Seq:       1,
		Countries: []taxonomy.Country{{Code: "CH", Names: text.Of("Switzerland")}},
		Kinds:     []taxonomy.Kind{{Code: "THEMATIC_WORKSHOP", Name: text.Of("Thematic Workshop")}},
		Forums: []programme.Forum{{ID: "F", Slug: ForumSlug, Year: 2020, Theme: text.Of("Bench"), StartsOn: "2020-06-22",
			EndsOn: "2020-09-10", TimeZone: "Europe/Zurich"}},
	}
	for i, code := range lines {
		title := text.FromMap(map[string]string{"en": "The title of Action Line " + code, "fr": "Le titre de la grande orientation " + code})
		rows.ActionLines = append(rows.ActionLines, taxonomy.ActionLine{ID: code, Code: code, Line: code, Position: i + 1, Title: title, ShortName: title})
	}
	for i := 1; i <= 17; i++ {
		title := text.Of(fmt.Sprintf("The title of goal number %d", i))
		rows.Goals = append(rows.Goals, taxonomy.Goal{ID: fmt.Sprintf("SDG%d", i), Number: i, Name: title, Title: title, Colour: "#E5243B"})
	}
	organisations, persons := 200+n/10, 500+n
	for i := range organisations {
		rows.Stakeholders = append(rows.Stakeholders, people.Stakeholder{ID: id("O", i), Name: text.Of(fmt.Sprintf("Ministry of Digital Economy no. %d", i)),
			Type: people.Government, Country: "CH"})
	}
	for i := range persons {
		rows.People = append(rows.People, people.Person{ID: id("P", i), Name: fmt.Sprintf("Amina Kowalska %d", i)})
	}
	for i := range n {
		rows.Sessions = append(rows.Sessions, session(i, n, organisations, persons))
	}
	return rows
}

func session(i, n, organisations, persons int) programme.Session {
	quarter := i * 81 * 96 / n
	starts := time.Date(2020, 6, 22, 6, 0, 0, 0, time.UTC).Add(time.Duration(quarter) * 15 * time.Minute)
	s := programme.Session{
		ID: id("S", i), ForumID: "F", Number: fmt.Sprint(i + 1), Kind: "THEMATIC_WORKSHOP", State: programme.Published, Audience: programme.Open,
		Title:     text.Of(fmt.Sprintf("Good practices in inclusive \"smart\" villages, session %d", i)),
		Abstract:  text.Of("This session reviews how the Action Line contributes to the goals and what has changed since 2005. It closes with questions."),
		Slots:     []programme.Slot{{StartsAt: scalar.DateTime{Time: starts}, EndsAt: scalar.DateTime{Time: starts.Add(time.Hour)}}},
		Languages: []string{"en"},
	}
	for k := range 1 + i%4 {
		s.ActionLines = append(s.ActionLines, programme.LineLink{ActionLine: lines[(i*7+k*5)%len(lines)]})
	}
	for k := range 1 + i%5 {
		s.Goals = append(s.Goals, programme.GoalLink{Goal: 1 + (i*5+k*3)%17})
	}
	for k := range 1 + i%3 {
		s.Organisers = append(s.Organisers, id("O", (i*31+k)%organisations))
	}
	for k := range 1 + i%6 {
		s.Participations = append(s.Participations, programme.Participation{PersonID: id("P", (i*17+k*7)%persons),
			Role: programme.Speaker, Affiliations: []string{id("O", (i*13+k)%organisations)}})
	}
	return s
}

func id(kind string, i int) string { return fmt.Sprintf("%s%06d", kind, i) }
