package entry

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Words counts the words of a text by the one rule of docs/word-count.md, which a client can follow too:
//
// A word is a run of letters, digits and marks that begins with a letter or a digit. One apostrophe, hyphen, full stop or
// joiner between two letters or digits does not end it, and neither does one comma between two digits. Each character of
// the Han, Hiragana and Katakana scripts is a word of its own.
func Words(s string) (n int) {
	runes := []rune(norm.NFC.String(s))
	inWord := false
	for i, r := range runes {
		switch {
		case isDense(r):
			n++
			inWord = false
		case isOfWord(r):
			if !inWord {
				n++
			}
			inWord = true
		case unicode.IsMark(r): // it belongs to what is before it
		default:
			inWord = inWord && joins(runes, i)
		}
	}
	return n
}

// isDense tells whether a character is a word of its own.
func isDense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

func isOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// joins tells whether the character at a place holds together what is before and behind it.
func joins(runes []rune, i int) bool {
	if i+1 == len(runes) || !isOfWord(runes[i+1]) || isDense(runes[i+1]) {
		return false
	}
	switch runes[i] {
	case '\'', '\u2019', '-', '\u2010', '\u2011', '.', '\u200C', '\u200D':
		return true
	case ',':
		return unicode.IsNumber(runes[i-1]) && unicode.IsNumber(runes[i+1])
	}
	return false
}
