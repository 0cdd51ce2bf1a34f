package intake

import (
	"slices"

	"rostrum/internal/prize"
	"rostrum/internal/programme"
)

// copyOf gives a document in which references and ids can be written over without touching the one given.
func copyOf(d Document) *Document {
	d.Countries, d.Kinds, d.Goals = slices.Clone(d.Countries), slices.Clone(d.Kinds), slices.Clone(d.Goals)
	d.Matrices, d.People = slices.Clone(d.Matrices), slices.Clone(d.People)
	d.ActionLines = slices.Clone(d.ActionLines)
	for i := range d.ActionLines {
		v := &d.ActionLines[i].Value
		v.Facilitators = slices.Clone(v.Facilitators)
	}
	d.Stakeholders = slices.Clone(d.Stakeholders)
	for i := range d.Stakeholders {
		v := &d.Stakeholders[i].Value
		v.Accreditations = slices.Clone(v.Accreditations)
	}
	d.Forums = slices.Clone(d.Forums)
	for i := range d.Forums {
		v := &d.Forums[i].Value
		v.CoOrganisers, v.Tracks, v.Pages = slices.Clone(v.CoOrganisers), slices.Clone(v.Tracks), slices.Clone(v.Pages)
	}
	d.Sessions = slices.Clone(d.Sessions)
	for i := range d.Sessions {
		copySession(&d.Sessions[i].Value)
	}
	d.Contests = slices.Clone(d.Contests)
	for i := range d.Contests {
		v := &d.Contests[i].Value
		v.Categories = slices.Clone(v.Categories)
	}
	d.Projects = slices.Clone(d.Projects)
	for i := range d.Projects {
		copyProject(&d.Projects[i].Value)
	}
	return &d
}

func copySession(v *programme.Session) {
	v.Tracks, v.Organisers = slices.Clone(v.Tracks), slices.Clone(v.Organisers)
	v.Recordings = slices.Clone(v.Recordings)
	v.Participations = slices.Clone(v.Participations)
	for i := range v.Participations {
		v.Participations[i].Affiliations = slices.Clone(v.Participations[i].Affiliations)
	}
	v.Agenda = slices.Clone(v.Agenda)
	for i := range v.Agenda {
		v.Agenda[i].Speakers = slices.Clone(v.Agenda[i].Speakers)
	}
}

func copyProject(v *prize.Project) {
	v.Stakeholders, v.Partners = slices.Clone(v.Stakeholders), slices.Clone(v.Partners)
	v.Claims = slices.Clone(v.Claims)
}
