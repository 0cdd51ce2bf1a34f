package entry_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rostrum/internal/entry"
	"rostrum/internal/prize"
)

// planted says by which words each part of an entry is known.
var planted = map[prize.EntryPart][]string{
	prize.PartOrganisation: {"the-school", "the-writer", "the-officer", "said-so", string(entry.Duplicate), "WS"},
	prize.PartPartnerships: {"with-partners"},
	prize.PartLinks:        {"a-link"},
	prize.PartImages:       {"a-picture"},
}

func wholeEntry() entry.Entry {
	return entry.Entry{
		ID: "e", ContestID: "c", CategoryID: "k", StakeholderID: "the-school", CreatedBy: "the-writer", State: entry.Eligible, Revision: 3,
		Waived: []entry.Check{entry.Duplicate}, Moves: []entry.Move{{Number: 1, From: entry.Draft, To: entry.Submitted, By: "the-officer", Reason: "said-so"}},
		Content: entry.Content{
			Title: "Kites", Language: "en", Links: []entry.Link{{URL: "https://example.org/a-link"}},
			Images:  []entry.Image{{URL: "https://example.org/a-picture", Description: "A kite"}},
			Answers: []entry.Answer{{Box: prize.Impact, Text: "much"}, {Box: prize.Partnerships, Text: "with-partners"}, {Box: prize.Challenges, Text: "few"}},
		},
	}
}

// Whatever is hidden is nowhere in the copy nor in the project that would come of it, everything else is, and what is
// stored stays whole.
func TestSR26_AnEntryWithoutParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hides := rapid.SliceOfDistinct(rapid.SampledFrom(prize.EntryParts()), rapid.ID).Draw(t, "hides")
		stored := wholeEntry()
		blind := stored.Without(hides)
		if got, want := text(t, stored), text(t, wholeEntry()); got != want {
			t.Fatalf("what is stored became %s", got)
		}
		if !slices.Equal(blind.Hidden, hides) {
			t.Fatalf("it says that %v are hidden, not %v", blind.Hidden, hides)
		}
		country := map[string]string{"the-school": "WS"}[blind.StakeholderID] // as those who show it find it
		all := text(t, blind) + text(t, blind.Nominee(country))
		for part, words := range planted {
			for _, word := range words {
				if strings.Contains(all, word) == slices.Contains(hides, part) {
					t.Fatalf("%s hidden: %v, but %q: %s", part, slices.Contains(hides, part), word, all)
				}
			}
		}
		for _, word := range []string{"Kites", "much", "few", `"Revision":3`, `"ELIGIBLE"`} {
			if !strings.Contains(all, word) {
				t.Fatalf("%q is gone: %s", word, all)
			}
		}
	})
}

func text(t *rapid.T, v any) string {
	content, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
