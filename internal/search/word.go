package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxWord is how many bytes of a folded word count. Longer ones are addresses or noise.
	maxWord = 120
	// maxParts is how many parts a compound may have to be found as a whole.
	maxParts = 6
)

// yieldWord turns the pieces of a word into tokens: the compound as a whole first, then its parts.
func yieldWord(s string, run []piece, yield func(token) bool) bool {
	if len(run) == 1 {
		return yieldPart(part{run[0], fold(s[run[0].start:run[0].end])}, yield)
	}
	parts := elide(s, run)
	if len(parts) > 1 && len(parts) <= maxParts {
		whole := token{kind: compound, start: parts[0].start, end: parts[len(parts)-1].end}
		var b strings.Builder
		for i, p := range parts {
			if i > 0 && p.join == dot {
				b.WriteByte('.')
				whole.kind = numbered
			}
			b.WriteString(p.text)
			whole.parts += len(strings.FieldsFunc(p.text, isGap))
		}
		if whole.text = shorten(b.String()); whole.parts > 1 && !strings.ContainsFunc(whole.text, isGapNotDot) {
			if !yield(whole) {
				return false
			}
		}
	}
	for _, p := range parts {
		if !yieldPart(p, yield) {
			return false
		}
	}
	return true
}

// yieldPart gives a part as a word, or as several where folding opened a gap: one character stands for a whole phrase
// in some Arabic ligatures.
func yieldPart(p part, yield func(token) bool) bool {
	if !strings.ContainsFunc(p.text, isGap) {
		return p.text == "" || yield(token{text: shorten(p.text), start: p.start, end: p.end, kind: word})
	}
	for _, text := range strings.FieldsFunc(p.text, isGap) {
		if !yield(token{text: shorten(text), start: p.start, end: p.end, kind: word}) {
			return false
		}
	}
	return true
}

// part is a piece of a word that stands for itself.
type part struct {
	piece
	text string
}

// elide folds the pieces of a word and does away with what an apostrophe leaves of a word of its own: the article in
// l'information, the ending in women's. What it shortens (don't) stays one word.
func elide(s string, run []piece) []part {
	parts := make([]part, 0, len(run))
	for i, p := range run {
		text := fold(s[p.start:p.end])
		if i+1 < len(run) && run[i+1].join == apostrophe && elisions[text] {
			run[i+1].join = p.join
			continue
		}
		if p.join == apostrophe && len(parts) > 0 && contractions[text] {
			before := &parts[len(parts)-1]
			before.end = p.end
			if text != "s" {
				before.text += text
			}
			continue
		}
		parts = append(parts, part{p, text})
	}
	return parts
}

// elisions are what French, Italian and Catalan leave of a small word before a vowel.
var elisions = map[string]bool{
	"l": true, "d": true, "j": true, "m": true, "t": true, "s": true, "c": true, "n": true, "qu": true,
	"jusqu": true, "lorsqu": true, "puisqu": true, "quoiqu": true, "dell": true, "nell": true, "all": true,
}

// contractions are what English leaves of a small word behind another.
var contractions = map[string]bool{
	"s": true, "t": true, "re": true, "ll": true, "ve": true, "d": true, "m": true,
}

// yieldDense turns characters of a script without spaces into tokens: each one, and each with the next.
func yieldDense(s string, run []piece, yield func(token) bool) bool {
	one := single
	if len(run) == 1 {
		one = alone
	}
	texts := make([]string, len(run))
	for i, p := range run {
		texts[i] = strings.Join(strings.FieldsFunc(fold(s[p.start:p.end]), isGap), "")
	}
	for i, p := range run {
		if texts[i] == "" {
			continue
		}
		if !yield(token{text: shorten(texts[i]), start: p.start, end: p.end, kind: one}) {
			return false
		}
		if i+1 == len(run) || texts[i+1] == "" {
			continue
		}
		if !yield(token{text: shorten(texts[i] + texts[i+1]), start: p.start, end: run[i+1].end, kind: pair}) {
			return false
		}
	}
	return true
}

// isGap tells whether a character of a folded word is none of a word.
func isGap(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
}

func isGapNotDot(r rune) bool { return r != '.' && isGap(r) }

// shorten cuts a word to maxWord bytes, between characters.
func shorten(s string) string {
	if len(s) <= maxWord {
		return s
	}
	n := maxWord
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
