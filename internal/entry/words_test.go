package entry_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rostrum/internal/entry"
)

// The cases that clients test against hold here too, and those of the page are among them.
func TestWordsAsTheyAreDocumented(t *testing.T) {
	content, err := os.ReadFile("../../docs/word-count.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Language, Text string
		Words          int
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	languages := map[string]bool{}
	known := map[string]int{}
	for _, c := range cases {
		languages[c.Language], known[c.Text] = true, c.Words
		if got := entry.Words(c.Text); got != c.Words {
			t.Errorf("%s %q: %d words, want %d", c.Language, c.Text, got, c.Words)
		}
	}
	for _, official := range []string{"en", "fr", "es", "ru", "ar", "zh"} {
		if !languages[official] {
			t.Errorf("there is no case in %s", official)
		}
	}
	page, err := os.ReadFile("../../docs/word-count.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| [A-Z][a-z]+ \\| `(.*)` \\| ([0-9]+) \\|").FindAllStringSubmatch(string(page), -1)
	for _, row := range rows {
		if n, ok := known[row[1]]; !ok || strconv.Itoa(n) != row[2] {
			t.Errorf("the page says that %q has %s words, the cases say %d", row[1], row[2], n)
		}
	}
	if len(rows) < 10 {
		t.Errorf("only %d examples were found on the page", len(rows))
	}
}

// Words that stand apart are counted each for itself, whatever stands between them.
func TestWordsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringOf(rapid.RuneFrom([]rune("ab1é'’-.,؛ا奖か\u0301\u200C–/ \n"))), 1, 5).Draw(t, "texts")
		sum := 0
		for _, s := range texts {
			sum += entry.Words(s)
		}
		if got := entry.Words(strings.Join(texts, " – ")); got != sum {
			t.Fatalf("%q: %d words together, %d one by one", texts, got, sum)
		}
	})
}
