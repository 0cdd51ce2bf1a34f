package programme

import (
	"slices"

	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

func (s *Session) checkPeople(c *text.Cleaner, codes taxonomy.Codes) {
	if c.Count("organisers", len(s.Organisers)) {
		c.Distinct("organisers", s.Organisers)
	}
	c.Lines("organisersAsPrinted", &s.OrganisersAsPrinted, text.MaxName)
	if c.Count("participations", len(s.Participations)) {
		s.Participations = slices.Clone(s.Participations)
		for i := range s.Participations {
			s.Participations[i].check(c, text.Index("participations", i), codes)
		}
	}
	if c.Count("panelCountries", len(s.PanelCountries)) {
		c.Distinct("panelCountries", s.PanelCountries)
		for i, code := range s.PanelCountries {
			codes.CheckCountry(c, text.Index("panelCountries", i), code)
		}
	}
}

func (p *Participation) check(c *text.Cleaner, field string, codes taxonomy.Codes) {
	if p.PersonID == "" {
		c.Refuse(field+".person", "must not be empty")
	}
	if !slices.Contains(roles, p.Role) {
		c.Refuse(field+".role", "must be SPEAKER, MODERATOR, PANELLIST, KEYNOTE, RAPPORTEUR or CHAIR")
	}
	c.Line(field+".position", &p.Position, text.MaxName, false)
	c.Line(field+".affiliationAsPrinted", &p.AffiliationAsPrinted, text.MaxName, false)
	c.Line(field+".part", &p.Part, text.MaxName, false)
	codes.CheckCountry(c, field+".country", p.Country)
	if c.Count(field+".affiliations", len(p.Affiliations)) {
		c.Distinct(field+".affiliations", p.Affiliations)
	}
}

func (s *Session) checkMaterial(c *text.Cleaner) {
	if c.Count("agenda", len(s.Agenda)) {
		s.Agenda = slices.Clone(s.Agenda)
		for i := range s.Agenda {
			s.Agenda[i].check(c, text.Index("agenda", i))
		}
	}
	if c.Count("documents", len(s.Documents)) {
		s.Documents = slices.Clone(s.Documents)
		for i := range s.Documents {
			document, field := &s.Documents[i], text.Index("documents", i)
			c.Text(field+".title", &document.Title, text.MaxTitle, false, true)
			c.URL(field+".url", &document.URL)
		}
	}
	if c.Count("recordings", len(s.Recordings)) {
		s.Recordings = slices.Clone(s.Recordings)
		for i := range s.Recordings {
			s.Recordings[i].check(c, text.Index("recordings", i))
		}
	}
	if s.Attendance < 0 || s.Attendance > maxPeople {
		c.Refuse("attendance", "must be 0 to %d", maxPeople)
	}
	c.URL("url", &s.URL)
	c.Lines("notes", &s.Notes, text.MaxNote)
	taxonomy.CheckSources(c, "sources", &s.Sources)
}

func (a *AgendaItem) check(c *text.Cleaner, field string) {
	c.Text(field+".title", &a.Title, text.MaxTitle, false, true)
	a.StartsAt.Time, a.EndsAt.Time = a.StartsAt.UTC(), a.EndsAt.UTC()
	switch {
	case a.StartsAt.IsZero() && !a.EndsAt.IsZero():
		c.Refuse(field+".endsAt", "must not stand without startsAt")
	case !a.EndsAt.IsZero() && !a.StartsAt.Before(a.EndsAt.Time):
		c.Refuse(field+".endsAt", "must be after startsAt")
	}
	if c.Count(field+".speakers", len(a.Speakers)) {
		c.Distinct(field+".speakers", a.Speakers)
	}
}

func (r *Recording) check(c *text.Cleaner, field string) {
	c.URL(field+".url", &r.URL)
	if r.Language == "" {
		return
	}
	tag, err := scalar.ParseLanguageTag(r.Language)
	c.Add(field+".language", err)
	r.Language = string(tag)
}
