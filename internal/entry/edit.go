package entry

import (
	"cmp"
	"slices"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// Limits of what a draft may hold.
const (
	MaxLinks  = 10
	MaxImages = 10
)

// Edit is what changes of a draft; what is nil stays as it is. An empty text or date takes out what was there.
type Edit struct {
	CategoryID *string
	Title      *string
	Language   *string
	// Answers take the place of what stands in their boxes; other boxes stay as they are.
	Answers   []Answer
	Links     *[]Link
	Images    *[]Image
	StartedOn *scalar.Date
	EndedOn   *scalar.Date
}

// Apply gives the entry with an edit, cleaned, in its next revision. Where nothing differs it is the same, in the same
// revision. Faults: BadUserInput about each field that could not be kept as a draft, as a list; Conflict where the entry
// is neither a draft nor returned.
func (e Entry) Apply(x Edit, c prize.Contest, now time.Time) (Entry, error) {
	if !e.MayEdit() {
		return Entry{}, fault.New(fault.Conflict, "entry: it is %s, and can be changed no more", e.State)
	}
	was := e
	var l text.Cleaner
	if x.CategoryID != nil {
		if e.CategoryID = *x.CategoryID; e.CategoryID != "" && !isCategory(c, e.CategoryID) {
			l.Refuse("category", "must be a category of the contest")
		}
	}
	if x.Title != nil {
		if e.Title = *x.Title; isBlank(e.Title) {
			e.Title = ""
		}
		l.Line("title", &e.Title, text.MaxTitle, false)
	}
	if x.Language != nil {
		tag, err := scalar.ParseLanguageTag(*x.Language)
		l.Add("language", err)
		e.Language = string(tag)
	}
	e.answer(&l, x.Answers, c)
	e.show(&l, x)
	e.date(&l, x)
	if err := l.Err(); err != nil {
		return Entry{}, err
	}
	if e.sameContent(was) {
		return was, nil
	}
	e.Revision++
	e.ChangedAt = now
	return e, nil
}

func isCategory(c prize.Contest, id string) bool {
	return slices.ContainsFunc(c.Categories, func(k prize.Category) bool { return k.ID == id })
}

// answer puts answers into their boxes.
func (e *Entry) answer(l *text.Cleaner, given []Answer, c prize.Contest) {
	if len(given) == 0 {
		return
	}
	form := c.EntryForm()
	place := func(kind prize.BoxKind) int {
		return slices.IndexFunc(form, func(b prize.Box) bool { return b.Kind == kind })
	}
	if !l.Count("answers", len(given)) {
		return
	}
	e.Answers = slices.Clone(e.Answers)
	for i, a := range given {
		field := text.Index("answers", i)
		switch {
		case place(a.Box) < 0:
			l.Refuse(field+".box", "the form of this contest has no box %s", a.Box)
		case a.Box == prize.Linkage && (a.Goal < 1 || a.Goal > 17):
			l.Refuse(field+".goal", "must be 1 to 17: the linkage is told goal by goal")
		case a.Box != prize.Linkage && a.Goal != 0:
			l.Refuse(field+".goal", "only the box SDG_LINKAGE has goals")
		}
		if a.Text = plainLines(a.Text); a.Text != "" {
			cleaned, err := cleanDraft(a.Text)
			l.Add(field+".text", err)
			a.Text = cleaned
		}
		e.Answers = slices.DeleteFunc(e.Answers, func(b Answer) bool { return b.Box == a.Box && b.Goal == a.Goal })
		if a.Text != "" {
			e.Answers = append(e.Answers, a)
		}
	}
	slices.SortStableFunc(e.Answers, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(place(a.Box), place(b.Box)), cmp.Compare(a.Goal, b.Goal))
	})
}

// cleanDraft cleans a text of several lines. One of nothing but space is an empty one, as it comes about while somebody
// types.
func cleanDraft(s string) (string, error) {
	if isBlank(s) {
		return "", nil
	}
	return text.CleanParagraphs(s, text.MaxBody)
}

func isBlank(s string) bool {
	for _, r := range s {
		if r != ' ' && r != '\n' && r != '\u00A0' && r != '\u3000' {
			return false
		}
	}
	return true
}

// show takes over links and images.
func (e *Entry) show(l *text.Cleaner, x Edit) {
	if x.Links != nil {
		if n := len(*x.Links); n > MaxLinks {
			l.Refuse("links", "%d items, %d are allowed", n, MaxLinks)
			return
		}
		e.Links = slices.Clone(*x.Links)
		for i := range e.Links {
			field := text.Index("links", i)
			address(l, field+".url", &e.Links[i].URL)
			l.Line(field+".title", &e.Links[i].Title, text.MaxTitle, false)
		}
	}
	if x.Images != nil {
		if n := len(*x.Images); n > MaxImages {
			l.Refuse("images", "%d items, %d are allowed", n, MaxImages)
			return
		}
		e.Images = slices.Clone(*x.Images)
		for i := range e.Images {
			field := text.Index("images", i)
			address(l, field+".url", &e.Images[i].URL)
			l.Line(field+".description", &e.Images[i].Description, text.MaxTitle, true)
			l.Line(field+".credit", &e.Images[i].Credit, text.MaxName, false)
		}
	}
}

func address(l *text.Cleaner, field string, url *string) {
	if *url == "" {
		l.Refuse(field, "must not be empty")
		return
	}
	l.URL(field, url)
}

func (e *Entry) date(l *text.Cleaner, x Edit) {
	if x.StartedOn != nil {
		e.StartedOn = *x.StartedOn
		taxonomy.CheckDate(l, "startedOn", e.StartedOn)
	}
	if x.EndedOn != nil {
		e.EndedOn = *x.EndedOn
		taxonomy.CheckDate(l, "endedOn", e.EndedOn)
	}
	if e.StartedOn != "" && e.EndedOn != "" && e.EndedOn < e.StartedOn {
		l.Refuse("endedOn", "must not be before startedOn")
	}
}

// sameContent tells whether two versions of an entry say the same.
func (e Entry) sameContent(other Entry) bool {
	return e.CategoryID == other.CategoryID && e.Title == other.Title && e.Language == other.Language && e.StartedOn == other.StartedOn &&
		e.EndedOn == other.EndedOn && slices.Equal(e.Answers, other.Answers) && slices.Equal(e.Links, other.Links) && slices.Equal(e.Images, other.Images)
}
