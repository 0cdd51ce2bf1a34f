package ballot

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Withdrawal is a call to take votes back. Contest is the contest's slug; a category is empty where the client named
// something else than one.
type Withdrawal struct {
	AccountID, SessionID string
	Contest              string
	Categories           []string
}

// Withdraw takes votes back, all of them or none, where votes may change; each stays as a version that does not stand. It
// is not hot, and goes past the queue. What is withdrawn already stays so: a repeated call does nothing. Refusals are
// those of prize.Poll. Faults: BadUserInput, NotFound for an unknown contest, Unauthenticated where the session has ended,
// Conflict where a vote is cast at the same moment, Unavailable.
func (c *Caster) Withdraw(ctx context.Context, w Withdrawal) (refusals []prize.Refusal, err error) {
	if n := len(w.Categories); n == 0 || n > MaxVotes {
		return nil, fault.BadInput("input.categories", "%d categories, 1 to %d are allowed", n, MaxVotes)
	}
	err = c.store.Casting(ctx, func(ctx context.Context, tx *store.Tx) error {
		refusals = nil
		contests, err := tx.ContestIDs(ctx, []string{w.Contest})
		if err != nil {
			return err
		}
		contest, ok := contests[w.Contest]
		if !ok {
			return fault.New(fault.NotFound, "input.contest: there is no such contest")
		}
		if err := tx.HoldVoting(ctx, []string{contest}); err != nil {
			return err
		}
		voters, err := tx.Voters(ctx, []string{w.SessionID})
		if err != nil {
			return err
		}
		voter, ok := voters[w.SessionID]
		if !ok || voter.AccountID != w.AccountID {
			return fault.New(fault.Unauthenticated, "the session has ended; sign in again")
		}
		refusals, err = withdraw(ctx, tx, contest, voter.VoterID, w.Categories)
		return err
	})
	return refusals, err
}

func withdraw(ctx context.Context, tx *store.Tx, contest, voter string, categories []string) ([]prize.Refusal, error) {
	polls, err := tx.Polls(ctx, []string{contest}, nil)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Votes(ctx, []string{contest}, []string{voter})
	if err != nil {
		return nil, err
	}
	voted := map[string]store.VoteRow{}
	for _, r := range rows {
		voted[r.CategoryID] = r
	}
	if refusals := polls[contest].RefuseWithdrawal(tx.Now(), categories, states(voted)); len(refusals) > 0 {
		return refusals, nil
	}
	var taken []store.VoteRow
	for _, category := range categories {
		if v := voted[category]; v.State == prize.VoteCast {
			v.State, v.AcceptedAt = prize.VoteWithdrawn, tx.Now()
			v.Revision++
			taken = append(taken, v)
		}
	}
	slices.SortFunc(taken, func(a, b store.VoteRow) int {
		return cmp.Or(strings.Compare(a.ContestID, b.ContestID), strings.Compare(a.CategoryID, b.CategoryID))
	})
	return nil, tx.SetVotes(ctx, taken)
}
