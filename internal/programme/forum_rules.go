package programme

import (
	"regexp"
	"slices"

	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckSlug refuses what is no short name for an address: small letters, digits and single hyphens, 80 at most.
func CheckSlug(c *text.Cleaner, field, slug string) {
	if len(slug) > 80 || !slugForm.MatchString(slug) {
		c.Refuse(field, "must be 1 to 80 small letters, digits and single hyphens")
	}
}

// Check gives the forum as it may be stored, or a fault about every field that is wrong. Its dates may move: nothing
// below it is tied to them.
func (f Forum) Check() (Forum, error) {
	var c text.Cleaner
	CheckSlug(&c, "slug", f.Slug)
	if f.Year < 2000 || f.Year > 2200 {
		c.Refuse("year", "%d, but a year must lie in 2000 to 2200", f.Year)
	}
	c.Text("theme", &f.Theme, text.MaxTitle, false, true)
	checkSpan(&c, "", f.StartsOn, f.EndsOn)
	if _, err := scalar.ParseTimeZone(string(f.TimeZone)); err != nil {
		c.Add("timeZone", err)
	}
	if f.Mode != "" && !slices.Contains(modes, f.Mode) {
		c.Refuse("mode", "must be VIRTUAL, ON_SITE or HYBRID")
	}
	f.checkPhases(&c)
	f.checkTracks(&c)
	f.checkPages(&c)
	if c.Count("coOrganisers", len(f.CoOrganisers)) {
		c.Distinct("coOrganisers", f.CoOrganisers)
	}
	c.Lines("notes", &f.Notes, text.MaxNote)
	taxonomy.CheckSources(&c, "sources", &f.Sources)
	return f, c.Err()
}

func checkSpan(c *text.Cleaner, prefix string, from, to scalar.Date) {
	before := len(c.List)
	requireDate(c, prefix+"startsOn", from)
	requireDate(c, prefix+"endsOn", to)
	if len(c.List) == before && to < from {
		c.Refuse(prefix+"endsOn", "must not be before startsOn")
	}
}

func requireDate(c *text.Cleaner, field string, day scalar.Date) {
	if day == "" {
		c.Refuse(field, "must not be empty")
		return
	}
	taxonomy.CheckDate(c, field, day)
}

func (f *Forum) checkPhases(c *text.Cleaner) {
	if !c.Count("phases", len(f.Phases)) {
		return
	}
	f.Phases = slices.Clone(f.Phases)
	codes := make([]string, len(f.Phases))
	for i := range f.Phases {
		phase, field := &f.Phases[i], text.Index("phases", i)
		codes[i] = phase.Code
		CheckSlug(c, field+".code", phase.Code)
		c.Text(field+".name", &phase.Name, text.MaxName, false, true)
		checkSpan(c, field+".", phase.StartsOn, phase.EndsOn)
	}
	c.Distinct("phases", codes)
}

func (f *Forum) checkTracks(c *text.Cleaner) {
	if !c.Count("tracks", len(f.Tracks)) {
		return
	}
	f.Tracks = slices.Clone(f.Tracks)
	ids := make([]string, len(f.Tracks))
	for i := range f.Tracks {
		track, field := &f.Tracks[i], text.Index("tracks", i)
		ids[i] = track.ID
		if track.ID == "" {
			c.Refuse(field+".id", "must not be empty")
		}
		c.Text(field+".name", &track.Name, text.MaxName, false, true)
		if track.Since != 0 && (track.Since < 2000 || track.Since > 2200) {
			c.Refuse(field+".since", "%d, but a year must lie in 2000 to 2200", track.Since)
		}
	}
	c.Distinct("tracks", ids)
}

func (f *Forum) checkPages(c *text.Cleaner) {
	if !c.Count("pages", len(f.Pages)) {
		return
	}
	f.Pages = slices.Clone(f.Pages)
	slugs := make([]string, len(f.Pages))
	for i := range f.Pages {
		page, field := &f.Pages[i], text.Index("pages", i)
		slugs[i] = page.Slug
		if page.ID == "" {
			c.Refuse(field+".id", "must not be empty")
		}
		CheckSlug(c, field+".slug", page.Slug)
		c.Text(field+".title", &page.Title, text.MaxTitle, false, true)
		c.Text(field+".body", &page.Body, text.MaxBody, true, true)
		taxonomy.CheckSources(c, field+".sources", &page.Sources)
	}
	c.Distinct("pages", slugs)
}
