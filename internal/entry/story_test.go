package entry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/entry"
	"rostrum/internal/prize"
)

func TestAStoryTellsWhatIsForEverybody(t *testing.T) {
	var c entry.Content
	c.Title, c.Language, c.StartedOn = "Kites", "en", "2019-05-01"
	for _, box := range prize.BoxKinds() {
		c.Answers = append(c.Answers, entry.Answer{Box: box, Text: "About " + string(box) + ", ask ann.lee+kites@mail.example.org."})
	}
	c.Answers[1].Goal = 9
	c.Links = []entry.Link{{URL: "https://example.org/kites", Title: "Kites of ann@example.org"}, {URL: "https://example.org/?to=ann@example.org"}}
	c.Images = []entry.Image{{URL: "https://example.org/kite.png", Description: "A kite", Credit: "Ann (ann@example.org)"}}
	want := &prize.Story{
		Language: "en", StartedOn: "2019-05-01",
		Answers: []prize.StoryAnswer{
			{Box: prize.ShortDescription, Text: "About SHORT_DESCRIPTION, ask …."}, {Box: prize.Linkage, Goal: 9, Text: "About SDG_LINKAGE, ask …."},
			{Box: prize.Impact, Text: "About IMPACT, ask …."},
		},
		Links:  []prize.StoryLink{{URL: "https://example.org/kites", Title: "Kites of …"}},
		Images: []prize.StoryImage{{URL: "https://example.org/kite.png", Description: "A kite", Credit: "Ann (…)"}},
	}
	if d := cmp.Diff(want, c.Story()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
