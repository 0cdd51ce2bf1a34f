package submission

import (
	"context"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Announce follows the publication of a result in its transaction: it marks the projects of the contest, lets the stories
// of its champions be read, moves their entries and tells those who entered them. by is the account that had the result
// published; empty where that is not known. What was announced before is not announced again. Sent follows the commit.
func (s *Service) Announce(ctx context.Context, tx *store.Tx, c prize.Contest, by string) error {
	entries, err := tx.NominatedEntries(ctx, c.ID)
	if err != nil {
		return err
	}
	stories := map[string]*prize.Story{}
	for _, e := range entries {
		if o := c.OutcomeOf(e.ProjectID); o == prize.ChampionOutcome || o == prize.WinnerOutcome {
			stories[e.ProjectID] = e.Story()
		}
	}
	err = tx.EditProjects(ctx, nominees(c), func(p *prize.Project) {
		p.Outcome = c.OutcomeOf(p.ID)
		if p.Story == nil {
			p.Story = stories[p.ID]
		}
	})
	if err != nil {
		return err
	}
	if by == "" {
		by = auth.CommandLine
	}
	for _, e := range entries {
		if err := s.promote(ctx, asked{tx: tx, entry: e, contest: c}, by); err != nil {
			return err
		}
	}
	return nil
}

// Sent says that what Announce wrote was committed.
func (s *Service) Sent() { s.letters.Sent() }

// nominees gives the ids of the projects in the results of a contest.
func nominees(c prize.Contest) (ids []string) {
	for _, r := range c.Results {
		for _, t := range r.Tallies {
			ids = append(ids, t.ProjectID)
		}
	}
	return ids
}

// promotions are the states that follow a nomination, with why, up to each outcome.
var promotions = []struct {
	to     entry.State
	from   []prize.Outcome
	reason string
}{
	{entry.Champion, []prize.Outcome{prize.ChampionOutcome, prize.WinnerOutcome}, "The champions were published."},
	{entry.Winner, []prize.Outcome{prize.WinnerOutcome}, "The winners were published."},
}

// promote moves an entry as far as its project came, each step as a move of its own, and writes one letter about where it
// stands.
func (s *Service) promote(ctx context.Context, a asked, by string) (err error) {
	before, outcome := a.entry.State, a.contest.OutcomeOf(a.entry.ProjectID)
	for _, p := range promotions {
		if !slices.Contains(p.from, outcome) || !entry.May(a.entry.State, p.to) {
			continue
		}
		if a.entry, err = a.entry.Move(p.to, by, p.reason, nil, a.tx.Now()); err != nil {
			return err
		}
	}
	if a.entry.State == before {
		return nil
	}
	if err := a.tx.SetEntry(ctx, a.entry, a.contest); err != nil {
		return err
	}
	return s.tell(ctx, a, "")
}
