package personal

import (
	"slices"
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/panel"
	"rostrum/internal/scalar"
)

// Assignment is that a juror judges an entry.
type Assignment struct {
	view *catalogue.View
	work panel.Work
	// juror is set where somebody looks at an assignment of somebody else.
	juror *jury.Member
}

// NewAssignment shows an assignment to its juror.
func NewAssignment(v *catalogue.View, w panel.Work) Assignment { return Assignment{v, w, nil} }

// NewPaired shows an assignment to officers: without what the juror has written.
func NewPaired(v *catalogue.View, p panel.Paired) Assignment {
	return Assignment{v, panel.Work{Assignment: p.Assignment, Round: p.Round, Entries: p.Entries}, &p.Juror}
}

// IsNode marks an object with a global id.
func (Assignment) IsNode() {}

// ID gives the global id.
func (a Assignment) ID() string { return catalogue.GlobalID(catalogue.KindAssignment, a.work.ID) }

// Contest gives the contest.
func (a Assignment) Contest() (catalogue.Contest, error) { return contestOf(a.view, a.work.ContestID) }

// Round tells in which round.
func (a Assignment) Round() jury.Kind { return a.work.Kind }

// Project gives the project that is judged. In a nomination it is what comes of the entry, as everybody will see it.
func (a Assignment) Project() (catalogue.Project, error) {
	project, ok := projectFor(a.view, a.work.Entries, a.work.ProjectID)
	if e, is := a.work.Entries[a.work.ProjectID]; !ok && is {
		project, ok = a.view.Unpublished(e.Nominee(a.country(e)))
	}
	if !ok {
		return project, behind()
	}
	return project, nil
}

// projectFor gives a project that is judged; in a nomination the one that came of an entry.
func projectFor(v *catalogue.View, all map[string]entry.Entry, key string) (catalogue.Project, bool) {
	if e, is := all[key]; is {
		key = e.ProjectID
	}
	return v.ProjectByKey(key)
}

// country gives that of the organisation of an entry.
func (a Assignment) country(e entry.Entry) string {
	if stakeholder, ok := a.view.StakeholderByKey(e.StakeholderID); ok {
		if country, ok := stakeholder.Country(); ok {
			return country.Code()
		}
	}
	return ""
}

// Entry gives the entry that a nomination judges.
func (a Assignment) Entry() (Entry, bool) { return entryOf(a.view, a.work.Entries, a.work.ProjectID) }

// entryOf gives one of some entries.
func entryOf(v *catalogue.View, all map[string]entry.Entry, key string) (Entry, bool) {
	e, ok := all[key]
	return Entry{v, e}, ok
}

func entriesOf(v *catalogue.View, all map[string]entry.Entry, keys []string) []Entry {
	shown := []Entry{}
	for _, key := range keys {
		if e, ok := entryOf(v, all, key); ok {
			shown = append(shown, e)
		}
	}
	return shown
}

// Criteria gives what points are given for.
func (a Assignment) Criteria() []Criterion { return criteria(a.view, a.work.Round.Criteria) }

// State tells where it stands.
func (a Assignment) State() jury.AssignmentState { return a.work.State }

// Explanation tells how it came about.
func (a Assignment) Explanation() string { return a.work.Why }

// AssignedAt gives when it was assigned.
func (a Assignment) AssignedAt() scalar.DateTime { return scalar.DateTime{Time: a.work.AssignedAt} }

// Juror gives the juror, to others.
func (a Assignment) Juror() (Juror, bool) {
	if a.juror == nil {
		return Juror{}, false
	}
	return Juror{a.view, *a.juror}, true
}

// Draft gives what the juror has saved, to themselves.
func (a Assignment) Draft() (ScoreDraft, bool) {
	if a.work.Draft == nil {
		return ScoreDraft{}, false
	}
	return ScoreDraft{a.view, *a.work.Draft, a.work.Round.Criteria}, true
}

// Sheets gives the juror's sheets, to themselves.
func (a Assignment) Sheets() ([]ScoreSheet, error) {
	if a.juror != nil {
		return nil, nil
	}
	shown := make([]ScoreSheet, len(a.work.Sheets))
	for i, s := range a.work.Sheets {
		view := panel.SheetView{Sheet: s, Assignment: a.work.Assignment}
		if s.Text != "" {
			var err error
			if view.Scores, err = jury.ReadCanonical([]byte(s.Text)); err != nil {
				return nil, err
			}
		}
		shown[i] = ScoreSheet{a.view, view, a.work.Round.Criteria, a.work.Entries}
	}
	return shown, nil
}

// RecusalReason tells why the juror does not judge it.
func (a Assignment) RecusalReason() (jury.Reason, bool) { return a.work.Reason, a.work.Reason != "" }

type (
	// AssignmentConnection is a page of assignments.
	AssignmentConnection = Connection[Assignment]
	// AssignmentEdge is an assignment on a page.
	AssignmentEdge = Edge[Assignment]
)

// ScoreDraft is a draft of a score sheet.
type ScoreDraft struct {
	view     *catalogue.View
	noted    panel.Noted
	criteria []jury.Criterion
}

// Revision counts what was saved.
func (d ScoreDraft) Revision() int { return d.noted.Revision }

// SavedAt gives when it was saved.
func (d ScoreDraft) SavedAt() scalar.DateTime { return scalar.DateTime{Time: d.noted.SavedAt} }

// Scores gives the points so far.
func (d ScoreDraft) Scores() []Score { return scores(d.view, d.criteria, d.noted.Scores) }

// Comment gives the comment so far.
func (d ScoreDraft) Comment() (string, bool) {
	return d.noted.Scores.Comment, d.noted.Scores.Comment != ""
}

// Score is points for a criterion.
type Score struct {
	criterion Criterion
	points    int
}

// Criterion gives the criterion.
func (s Score) Criterion() Criterion { return s.criterion }

// Points gives the points.
func (s Score) Points() int { return s.points }

func scores(v *catalogue.View, criteria []jury.Criterion, s jury.Scores) []Score {
	shown := []Score{}
	for _, p := range s.Points {
		if at := slices.IndexFunc(criteria, func(c jury.Criterion) bool { return c.ID == p.CriterionID }); at >= 0 {
			shown = append(shown, Score{Criterion{v, criteria[at]}, p.Points})
		}
	}
	return shown
}

// Criterion is what points are given for.
type Criterion struct {
	view      *catalogue.View
	criterion jury.Criterion
}

// NewCriterion shows a criterion.
func NewCriterion(v *catalogue.View, c jury.Criterion) Criterion { return Criterion{v, c} }

func criteria(v *catalogue.View, all []jury.Criterion) []Criterion {
	shown := make([]Criterion, len(all))
	for i, c := range all {
		shown[i] = Criterion{v, c}
	}
	return shown
}

// IsNode marks an object with a global id.
func (Criterion) IsNode() {}

// ID gives the global id.
func (c Criterion) ID() string { return catalogue.GlobalID(catalogue.KindCriterion, c.criterion.ID) }

// Name gives the name.
func (c Criterion) Name(language *scalar.LanguageTag) catalogue.Text {
	name, _ := c.view.Localised(c.criterion.Name, language)
	return name
}

// Rubric tells what earns how many points.
func (c Criterion) Rubric(language *scalar.LanguageTag) (catalogue.Text, bool) {
	return c.view.Localised(c.criterion.Rubric, language)
}

// Weight tells how much a point weighs.
func (c Criterion) Weight() int { return c.criterion.Weight }

// MaxPoints gives the most points.
func (c Criterion) MaxPoints() int { return c.criterion.MaxPoints }

// instant gives an instant that may not be there.
func instant(t time.Time) (scalar.DateTime, bool) { return scalar.DateTime{Time: t}, !t.IsZero() }
