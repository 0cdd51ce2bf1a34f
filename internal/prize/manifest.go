package prize

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"rostrum/internal/scalar"
)

// Manifest is the rules of a contest as they were frozen when voting opened, or as two officers changed them later.
type Manifest struct {
	Number   int             `json:"number"` // 1 is what was frozen
	Text     string          `json:"text"`   // see ManifestText
	SHA256   string          `json:"sha256"` // of the text, hexadecimal
	FrozenAt scalar.DateTime `json:"frozenAt"`
	Reason   string          `json:"reason,omitempty"` // why it was changed; none for the first
}

// IsFrozen tells whether the rules are frozen.
func (c Contest) IsFrozen() bool { return len(c.Manifests) > 0 }

// Freeze gives the contest with a further manifest of its rules as they are. The nominees are those of the contest, in
// any order.
//
// What was frozen of the jury's rounds stays as it was.
func (c Contest) Freeze(nominees []Project, reason string, now time.Time) Contest {
	var before manifest
	if n := len(c.Manifests); n > 0 {
		_ = json.Unmarshal([]byte(c.Manifests[n-1].Text), &before) // it was written here
	}
	return c.FreezeWith(nominees, before.Rounds, reason, now)
}

// FreezeWith is Freeze with the rules by which the jury judges, in the order of its rounds.
func (c Contest) FreezeWith(nominees []Project, rounds []JudgingRules, reason string, now time.Time) Contest {
	content := c.ManifestText(nominees, rounds...)
	sum := sha256.Sum256([]byte(content))
	c.Manifests = append(slices.Clone(c.Manifests), Manifest{
		Number: len(c.Manifests) + 1, Text: content, SHA256: hex.EncodeToString(sum[:]), FrozenAt: scalar.DateTime{Time: now.UTC()}, Reason: reason,
	})
	return c
}

// manifest is what the text of a manifest holds: names in the order of the alphabet, so that there is one form.
type manifest struct {
	Categories           []manifestCategory `json:"categories"`
	ChampionsPerCategory int                `json:"championsPerCategory"`
	Contest              string             `json:"contest"`
	Form                 []manifestBox      `json:"form"`
	Format               string             `json:"format"`
	NomineesPerCategory  int                `json:"nomineesPerCategory"`
	OneEntryPerCategory  bool               `json:"oneEntryPerCategory"`
	PartialBallotsCount  bool               `json:"partialBallotsCount"`
	Phases               []manifestPhase    `json:"phases"`
	Rounds               []JudgingRules     `json:"rounds"`
	TieBreaks            []TieBreak         `json:"tieBreaks"`
	VotesMayChange       bool               `json:"votesMayChange"`
}

type manifestCategory struct {
	ActionLine string   `json:"actionLine"`
	Nominees   []string `json:"nominees"` // ids, in the order of the alphabet
	Number     int      `json:"number"`
}

type manifestBox struct {
	Kind     string `json:"kind"`
	MaxWords int    `json:"maxWords"` // 0 for no limit
	MinWords int    `json:"minWords"`
	Required bool   `json:"required"`
}

type manifestPhase struct {
	ClosesAt string `json:"closesAt"` // RFC 3339 with microseconds, UTC
	Kind     string `json:"kind"`
	OpensAt  string `json:"opensAt"`
}

// JudgingRules are the rules of a round of the jury, in the order of the alphabet as a manifest holds them.
type JudgingRules struct {
	Criteria            []JudgingCriterion `json:"criteria"` // in the order in which they settle ties
	HasCountryConflicts bool               `json:"hasCountryConflicts"`
	Hides               []EntryPart        `json:"hides,omitempty"` // left out where nothing is hidden, as before there was anything to hide
	IsBlind             bool               `json:"isBlind"`
	Kind                string             `json:"kind"`
	RevealsAt           string             `json:"revealsAt"` // an instant as a manifest writes it; empty for the close of the phase
	RevealsWhenAllIn    bool               `json:"revealsWhenAllIn"`
	SheetsPerEntry      int                `json:"sheetsPerEntry"`
}

// JudgingCriterion is what the jury gives points for. Its texts are by language.
type JudgingCriterion struct {
	MaxPoints int               `json:"maxPoints"`
	Name      map[string]string `json:"name"`
	Rubric    map[string]string `json:"rubric"`
	Weight    int               `json:"weight"`
}

// ManifestInstant writes an instant as a manifest does; empty for none.
func ManifestInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(manifestInstant)
}

// manifestInstant is how a manifest writes an instant.
const manifestInstant = "2006-01-02T15:04:05.000000Z"

// ManifestText gives the rules of the contest in their one form: JSON with names in the order of the alphabet, without
// white space but a newline at the end, lists in the order of the contest and nominees in that of their ids. Only
// letters, digits and marks of ASCII occur in it: other characters are written by their numbers. docs/rules-manifest.md describes it.
func (c Contest) ManifestText(nominees []Project, rounds ...JudgingRules) string {
	m := manifest{
		ChampionsPerCategory: c.Champions(), Contest: c.Slug, Format: "rostrum rules 2", NomineesPerCategory: c.Nominees(),
		OneEntryPerCategory: c.OneEntryPerCategory, PartialBallotsCount: c.PartialBallotsCount, VotesMayChange: c.VotesMayChange,
		TieBreaks: append([]TieBreak{}, c.TieBreaks...), Phases: []manifestPhase{},
		Rounds: append([]JudgingRules{}, rounds...),
	}
	for _, p := range c.Phases {
		m.Phases = append(m.Phases, manifestPhase{
			ClosesAt: p.ClosesAt.UTC().Format(manifestInstant), Kind: string(p.Kind), OpensAt: p.OpensAt.UTC().Format(manifestInstant),
		})
	}
	for _, b := range c.EntryForm() {
		m.Form = append(m.Form, manifestBox{string(b.Kind), b.MaxWords, b.MinWords, b.Required})
	}
	for _, k := range c.Categories {
		m.Categories = append(m.Categories, manifestCategory{ActionLine: k.ActionLine, Nominees: nomineesOf(k.ID, nominees), Number: k.Number})
	}
	var b strings.Builder
	// Strings, numbers and truths only: encoding cannot fail.
	_ = json.NewEncoder(&b).Encode(m)
	return inASCII(b.String())
}

// inASCII writes characters beyond ASCII as JSON can: by the numbers of their UTF-16 form.
func inASCII(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

func nomineesOf(category string, projects []Project) []string {
	ids := []string{}
	for _, p := range projects {
		if p.CategoryID == category {
			ids = append(ids, p.ID)
		}
	}
	slices.Sort(ids)
	return ids
}
