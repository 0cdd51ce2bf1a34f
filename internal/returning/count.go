package returning

import (
	"context"
	"fmt"

	"rostrum/internal/auth"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Count counts the votes of a contest whose voting is closed, for its officers and auditors, and writes down who looked.
// Refusals: VOTING_NOT_CLOSED, APPEALS_OPEN.
func (s *Service) Count(ctx context.Context, asking auth.Principal, slug string) (count prize.VoteCount, err error) {
	var c prize.Contest
	var nominees []prize.Project
	var lot prize.Lot
	var decisions []prize.TieDecision
	if _, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		var officer auth.Principal
		if officer, c, err = s.contest(ctx, tx, asking, slug, auth.Secretariat, auth.Auditor); err != nil {
			return err
		}
		if err := appealsAreOver(ctx, tx, c); err != nil {
			return err
		}
		if count.Decisions, err = tx.VoteDecisions(ctx, c.ID); err != nil {
			return err
		}
		if nominees, err = tx.NomineesOf(ctx, c.ID); err != nil {
			return err
		}
		if lot, decisions, err = tx.Decisions(ctx, c.ID); err != nil {
			return err
		}
		return s.desk.Audit(ctx, tx, officer, c.Scope(), "votes.count", "contest "+c.Slug, "")
	}); err != nil {
		return count, err
	}
	needed := 1
	if !c.PartialBallotsCount {
		needed = len(c.Categories)
	}
	// Outside of the transaction: voting is closed, so that the votes stay, and nobody has to wait for a long count.
	counted, err := s.counting.wait(ctx, fmt.Sprintf("%s %d", c.ID, count.Decisions), func(ctx context.Context) (map[string]prize.Votes, error) {
		return s.store.CountVotes(ctx, c.ID, needed)
	})
	if err != nil {
		return count, err
	}
	count.ID, count.ContestID = store.NewID(), c.ID
	count.Results, count.Ties = c.Settle(nominees, counted, lot, decisions)
	_, count.SHA256 = prize.ResultText(count.Results)
	_, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		count.CountedAt = tx.Now()
		return tx.AddVoteCount(ctx, count)
	})
	return count, err
}

// VoteCount gives a count by its id to officers and auditors of its contest, and writes down who looked; for everybody
// else there is none.
func (s *Service) VoteCount(ctx context.Context, asking auth.Principal, id string) (count prize.VoteCount, found bool, err error) {
	_, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		if count, found, err = tx.VoteCount(ctx, id); err != nil || !found {
			return err
		}
		scope, err := tx.ScopeOfContest(ctx, count.ContestID)
		if err != nil {
			return err
		}
		found = officer.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) || officer.HasFor(auth.Auditor, scope.ForumID, scope.ContestID)
		if !found {
			return nil
		}
		return s.desk.Audit(ctx, tx, officer, scope, "votes.read", "count "+count.ID, "")
	})
	return count, found, err
}
