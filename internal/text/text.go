// Package text holds texts in several languages, and the rules that every text from outside must meet.
package text

import (
	"encoding/json"
	"sort"
	"strings"

	"golang.org/x/text/language"
)

// Official lists the six official languages of the United Nations, in the order in which Rostrum names them.
var Official = []string{"en", "fr", "es", "ar", "zh", "ru"}

// Version is a text in one language.
type Version struct {
	Language string // a canonical BCP 47 tag
	Value    string
}

// Text is a text in the languages that it exists in: English first, then by tag. It is nil where there is none.
// In JSON it is an object from tag to words, or a bare string for English.
type Text []Version

// Of makes an English text; nil of an empty string.
func Of(english string) Text {
	if english == "" {
		return nil
	}
	return Text{{"en", english}}
}

// FromMap makes a text of a table from tag to words.
func FromMap(m map[string]string) Text {
	t := make(Text, 0, len(m))
	for tag, value := range m {
		t = append(t, Version{tag, value})
	}
	sort.Slice(t, func(i, j int) bool {
		if (t[i].Language == "en") != (t[j].Language == "en") {
			return t[i].Language == "en"
		}
		return t[i].Language < t[j].Language
	})
	if len(t) == 0 {
		return nil
	}
	return t
}

// Map gives the table from tag to words.
func (t Text) Map() map[string]string {
	m := make(map[string]string, len(t))
	for _, v := range t {
		m[v.Language] = v.Value
	}
	return m
}

// MarshalJSON writes the table, so that equal texts have equal bytes.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == nil {
		return []byte("null"), nil
	}
	return json.Marshal(t.Map())
}

// UnmarshalJSON reads a table, or a bare string for English.
func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = Of(s)
		return nil
	}
	var m map[string]string
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	*t = FromMap(m)
	return nil
}

// Pick gives the version to serve to a reader: the first of the reader's languages that the text has, else English,
// else the first there is. The text must not be empty.
func (t Text) Pick(p Preference) Version {
	for _, want := range p {
		for i := range t {
			if t[i].Language == want {
				return t[i]
			}
		}
	}
	return t[0]
}

// IsRightToLeft tells whether a language is written from right to left.
func IsRightToLeft(tag string) bool {
	t, err := language.Parse(tag)
	if err != nil {
		return false
	}
	script, _ := t.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg":
		return true
	}
	return false
}

// Preference lists the tags that a reader would take, the best first. English is tried last by Pick itself, because
// English stands first in a text that has it.
type Preference []string

var official = language.NewMatcher([]language.Tag{
	language.English, language.French, language.Spanish, language.Arabic, language.Chinese, language.Russian,
})

// Prefer makes a preference of wanted tags: each stands for itself, for its parents (fr-CH for fr), and for the
// official language that readers of it understand (zh-Hant-TW for zh).
func Prefer(wanted ...language.Tag) Preference {
	var p Preference
	add := func(tag string) {
		for _, have := range p {
			if have == tag {
				return
			}
		}
		p = append(p, tag)
	}
	for _, tag := range wanted {
		for t := tag; t != language.Und; t = t.Parent() {
			add(t.String())
		}
		if _, index, confidence := official.Match(tag); confidence != language.No {
			add(Official[index])
		}
	}
	return p
}

// ParseAcceptLanguage reads an Accept-Language header (RFC 9110, section 12.5.4). Parts that it cannot read count for
// nothing, as the RFC would have it: the header is a wish. At most eight languages are kept.
func ParseAcceptLanguage(header string) Preference {
	if header == "" || len(header) > 1000 {
		return nil
	}
	tags, weights, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return parseEach(header)
	}
	var wanted []language.Tag
	for i, tag := range tags {
		if weights[i] > 0 && len(wanted) < 8 {
			wanted = append(wanted, tag)
		}
	}
	return Prefer(wanted...)
}

// parseEach reads the parts of a header one by one, passing over those that are malformed.
func parseEach(header string) Preference {
	var good []string
	for part := range strings.SplitSeq(header, ",") {
		if _, _, err := language.ParseAcceptLanguage(part); err == nil {
			good = append(good, part)
		}
	}
	joined := strings.Join(good, ",")
	if joined == header || joined == "" {
		return nil
	}
	return ParseAcceptLanguage(joined)
}

// CoveredBy tells whether a set of language tags holds a tag or a wider form of it (zh stands for zh-Hant too). Its time
// does not grow with the set, which a client chooses.
func CoveredBy(tag string, set map[string]bool) bool {
	for {
		if set[tag] {
			return true
		}
		end := strings.LastIndexByte(tag, '-')
		if end < 0 {
			return false
		}
		tag = tag[:end]
	}
}
