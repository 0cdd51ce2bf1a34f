package taxonomy

import (
	"regexp"
	"slices"

	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// Codes are the codes that records may refer to and that are data: kinds of session and countries. Action Lines,
// goals and targets are fixed and need no table.
type Codes struct {
	Kinds     map[string]bool
	Countries map[string]bool
}

var (
	alpha2Form  = regexp.MustCompile(`^[A-Z]{2}$`)
	alpha3Form  = regexp.MustCompile(`^[A-Z]{3}$`)
	m49Form     = regexp.MustCompile(`^[0-9]{3}$`)
	codeForm    = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,59}$`)
	colourForm  = regexp.MustCompile(`^#[0-9A-F]{6}$`)
	versionForm = regexp.MustCompile(`^[0-9a-zA-Z][0-9a-zA-Z.-]{0,59}$`)
)

// CheckSources cleans a list of sources under a field. Every source has a title.
func CheckSources(c *text.Cleaner, field string, sources *[]Source) {
	if !c.Count(field, len(*sources)) {
		return
	}
	*sources = slices.Clone(*sources)
	for i := range *sources {
		(*sources)[i].Check(c, text.Index(field, i))
	}
}

// Check cleans the source under a field.
func (s *Source) Check(c *text.Cleaner, field string) {
	c.Line(field+".title", &s.Title, text.MaxTitle, true)
	c.URL(field+".url", &s.URL)
}

// CheckCountry refuses a code that is not in the table; an empty one is left out.
func (t Codes) CheckCountry(c *text.Cleaner, field, code string) {
	if code != "" && !t.Countries[code] {
		c.Refuse(field, "%s", unknown("a country of ISO 3166-1 alpha-2", code))
	}
}

// CheckLine refuses what is not the code of an Action Line. The group C7 passes where it is allowed.
func CheckLine(c *text.Cleaner, field, code string, group bool) {
	if Position(code) == 0 && !(group && code == Group) {
		c.Refuse(field, "%s", unknown("the code of an Action Line", code))
	}
}

// CheckGoal refuses what is not the number of a goal.
func CheckGoal(c *text.Cleaner, field string, number int) {
	if !IsGoal(number) {
		c.Refuse(field, "%d is no goal, goals are 1 to %d", number, len(shapes))
	}
}

func unknown(what, value string) string {
	if len(value) > 40 || !codeForm.MatchString(value) {
		return "not " + what
	}
	return value + " is not " + what
}

// Check gives the country as it may be stored, or a fault about every field that is wrong.
func (k Country) Check() (Country, error) {
	var c text.Cleaner
	if !alpha2Form.MatchString(k.Code) {
		c.Refuse("code", "must be two capital letters (ISO 3166-1 alpha-2)")
	}
	if !alpha3Form.MatchString(k.Alpha3) {
		c.Refuse("alpha3", "must be three capital letters (ISO 3166-1 alpha-3)")
	}
	if !m49Form.MatchString(k.M49) {
		c.Refuse("m49", "must be three digits")
	}
	c.Text("names", &k.Names, text.MaxName, false, true)
	c.Line("ituRegion", &k.ITURegion, text.MaxName, false)
	c.Line("unStatus", &k.UNStatus, text.MaxName, true)
	c.Lines("unGroups", &k.UNGroups, text.MaxName)
	c.Lines("otherNames", &k.OtherNames, text.MaxName)
	c.Lines("notes", &k.Notes, text.MaxNote)
	CheckSources(&c, "sources", &k.Sources)
	return k, c.Err()
}

// Check gives the kind as it may be stored, or a fault about every field that is wrong.
func (k Kind) Check() (Kind, error) {
	var c text.Cleaner
	if !codeForm.MatchString(k.Code) {
		c.Refuse("code", "must be 1 to 60 capital letters, digits and underscores")
	}
	c.Text("name", &k.Name, text.MaxName, false, true)
	if k.Position < 0 || k.Position > 10000 {
		c.Refuse("position", "must be 0 to 10000")
	}
	return k, c.Err()
}

// Check gives the Action Line as it may be stored: one of the 18, at its own place in the order, with facilitations
// that end after they began.
func (a ActionLine) Check() (ActionLine, error) {
	var c text.Cleaner
	CheckLine(&c, "code", a.Code, false)
	if place := Position(a.Code); place != 0 && a.Position != place {
		c.Refuse("position", "%d, but %s is at %d", a.Position, a.Code, place)
	}
	if line := lineOf(a.Code); Position(a.Code) != 0 && a.Line != line {
		c.Refuse("line", "must be %s", line)
	}
	c.Text("title", &a.Title, text.MaxTitle, false, true)
	c.Text("shortName", &a.ShortName, text.MaxName, false, true)
	if c.Count("facilitators", len(a.Facilitators)) {
		a.Facilitators = slices.Clone(a.Facilitators)
		for i := range a.Facilitators {
			a.Facilitators[i].check(&c, text.Index("facilitators", i))
		}
	}
	c.Lines("notes", &a.Notes, text.MaxNote)
	CheckSources(&c, "sources", &a.Sources)
	return a, c.Err()
}

func lineOf(code string) string {
	if place := Position(code); place >= Position("C7_EGOV") && place <= Position("C7_ESCI") {
		return Group
	}
	return code
}

func (f *Facilitation) check(c *text.Cleaner, field string) {
	c.Line(field+".name", &f.Name, text.MaxName, true)
	CheckDate(c, field+".from", f.From)
	CheckDate(c, field+".to", f.To)
	if f.From != "" && f.To != "" && f.To < f.From {
		c.Refuse(field+".to", "must not be before from")
	}
}

// CheckDate refuses what is no day; an empty one is left out.
func CheckDate(c *text.Cleaner, field string, d scalar.Date) {
	if d == "" {
		return
	}
	_, err := scalar.ParseDate(string(d))
	c.Add(field, err)
}

// Check gives the goal as it may be stored: one of the 17, with all of its targets and no other.
func (g Goal) Check() (Goal, error) {
	var c text.Cleaner
	CheckGoal(&c, "number", g.Number)
	c.Text("name", &g.Name, text.MaxName, false, true)
	c.Text("title", &g.Title, text.MaxTitle, false, true)
	if !colourForm.MatchString(g.Colour) {
		c.Refuse("colour", "must be # and six capital hexadecimal digits")
	}
	if IsGoal(g.Number) && !slices.Equal(g.Targets, Targets(g.Number)) {
		c.Refuse("targets", "must be the targets of goal %d in their order, %d in number", g.Number, len(Targets(g.Number)))
	}
	c.Lines("notes", &g.Notes, text.MaxNote)
	CheckSources(&c, "sources", &g.Sources)
	return g, c.Err()
}

// maxLinks bounds a matrix: every Action Line linked to every goal and target, and room to spare.
const maxLinks = 4000

// Check gives the version of the matrix as it may be stored: links between things that exist, none twice.
func (m Matrix) Check() (Matrix, error) {
	var c text.Cleaner
	if !versionForm.MatchString(m.Version) {
		c.Refuse("version", "must be 1 to 60 letters, digits, dots and hyphens")
	}
	if m.Position < 1 || m.Position > 10000 {
		c.Refuse("position", "must be 1 to 10000")
	}
	CheckDate(&c, "datedOn", m.DatedOn)
	if len(m.Links) > maxLinks {
		c.Refuse("links", "%d items, %d are allowed", len(m.Links), maxLinks)
		return m, c.Err()
	}
	m.Links = slices.Clone(m.Links)
	type key struct {
		line   string
		goal   int
		target string
	}
	seen := make(map[key]bool, len(m.Links))
	for i := range m.Links {
		link, field := &m.Links[i], text.Index("links", i)
		CheckLine(&c, field+".actionLine", link.ActionLine, false)
		CheckGoal(&c, field+".goal", link.Goal)
		if link.Target != "" && IsGoal(link.Goal) && !IsTarget(link.Goal, link.Target) {
			c.Refuse(field+".target", "not a target of goal %d", link.Goal)
		}
		c.Text(field+".rationale", &link.Rationale, text.MaxNote, true, false)
		if k := (key{link.ActionLine, link.Goal, link.Target}); seen[k] {
			c.Refuse(field, "stands in the matrix twice")
		} else {
			seen[k] = true
		}
	}
	c.Lines("notes", &m.Notes, text.MaxNote)
	CheckSources(&c, "sources", &m.Sources)
	return m, c.Err()
}
