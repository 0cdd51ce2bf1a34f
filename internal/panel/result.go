package panel

import (
	"context"
	"slices"

	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Result is what a round says of a category.
type Result struct {
	CategoryID string
	Standings  []jury.Standing // the best first
	// Before are the standings by the sheets that were sealed, without those written after the reveal.
	Before []jury.Standing
	// Winner is the entry that stands first in a selection; empty while nobody does alone.
	Winner string
	// Passed are the entries that a nomination lets through, Undecided those of a tie at the end of them.
	Passed, Undecided []string
}

// Winners gives the winner of each category by the selection of a contest, in a transaction: for those who certify the
// result. A category without one is not among them; there is none at all before the sheets are revealed. Fault: Unavailable.
func (s *Service) Winners(ctx context.Context, tx *store.Tx, c prize.Contest) (map[string]string, error) {
	winners := map[string]string{}
	r, found, err := tx.Round(ctx, c.ID, jury.Selection)
	if err != nil || !found || r.RevealedAt.IsZero() {
		return winners, err
	}
	results, err := s.results(ctx, tx, c, r, true)
	for _, result := range results {
		if result.Winner != "" {
			winners[result.CategoryID] = result.Winner
		}
	}
	return winners, err
}

// results gives what a revealed round says of each category, in the order of the contest. Nothing is kept: they are
// counted from the sheets each time. For those who may not know the votes, ties that votes settle stand, since the order
// in which they are settled tells who has more.
func (s *Service) results(ctx context.Context, tx *store.Tx, c prize.Contest, r jury.Round, knowsVotes bool) ([]Result, error) {
	entries, err := s.Entries(ctx, tx, c.ID, r.Kind)
	if err != nil {
		return nil, err
	}
	final, before, err := marks(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	evidence, err := s.Evidence(ctx, tx, c.ID, r.Kind)
	if err != nil {
		return nil, err
	}
	if !knowsVotes {
		evidence.Votes = nil
	}
	if evidence.Decisions, err = tx.JuryDecisions(ctx, c.ID, r.Kind); err != nil {
		return nil, err
	}
	results := make([]Result, len(c.Categories))
	for i, category := range c.Categories {
		var projects []string
		for _, e := range entries {
			if e.CategoryID == category.ID {
				projects = append(projects, e.ProjectID)
			}
		}
		results[i] = Result{CategoryID: category.ID, Before: jury.Rank(r.Criteria, projects, before)}
		results[i].Standings = jury.Settle(jury.Rank(r.Criteria, projects, final), c.TieBreaks, evidence)
		if r.Kind == jury.Selection {
			if id, alone := jury.Winner(results[i].Standings); alone {
				results[i].Winner = id
			}
		} else {
			results[i].Passed, results[i].Undecided = jury.Nominate(r.Criteria, results[i].Standings, c.Nominees())
		}
	}
	return results, nil
}

// marks gives the points of a revealed round: those that count, and those of the sheets that were sealed. Of a juror's
// sheets on an entry the last one counts; those of a juror who does not judge it any more count for nothing.
func marks(ctx context.Context, tx *store.Tx, r jury.Round) (final, before []jury.Marks, err error) {
	assignments, err := tx.Assignments(ctx, r.ContestID, r.Kind)
	if err != nil {
		return nil, nil, err
	}
	sheets, err := tx.SheetsOfRound(ctx, r.ContestID, r.Kind)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range assignments {
		if a.State == jury.Recused {
			continue
		}
		var last *jury.Marks
		for _, sheet := range sheets {
			if sheet.AssignmentID != a.ID || sheet.RevealedAt.IsZero() {
				continue
			}
			scores, err := jury.ReadCanonical([]byte(sheet.Text))
			if err != nil {
				return nil, nil, err
			}
			last = &jury.Marks{ProjectID: a.ProjectID, MemberID: a.MemberID, Points: scores.Points}
			if !sheet.AfterReveal {
				before = append(before, *last)
			}
		}
		if last != nil {
			final = append(final, *last)
		}
	}
	return final, before, nil
}

// Progress is how far a juror is, in counts.
type Progress struct {
	Juror                          jury.Member
	Assigned, Done, Begun, Recused int
}

func progress(members []jury.Member, assignments []jury.Assignment) []Progress {
	var all []Progress
	for _, m := range members {
		p := Progress{Juror: m}
		for _, a := range assignments {
			if a.MemberID != m.ID || a.IsOut {
				continue
			}
			switch a.State {
			case jury.Recused:
				p.Recused++
				continue
			case jury.Draft:
				p.Begun++
			case jury.Sealed, jury.Revealed:
				p.Done++
			}
			p.Assigned++
		}
		if m.State == jury.Accepted || p.Assigned+p.Recused > 0 {
			all = append(all, p)
		}
	}
	return slices.Clip(all)
}
