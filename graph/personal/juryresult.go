package personal

import (
	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
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
	entries  map[string]entry.Entry
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

// Project gives the project that it is about; in a nomination there is none before the entry is nominated.
func (s ScoreSheet) Project() (catalogue.Project, bool) {
	return projectFor(s.view, s.entries, s.sheet.Assignment.ProjectID)
}

// Entry gives the entry that it is about, in a nomination.
func (s ScoreSheet) Entry() (Entry, bool) {
	return entryOf(s.view, s.entries, s.sheet.Assignment.ProjectID)
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
	entries  map[string]entry.Entry
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

// Projects gives the projects, the better first.
func (d JuryDecision) Projects() []catalogue.Project {
	return knownProjects(d.view, d.entries, d.decision.Projects)
}

// Entries gives the entries of a nomination, the better first.
func (d JuryDecision) Entries() []Entry { return entriesOf(d.view, d.entries, d.decision.Projects) }

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
	view    *catalogue.View
	result  panel.Result
	entries map[string]entry.Entry
}

// Category gives the category.
func (r JuryResult) Category() (catalogue.Category, error) {
	return categoryOf(r.view, r.result.CategoryID)
}

// Standings gives the entries, the best first.
func (r JuryResult) Standings() []JuryStanding { return r.standings(r.result.Standings) }

// StandingsBefore gives them without the sheets written after the reveal.
func (r JuryResult) StandingsBefore() []JuryStanding { return r.standings(r.result.Before) }

func (r JuryResult) standings(all []jury.Standing) []JuryStanding {
	shown := make([]JuryStanding, len(all))
	for i, s := range all {
		shown[i] = JuryStanding{r.view, s, r.entries}
	}
	return shown
}

// Winner gives the winner.
func (r JuryResult) Winner() (catalogue.Project, bool) { return r.view.ProjectByKey(r.result.Winner) }

// Passed gives the entries that a nomination lets through.
func (r JuryResult) Passed() []Entry { return entriesOf(r.view, r.entries, r.result.Passed) }

// Undecided gives the entries that are tied at the end of it.
func (r JuryResult) Undecided() []Entry { return entriesOf(r.view, r.entries, r.result.Undecided) }

// JuryStanding is where an entry stands.
type JuryStanding struct {
	view     *catalogue.View
	standing jury.Standing
	entries  map[string]entry.Entry
}

// Project gives the project; in a nomination there is none before the entry is nominated.
func (s JuryStanding) Project() (catalogue.Project, bool) {
	return s.view.ProjectByKey(s.standing.ProjectID)
}

// Entry gives the entry, in a nomination.
func (s JuryStanding) Entry() (Entry, bool) { return entryOf(s.view, s.entries, s.standing.ProjectID) }

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
	view    *catalogue.View
	short   jury.Shortfall
	entries map[string]entry.Entry
}

// Shortfalls shows entries that have too few jurors.
func Shortfalls(v *catalogue.View, a panel.Assigned) []JuryShortfall {
	all := a.Short
	shown := make([]JuryShortfall, len(all))
	for i, s := range all {
		shown[i] = JuryShortfall{v, s, a.Entries}
	}
	return shown
}

// Categories shows categories by their keys. Fault: Unavailable where this replica is behind.
func Categories(v *catalogue.View, keys []string) ([]catalogue.Category, error) {
	return categoriesOf(v, keys)
}

// Project gives the project; in a nomination there is none before the entry is nominated.
func (s JuryShortfall) Project() (catalogue.Project, bool) {
	return s.view.ProjectByKey(s.short.ProjectID)
}

// Entry gives the entry, in a nomination.
func (s JuryShortfall) Entry() (Entry, bool) { return entryOf(s.view, s.entries, s.short.ProjectID) }

// Has counts who judges it.
func (s JuryShortfall) Has() int { return s.short.Has }

// Needed counts who should.
func (s JuryShortfall) Needed() int { return s.short.NeededOf }
