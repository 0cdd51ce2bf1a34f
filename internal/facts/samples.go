package facts

import (
	"embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"rostrum/internal/intake"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// seed makes the samples the same in every build. It is the first day of the forum of 2020.
const seed = 20200622

const (
	forum2020   = "F2020"
	contest2020 = "PRIZES2020"
)

//go:embed samples/*.json
var words embed.FS

// subject is what a sample session is about.
type subject struct {
	Title    text.Text `json:"title"`
	Abstract text.Text `json:"abstract"`
	Lines    []string  `json:"lines"`
	Goals    []int     `json:"goals"`
	Track    string    `json:"track"`
}

// body is an invented organisation.
type body struct {
	Name    text.Text              `json:"name"`
	Acronym string                 `json:"acronym"`
	Type    people.StakeholderType `json:"type"`
	Country string                 `json:"country"`
	ITU     people.ITUCategory     `json:"itu"`
}

// guest is an invented person of an invented organisation.
type guest struct {
	name, position string
	body           int
}

// maker makes the samples. Everything that it draws comes from one generator with a constant seed, so the order of
// its steps is part of what it makes.
type maker struct {
	draw      *rand.Rand
	subjects  []subject
	bodies    []body
	guests    []guest
	projects  map[string][]string
	kinds     map[string]text.Text
	countries map[string]text.Text
	next      struct{ subject, guest, body, track int }
	busy      map[string][]span // by room and by person
	sessions  []programme.Session
}

// samples gives what the demo needs beyond the facts, each record marked as a sample.
func samples(docs []intake.Document) (intake.Document, error) {
	m := &maker{draw: rand.New(rand.NewPCG(seed, seed)), kinds: map[string]text.Text{},
		countries: map[string]text.Text{}, busy: map[string][]span{}}
	if err := m.readWords(); err != nil {
		return intake.Document{}, err
	}
	for _, d := range docs {
		for _, r := range d.Kinds {
			m.kinds[r.Value.Code] = r.Value.Name
		}
		for _, r := range d.Countries {
			m.countries[r.Value.Code] = r.Value.Names
		}
	}
	doc := intake.Document{Name: "facts/samples", Format: intake.Format, Source: Source,
		Stakeholders: m.stakeholders(), People: m.people()}
	m.programme()
	for _, s := range m.sessions {
		doc.Sessions = append(doc.Sessions, intake.Record[programme.Session]{ExternalID: s.ID, Value: s})
	}
	doc.Projects = m.nominees()
	return doc, nil
}

func (m *maker) readWords() error {
	var guests [][3]any
	for name, into := range map[string]any{"subjects": &m.subjects, "organisations": &m.bodies, "people": &guests,
		"projects": &m.projects} {
		content, err := words.ReadFile("samples/" + name + ".json")
		if err == nil {
			err = json.Unmarshal(content, into)
		}
		if err != nil {
			return fmt.Errorf("reading the words of the samples: %w", err)
		}
	}
	for _, g := range guests {
		name, _ := g[0].(string)
		position, _ := g[1].(string)
		index, _ := g[2].(float64)
		m.guests = append(m.guests, guest{name, position, int(index)})
	}
	return nil
}

func bodyID(i int) string  { return fmt.Sprintf("XORG%03d", i+1) }
func guestID(i int) string { return fmt.Sprintf("XPER%03d", i+1) }

// stakeholders gives the organisations. Most were accredited in 2018 or 2019, so that it can be seen how an
// accreditation carries over, how it is asked for again, and how it ends.
func (m *maker) stakeholders() []intake.Record[people.Stakeholder] {
	var rows []intake.Record[people.Stakeholder]
	for i, b := range m.bodies {
		s := people.Stakeholder{ID: bodyID(i), Name: b.Name, Acronym: b.Acronym, Type: b.Type, ITUCategory: b.ITU,
			Country: b.Country, IsSample: true}
		decide := func(year int, status people.AccreditationStatus, again bool) {
			s.Accreditations = append(s.Accreditations, people.Accreditation{ForumID: fmt.Sprintf("F%d", year), Year: year,
				Status: status, AskAgain: again})
		}
		switch i % 6 {
		case 0, 1:
			decide(2019, people.Accredited, false)
		case 2:
			decide(2018, people.Accredited, false)
		case 3:
			decide(2019, people.Accredited, false)
			decide(2020, people.Requested, true)
		case 4:
			decide(2018, people.Accredited, false)
			decide(2019, people.Withdrawn, false)
		case 5:
			decide(2020, people.Accredited, false)
		}
		rows = append(rows, intake.Record[people.Stakeholder]{ExternalID: s.ID, Value: s})
	}
	return rows
}

func (m *maker) people() []intake.Record[people.Person] {
	var rows []intake.Record[people.Person]
	for i, g := range m.guests {
		b := m.bodies[g.body]
		p := people.Person{ID: guestID(i), Name: g.name, IsSample: true, Offices: []people.Office{{Role: g.position,
			Affiliation: b.Name[0].Value, Country: b.Country, Years: []int{2020}}}}
		rows = append(rows, intake.Record[people.Person]{ExternalID: p.ID, Value: p})
	}
	return rows
}

// nominees gives six nominees for each category.
func (m *maker) nominees() []intake.Record[prize.Project] {
	var rows []intake.Record[prize.Project]
	for i, line := range taxonomy.Lines() {
		for j, title := range m.projects[line] {
			owner := (i*7 + j*5) % len(m.bodies)
			p := prize.Project{ID: fmt.Sprintf("XP2020-%03d", len(rows)+1), ContestID: contest2020,
				CategoryID: fmt.Sprintf("2020-%02d", i+1), Title: text.Of(title), Stakeholders: []string{bodyID(owner)},
				Country: m.bodies[owner].Country, IsSample: true}
			if j%3 == 0 {
				p.Partners = []string{bodyID((owner + 11) % len(m.bodies))}
			}
			rows = append(rows, intake.Record[prize.Project]{ExternalID: p.ID, Value: p})
		}
	}
	return rows
}
