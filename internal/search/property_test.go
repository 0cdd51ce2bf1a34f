package search

import (
	"html"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// words are what generated texts are made of: enough alike that queries find something.
var words = []string{
	"Session", "sessions", "e-health", "l’accès", "don't", "numérique", "nume\u0301riques", "transformación", "цифровая", "цифровой",
	"التحوّل", "تحول", "والمعلومات", "数字化", "转型", "数", "デジタル", "ดิจิทัล", "디지털", "5G", "13.b", "C7", "ＷＳＩＳ", "ﬁn", "ß", "a&b", "<b>", "½",
	"👩\u200D🔬", "\u0301", "\xff", "\x00", "x\u00ADy", "a-b-c", "-", "'", "…", "\n", "ﷺ",
}

var languages = []string{"en", "fr", "es", "ru", "ar", "zh", "", "xx-Latn-US"}

func drawText(t *rapid.T, label string) string {
	some := rapid.OneOf(rapid.SampledFrom(words), rapid.String(), rapid.StringN(0, 2, -1))
	between := rapid.SampledFrom([]string{" ", "", ", ", "-", "’"})
	var b strings.Builder
	for range rapid.IntRange(0, 12).Draw(t, label+" words") {
		b.WriteString(some.Draw(t, label))
		b.WriteString(between.Draw(t, "between"))
	}
	return b.String()
}

func drawDocument(t *rapid.T, label string) Document {
	var d Document
	for range rapid.IntRange(0, 3).Draw(t, "parts") {
		d.Parts = append(d.Parts, Part{drawText(t, label), rapid.SampledFrom(languages).Draw(t, "language"),
			rapid.Float32().Draw(t, "weight")})
	}
	return d
}

// checkTerms fails where a term does not stand on whole characters of the text, in order.
func checkTerms(t interface{ Fatalf(string, ...any) }, text string, terms []Term) {
	before := 0
	for _, term := range terms {
		switch {
		case term.Start < before, term.End <= term.Start, term.End > len(text):
			t.Fatalf("%+v stands out of order in %q", term, text)
		case !utf8.RuneStart(text[term.Start]) && utf8.ValidString(text),
			term.End < len(text) && !utf8.RuneStart(text[term.End]) && utf8.ValidString(text):
			t.Fatalf("%+v cuts a character of %q", term, text)
		case term.Text == "" && term.Exact, len(term.Text) > maxWord && term.Exact, strings.Contains(term.Text, "\x00"):
			t.Fatalf("%+v is no term", term)
		}
		before = term.Start
	}
}

// checkHighlight fails where a highlight is not a passage of the text with marks around whole characters.
func checkHighlight(t interface{ Fatalf(string, ...any) }, text, got string, width int) {
	bare := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(got)
	if strings.ContainsAny(bare, "<>\"'") {
		t.Fatalf("%q is not escaped", got)
	}
	if strings.Count(got, "<mark>") != strings.Count(got, "</mark>") || !strings.Contains(got, "<mark>") {
		t.Fatalf("%q has no marks, or odd ones", got)
	}
	passage := html.UnescapeString(bare)
	if passage == text {
		return
	}
	for _, cut := range []string{strings.TrimPrefix(passage, "…"), strings.TrimSuffix(passage, "…"),
		strings.TrimSuffix(strings.TrimPrefix(passage, "…"), "…")} {
		at := strings.Index(text, cut)
		if at < 0 {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(cut); at > 0 && continues(first) && !strings.HasPrefix(passage, cut) {
			t.Fatalf("%q begins within a character of %q", passage, text)
		}
		return
	}
	t.Fatalf("%q is no passage of %q", passage, text)
}

func TestTermsStandInTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, "text")
		checkTerms(t, text, Analyse(text, rapid.SampledFrom(languages).Draw(t, "language")))
	})
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Fold(drawText(t, "text"))
		if twice := Fold(once); twice != once {
			t.Fatalf("%q becomes %q", once, twice)
		}
	})
}

func TestHighlightIsAPassage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, "text")
		width := rapid.IntRange(-1, 60).Draw(t, "width")
		q, _ := ParseQuery(drawText(t, "query"), nil)
		if got, ok := Highlight(text, rapid.SampledFrom(languages).Draw(t, "language"), q, width); ok {
			checkHighlight(t, text, got, width)
		}
	})
}

func TestWordsOfADocumentFindIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, "text")
		q, ok := ParseQuery(text, nil)
		language := rapid.SampledFrom(languages).Draw(t, "language")
		if ok && len(indexOf(language, text).Find(q)) != 1 {
			t.Fatalf("%q does not find itself: %+v", text, q)
		}
		if _, marked := Highlight(text, language, q, 40); ok != marked {
			t.Fatalf("%q: found %t, highlighted %t", text, ok, marked)
		}
	})
}

func TestFindAndMatchesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Document { return drawDocument(t, "text") }), 0, 8).Draw(t, "docs")
		q, _ := ParseQuery(drawText(t, "query"), nil)

		var inOrder, shuffled, fewer Builder
		numbers := make([]int, len(docs))
		for i, d := range docs {
			numbers[i] = i
			inOrder.Add(int32(i), d.Analyse())
			if i > 0 {
				fewer.Add(int32(i), d.Analyse())
			}
		}
		for _, i := range rapid.Permutation(numbers).Draw(t, "order") {
			shuffled.Add(int32(i), docs[i].Analyse())
		}
		ix := inOrder.Index()
		hits := ix.Find(q)
		if other := shuffled.Index().Find(q); !slices.Equal(hits, other) {
			t.Fatalf("the order of adding matters: %v, %v", hits, other)
		}
		var found []int32
		for i, h := range hits {
			found = append(found, h.Doc)
			if i > 0 && (h.Score > hits[i-1].Score || h.Score == hits[i-1].Score && h.Doc <= hits[i-1].Doc) {
				t.Fatalf("out of order: %v", hits)
			}
		}
		slices.Sort(found)
		if got := ix.Matches(q); !slices.Equal(got, found) {
			t.Fatalf("Find gives %v, Matches %v", found, got)
		}
		for _, doc := range fewer.Index().Matches(q) {
			if !slices.Contains(found, doc) {
				t.Fatalf("adding a document removes %d", doc)
			}
		}
	})
}
