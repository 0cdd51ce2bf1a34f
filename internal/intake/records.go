package intake

import (
	"rostrum/internal/changelog"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// The kinds of record that live inside another one and have an id of their own.
const (
	track    changelog.Entity = "track"
	page     changelog.Entity = "page"
	category changelog.Entity = "category"
)

// records is one list of a document, whatever it holds.
type records struct {
	name     string
	entity   changelog.Entity
	len      int
	external func(i int) string
	// id gives the place of a record's own id; for what is known by its code, that of the code.
	id func(i int) *string
	// coded tells whether the records are known by their code, so that they need no external id; key is the field
	// that names them.
	coded bool
	key   string
	// alias gives the external id that the file has for a record, also where that is known by its code.
	alias func(i int) string
}

func list[T any](name string, entity changelog.Entity, rows []Record[T], id func(*T) *string) records {
	alias := func(i int) string { return rows[i].ExternalID }
	return records{name: name, entity: entity, len: len(rows), key: "externalId", alias: alias, external: alias,
		id: func(i int) *string { return id(&rows[i].Value) }}
}

func codes[T any](name, key string, entity changelog.Entity, rows []Record[T], id func(*T) *string) records {
	r := list(name, entity, rows, id)
	r.coded, r.key = true, key
	r.external = func(i int) string { return *r.id(i) }
	return r
}

// recordsOf gives the lists of a document in the order in which they can be written: each refers to earlier ones only,
// but for accreditations and for the parts of sessions.
func recordsOf(d *Document) []records {
	return []records{
		codes("countries", "code", changelog.Country, d.Countries, func(v *taxonomy.Country) *string { return &v.Code }),
		codes("kinds", "code", changelog.Kind, d.Kinds, func(v *taxonomy.Kind) *string { return &v.Code }),
		list("goals", changelog.Goal, d.Goals, func(v *taxonomy.Goal) *string { return &v.ID }),
		list("stakeholders", changelog.Stakeholder, d.Stakeholders, func(v *people.Stakeholder) *string { return &v.ID }),
		list("actionLines", changelog.ActionLine, d.ActionLines, func(v *taxonomy.ActionLine) *string { return &v.ID }),
		codes("matrices", "version", changelog.Matrix, d.Matrices, func(v *taxonomy.Matrix) *string { return &v.Version }),
		list("people", changelog.Person, d.People, func(v *people.Person) *string { return &v.ID }),
		list("forums", changelog.Forum, d.Forums, func(v *programme.Forum) *string { return &v.ID }),
		list("sessions", changelog.Session, d.Sessions, func(v *programme.Session) *string { return &v.ID }),
		list("contests", changelog.Contest, d.Contests, func(v *prize.Contest) *string { return &v.ID }),
		list("projects", changelog.Project, d.Projects, func(v *prize.Project) *string { return &v.ID }),
	}
}

// link is a place in a record that holds a reference.
type link struct {
	list   string
	index  int
	field  string // below the record
	entity changelog.Entity
	at     *string
}

func (l link) path() string { return text.Index(l.list, l.index) + "." + l.field }

// linksOf gives every place of a document that refers to another record. The document must be a copy: what the places
// point to is written over.
func linksOf(d *Document) []link {
	var links []link
	for i := range d.ActionLines {
		in := linker{"actionLines", i, &links}
		for j := range d.ActionLines[i].Value.Facilitators {
			in.one(text.Index("facilitators", j)+".stakeholder", changelog.Stakeholder, &d.ActionLines[i].Value.Facilitators[j].StakeholderID)
		}
	}
	for i := range d.Stakeholders {
		in := linker{"stakeholders", i, &links}
		for j := range d.Stakeholders[i].Value.Accreditations {
			in.one(text.Index("accreditations", j)+".forum", changelog.Forum, &d.Stakeholders[i].Value.Accreditations[j].ForumID)
		}
	}
	for i := range d.Forums {
		in, v := linker{"forums", i, &links}, &d.Forums[i].Value
		in.many("coOrganisers", changelog.Stakeholder, v.CoOrganisers)
		in.one("chair", changelog.Person, &v.ChairID)
	}
	for i := range d.Sessions {
		linker{"sessions", i, &links}.session(&d.Sessions[i].Value)
	}
	for i := range d.Contests {
		linker{"contests", i, &links}.one("forum", changelog.Forum, &d.Contests[i].Value.ForumID)
	}
	for i := range d.Projects {
		in, v := linker{"projects", i, &links}, &d.Projects[i].Value
		in.one("contest", changelog.Contest, &v.ContestID)
		in.one("category", category, &v.CategoryID)
		in.many("stakeholders", changelog.Stakeholder, v.Stakeholders)
		in.many("partners", changelog.Stakeholder, v.Partners)
	}
	return links
}

type linker struct {
	list  string
	index int
	to    *[]link
}

func (in linker) one(field string, entity changelog.Entity, at *string) {
	if *at != "" {
		*in.to = append(*in.to, link{in.list, in.index, field, entity, at})
	}
}

func (in linker) many(field string, entity changelog.Entity, list []string) {
	for i := range list {
		*in.to = append(*in.to, link{in.list, in.index, text.Index(field, i), entity, &list[i]})
	}
}

func (in linker) session(v *programme.Session) {
	in.one("forum", changelog.Forum, &v.ForumID)
	in.one("parent", changelog.Session, &v.ParentID)
	in.many("tracks", track, v.Tracks)
	in.many("organisers", changelog.Stakeholder, v.Organisers)
	for i := range v.Participations {
		field := text.Index("participations", i)
		in.one(field+".person", changelog.Person, &v.Participations[i].PersonID)
		in.many(field+".affiliations", changelog.Stakeholder, v.Participations[i].Affiliations)
	}
	for i := range v.Agenda {
		in.many(text.Index("agenda", i)+".speakers", changelog.Person, v.Agenda[i].Speakers)
	}
}
