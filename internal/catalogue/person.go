package catalogue

import (
	"rostrum/internal/people"
)

// Person is somebody whom the programme names.
type Person struct {
	v *View
	i int32
}

func (p Person) row() *people.Person { return p.v.s.people.rows[p.i] }

// Person finds a person by global id. A malformed id is refused.
func (v *View) Person(id string) (*Person, error) {
	kind, key, err := parseID("id", id)
	if err != nil || kind != kindPerson {
		return nil, err
	}
	i := v.s.people.find(key)
	if i == none {
		return nil, nil
	}
	return &Person{v, i}, nil
}

// IsNode marks an object with a global id.
func (Person) IsNode() {}

// IsSearchResult marks what a search can find.
func (Person) IsSearchResult() {}

// ID gives the global id.
func (p Person) ID() string { return p.v.s.personDerived[p.i].id }

// Name gives the name as printed.
func (p Person) Name() string { return p.row().Name }

// IsSample tells whether the person was made up for a demo.
func (p Person) IsSample() bool { return p.row().IsSample }

// Notes gives what the editors say about the facts.
func (p Person) Notes() []string { return p.row().Notes }

// Sources tells where the facts come from.
func (p Person) Sources() []Source { return sources(p.row().Sources) }

// Offices gives the offices that the person held.
func (p Person) Offices() []Office {
	rows := p.row().Offices
	offices := make([]Office, len(rows))
	for i := range rows {
		offices[i] = Office{p.v, &rows[i]}
	}
	return offices
}

// Office is an office that a person held.
type Office struct {
	v   *View
	row *people.Office
}

// Role gives the title of the office.
func (o Office) Role() string { return o.row.Role }

// Affiliation gives the organisation as printed.
func (o Office) Affiliation() (string, bool) { return optional(o.row.Affiliation) }

// Country gives the country of the office.
func (o Office) Country() (Country, bool) {
	i := o.v.s.countries.find(o.row.Country)
	return Country{o.v, i}, i != none
}

// Years gives the years of the forum in which it was printed.
func (o Office) Years() []int { return o.row.Years }

// Appearances gives what the person does in sessions, in the order of the sessions.
func (p Person) Appearances() []Appearance {
	links := p.v.s.personLinks[p.i]
	appearances := make([]Appearance, len(links))
	for i, link := range links {
		appearances[i] = Appearance{Session{p.v, link.session}, link.place}
	}
	return appearances
}

// Appearance is a person in a session.
type Appearance struct {
	session Session
	place   int32
}

// Session gives the session.
func (a Appearance) Session() Session { return a.session }

// Participation gives what the person does in it.
func (a Appearance) Participation() Participation { return Participation(a) }
