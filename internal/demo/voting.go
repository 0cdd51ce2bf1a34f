package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rostrum/internal/auth"
	"rostrum/internal/ballot"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/returning"
	"rostrum/internal/store"
)

// electorate is how many sample voters there are.
const electorate = 12

// vote lets sample voters vote in every category.
func (c *company) vote(ctx context.Context) error {
	contest, err := c.contest(ctx)
	if err != nil {
		return err
	}
	nominees, err := c.nominees(ctx, contest)
	if err != nil {
		return err
	}
	addresses := make([]string, electorate)
	for i := range addresses {
		addresses[i] = fmt.Sprintf("voter%d@demo.example", i+1)
	}
	voters, err := c.accounts.Ensure(ctx, addresses, nil)
	if err != nil {
		return err
	}
	caster := ballot.NewCaster(c.store)
	working, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		caster.Run(working)
	}()
	defer func() {
		stop()
		<-stopped
	}()
	results := make(chan error, len(voters))
	for i, voter := range voters {
		go func() { results <- cast(ctx, caster, voter, choices(contest, nominees, i)) }() // together, so that they share commits
	}
	for range voters {
		if failed := <-results; failed != nil {
			err = failed
		}
	}
	return err
}

func cast(ctx context.Context, caster *ballot.Caster, voter auth.Principal, votes []prize.Vote) error {
	outcome, err := caster.Cast(ctx, ballot.Request{
		AccountID: voter.AccountID, SessionID: voter.SessionID, Contest: Prizes, Votes: votes, Key: "sample-votes",
	})
	if err == nil && len(outcome.Refusals) > 0 {
		err = fault.New(fault.Conflict, "the votes of a sample voter are refused: %s", outcome.Refusals[0].Text)
	}
	return err
}

// choices gives the votes of a voter. Of twelve voters six choose the first nominee of a category, four the second, two
// the third; which is first changes from category to category.
func choices(contest prize.Contest, nominees map[string][]string, voter int) []prize.Vote {
	var votes []prize.Vote
	for i, category := range contest.Categories {
		of := nominees[category.ID]
		if len(of) == 0 {
			continue
		}
		place := []int{0, 0, 0, 1, 1, 2}[voter%6]
		votes = append(votes, prize.Vote{CategoryID: category.ID, ProjectID: of[(first(i)+place)%len(of)]})
	}
	return votes
}

// first gives the place by title of the nominee that most voters of a category choose. In the first category, where there
// are four, that is the stakeholder's.
func first(category int) int { return category + 3 }

// nominees gives the nominees of each category, by their titles.
func (c *company) nominees(ctx context.Context, contest prize.Contest) (map[string][]string, error) {
	of := map[string][]string{}
	_, err := c.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.NomineesOf(ctx, contest.ID)
		if err != nil {
			return err
		}
		clear(of)
		slices.SortFunc(all, func(a, b prize.Project) int { return strings.Compare(a.Title[0].Value, b.Title[0].Value) })
		for _, p := range all {
			of[p.CategoryID] = append(of[p.CategoryID], p.ID)
		}
		return nil
	})
	return of, err
}

// certify counts the votes, has two officers certify the result, and gives the champions to the expert group.
func (c *company) certify(ctx context.Context) error {
	if err := c.confirm(ctx, returning.CertifyResult); err != nil {
		return err
	}
	contest, err := c.contest(ctx)
	if err != nil {
		return err
	}
	if len(contest.Results) == 0 {
		count, err := c.returning.Count(ctx, c.officer, Prizes)
		if err != nil {
			return err
		}
		if _, _, err := c.returning.Certify(ctx, c.officer, Prizes, count.ID, "The count was looked through."); err != nil {
			return err
		}
		if err := c.confirm(ctx, returning.CertifyResult); err != nil {
			return err
		}
	}
	_, err = c.jury.Assign(ctx, c.officer, Prizes, jury.Selection, "sample")
	return err
}
