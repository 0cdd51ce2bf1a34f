package catalogue

import (
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
)

// SessionKind is a kind of session.
type SessionKind struct {
	v *View
	i int32
}

// SessionKinds gives the kinds of session in their order.
func (v *View) SessionKinds() []SessionKind {
	return handles(v.s.kindOrder, func(i int32) SessionKind { return SessionKind{v, i} })
}

// Code gives the stable code.
func (k SessionKind) Code() string { return k.v.s.kinds.rows[k.i].Code }

// Name gives the name.
func (k SessionKind) Name(language *scalar.LanguageTag) Text {
	return k.v.pick(k.v.s.kinds.rows[k.i].Name, language)
}

// Slot is a stretch of time in which a session is on.
type Slot struct{ row *programme.Slot }

// StartsAt gives the beginning.
func (s Slot) StartsAt(timeZone *scalar.TimeZone) scalar.DateTime {
	return inZone(s.row.StartsAt.Time, timeZone)
}

// EndsAt gives the end.
func (s Slot) EndsAt(timeZone *scalar.TimeZone) scalar.DateTime {
	return inZone(s.row.EndsAt.Time, timeZone)
}

// Room gives the room.
func (s Slot) Room() (string, bool) { return optional(s.row.Room) }

// Participation is what a person does in a session.
type Participation struct {
	session Session
	place   int32
}

// Participations gives who speaks, moderates, chairs.
func (s Session) Participations() []Participation {
	all := make([]Participation, 0, len(s.row().Participations))
	for place := range s.row().Participations {
		if s.links().participations[place].person != none {
			all = append(all, Participation{s, int32(place)})
		}
	}
	return all
}

func (p Participation) row() *programme.Participation {
	return &p.session.row().Participations[p.place]
}

func (p Participation) links() *participationLinks {
	return &p.session.links().participations[p.place]
}

// Person gives the person.
func (p Participation) Person() Person { return Person{p.session.v, p.links().person} }

// Role gives the role in the session.
func (p Participation) Role() programme.Role { return p.row().Role }

// Position gives the office as printed.
func (p Participation) Position() (string, bool) { return optional(p.row().Position) }

// Affiliations gives the organisations that the person spoke for.
func (p Participation) Affiliations() []Stakeholder {
	return handles(p.links().affiliations, func(i int32) Stakeholder { return Stakeholder{p.session.v, i} })
}

// AffiliationAsPrinted gives the organisation as printed.
func (p Participation) AffiliationAsPrinted() (string, bool) {
	return optional(p.row().AffiliationAsPrinted)
}

// Country gives the country of the office.
func (p Participation) Country() (Country, bool) {
	return Country{p.session.v, p.links().country}, p.links().country != none
}

// Part tells what the person did, as printed.
func (p Participation) Part() (string, bool) { return optional(p.row().Part) }

// AgendaItem is a point of a session's agenda.
type AgendaItem struct {
	v   *View
	row *programme.AgendaItem
}

// Agenda gives what happens in the session.
func (s Session) Agenda() []AgendaItem {
	rows := s.row().Agenda
	items := make([]AgendaItem, len(rows))
	for i := range rows {
		items[i] = AgendaItem{s.v, &rows[i]}
	}
	return items
}

// Title gives the title.
func (a AgendaItem) Title(language *scalar.LanguageTag) Text { return a.v.pick(a.row.Title, language) }

// StartsAt gives the beginning.
func (a AgendaItem) StartsAt(timeZone *scalar.TimeZone) (scalar.DateTime, bool) {
	return optionalInstant(a.row.StartsAt.Time, timeZone)
}

// EndsAt gives the end.
func (a AgendaItem) EndsAt(timeZone *scalar.TimeZone) (scalar.DateTime, bool) {
	return optionalInstant(a.row.EndsAt.Time, timeZone)
}

// Speakers gives who speaks to it.
func (a AgendaItem) Speakers() []Person {
	return handles(a.v.s.people.findAll(a.row.Speakers), func(i int32) Person { return Person{a.v, i} })
}

// Document is a paper or slides.
type Document struct {
	v   *View
	row *programme.Document
}

// Documents gives papers and slides.
func (s Session) Documents() []Document {
	rows := s.row().Documents
	documents := make([]Document, len(rows))
	for i := range rows {
		documents[i] = Document{s.v, &rows[i]}
	}
	return documents
}

// Title gives the title.
func (d Document) Title(language *scalar.LanguageTag) Text { return d.v.pick(d.row.Title, language) }

// URL gives the address.
func (d Document) URL() (string, bool) { return optional(d.row.URL) }

// Recording is a recording of a session.
type Recording struct{ row *programme.Recording }

// Recordings gives the recordings that are published.
func (s Session) Recordings() []Recording {
	rows := s.row().Recordings
	recordings := make([]Recording, len(rows))
	for i := range rows {
		recordings[i] = Recording{&rows[i]}
	}
	return recordings
}

// URL gives the address.
func (r Recording) URL() (string, bool) { return optional(r.row.URL) }

// Language gives the language spoken in it.
func (r Recording) Language() (scalar.LanguageTag, bool) {
	return scalar.LanguageTag(r.row.Language), r.row.Language != ""
}
