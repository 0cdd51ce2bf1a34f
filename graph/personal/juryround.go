package personal

import (
	"rostrum/internal/catalogue"
	"rostrum/internal/jury"
	"rostrum/internal/panel"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Jury is the expert group of a contest, as far as whoever asks may see it.
type Jury struct {
	view *catalogue.View
	jury panel.View
}

// NewJury shows a jury.
func NewJury(v *catalogue.View, j panel.View) Jury { return Jury{v, j} }

// Contest gives the contest.
func (j Jury) Contest() (catalogue.Contest, error) { return contestOf(j.view, j.jury.ContestID) }

// Jurors gives the jurors.
func (j Jury) Jurors() []Juror { return Jurors(j.view, j.jury.Members) }

// Rounds gives the rounds.
func (j Jury) Rounds() []JuryRound {
	shown := make([]JuryRound, len(j.jury.Rounds))
	for i, r := range j.jury.Rounds {
		shown[i] = JuryRound{j.view, r}
	}
	return shown
}

// Round gives one of the rounds; nil where there is none.
func (j Jury) Round(kind jury.Kind) *JuryRound {
	for _, r := range j.jury.Rounds {
		if r.Kind == kind {
			return &JuryRound{j.view, r}
		}
	}
	return nil
}

// JuryRound is a round of judging.
type JuryRound struct {
	view  *catalogue.View
	round panel.RoundView
}

// Kind tells which round.
func (r JuryRound) Kind() jury.Kind { return r.round.Kind }

// Criteria gives what points are given for.
func (r JuryRound) Criteria() []Criterion { return criteria(r.view, r.round.Criteria) }

// SheetsPerEntry gives how many jurors judge an entry.
func (r JuryRound) SheetsPerEntry() int { return r.round.SheetsEach }

// IsBlind tells whether jurors are not told who of them wrote which sheet.
func (r JuryRound) IsBlind() bool { return r.round.IsBlind }

// Hides gives the parts of entries that those who judge them do not read.
func (r JuryRound) Hides() []prize.EntryPart {
	return append([]prize.EntryPart{}, r.round.Hides...)
}

// HasCountryConflicts tells whether nobody judges an entry of their own country.
func (r JuryRound) HasCountryConflicts() bool { return r.round.CountryConflicts }

// RevealsWhenAllIn tells whether the sheets open as soon as all are in.
func (r JuryRound) RevealsWhenAllIn() bool { return r.round.RevealWhenAllIn }

// RevealsAt gives when the sheets open at the latest.
func (r JuryRound) RevealsAt() scalar.DateTime { return scalar.DateTime{Time: r.round.Ends} }

// Seed gives what the newest assignment was drawn by.
func (r JuryRound) Seed() (string, bool) { return r.round.Seed, r.round.Seed != "" }

// AssignedAt gives when it was drawn.
func (r JuryRound) AssignedAt() (scalar.DateTime, bool) { return instant(r.round.AssignedAt) }

// RevealedAt gives when the sheets were opened.
func (r JuryRound) RevealedAt() (scalar.DateTime, bool) { return instant(r.round.RevealedAt) }

// AppliedAt gives when those that passed a nomination became nominees.
func (r JuryRound) AppliedAt() (scalar.DateTime, bool) { return instant(r.round.AppliedAt) }

// Progress tells how far each juror is.
func (r JuryRound) Progress() []JuryProgress {
	if r.round.Progress == nil {
		return nil
	}
	shown := make([]JuryProgress, len(r.round.Progress))
	for i, p := range r.round.Progress {
		shown[i] = JuryProgress{r.view, p}
	}
	return shown
}

// Sheets gives the sheets.
func (r JuryRound) Sheets() []ScoreSheet {
	if r.round.Sheets == nil {
		return nil
	}
	shown := make([]ScoreSheet, len(r.round.Sheets))
	for i, s := range r.round.Sheets {
		shown[i] = ScoreSheet{r.view, s, r.round.Criteria, r.round.Entries}
	}
	return shown
}

// Decisions gives what the expert group decided.
func (r JuryRound) Decisions() []JuryDecision {
	if r.round.Results == nil {
		return nil
	}
	shown := make([]JuryDecision, len(r.round.Decisions))
	for i, d := range r.round.Decisions {
		shown[i] = JuryDecision{r.view, d, r.round.Members, r.round.Entries}
	}
	return shown
}

// Results gives what follows, by category.
func (r JuryRound) Results() []JuryResult {
	if r.round.Results == nil {
		return nil
	}
	shown := make([]JuryResult, len(r.round.Results))
	for i, result := range r.round.Results {
		shown[i] = JuryResult{r.view, result, r.round.Entries}
	}
	return shown
}

// JuryProgress is how far a juror is.
type JuryProgress struct {
	view     *catalogue.View
	progress panel.Progress
}

// Juror gives the juror.
func (p JuryProgress) Juror() Juror { return Juror{p.view, p.progress.Juror} }

// Assigned counts what they have to judge.
func (p JuryProgress) Assigned() int { return p.progress.Assigned }

// Begun counts drafts.
func (p JuryProgress) Begun() int { return p.progress.Begun }

// Done counts what has a sheet.
func (p JuryProgress) Done() int { return p.progress.Done }

// Recused counts what they do not judge.
func (p JuryProgress) Recused() int { return p.progress.Recused }

// IsFinished tells whether nothing is left to do.
func (p JuryProgress) IsFinished() bool { return p.progress.Done == p.progress.Assigned }
