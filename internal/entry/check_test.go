package entry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

var (
	opens  = time.Date(2019, 7, 16, 0, 0, 0, 0, time.UTC)
	closes = time.Date(2019, 11, 30, 22, 0, 0, 0, time.UTC) // 23:00 in Geneva
)

func contest() prize.Contest {
	c := prize.Contest{ID: "c", OneEntryPerCategory: true, Phases: []prize.Phase{{Kind: prize.Submission, OpensAt: scalar.DateTime{Time: opens}, ClosesAt: scalar.DateTime{Time: closes}}}}
	for i := 1; i <= 18; i++ {
		c.Categories = append(c.Categories, prize.Category{ID: fmt.Sprint("k", i), Number: i})
	}
	return c
}

// filled is an entry that passes all checks, submitted.
func filled(id string) entry.Entry {
	return entry.Entry{ID: id, ContestID: "c", CategoryID: "k1", StakeholderID: "school", State: entry.Submitted, Content: entry.Content{
		Title: "Wells Online", Language: "en", Answers: []entry.Answer{
			{Box: prize.ShortDescription, Text: words(150)}, {Box: prize.Linkage, Goal: 4, Text: "why"}, {Box: prize.Linkage, Goal: 9, Text: "why"},
			{Box: prize.Impact, Text: "much"}, {Box: prize.Partnerships, Text: "many"}, {Box: prize.Challenges, Text: "few"},
		},
	}}
}

func words(n int) string { return strings.TrimSpace(strings.Repeat("word ", n)) }

func without(box prize.BoxKind) func(*entry.Entry) {
	return func(e *entry.Entry) {
		var kept []entry.Answer
		for _, a := range e.Answers {
			if a.Box != box {
				kept = append(kept, a)
			}
		}
		e.Answers = kept
	}
}

func answer(box prize.BoxKind, text string) func(*entry.Entry) {
	return func(e *entry.Entry) {
		without(box)(e)
		e.Answers = append(e.Answers, entry.Answer{Box: box, Text: text})
	}
}

func TestWhatChecksFind(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*entry.Entry)
		known  func(*entry.Known)
		want   string
	}{
		"nothing":        {nil, nil, ""},
		"149 words":      {answer(prize.ShortDescription, words(149)), nil, "SHORT_DESCRIPTION: 149 words, 150 are needed"},
		"200 words":      {answer(prize.ShortDescription, words(200)), nil, ""},
		"201 words":      {answer(prize.ShortDescription, words(201)), nil, "SHORT_DESCRIPTION: 201 words, 200 are allowed"},
		"no description": {without(prize.ShortDescription), nil, "SHORT_DESCRIPTION: must not be empty"},
		"signs only":     {answer(prize.Impact, "– …"), nil, "IMPACT: must not be empty"},
		"no goal":        {without(prize.Linkage), nil, "SDG_LINKAGE: choose one goal at least, and say for each how the project serves it"},
		"no category":    {func(e *entry.Entry) { e.CategoryID = "" }, nil, "category: choose one"},
		"no title":       {func(e *entry.Entry) { e.Title = "" }, nil, "title: must not be empty"},
		"optional and empty": {without(prize.Impact), func(k *entry.Known) {
			k.Contest.Form = []prize.Box{{Kind: prize.ShortDescription, Required: true}, {Kind: prize.Impact, MinWords: 9}}
		}, ""},
		"optional and too short":  {nil, func(k *entry.Known) { k.Contest.Form = []prize.Box{{Kind: prize.Impact, MinWords: 9}} }, "IMPACT: 1 words, 9 are needed"},
		"a goal with little said": {nil, func(k *entry.Known) { k.Contest.Form = []prize.Box{{Kind: prize.Linkage, MinWords: 2}} }, "SDG_LINKAGE of goal 4: 1 words, 2 are needed; SDG_LINKAGE of goal 9: 1 words, 2 are needed"},
		"the same title":          {nil, rival(func(r *entry.Entry) { r.CategoryID, r.Title = "k2", " WELLS  onliné" }), "your organisation has entered a project with this title already"},
		"the same category":       {nil, rival(func(r *entry.Entry) { r.Title = "Other" }), "your organisation has an entry in this category already, and may have one"},
		"another category":        {nil, rival(func(r *entry.Entry) { r.Title, r.CategoryID = "Other", "k2" }), ""},
		"where more are allowed": {nil, func(k *entry.Known) {
			rival(func(r *entry.Entry) { r.Title = "Other" })(k)
			k.Contest.OneEntryPerCategory = false
		}, ""},
		"a rival that is a draft": {nil, rival(func(r *entry.Entry) { r.State = entry.Draft }), ""},
		"one that was withdrawn":  {nil, rival(func(r *entry.Entry) { r.State = entry.Withdrawn }), ""},
		"one not eligible":        {nil, rival(func(r *entry.Entry) { r.State, r.Title = entry.Ineligible, "Other" }), ""},
		"itself":                  {nil, rival(func(r *entry.Entry) { r.ID = "e" }), ""},
		"a past winner":           {nil, past("wells online", "school"), "a project with this title has won a prize before, and winners do not enter again"},
		"one without an owner":    {nil, past("wells online", ""), "a project with this title has won a prize before, and winners do not enter again"},
		"somebody else's":         {nil, past("wells online", "ministry"), ""},
		"a past winner, waived":   {func(e *entry.Entry) { e.Waived = []entry.Check{entry.PastWinner} }, past("wells online", "school"), ""},
		"too short, waived": {func(e *entry.Entry) {
			answer(prize.ShortDescription, words(149))(e)
			e.Waived = []entry.Check{entry.Duplicate}
		}, nil, "SHORT_DESCRIPTION: 149 words, 150 are needed"},
	} {
		e, k := filled("e"), entry.Known{Contest: contest()}
		if c.change != nil {
			c.change(&e)
		}
		if c.known != nil {
			c.known(&k)
		}
		var texts []string
		for _, f := range e.Find(k) {
			texts = append(texts, f.Text)
		}
		if d := cmp.Diff(c.want, strings.Join(texts, "; ")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func rival(change func(*entry.Entry)) func(*entry.Known) {
	return func(k *entry.Known) {
		r := filled("rival")
		change(&r)
		k.Rivals = append(k.Rivals, r)
	}
}

func past(title, stakeholder string) func(*entry.Known) {
	return func(k *entry.Known) { k.Winners = []entry.Past{{Title: "Another"}, {title, stakeholder}} }
}

// The deadline is an instant: one microsecond before it is in time, and the instant itself is not.
func TestSubmissionClosesAtItsInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		around := rapid.SampledFrom([]time.Time{opens, closes}).Draw(t, "around")
		now := around.Add(time.Duration(rapid.Int64Range(-2_000_000, 2_000_000).Draw(t, "microseconds")) * time.Microsecond)
		f, open := entry.Open(contest(), now)
		if want := !now.Before(opens) && now.Before(closes); open != want {
			t.Fatalf("at %v: %v", now, open)
		}
		if !open && (f.Check == entry.Closed) != !now.Before(closes) {
			t.Fatalf("at %v: %+v", now, f)
		}
	})
	if f, open := entry.Open(contest(), closes); open || f.Text != "submission closed at 2019-11-30 22:00:00 UTC" {
		t.Errorf("at the deadline: %v, %q", open, f.Text)
	}
	c := contest()
	c.Phases[0].IsClosed = true
	if _, open := entry.Open(c, opens); open {
		t.Error("what is closed for good is open")
	}
	c.Phases = nil
	if f, open := entry.Open(c, opens); open || f.Check != entry.NotOpen {
		t.Error("a contest without submission takes entries")
	}
}

// What is edited comes out as it was given, in the order of the form; the same edit again changes nothing.
func TestEdits(t *testing.T) {
	now := opens
	draft := entry.Entry{State: entry.Draft, Revision: 1, Content: entry.Content{Language: "en"}}
	title, tag, category, day := "  Wells Online ", "FR", "k18", scalar.Date("2019-01-31")
	edit := entry.Edit{Title: &title, Language: &tag, CategoryID: &category, StartedOn: &day, Answers: []entry.Answer{
		{Box: prize.Linkage, Goal: 9, Text: "nine"}, {Box: prize.Linkage, Goal: 4, Text: "four"}, {Box: prize.ShortDescription, Text: "a\r\nb\t"}, {Box: prize.Impact, Text: " \n"},
	}}
	e, err := draft.Apply(edit, contest(), now)
	want := entry.Content{Title: "Wells Online", Language: "fr", StartedOn: day, Answers: []entry.Answer{
		{Box: prize.ShortDescription, Text: "a\nb"}, {Box: prize.Linkage, Goal: 4, Text: "four"}, {Box: prize.Linkage, Goal: 9, Text: "nine"},
	}}
	if d := cmp.Diff(want, e.Content); d != "" || err != nil || e.Revision != 2 || len(draft.Answers) != 0 {
		t.Errorf("%s, %v, revision %d", d, err, e.Revision)
	}
	if again, err := e.Apply(edit, contest(), now); err != nil || again.Revision != 2 {
		t.Errorf("the same again: revision %d, %v", again.Revision, err)
	}
	emptied, err := e.Apply(entry.Edit{Answers: []entry.Answer{{Box: prize.Linkage, Goal: 4}}, StartedOn: new(scalar.Date), CategoryID: new(string)}, contest(), now)
	if err != nil || len(emptied.Answers) != 2 || emptied.StartedOn != "" || emptied.CategoryID != "" || emptied.Title != "Wells Online" {
		t.Errorf("emptied: %+v, %v", emptied, err)
	}
	late := scalar.Date("2018-12-31")
	none := "none"
	for name, c := range map[string]struct {
		edit entry.Edit
		want string
	}{
		"ends before it starts": {entry.Edit{EndedOn: &late}, "endedOn: must not be before startedOn"},
		"a box of another form": {entry.Edit{Answers: []entry.Answer{{Box: prize.Compact, Text: "x"}}}, "answers[0].box: the form of this contest has no box GDC_OBJECTIVES"},
		"a goal that is none":   {entry.Edit{Answers: []entry.Answer{{Box: prize.Linkage, Goal: 18, Text: "x"}}}, "answers[0].goal: must be 1 to 17: the linkage is told goal by goal"},
		"a goal where none is":  {entry.Edit{Answers: []entry.Answer{{Box: prize.Impact, Goal: 1, Text: "x"}}}, "answers[0].goal: only the box SDG_LINKAGE has goals"},
		"too long":              {entry.Edit{Answers: []entry.Answer{{Box: prize.Impact, Text: strings.Repeat("x", 20001)}}}, "answers[0].text: 20001 characters, 20000 are allowed"},
		"a category of nothing": {entry.Edit{CategoryID: &none}, "category: must be a category of the contest"},
		"a link to a file":      {entry.Edit{Links: &[]entry.Link{{URL: "file:///etc/passwd"}}}, "links[0].url: not an address that begins with http:// or https://"},
		"a link to nowhere":     {entry.Edit{Links: &[]entry.Link{{}}}, "links[0].url: must not be empty"},
		"a picture unseen":      {entry.Edit{Images: &[]entry.Image{{URL: "https://example.org/x"}}}, "images[0].description: must not be empty"},
		"eleven links":          {entry.Edit{Links: new(make([]entry.Link, 11))}, "links: 11 items, 10 are allowed"},
	} {
		if _, err := e.Apply(c.edit, contest(), now); fault.Of(err) != fault.BadUserInput || err.Error() != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, state := range entry.States() {
		e.State = state
		_, err := e.Apply(entry.Edit{Title: &none}, contest(), now)
		if may := state == entry.Draft || state == entry.Returned; may != (err == nil) {
			t.Errorf("%s: %v", state, err)
		}
	}
}
