package servertest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"rostrum/internal/intake"
)

//go:embed tiny.json
var tiny []byte

// Tiny gives an invented forum that has a little of everything: what is over, on, cancelled, undated, a draft; texts in
// several languages; a claim and a recording that are held back.
func Tiny(tb testing.TB) intake.Document {
	tb.Helper()
	return Document(tb, tiny, "tiny.json")
}

// Document reads a document of the import format.
func Document(tb testing.TB, content []byte, name string) intake.Document {
	tb.Helper()
	document, err := intake.Read(bytes.NewReader(content), name)
	if err != nil {
		tb.Fatal(err)
	}
	return document
}

// NomineesEach is how many nominees a category of Votable has at least.
const NomineesEach = 3

// Votable is Tiny with nominees in each of the 18 categories of its contest, whose public vote is open on
// 17 January 2020. settings are put into the contest, over its own.
func Votable(tb testing.TB, settings ...map[string]any) intake.Document {
	tb.Helper()
	content, err := json.Marshal(VotableJSON(tb, settings...))
	if err != nil {
		tb.Fatal(err)
	}
	return Document(tb, content, "votable.json")
}

// VotableJSON is the document of Votable before it is read.
func VotableJSON(tb testing.TB, settings ...map[string]any) map[string]any {
	tb.Helper()
	var document map[string]any
	if err := json.Unmarshal(tiny, &document); err != nil {
		tb.Fatal(err)
	}
	for _, s := range settings {
		maps.Copy(document["contests"].([]any)[0].(map[string]any), s)
	}
	projects := document["projects"].([]any)
	for category := 1; category <= 18; category++ {
		for nominee := range NomineesEach {
			id := fmt.Sprintf("nominee-%02d-%c", category, 'a'+nominee)
			projects = append(projects, map[string]any{
				"externalId": id, "id": id, "contest": "prizes-2020", "category": fmt.Sprintf("cat-%02d", category),
				"title": map[string]any{"en": "Nominee " + id}, "stakeholders": []string{"lantern"}, "isSample": true,
			})
		}
	}
	document["projects"] = projects
	return document
}
