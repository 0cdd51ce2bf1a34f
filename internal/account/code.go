package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// readCode gives the code that somebody typed: spaces and hyphens do not matter, and digits may be those of any script,
// as an Arabic keyboard gives them. It is empty for what cannot be a code.
func readCode(typed string) string {
	if len(typed) > 100 || !utf8.ValidString(typed) {
		return ""
	}
	var code strings.Builder
	for _, r := range norm.NFKC.String(typed) {
		switch {
		case unicode.IsSpace(r), r == '-', r == '\u2010', r == '\u2011', r == '\u200E', r == '\u200F':
		case unicode.IsDigit(r):
			code.WriteByte('0' + digit(r))
		default:
			return ""
		}
	}
	if code.Len() != codeDigits {
		return ""
	}
	return code.String()
}

// digit gives the value of a decimal digit. In Unicode the ten of a script stand in a row with nothing like them before
// it (but for those of mathematics, which normal form has made plain), so that counting back is enough.
func digit(r rune) byte {
	n := byte(0)
	for ; n < 9 && unicode.IsDigit(r-1); n++ {
		r--
	}
	return n
}
