package returning

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// certificate is the content of a proposal to certify: what was counted, and its hash.
type certificate struct {
	Count  string `json:"count"`
	SHA256 string `json:"sha256"`
}

// Certify proposes to certify what was counted. Refusals: UNKNOWN_COUNT, TIES, STALE_COUNT, CERTIFIED.
func (s *Service) Certify(ctx context.Context, asking auth.Principal, slug, countID, reason string) (auth.Proposal, int64, error) {
	return s.propose(ctx, asking, slug, reason, CertifyResult, func(ctx context.Context, tx *store.Tx, c prize.Contest) (any, error) {
		count, err := s.count(ctx, tx, c, countID)
		if err != nil {
			return nil, err
		}
		return certificate{count.ID, count.SHA256}, s.checkCount(ctx, tx, c, count)
	})
}

// checkCount refuses a count that has ties, or that came before a tie was decided or votes were declared void.
func (s *Service) checkCount(ctx context.Context, tx *store.Tx, c prize.Contest, count prize.VoteCount) error {
	if err := appealsAreOver(ctx, tx, c); err != nil {
		return err
	}
	if n, err := tx.VoteDecisions(ctx, c.ID); err != nil || n != count.Decisions {
		return cmp.Or(err, fault.Refuse("STALE_COUNT", "votes were declared void, or an appeal was decided, since this count: count again", "count"))
	}
	if len(count.Ties) > 0 {
		return fault.Refuse("TIES", "there are ties that nothing settles: decide them, or draw the lot, and count again", "count")
	}
	nominees, err := tx.NomineesOf(ctx, c.ID)
	if err != nil {
		return err
	}
	lot, decisions, err := tx.Decisions(ctx, c.ID)
	if err != nil {
		return err
	}
	again, ties := c.Settle(nominees, votesOf(count), lot, decisions)
	if _, sum := prize.ResultText(again); sum != count.SHA256 || len(ties) > 0 {
		return fault.Refuse("STALE_COUNT", "what decides of the result has changed since this count: count again", "count")
	}
	return nil
}

// appealsAreOver refuses to count while somebody may appeal, or waits for a decision: a count before and one behind it
// would tell what that one person voted for.
func appealsAreOver(ctx context.Context, tx *store.Tx, c prize.Contest) error {
	until, waiting, err := tx.AppealsPending(ctx, c.ID)
	switch {
	case err != nil:
		return err
	case tx.Now().Before(until):
		return fault.Refuse("APPEALS_OPEN", "voters whose votes were declared void may appeal until "+until.Format(time.RFC3339), "contest")
	case waiting > 0:
		return fault.Refuse("APPEALS_OPEN", fmt.Sprintf("%d appeals wait for a decision", waiting), "contest")
	}
	return nil
}

// votesOf gives what was counted, back from its results.
func votesOf(count prize.VoteCount) map[string]prize.Votes {
	counted := map[string]prize.Votes{}
	for _, r := range count.Results {
		votes := prize.Votes{ByProject: map[string]int{}, VoidedOf: map[string]int{}, Voids: r.Voids, Incomplete: r.IncompleteVotes}
		for _, t := range r.Tallies {
			votes.ByProject[t.ProjectID], votes.VoidedOf[t.ProjectID] = t.Votes, t.Voided
		}
		counted[r.CategoryID] = votes
	}
	return counted
}

func (s *Service) applyCertify(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var of certificate
	if err := json.Unmarshal(p.Content, &of); err != nil {
		return err
	}
	c, err := tx.ContestByID(ctx, p.ContestID)
	if err != nil {
		return err
	}
	count, found, err := tx.VoteCount(ctx, of.Count)
	switch {
	case err != nil:
		return err
	case len(c.Results) > 0 || !found || count.SHA256 != of.SHA256:
		return fault.New(fault.Conflict, "proposal: the result is certified already, or the count is not the one that was proposed")
	}
	if err := s.checkCount(ctx, tx, c, count); err != nil {
		return foureyes.Overtaken(err)
	}
	c.Results = count.Results
	return tx.SaveFrozenContest(ctx, c)
}
