package catalogue

import (
	"slices"

	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// CategoryResult is what came of the public vote in a category, and whom the expert group chose.
type CategoryResult struct {
	v   *View
	row *prize.CategoryResult
}

// Result gives the result; none before it is published.
func (c Category) Result() (CategoryResult, bool) {
	results := c.Contest().row().Results
	i := slices.IndexFunc(results, func(r prize.CategoryResult) bool { return r.CategoryID == c.links().row.ID })
	if i < 0 {
		return CategoryResult{}, false
	}
	return CategoryResult{c.v, &results[i]}, true
}

// NewCategoryResult shows a result that is not public to who may see it.
func NewCategoryResult(v *View, r prize.CategoryResult) CategoryResult { return CategoryResult{v, &r} }

// Tallies gives every nominee with its valid votes, most first. One that is gone from the catalogue is left out.
func (r CategoryResult) Tallies() (tallies []Tally) {
	for _, t := range r.row.Tallies {
		if project, ok := r.v.ProjectByKey(t.ProjectID); ok {
			tallies = append(tallies, Tally{project, t.Votes, t.Voided})
		}
	}
	return tallies
}

// ValidVotes counts the votes that count.
func (r CategoryResult) ValidVotes() int { return r.row.ValidVotes }

// VoidedVotes counts the votes that were declared void.
func (r CategoryResult) VoidedVotes() int { return r.row.VoidedVotes }

// Voids gives what declared votes void, the first first.
func (r CategoryResult) Voids() []VoidedVotes {
	all := make([]VoidedVotes, len(r.row.Voids))
	for i, v := range r.row.Voids {
		all[i] = VoidedVotes{v}
	}
	return all
}

// IncompleteVotes counts the votes of ballots that lack a category where all are needed.
func (r CategoryResult) IncompleteVotes() int { return r.row.IncompleteVotes }

// Shortfall counts the champions that there are too few.
func (r CategoryResult) Shortfall() int { return r.row.Shortfall }

// Champions gives the champions, most votes first.
func (r CategoryResult) Champions() (projects []Project) {
	for _, id := range r.row.Champions() {
		if project, ok := r.v.ProjectByKey(id); ok {
			projects = append(projects, project)
		}
	}
	return projects
}

// Winner gives the winner; none before winners are public.
func (r CategoryResult) Winner() (Project, bool) { return r.v.ProjectByKey(r.row.WinnerID) }

// Tally is how many valid votes a project has.
type Tally struct {
	project Project
	votes   int
	voided  int
}

// Project gives the project.
func (t Tally) Project() Project { return t.project }

// Votes counts its valid votes.
func (t Tally) Votes() int { return t.votes }

// VoidedVotes counts how many more it would have with the votes that were declared void.
func (t Tally) VoidedVotes() int { return t.voided }

// VoidedVotes is what one decision took out of a category.
type VoidedVotes struct{ void prize.Voids }

// Code tells why.
func (v VoidedVotes) Code() prize.VoidReason { return v.void.Reason }

// Clause gives the clause of the rules.
func (v VoidedVotes) Clause() string { return v.void.Clause }

// VoidedAt gives when, in forum time.
func (v VoidedVotes) VoidedAt() scalar.DateTime { return v.void.VoidedAt }

// ProposedBy tells which officer proposed it.
func (v VoidedVotes) ProposedBy() string { return v.void.ProposedBy }

// ConfirmedBy tells which officer confirmed it.
func (v VoidedVotes) ConfirmedBy() string { return v.void.ConfirmedBy }

// Votes counts them.
func (v VoidedVotes) Votes() int { return v.void.Votes }
