package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
)

// tongue is a language that words are stemmed in.
type tongue byte

const (
	noTongue tongue = iota // words that have no stem
	inEnglish
	inFrench
	inSpanish
	inRussian
	inArabic
	inDense // characters, which are no words
)

// stems tells whether words of the tongue have stems.
func (t tongue) stems() bool { return t >= inEnglish && t <= inArabic }

// stem gives what the forms of a folded word have in common.
func (t tongue) stem(word string) string {
	env := snowballstem.NewEnv("")
	switch t {
	case inEnglish:
		env.SetCurrent(spellEnglish(word))
		english.Stem(env)
	case inFrench:
		env.SetCurrent(word)
		french.Stem(env)
	case inSpanish:
		env.SetCurrent(spellSpanish(word))
		spanish.Stem(env)
	case inRussian:
		env.SetCurrent(word)
		russian.Stem(env)
	case inArabic:
		env.SetCurrent(spellArabic(word))
		arabic.Stem(env)
	}
	return fold(env.Current())
}

// baseLanguage gives the first subtag of a tag, in small letters.
func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(base)
}

// tongueOf says which stemmer is for a token of a text in a language. The script decides first: a Russian text has
// English words, and what is in Cyrillic letters is no English.
func tongueOf(t token, language string) tongue {
	if t.kind >= single {
		return inDense
	}
	switch scriptOf(t.text) {
	case latin:
		switch language {
		case "en", "ru", "ar", "zh":
			return inEnglish
		case "fr":
			return inFrench
		case "es":
			return inSpanish
		}
	case cyrillic:
		return inRussian
	case arabicScript:
		return inArabic
	}
	return noTongue
}

// tonguesOf lists the tongues that a word of a query may be in, if it is in one of some languages.
func tonguesOf(word token, languages []string) []tongue {
	var all []tongue
	for _, language := range languages {
		t := tongueOf(word, baseLanguage(language))
		if t.stems() && !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}

type script uint8

const (
	noScript script = iota
	latin
	cyrillic
	arabicScript
)

// scriptOf tells the script of a folded word by its first letter.
func scriptOf(word string) script {
	for _, r := range word {
		switch {
		case 'a' <= r && r <= 'z':
			return latin
		case r < 'a' || !unicode.IsLetter(r):
			continue
		case unicode.Is(unicode.Latin, r):
			return latin
		case unicode.Is(unicode.Cyrillic, r):
			return cyrillic
		case unicode.Is(unicode.Arabic, r):
			return arabicScript
		}
		return noScript
	}
	return noScript
}
