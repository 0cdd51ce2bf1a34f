package search

import "strings"

// A stemmer wants words as dictionaries spell them. A folded word has lost its accents, and people differ in how they
// spell; so each word is spelt in one way first. What counts is only that the forms of a word become one.

// spellEnglish writes British forms in the American way: organisation, programme, centre, labour.
func spellEnglish(word string) string {
	if len(word) < 5 {
		return word
	}
	word = strings.Replace(word, "programme", "program", 1)
	for _, e := range englishEndings {
		if stem, found := strings.CutSuffix(word, e.british); found && len(stem) >= 3 {
			return stem + e.american
		}
	}
	return word
}

var englishEndings = []struct{ british, american string }{
	{"isation", "ization"}, {"isations", "izations"}, {"ise", "ize"}, {"ised", "ized"}, {"ises", "izes"},
	{"ising", "izing"}, {"our", "or"}, {"ours", "ors"}, {"centre", "center"}, {"centres", "centers"},
	{"metre", "meter"}, {"metres", "meters"}, {"logue", "log"}, {"logues", "logs"},
}

// spellSpanish gives the commonest endings their accent back.
func spellSpanish(word string) string {
	for _, e := range spanishEndings {
		if stem, found := strings.CutSuffix(word, e.plain); found {
			return stem + e.accented
		}
	}
	return word
}

var spanishEndings = []struct{ plain, accented string }{
	{"cion", "ción"}, {"sion", "sión"}, {"logia", "logía"}, {"logias", "logías"},
}

// spellArabic puts the definite article before every word, in place of what stands there of articles, prepositions
// and conjunctions, and a teh marbuta where the folded word ends in its plain form: the stemmer then takes every word
// for a noun, with and without the article, and finds one stem.
func spellArabic(word string) string {
	bare := word
	for _, prefix := range arabicPrefixes {
		if rest, found := strings.CutPrefix(word, prefix); found && len(rest) >= 2*3 { // three letters
			bare = rest
			break
		}
	}
	if rest, found := strings.CutPrefix(bare, "و"); bare == word && found && len(rest) >= 2*4 {
		bare = rest
	}
	if stem, found := strings.CutSuffix(bare, "ه"); found && len(stem) >= 2*2 {
		bare = stem + "ة"
	}
	return "ال" + bare
}

var arabicPrefixes = []string{"وال", "فال", "بال", "كال", "ولل", "ال", "لل"}
