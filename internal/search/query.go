package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// maxClauses is how many words of a query are used. Those that follow are left out.
const maxClauses = 16

// Query is what to look for, ready for any number of indexes and highlights.
type Query struct {
	clauses []clause
}

// clause is one word of a query, with the forms in which it may be met.
type clause struct {
	text   string
	stems  []stem
	prefix bool     // a word that begins like this will do
	parts  []clause // of a compound: all these stand for it too
}

type stem struct {
	tongue tongue
	text   string
}

// everyLanguage is where a query may come from.
var everyLanguage = []string{"en", "fr", "es", "ru", "ar"}

// ParseQuery reads what somebody typed. The language of a query is not known, so each word is taken to be in any of the
// languages, which are BCP 47 tags; of all official ones where none is given. It is not ok where nothing is left to look
// for.
func ParseQuery(text string, languages []string) (Query, bool) {
	if len(languages) == 0 {
		languages = everyLanguage
	}
	var q Query
	var whole *clause // the compound whose parts are being read
	parts := 0
	scan(text, func(t token) bool {
		if t.kind == single {
			return true // its pairs say more
		}
		c := newClause(t, languages)
		switch {
		case parts > 0:
			parts--
			if whole != nil {
				whole.parts = append(whole.parts, c)
			}
			return true
		case len(q.clauses) == maxClauses:
			return false
		}
		parts, whole = t.parts, nil
		if known := slices.IndexFunc(q.clauses, func(k clause) bool { return k.text == c.text }); known >= 0 {
			// The last word stays the last.
			q.clauses = append(slices.Delete(q.clauses, known, known+1), c)
		} else {
			q.clauses = append(q.clauses, c)
		}
		if t.kind == compound {
			whole = &q.clauses[len(q.clauses)-1]
			whole.parts = nil
		}
		return true
	})
	if len(q.clauses) == 0 {
		return q, false
	}
	q.clauses[len(q.clauses)-1].openEnd()
	return q, true
}

func newClause(t token, languages []string) clause {
	c := clause{text: t.text}
	for _, tongue := range tonguesOf(t, languages) {
		c.stems = append(c.stems, stem{tongue, tongue.stem(t.text)})
	}
	return c
}

// openEnd lets the last word of a query be the beginning of a word: somebody may still be typing.
func (c *clause) openEnd() {
	if n := len(c.parts); n > 0 {
		c.parts[n-1].openEnd()
	}
	first, _ := utf8.DecodeRuneInString(c.text)
	c.prefix = classOf(first) != dense && utf8.RuneCountInString(c.text) >= 2
}

// grade is how well a form matches, the better the greater.
type grade float32

// The grades. They are so far from each other that the length of a document (see shortest) does not turn them round.
const (
	none   grade = 0
	begins grade = 0.35
	stems  grade = 0.6
	exact  grade = 1
)

// match tells how a token of a text matches a clause as a whole, where in is the tongue of the token.
func (c *clause) match(t token, in tongue) grade {
	if t.text == c.text {
		return exact
	}
	if in.stems() && c.mayStem(t.text, in) {
		own := in.stem(t.text)
		for _, s := range c.stems {
			if s.tongue == in && (s.text == own || c.prefix && in == inArabic && strings.HasPrefix(own, c.text)) {
				return stems
			}
		}
	}
	if c.prefix && strings.HasPrefix(t.text, c.text) {
		return begins
	}
	return none
}

// mayStem tells whether it is worth the time to stem a word: outside Arabic a stem begins as the word does.
func (c *clause) mayStem(word string, in tongue) bool {
	return len(c.stems) > 0 && (in == inArabic || word[0] == c.text[0])
}
