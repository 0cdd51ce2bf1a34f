package catalogue

import (
	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/text"

	"golang.org/x/text/language"
)

// Text is a text in the language served.
type Text struct{ text.Version }

// TextDirection is the direction in which a language is written.
type TextDirection string

// The directions.
const (
	LeftToRight TextDirection = "LTR"
	RightToLeft TextDirection = "RTL"
)

// Value gives the words.
func (t Text) Value() string { return t.Version.Value }

// Language gives the language that the words are in.
func (t Text) Language() scalar.LanguageTag { return scalar.LanguageTag(t.Version.Language) }

// Direction gives the direction in which it is written.
func (t Text) Direction() TextDirection {
	if text.IsRightToLeft(t.Version.Language) {
		return RightToLeft
	}
	return LeftToRight
}

// pick serves a text in the language asked for, else in those of the request. The text must not be empty.
func (v *View) pick(t text.Text, wanted *scalar.LanguageTag) Text {
	if len(t) == 1 {
		return Text{t[0]}
	}
	if wanted == nil {
		return Text{t.Pick(v.prefer)}
	}
	tag, err := language.Parse(string(*wanted))
	if err != nil {
		return Text{t.Pick(v.prefer)}
	}
	return Text{t.Pick(text.Prefer(tag))}
}

// pickOptional is pick for a text that may not be there.
func (v *View) pickOptional(t text.Text, wanted *scalar.LanguageTag) (Text, bool) {
	if len(t) == 0 {
		return Text{}, false
	}
	return v.pick(t, wanted), true
}

// Localised serves a text that is not in the catalogue, as its own are served; false where there is none.
func (v *View) Localised(t text.Text, wanted *scalar.LanguageTag) (Text, bool) {
	return v.pickOptional(t, wanted)
}

// sortLanguage gives the official language that titles are sorted in for this request.
func (v *View) sortLanguage() string {
	for _, tag := range v.prefer {
		for _, official := range text.Official {
			if tag == official {
				return official
			}
		}
	}
	return "en"
}

// cleanWords checks the words of a search or filter. Nothing but spaces is refused.
func cleanWords(field, words string) (string, error) {
	cleaned, err := text.Clean(words, maxSearch)
	if err != nil {
		return "", fault.In(field, err)
	}
	return cleaned, nil
}

// maxSearch is the longest text to search for, in characters.
const maxSearch = 200
