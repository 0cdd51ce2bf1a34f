// Package search finds documents by their words, in six languages: word forms, accents left out, Arabic with its marks
// and articles, and Chinese words of one character or more.
//
// A text is analysed once, when it changes (Analyse a Document). Of analysed documents a Builder makes an Index in
// little time, and an Index answers a Query: Find ranks, Matches filters, Highlight shows why. Everything here is pure
// and an Index never changes, so any number of readers share one without a lock.
package search

// The weights of the parts of a document. A word once in a title counts for more than any number of times in a body.
const (
	Title float32 = 4
	Name  float32 = 2
	Body  float32 = 1
)

// Part is a piece of a document: its text, the language it is written in (a BCP 47 tag, empty where it has none, as a
// person's name), and how much a word in it counts. A weight below Body counts as Body, one above 8 as 8.
type Part struct {
	Text     string
	Language string
	Weight   float32
}

// Document is what is found as a whole.
type Document struct {
	Parts []Part
}

// Term is a form under which a piece of a text is found.
type Term struct {
	Text       string // folded
	Start, End int    // where the piece stands in the original text, in bytes
	Exact      bool   // the word itself, or characters of a text without spaces; else its stem
}

// Analyse gives the terms of a text in their order: each word of letters and digits folded, then its stem in the
// language of the text; a compound as a whole, then its parts; characters of scripts without spaces one by one and in
// pairs. A tag that it does not know is no error: the words then have no stems.
func Analyse(s, language string) []Term {
	var terms []Term
	base := baseLanguage(language)
	scan(s, func(t token) bool {
		terms = append(terms, Term{Text: t.text, Start: t.start, End: t.end, Exact: true})
		if tongue := tongueOf(t, base); tongue.stems() {
			terms = append(terms, Term{Text: tongue.stem(t.text), Start: t.start, End: t.end})
		}
		return true
	})
	return terms
}
