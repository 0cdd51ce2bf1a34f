package search

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Highlight gives the passage of a text that best shows why the text matches a query: HTML-escaped, with <mark> around
// the words that match, as they are written, and … where the text goes on. The passage is about width characters long,
// and longer only where a single match is. It is not ok where nothing in the text matches.
func Highlight(text, language string, q Query, width int) (string, bool) {
	words, matches := q.matches(text, language)
	if len(matches) == 0 {
		return "", false
	}
	start, end := passage(text, words, matches, max(width, 1))
	var b strings.Builder
	if start > 0 {
		b.WriteString("…")
	}
	at := start
	for _, m := range matches {
		if m.start < at || m.end > end {
			continue
		}
		b.WriteString(html.EscapeString(text[at:m.start]))
		b.WriteString("<mark>")
		b.WriteString(html.EscapeString(text[m.start:m.end]))
		b.WriteString("</mark>")
		at = m.end
	}
	b.WriteString(html.EscapeString(text[at:end]))
	if end < len(text) {
		b.WriteString("…")
	}
	return b.String(), true
}

// span is a stretch of a text in bytes.
type span struct{ start, end int }

// matched is a stretch of a text that matches.
type matched struct {
	span
	clauses uint32 // a bit for each clause of the query; there are at most maxClauses
	worth   grade
}

// matches gives the words of a text, and the stretches of it that match, both in order and without overlap.
func (q Query) matches(text, language string) (words []span, matches []matched) {
	base := baseLanguage(language)
	scan(text, func(t token) bool {
		here := span{t.start, t.end}
		if n := len(words); n > 0 && t.start < words[n-1].end {
			words[n-1].end = max(words[n-1].end, t.end)
		} else {
			words = append(words, here)
		}
		in := tongueOf(t, base)
		m := matched{span: here}
		for i := range q.clauses {
			if g := q.clauses[i].matchAny(t, in); g > none {
				m.clauses |= 1 << i
				m.worth += g
			}
		}
		if m.clauses == 0 {
			return true
		}
		if n := len(matches); n > 0 && m.start < matches[n-1].end {
			last := &matches[n-1]
			last.end = max(last.end, m.end)
			last.clauses |= m.clauses
			last.worth = max(last.worth, m.worth)
			return true
		}
		matches = append(matches, m)
		return true
	})
	return words, matches
}

// matchAny is match, also for the parts of a compound that are more than a letter.
func (c *clause) matchAny(t token, in tongue) grade {
	best := c.match(t, in)
	for i := range c.parts {
		if utf8.RuneCountInString(c.parts[i].text) > 1 {
			best = max(best, c.parts[i].match(t, in)*stems)
		}
	}
	return best
}

// passage chooses the stretch of the text to show: as many different words of the query as fit in width characters,
// then the best matches, then the first place; with some of the text before it.
func passage(text string, words []span, matches []matched, width int) (start, end int) {
	if utf8.RuneCountInString(text) <= width {
		return 0, len(text)
	}
	first, last := bestWindow(text, matches, width)
	from, to := matches[first].start, matches[last].end
	spare := max(0, width-utf8.RuneCountInString(text[from:to]))
	start = backward(text, from, spare/3)
	end = forward(text, to, spare-utf8.RuneCountInString(text[start:from]))
	if end == len(text) {
		start = backward(text, from, spare-utf8.RuneCountInString(text[to:]))
	}
	start, end = toWords(words, start, end, from, to)
	return toCharacters(text, start, end, from, to)
}

// bestWindow gives the first and the last match of the best stretch of width characters.
func bestWindow(text string, matches []matched, width int) (first, last int) {
	var best grade
	for i := range matches {
		clauses, worth := uint32(0), grade(0)
		runes, at := 0, matches[i].start
		for j := i; j < len(matches); j++ {
			runes += utf8.RuneCountInString(text[at:matches[j].end])
			at = matches[j].end
			if runes > width && j > i {
				break
			}
			if clauses|matches[j].clauses != clauses {
				clauses |= matches[j].clauses
				worth += 100
			}
			worth += matches[j].worth
			if worth > best {
				best, first, last = worth, i, j
			}
		}
	}
	return first, last
}

// backward goes back from a place by a number of characters.
func backward(text string, i, runes int) int {
	for ; runes > 0 && i > 0; runes-- {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	return i
}

// forward goes on from a place by a number of characters.
func forward(text string, i, runes int) int {
	for ; runes > 0 && i < len(text); runes-- {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return i
}

// toWords moves the ends of a passage inwards, off the words that they would cut, but not into what must be shown.
func toWords(words []span, start, end, from, to int) (int, int) {
	for _, w := range words {
		if w.start < start && start < w.end {
			start = min(w.end, from)
		}
		if w.start < end && end < w.end {
			end = max(w.start, to)
			break
		}
	}
	return start, end
}

// toCharacters moves the ends of a passage off space, and off marks that belong to a character on the other side.
func toCharacters(text string, start, end, from, to int) (int, int) {
	for start > 0 && start < from {
		r, size := utf8.DecodeRuneInString(text[start:])
		if !unicode.IsSpace(r) && !continues(r) {
			break
		}
		start += size
	}
	for end > to && end < len(text) {
		next, _ := utf8.DecodeRuneInString(text[end:])
		r, size := utf8.DecodeLastRuneInString(text[:end])
		if !unicode.IsSpace(r) && !continues(next) {
			break
		}
		end -= size
	}
	for end < len(text) { // what must be shown is shown with its marks
		r, size := utf8.DecodeRuneInString(text[end:])
		if !continues(r) {
			break
		}
		end += size
	}
	return start, end
}

// continues tells whether a character belongs to the one before it.
func continues(r rune) bool {
	return unicode.IsMark(r) || r == '\u200C' || r == '\u200D' || r >= 0x1F3FB && r <= 0x1F3FF || r >= 0x1160 && r <= 0x11FF
}
