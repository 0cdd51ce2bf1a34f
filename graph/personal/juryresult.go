package personal

import (
	"rostrum/internal/catalogue"
	"rostrum/internal/jury"
	"rostrum/internal/panel"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// ScoreSheet is a score sheet.
type ScoreSheet struct {
	view     *catalogue.View
	sheet    panel.SheetView
	criteria []jury.Criterion
}

// Number counts the juror's sheets on the entry.
func (s ScoreSheet) Number() int { return s.sheet.Number }

// Commitment gives what binds the juror to it.
func (s ScoreSheet) Commitment() string { return s.sheet.Commitment }

// SealedAt gives when it was sealed.
func (s ScoreSheet) SealedAt() scalar.DateTime { return scalar.DateTime{Time: s.sheet.SealedAt} }

// TakenBackAt gives when it was taken back.
func (s ScoreSheet) TakenBackAt() (scalar.DateTime, bool) { return instant(s.sheet.TakenBackAt) }

// RevealedAt gives when it was opened.
func (s ScoreSheet) RevealedAt() (scalar.DateTime, bool) { return instant(s.sheet.RevealedAt) }

// IsAfterReveal tells whether it was written after the others had been opened.
func (s ScoreSheet) IsAfterReveal() bool { return s.sheet.AfterReveal }

// Salt gives the salt.
func (s ScoreSheet) Salt() (string, bool) { return s.sheet.Salt, s.sheet.Salt != "" }

// Text gives the sheet byte for byte.
func (s ScoreSheet) Text() (string, bool) { return s.sheet.Text, s.sheet.Text != "" }

// Project gives the entry.
func (s ScoreSheet) Project() (catalogue.Project, error) {
	return projectOf(s.view, s.sheet.Assignment.ProjectID)
}

// Juror gives who wrote it.
func (s ScoreSheet) Juror() (Juror, bool) {
	if s.sheet.Juror == nil {
		return Juror{}, false
	}
	return Juror{s.view, *s.sheet.Juror}, true
}

// Scores gives the points.
func (s ScoreSheet) Scores() []Score {
	if s.sheet.Text == "" {
		return nil
	}
	return scores(s.view, s.criteria, s.sheet.Scores)
}

// Total gives weights times points.
func (s ScoreSheet) Total() (int, bool) {
	total := 0
	for _, score := range s.Scores() {
		total += score.criterion.criterion.Weight * score.points
	}
	return total, s.sheet.Text != ""
}

// Comment gives the comment.
func (s ScoreSheet) Comment() (string, bool) {
	return s.sheet.Scores.Comment, s.sheet.Scores.Comment != ""
}

// JuryDecision is what the expert group decided on a tie.
type JuryDecision struct {
	view     *catalogue.View
	decision jury.Decision
	members  []jury.Member
}

// Category gives the category.
func (d JuryDecision) Category() (catalogue.Category, error) {
	return categoryOf(d.view, d.decision.CategoryID)
}

func categoryOf(v *catalogue.View, key string) (catalogue.Category, error) {
	category, ok := v.CategoryByKey(key)
	if !ok {
		return category, behind()
	}
	return category, nil
}

// Projects gives the entries, the better first.
func (d JuryDecision) Projects() ([]catalogue.Project, error) {
	return entriesOf(d.view, d.decision.Projects)
}

// Reason tells why.
func (d JuryDecision) Reason() string { return d.decision.Reason }

// DecidedBy gives who recorded it.
func (d JuryDecision) DecidedBy() (Juror, bool) {
	for _, m := range d.members {
		if m.ID == d.decision.DecidedBy {
			return Juror{d.view, m}, true
		}
	}
	return Juror{}, false
}

// DecidedAt gives when.
func (d JuryDecision) DecidedAt() scalar.DateTime { return scalar.DateTime{Time: d.decision.DecidedAt} }

// JuryResult is what a round says of a category.
type JuryResult struct {
	view   *catalogue.View
	result panel.Result
}

// Category gives the category.
func (r JuryResult) Category() (catalogue.Category, error) {
	return categoryOf(r.view, r.result.CategoryID)
}

// Standings gives the entries, the best first.
func (r JuryResult) Standings() []JuryStanding { return standings(r.view, r.result.Standings) }

// StandingsBefore gives them without the sheets written after the reveal.
func (r JuryResult) StandingsBefore() []JuryStanding { return standings(r.view, r.result.Before) }

func standings(v *catalogue.View, all []jury.Standing) []JuryStanding {
	shown := make([]JuryStanding, len(all))
	for i, s := range all {
		shown[i] = JuryStanding{v, s}
	}
	return shown
}

// Winner gives the winner.
func (r JuryResult) Winner() (catalogue.Project, bool) { return r.view.ProjectByKey(r.result.Winner) }

// Passed gives the entries that a nomination lets through.
func (r JuryResult) Passed() ([]catalogue.Project, error) { return entriesOf(r.view, r.result.Passed) }

// Undecided gives the entries that are tied at the end of it.
func (r JuryResult) Undecided() ([]catalogue.Project, error) {
	return entriesOf(r.view, r.result.Undecided)
}

// JuryStanding is where an entry stands.
type JuryStanding struct {
	view     *catalogue.View
	standing jury.Standing
}

// Project gives the entry.
func (s JuryStanding) Project() (catalogue.Project, error) {
	return projectOf(s.view, s.standing.ProjectID)
}

// Place gives the place.
func (s JuryStanding) Place() (int, bool) { return s.standing.Place, s.standing.Place > 0 }

// IsTied tells whether others have the same place.
func (s JuryStanding) IsTied() bool { return s.standing.IsTied }

// SettledBy tells by which rule a tie was settled.
func (s JuryStanding) SettledBy() (prize.TieBreak, bool) {
	return s.standing.SettledBy, s.standing.SettledBy != ""
}

// WaitsFor tells what a tie waits for.
func (s JuryStanding) WaitsFor() (prize.TieBreak, bool) {
	return s.standing.WaitsFor, s.standing.WaitsFor != ""
}

// Total gives weights times points, of all sheets.
func (s JuryStanding) Total() int { return int(s.standing.Total) }

// Sheets counts the sheets.
func (s JuryStanding) Sheets() int { return s.standing.Sheets }

// Mean gives the total by sheet, exact.
func (s JuryStanding) Mean() (string, bool) {
	if s.standing.Mean == nil {
		return "", false
	}
	return s.standing.Mean.RatString(), true
}

// JuryShortfall is an entry that has too few jurors.
type JuryShortfall struct {
	view  *catalogue.View
	short jury.Shortfall
}

// Shortfalls shows entries that have too few jurors.
func Shortfalls(v *catalogue.View, all []jury.Shortfall) []JuryShortfall {
	shown := make([]JuryShortfall, len(all))
	for i, s := range all {
		shown[i] = JuryShortfall{v, s}
	}
	return shown
}

// Categories shows categories by their keys. Fault: Unavailable where this replica is behind.
func Categories(v *catalogue.View, keys []string) ([]catalogue.Category, error) {
	return categoriesOf(v, keys)
}

// Project gives the entry.
func (s JuryShortfall) Project() (catalogue.Project, error) {
	return projectOf(s.view, s.short.ProjectID)
}

// Has counts who judges it.
func (s JuryShortfall) Has() int { return s.short.Has }

// Needed counts who should.
func (s JuryShortfall) Needed() int { return s.short.NeededOf }
