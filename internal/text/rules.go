package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"rostrum/internal/fault"
)

// Clean gives a line of text as it may be stored: valid UTF-8, NFC, trimmed, without control, bidirectional or
// other invisible characters. It refuses an empty text and one of more than max characters.
func Clean(s string, max int) (string, error) {
	return clean(s, max, false)
}

// CleanParagraphs is Clean for a text that may have several lines.
func CleanParagraphs(s string, max int) (string, error) {
	return clean(s, max, true)
}

func clean(s string, max int, lines bool) (string, error) {
	if len(s) > 4*max {
		return "", fault.New(fault.BadUserInput, "longer than %d characters", max)
	}
	if !utf8.ValidString(s) {
		return "", fault.New(fault.BadUserInput, "not valid UTF-8")
	}
	for _, r := range s {
		if forbidden(r) && !(lines && r == '\n') {
			return "", fault.New(fault.BadUserInput, "holds the character %U, which is not allowed", r)
		}
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	if s == "" {
		return "", fault.New(fault.BadUserInput, "must not be empty")
	}
	if n := utf8.RuneCountInString(s); n > max {
		return "", fault.New(fault.BadUserInput, "%d characters, %d are allowed", n, max)
	}
	return s, nil
}

// forbidden tells whether a character hides, reorders or breaks the text around it.
func forbidden(r rune) bool {
	switch {
	case unicode.IsControl(r), r == utf8.RuneError, r == '\uFEFF':
		return true
	case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069': // bidirectional overrides and isolates
		return true
	case r == '\u200B', r == '\u2060', r == '\u00AD', r == '\u2028', r == '\u2029':
		return true
	}
	return unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r) || r >= 0xE0000 && r <= 0xE007F
}

// CleanText cleans every version of a text and brings its tags to canonical form. A text without any version is
// refused where it is required.
func CleanText(t Text, max int, lines, required bool) (Text, error) {
	if len(t) == 0 {
		if required {
			return nil, fault.New(fault.BadUserInput, "must not be empty")
		}
		return nil, nil
	}
	versions := make(map[string]string, len(t))
	for _, v := range t {
		tag, err := language.Parse(v.Language)
		if err != nil {
			return nil, fault.New(fault.BadUserInput, "%q is not a language tag of BCP 47", shorten(v.Language))
		}
		value, err := clean(v.Value, max, lines)
		if err != nil {
			return nil, fault.In(tag.String(), err)
		}
		versions[tag.String()] = value
	}
	return FromMap(versions), nil
}

func shorten(s string) string {
	if len(s) > 35 {
		return strings.ToValidUTF8(s[:35], "") + "…"
	}
	return s
}
