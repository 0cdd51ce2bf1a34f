package search

import (
	"unicode"
	"unicode/utf8"
)

// token is a form in which a piece of a text stands in the index.
type token struct {
	text       string
	start, end int
	kind       kind
	parts      int // of a compound: how many tokens that follow are its parts
}

type kind uint8

const (
	word     kind = iota
	compound      // a word with hyphens or apostrophes: its parts, together, mean the same
	numbered      // a number with dots, as 13.b: its parts mean something else
	single        // one character of a script without spaces, within a run
	alone         // one that is a run by itself
	pair          // two
)

// class is what a character is to the scanner.
type class uint8

const (
	other class = iota
	letter
	dense // a letter of a script that is written without spaces
	mark
	hidden // invisible, and no boundary: a soft hyphen, a joiner, a mark of direction
	apostrophe
	hyphen
	dot
)

func classOf(r rune) class {
	if r < utf8.RuneSelf {
		return asciiClass(r)
	}
	switch {
	case r == '’' || r == '‘' || r == 'ʼ' || r == '＇':
		return apostrophe
	case r == '\u2010' || r == '\u2011' || r == '－':
		return hyphen
	case r == '\u200B':
		return other
	case r == 'ﾞ' || r == 'ﾟ' || unicode.IsMark(r):
		return mark
	case r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar) && unicode.In(r, unicode.L, unicode.Nl):
		return dense
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return letter
	case unicode.Is(unicode.Cf, r):
		return hidden
	}
	return other
}

func asciiClass(r rune) class {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return letter
	case r == '\'':
		return apostrophe
	case r == '-':
		return hyphen
	case r == '.':
		return dot
	}
	return other
}

// scan gives the tokens of a text to yield, by where they start, until yield wants no more.
func scan(s string, yield func(token) bool) {
	var room [8]piece // most words have fewer pieces
	run := room[:0]
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		more := true
		switch classOf(r) {
		case letter:
			run, i = readWord(s, i, run[:0])
			more = yieldWord(s, run, yield)
		case dense:
			run, i = readDense(s, i, run[:0])
			more = yieldDense(s, run, yield)
		default:
			i += size
		}
		if !more {
			return
		}
	}
}

// piece is a stretch of letters, and what joins it to the piece before.
type piece struct {
	start, end int
	join       class
}

// readWord reads a word from its first letter: pieces, joined by apostrophes, hyphens and dots. It
// appends to run, and gives the place behind the word.
func readWord(s string, i int, run []piece) ([]piece, int) {
	run = append(run, piece{start: i, end: i})
	last := rune(0)
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		c := classOf(r)
		here := &run[len(run)-1]
		switch {
		case c == letter:
			i += size
			here.end, last = i, r
		case c == mark && here.end == i:
			i += size
			here.end = i
		case c == hidden:
			i += size
		case (c == apostrophe || c == hyphen || c == dot && unicode.IsNumber(last)) && here.end == i && startsWord(s[i+size:]):
			i += size
			run = append(run, piece{start: i, end: i, join: c})
		default:
			return run, i
		}
	}
	return run, i
}

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return classOf(r) == letter
}

// readDense reads a run of characters of a script without spaces, each with its marks. It appends to
// run, and gives the place behind it.
func readDense(s string, i int, run []piece) ([]piece, int) {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch classOf(r) {
		case dense:
			run = append(run, piece{start: i, end: i + size})
		case mark:
			run[len(run)-1].end = i + size
		default:
			return run, i
		}
		i += size
	}
	return run, i
}
