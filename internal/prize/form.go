package prize

import (
	"slices"

	"rostrum/internal/text"
)

// BoxKind is a box of the form by which a project is entered.
type BoxKind string

// The boxes. A form has each at most once; that of the linkage is filled in once for each goal that is chosen.
const (
	// ShortDescription is what voters read of a nominee.
	ShortDescription BoxKind = "SHORT_DESCRIPTION"
	// Linkage says, goal by goal, how the project joins its Action Line to a goal.
	Linkage BoxKind = "SDG_LINKAGE"
	// Impact says what came of it, in economy, society and environment.
	Impact BoxKind = "IMPACT"
	// Partnerships says with whom it was done.
	Partnerships BoxKind = "PARTNERSHIPS"
	// Challenges says what was hard, and what comes next.
	Challenges BoxKind = "CHALLENGES_AND_FUTURE"
	// Compact says how it serves the objectives of the Global Digital Compact, which forms ask from 2026 on.
	Compact BoxKind = "GDC_OBJECTIVES"
)

var boxKinds = []BoxKind{ShortDescription, Linkage, Impact, Partnerships, Challenges, Compact}

// BoxKinds lists the kinds of boxes.
func BoxKinds() []BoxKind { return slices.Clone(boxKinds) }

// IsPublished tells whether everybody reads, once a project is a champion, what stands in the box. The others are for the
// expert group only.
func (k BoxKind) IsPublished() bool { return k == ShortDescription || k == Linkage || k == Impact }

// MostWords is the highest number of words that a form may ask for or allow.
const MostWords = 2000

// Box is a box of the form of an edition. Words are counted as docs/word-count.md says.
type Box struct {
	Kind     BoxKind `json:"kind"`
	Required bool    `json:"required"`
	MinWords int     `json:"minWords"` // 0 for none; nothing to count where an optional box stays empty
	MaxWords int     `json:"maxWords"` // 0 for none
}

// usualForm is that of 2020: a short description of 150 to 200 words, and four boxes whose limits no source states.
var usualForm = []Box{
	{Kind: ShortDescription, Required: true, MinWords: 150, MaxWords: 200},
	{Kind: Linkage, Required: true}, {Kind: Impact, Required: true}, {Kind: Partnerships, Required: true}, {Kind: Challenges, Required: true},
}

// EntryForm gives the boxes by which a project is entered, in their order: those that the edition sets, or the usual ones.
func (c Contest) EntryForm() []Box {
	if len(c.Form) == 0 {
		return slices.Clone(usualForm)
	}
	return c.Form
}

func (c *Contest) checkForm(l *text.Cleaner) {
	if len(c.Form) == 0 {
		return
	}
	if len(c.Form) > len(boxKinds) {
		l.Refuse("form", "%d boxes, %d are allowed", len(c.Form), len(boxKinds))
		return
	}
	names := make([]string, len(c.Form))
	described := false
	for i, b := range c.Form {
		field := text.Index("form", i)
		names[i] = string(b.Kind)
		described = described || b.Kind == ShortDescription && b.Required
		if !slices.Contains(boxKinds, b.Kind) {
			l.Refuse(field+".kind", "must be SHORT_DESCRIPTION, SDG_LINKAGE, IMPACT, PARTNERSHIPS, CHALLENGES_AND_FUTURE or GDC_OBJECTIVES")
		}
		if b.MinWords < 0 || b.MinWords > MostWords {
			l.Refuse(field+".minWords", "%d, but it must be 0 to %d", b.MinWords, MostWords)
		}
		if b.MaxWords < 0 || b.MaxWords > MostWords || b.MaxWords > 0 && b.MaxWords < b.MinWords {
			l.Refuse(field+".maxWords", "%d, but it must be minWords to %d, or 0 for no limit", b.MaxWords, MostWords)
		}
	}
	l.Distinct("form", names)
	if !described {
		l.Refuse("form", "needs a required box SHORT_DESCRIPTION: it is what voters read")
	}
}
