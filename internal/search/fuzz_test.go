package search

import "testing"

func FuzzQuery(f *testing.F) {
	for _, w := range words {
		f.Add(w, "en")
	}
	ix := indexOf("en", words...)
	f.Fuzz(func(t *testing.T, text, language string) {
		checkTerms(t, text, Analyse(text, language))
		q, ok := ParseQuery(text, []string{language, "en"})
		if hits := ix.Find(q); !ok && len(hits) > 0 {
			t.Fatalf("%q is no query, but finds %v", text, hits)
		}
		if len(q.clauses) > maxClauses {
			t.Fatalf("%d words are used", len(q.clauses))
		}
	})
}

func FuzzHighlight(f *testing.F) {
	for _, w := range words {
		f.Add("Before "+w+" and behind "+w, "en", w, 10)
	}
	f.Fuzz(func(t *testing.T, text, language, query string, width int) {
		q, ok := ParseQuery(query, nil)
		got, marked := Highlight(text, language, q, width)
		if marked && !ok {
			t.Fatalf("%q is no query, but marks %q", query, got)
		}
		if marked {
			checkHighlight(t, text, got, width)
		}
	})
}
