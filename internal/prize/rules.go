package prize

import (
	"slices"
	"time"

	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

var phaseOrder = []PhaseKind{Submission, Nomination, Voting, Selection, Announcement}

// PhaseAt gives the phase that is open at an instant of forum time; false where none is. A phase is open from its
// opening up to, but without, its close, unless its close is recorded.
func (c Contest) PhaseAt(t time.Time) (Phase, bool) {
	for _, p := range c.Phases {
		if !p.IsClosed && !t.Before(p.OpensAt.Time) && t.Before(p.ClosesAt.Time) {
			return p, true
		}
	}
	return Phase{}, false
}

// NameIn gives the name of the contest for a reader of a language; its short name where it has no other.
func (c Contest) NameIn(language string) string {
	if len(c.Name) == 0 {
		return c.Slug
	}
	return c.Name.Pick(text.ParseAcceptLanguage(language)).Value
}

// PublicFrom gives the instant from which a claim may be seen. A claim shows from its day on; one without a day from
// the announcement on, or from the day of the ceremony where no phases are known, or the day after the edition where
// no ceremony is. In the archive a claim is public at once (the zero time).
func (c Claim) PublicFrom(contest Contest, f programme.Forum) time.Time {
	zone := f.TimeZone.Location()
	switch {
	case f.IsArchive:
		return time.Time{}
	case c.StatedOn != "":
		return c.StatedOn.Start(zone)
	}
	for _, p := range contest.Phases {
		if p.Kind == Announcement {
			return p.OpensAt.Time
		}
	}
	if contest.CeremonyOn != "" {
		return contest.CeremonyOn.Start(zone)
	}
	return f.EndsOn.Next().Start(zone)
}

// Check gives the contest as it may be stored, or a fault about every field that is wrong: phases in their order
// without overlap, and exactly 18 categories, one for each Action Line in the fixed order.
func (c Contest) Check() (Contest, error) {
	var l text.Cleaner
	programme.CheckSlug(&l, "slug", c.Slug)
	l.Text("name", &c.Name, text.MaxTitle, false, true)
	if c.Edition < 0 || c.Edition > 1000 {
		l.Refuse("edition", "must be 0 to 1000")
	}
	taxonomy.CheckDate(&l, "ceremonyOn", c.CeremonyOn)
	c.checkPhases(&l)
	c.checkCategories(&l)
	c.checkSettings(&l)
	c.checkForm(&l)
	c.checkRules(&l)
	if l.Count("figures", len(c.Figures)) {
		c.Figures = slices.Clone(c.Figures)
		for i := range c.Figures {
			l.Line(text.Index("figures", i)+".name", &c.Figures[i].Name, text.MaxName, true)
		}
	}
	l.Lines("notes", &c.Notes, text.MaxNote)
	taxonomy.CheckSources(&l, "sources", &c.Sources)
	return c, l.Err()
}

func (c *Contest) checkPhases(l *text.Cleaner) {
	if len(c.Phases) > len(phaseOrder) {
		l.Refuse("phases", "%d items, %d are allowed", len(c.Phases), len(phaseOrder))
		return
	}
	c.Phases = slices.Clone(c.Phases)
	last := -1
	for i := range c.Phases {
		p, field := &c.Phases[i], text.Index("phases", i)
		p.OpensAt.Time, p.ClosesAt.Time = p.OpensAt.UTC(), p.ClosesAt.UTC()
		l.Line(field+".basis", &p.Basis, text.MaxNote, false)
		place := slices.Index(phaseOrder, p.Kind)
		if place <= last {
			l.Refuse(field+".kind", "phases stand in the order SUBMISSION, NOMINATION, VOTING, SELECTION, ANNOUNCEMENT, each once")
		}
		last = max(last, place)
		if p.OpensAt.IsZero() || !p.OpensAt.Before(p.ClosesAt.Time) {
			l.Refuse(field+".closesAt", "must be after opensAt")
		}
		if i > 0 && p.OpensAt.Before(c.Phases[i-1].ClosesAt.Time) {
			l.Refuse(field+".opensAt", "must not be before the close of the phase before")
		}
	}
}

func (c *Contest) checkCategories(l *text.Cleaner) {
	lines := taxonomy.Lines()
	if len(c.Categories) != len(lines) {
		l.Refuse("categories", "%d items, but a contest has %d categories, one for each Action Line", len(c.Categories), len(lines))
		return
	}
	c.Categories = slices.Clone(c.Categories)
	ids := make([]string, len(c.Categories))
	for i := range c.Categories {
		category, field := &c.Categories[i], text.Index("categories", i)
		ids[i] = category.ID
		if category.ID == "" {
			l.Refuse(field+".id", "must not be empty")
		}
		if category.Number != i+1 {
			l.Refuse(field+".number", "must be %d: categories stand in the order of the Action Lines", i+1)
		}
		if category.ActionLine != lines[i] {
			l.Refuse(field+".actionLine", "must be %s: categories stand in the order of the Action Lines", lines[i])
		}
		l.Text(field+".title", &category.Title, text.MaxTitle, false, false)
	}
	l.Distinct("categories", ids)
}

func (c *Contest) checkRules(l *text.Cleaner) {
	if !l.Count("rules", len(c.Rules)) {
		return
	}
	c.Rules = slices.Clone(c.Rules)
	for i := range c.Rules {
		rule, field := &c.Rules[i], text.Index("rules", i)
		l.Line(field+".code", &rule.Code, 60, true)
		l.Line(field+".text", &rule.Text, text.MaxNote, true)
		l.Line(field+".basis", &rule.Basis, text.MaxName, true)
		l.Line(field+".years", &rule.Years, text.MaxName, false)
		taxonomy.CheckSources(l, field+".sources", &rule.Sources)
	}
}

var statements = []Statement{Nominated, Champion, Winner, Award}

// Check gives the project as it may be stored, or a fault about every field that is wrong. Its category is one of the
// contest's; what a source reports may lack category, title and organisation, a project created here may not.
func (p Project) Check(c Contest, f programme.Forum, codes taxonomy.Codes) (Project, error) {
	var l text.Cleaner
	created := !f.IsArchive && (p.IsSample || len(p.Sources) == 0)
	l.Text("title", &p.Title, text.MaxTitle, false, created)
	l.Text("description", &p.Description, text.MaxBody, true, false)
	if created && len(p.Stakeholders) == 0 {
		l.Refuse("stakeholders", "a project has one owner at least")
	}
	known := slices.ContainsFunc(c.Categories, func(k Category) bool { return k.ID == p.CategoryID })
	if p.CategoryID == "" && created || p.CategoryID != "" && !known {
		l.Refuse("category", "must be a category of the contest")
	}
	if l.Count("stakeholders", len(p.Stakeholders)) {
		l.Distinct("stakeholders", p.Stakeholders)
	}
	if l.Count("partners", len(p.Partners)) {
		l.Distinct("partners", p.Partners)
	}
	l.Line("organisationAsPrinted", &p.OrganisationAsPrinted, text.MaxName, false)
	codes.CheckCountry(&l, "country", p.Country)
	if l.Count("claims", len(p.Claims)) {
		p.Claims = slices.Clone(p.Claims)
		for i := range p.Claims {
			p.Claims[i].check(&l, text.Index("claims", i))
		}
	}
	l.Lines("notes", &p.Notes, text.MaxNote)
	taxonomy.CheckSources(&l, "sources", &p.Sources)
	return p, l.Err()
}

func (c *Claim) check(l *text.Cleaner, field string) {
	if !slices.Contains(statements, c.Statement) {
		l.Refuse(field+".statement", "must be NOMINATED, CHAMPION, WINNER or AWARD")
	}
	l.Line(field+".asReported", &c.AsReported, text.MaxNote, false)
	taxonomy.CheckDate(l, field+".statedOn", c.StatedOn)
	c.Source.Check(l, field+".source")
}
