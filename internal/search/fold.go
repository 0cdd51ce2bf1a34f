package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives the form of a text in which texts are compared and sorted: without case, accents and other marks, width
// and invisible characters; ligatures and Arabic letters in their plain form; runs of space as one space, none at the
// ends. Folding twice changes nothing more.
func Fold(s string) string {
	return strings.Join(strings.Fields(fold(s)), " ")
}

// fold folds without regard to space.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	var base rune // the last letter written, which decides whether a mark on it stays
	for _, r := range norm.NFKD.String(s) {
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			if staysOn(base, r) {
				b.WriteRune(r)
				base = 0
			}
			continue
		}
		base = unicode.ToLower(r)
		if plain, ok := plainLetters[base]; ok {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(base)
	}
	return norm.NFKC.String(b.String())
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// staysOn tells whether a mark makes another letter rather than an accented one: nobody who writes й without its
// breve, or が without its dots, means the same letter.
func staysOn(base, mark rune) bool {
	switch mark {
	case '\u0306':
		return base == 'и'
	case '\u3099', '\u309A':
		return unicode.In(base, unicode.Hiragana, unicode.Katakana)
	}
	return false
}

// plainLetters are letters that Unicode does not take apart, but that people write in a plainer way.
var plainLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "n",
	'ς': "σ",
	'ٱ': "ا", 'ة': "ه", 'ى': "ي", 'ـ': "", // the wasla, teh marbuta, alef maqsura; the tatweel only stretches a line
	'ک': "ك", 'ی': "ي", // as Persian and Urdu keyboards write them
	'٠': "0", '١': "1", '٢': "2", '٣': "3", '٤': "4", '٥': "5", '٦': "6", '٧': "7", '٨': "8", '٩': "9",
	'۰': "0", '۱': "1", '۲': "2", '۳': "3", '۴': "4", '۵': "5", '۶': "6", '۷': "7", '۸': "8", '۹': "9",
}
