package jury

import (
	"slices"
	"strconv"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/text"
)

// What a round and a sheet hold at most.
const (
	MaxCriteria   = 20
	MaxWeight     = 1000
	MaxPoints     = 1000
	MaxSheetsEach = 20
	MaxComment    = 5000 // characters
	MaxMembers    = 500  // in a contest
)

// Phase gives the phase of a contest in which a round is open; false where the contest has none.
func (k Kind) Phase(c prize.Contest) (prize.Phase, bool) {
	for _, p := range c.Phases {
		if string(p.Kind) == string(k) {
			return p, true
		}
	}
	return prize.Phase{}, false
}

// Check gives the round as it may be stored, with its phase, or a fault about every field that is wrong. A round of
// nomination asks pass or fail: each of its criteria gives one point or none.
func (r Round) Check(phase prize.Phase) (Round, error) {
	var l text.Cleaner
	if n := len(r.Criteria); n == 0 || n > MaxCriteria {
		l.Refuse("criteria", "%d criteria, 1 to %d are allowed", n, MaxCriteria)
		return r, l.Err()
	}
	if r.SheetsEach < 1 || r.SheetsEach > MaxSheetsEach {
		l.Refuse("sheetsPerEntry", "%d, but it must be 1 to %d", r.SheetsEach, MaxSheetsEach)
	}
	if !r.RevealAt.IsZero() && (!r.RevealAt.After(phase.OpensAt.Time) || r.RevealAt.After(phase.ClosesAt.Time)) {
		l.Refuse("revealAt", "must be after the opening of the phase, and not after its close")
	}
	if r.Hides = prize.CheckParts(&l, "hides", r.Hides); len(r.Hides) > 0 && r.Kind != Nomination {
		l.Refuse("hides", "must be empty in a selection: it judges projects, and everybody reads all of them")
	}
	r.Criteria = slices.Clone(r.Criteria)
	for i := range r.Criteria {
		c, field := &r.Criteria[i], text.Index("criteria", i)
		c.ContestID, c.Kind = r.ContestID, r.Kind
		l.Text(field+".name", &c.Name, text.MaxTitle, false, true)
		l.Text(field+".rubric", &c.Rubric, text.MaxAbstract, true, false)
		if c.Weight < 1 || c.Weight > MaxWeight {
			l.Refuse(field+".weight", "%d, but it must be 1 to %d", c.Weight, MaxWeight)
		}
		switch {
		case c.MaxPoints < 1 || c.MaxPoints > MaxPoints:
			l.Refuse(field+".maxPoints", "%d, but it must be 1 to %d", c.MaxPoints, MaxPoints)
		case r.Kind == Nomination && c.MaxPoints != 1:
			l.Refuse(field+".maxPoints", "must be 1: nomination is pass or fail")
		}
	}
	return r, l.Err()
}

// Rules gives what the manifest of the contest says of the round.
func (r Round) Rules() prize.JudgingRules {
	rules := prize.JudgingRules{
		Criteria: []prize.JudgingCriterion{}, HasCountryConflicts: r.CountryConflicts, Hides: r.Hides, IsBlind: r.IsBlind, Kind: string(r.Kind),
		RevealsAt: prize.ManifestInstant(r.RevealAt), RevealsWhenAllIn: r.RevealWhenAllIn, SheetsPerEntry: r.SheetsEach,
	}
	for _, c := range r.Criteria {
		rules.Criteria = append(rules.Criteria, prize.JudgingCriterion{MaxPoints: c.MaxPoints, Name: c.Name.Map(), Rubric: c.Rubric.Map(), Weight: c.Weight})
	}
	return rules
}

// Reveals gives the instant at which sheets open at the latest: that of the round, and the close of its phase where the
// round says none or the phase has been moved before it.
func (r Round) Reveals(closesAt time.Time) time.Time {
	if r.RevealAt.IsZero() || closesAt.Before(r.RevealAt) {
		return closesAt
	}
	return r.RevealAt
}

// Check gives the member as it may be stored, or a fault about every field that is wrong. The categories must be some of
// the contest's.
func (m Member) Check(c prize.Contest) (Member, error) {
	var l text.Cleaner
	l.Line("name", &m.Name, text.MaxName, true)
	if m.Country != "" && (len(m.Country) != 2 || m.Country[0] < 'A' || m.Country[0] > 'Z' || m.Country[1] < 'A' || m.Country[1] > 'Z') {
		l.Refuse("country", "must be a code of two capital letters of ISO 3166")
	}
	if l.Count("languages", len(m.Languages)) {
		l.Distinct("languages", m.Languages)
	}
	if l.Count("organisations", len(m.Organisations)) {
		l.Distinct("organisations", m.Organisations)
	}
	if len(m.Categories) == 0 {
		l.Refuse("categories", "must name one category at least")
	}
	if l.Count("categories", len(m.Categories)) {
		l.Distinct("categories", m.Categories)
		for i, id := range m.Categories {
			if !slices.ContainsFunc(c.Categories, func(k prize.Category) bool { return k.ID == id }) {
				l.Refuse(text.Index("categories", i), "must be a category of the contest")
			}
		}
	}
	return m, l.Err()
}

// Scores are what a juror says of an entry.
type Scores struct {
	Points  []Points
	Comment string
}

// Points are what an entry gets for a criterion.
type Points struct {
	CriterionID string `json:"criterion"`
	Points      int    `json:"points"`
}

// CheckDraft gives scores as they may be kept as a draft, in the order of the criteria: they may lack criteria. Faults:
// BadUserInput about the place in scores, and about comment.
func (r Round) CheckDraft(s Scores) (Scores, error) {
	given := map[string]int{}
	for i, p := range s.Points {
		field := "scores[" + strconv.Itoa(i) + "]"
		at := slices.IndexFunc(r.Criteria, func(c Criterion) bool { return c.ID == p.CriterionID })
		if at < 0 {
			return s, fault.BadInput(field+".criterion", "is no criterion of this round")
		}
		if _, twice := given[p.CriterionID]; twice {
			return s, fault.BadInput(field+".criterion", "has points already in this sheet")
		}
		if limit := r.Criteria[at].MaxPoints; p.Points < 0 || p.Points > limit {
			return s, fault.BadInput(field+".points", "must be 0 to %d", limit)
		}
		given[p.CriterionID] = p.Points
	}
	checked := Scores{Points: []Points{}}
	for _, c := range r.Criteria {
		if points, ok := given[c.ID]; ok {
			checked.Points = append(checked.Points, Points{c.ID, points})
		}
	}
	if s.Comment == "" {
		return checked, nil
	}
	comment, err := text.CleanParagraphs(s.Comment, MaxComment)
	checked.Comment = comment
	return checked, fault.In("comment", err)
}

// CheckSheet is CheckDraft for a sheet that is to be sealed: it has points for every criterion.
func (r Round) CheckSheet(s Scores) (Scores, error) {
	checked, err := r.CheckDraft(s)
	if err == nil && len(checked.Points) < len(r.Criteria) {
		err = fault.BadInput("scores", "%d of %d criteria have points; a sheet needs them all", len(checked.Points), len(r.Criteria))
	}
	return checked, err
}

// IsReason tells whether a reason is one of the contract.
func (r Reason) IsReason() bool {
	return slices.Contains([]Reason{SameOrganisation, SameCountry, Submitter, Relationship, Other}, r)
}
