package intake_test

import (
	"os"
	"strings"
	"testing"

	"rostrum/internal/intake"
	"rostrum/internal/store/storetest"
)

// TestTheExampleOfTheDocumentation: the file in docs/import-format.md can be imported as it stands.
func TestTheExampleOfTheDocumentation(t *testing.T) {
	page, err := os.ReadFile("../../docs/import-format.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```json\n")
	example, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the page has no example")
	}
	doc, err := intake.Read(strings.NewReader(example), "example.json")
	if err != nil {
		t.Fatal(err)
	}
	if report := apply(t, storetest.Open(t, storetest.SQLite(t)), doc); report.Created != 4 {
		t.Errorf("the example made %+v", report.Tally)
	}
}
