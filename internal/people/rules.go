package people

import (
	"slices"

	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

var types = []StakeholderType{Government, CivilSociety, UnitedNations, PrivateSector, Academia,
	InternationalOrganization, TechnicalCommunity, Media}

var categories = []ITUCategory{MemberState, Resolution99, PermanentMission, Regulator, SectorMember, Associate,
	AcademiaMember, NonMember, IndividualPerson}

var statuses = []AccreditationStatus{Requested, Accredited, Refused, Withdrawn}

// Check gives the organisation as it may be stored: with exactly one stakeholder type, and an ITU category apart from
// it where one is known.
func (s Stakeholder) Check(codes taxonomy.Codes) (Stakeholder, error) {
	var c text.Cleaner
	c.Text("name", &s.Name, text.MaxName, false, true)
	c.Line("acronym", &s.Acronym, 60, false)
	if !slices.Contains(types, s.Type) {
		c.Refuse("type", "must be one of the eight stakeholder types")
	}
	if s.ITUCategory != "" && !slices.Contains(categories, s.ITUCategory) {
		c.Refuse("ituCategory", "must be one of the nine categories of ITU")
	}
	codes.CheckCountry(&c, "country", s.Country)
	c.URL("website", &s.Website)
	if c.Count("accreditations", len(s.Accreditations)) {
		s.checkAccreditations(&c)
	}
	c.Lines("notes", &s.Notes, text.MaxNote)
	taxonomy.CheckSources(&c, "sources", &s.Sources)
	return s, c.Err()
}

func (s Stakeholder) checkAccreditations(c *text.Cleaner) {
	seen := map[string]bool{}
	for i, a := range s.Accreditations {
		field := text.Index("accreditations", i)
		if a.ForumID == "" {
			c.Refuse(field+".forum", "must not be empty")
		}
		if seen[a.ForumID] {
			c.Refuse(field+".forum", "two decisions for one edition")
		}
		seen[a.ForumID] = true
		if !slices.Contains(statuses, a.Status) {
			c.Refuse(field+".status", "must be REQUESTED, ACCREDITED, REFUSED or WITHDRAWN")
		}
		checkYear(c, field+".year", a.Year)
	}
}

func checkYear(c *text.Cleaner, field string, year int) {
	if year < 2000 || year > 2200 {
		c.Refuse(field, "%d, but a year must lie in 2000 to 2200", year)
	}
}

// Check gives the person as it may be stored.
func (p Person) Check(codes taxonomy.Codes) (Person, error) {
	var c text.Cleaner
	c.Line("name", &p.Name, text.MaxName, true)
	if c.Count("offices", len(p.Offices)) {
		p.Offices = slices.Clone(p.Offices)
		for i := range p.Offices {
			office, field := &p.Offices[i], text.Index("offices", i)
			c.Line(field+".role", &office.Role, text.MaxName, true)
			c.Line(field+".affiliation", &office.Affiliation, text.MaxName, false)
			codes.CheckCountry(&c, field+".country", office.Country)
			for j, year := range office.Years {
				checkYear(&c, text.Index(field+".years", j), year)
			}
		}
	}
	c.Lines("notes", &p.Notes, text.MaxNote)
	taxonomy.CheckSources(&c, "sources", &p.Sources)
	return p, c.Err()
}

// Standing gives the accreditation that holds for an edition, and whether it is carried over from an earlier one.
// A decision of the edition itself comes first, also one that only says that the secretariat asks again. Without one,
// an accreditation that was given carries over from the edition before, and from there on; a request, a refusal or a
// withdrawal does not. Editions are ids of forums in their order in time; ok is false where nothing holds.
func Standing(decisions []Accreditation, editions []string, forumID string) (a Accreditation, carriedOver, ok bool) {
	at := slices.Index(editions, forumID)
	for i := at; i >= 0; i-- {
		for _, d := range decisions {
			if d.ForumID != editions[i] {
				continue
			}
			if i < at && d.Status != Accredited {
				return Accreditation{}, false, false
			}
			return d, i < at, true
		}
	}
	return Accreditation{}, false, false
}
