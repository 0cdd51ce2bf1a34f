package returning

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// DecideTie proposes which of the projects that tie in a category become champions, as the expert group decided it. The
// tie is that of a count. Refusals: UNKNOWN_COUNT, NO_TIE, NOT_TIED, CERTIFIED.
func (s *Service) DecideTie(ctx context.Context, asking auth.Principal, slug, countID, categoryID string, projects []string, reason string) (auth.Proposal, int64, error) {
	return s.propose(ctx, asking, slug, reason, DecideTie, func(ctx context.Context, tx *store.Tx, c prize.Contest) (any, error) {
		count, err := s.count(ctx, tx, c, countID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(count.Ties, func(t prize.Tie) bool { return t.CategoryID == categoryID })
		if i < 0 {
			return nil, fault.Refuse("NO_TIE", "in this category nothing is to be decided", "category")
		}
		if tie := count.Ties[i]; !tie.Takes(projects) {
			return nil, fault.Refuse("NOT_TIED", fmt.Sprintf("name %d of the %d projects that tie, each once", tie.Places, len(tie.Projects)), "projects")
		}
		return prize.TieDecision{CategoryID: categoryID, Chosen: projects}, nil
	})
}

// count gives a count of a contest.
func (s *Service) count(ctx context.Context, tx *store.Tx, c prize.Contest, id string) (prize.VoteCount, error) {
	count, found, err := tx.VoteCount(ctx, id)
	if err == nil && (!found || count.ContestID != c.ID) {
		err = fault.Refuse("UNKNOWN_COUNT", "there is no such count of this contest", "count")
	}
	return count, err
}

func (s *Service) applyTie(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var d prize.TieDecision
	if err := json.Unmarshal(p.Content, &d); err != nil {
		return err
	}
	d.Reason = p.Reason
	return tx.AddTieDecision(ctx, p.ContestID, d)
}

// DrawLot proposes the public randomness by which ties are settled, where the rules name the lot. Faults: BadUserInput
// about source and randomness. Refusals: NO_LOT, CERTIFIED.
func (s *Service) DrawLot(ctx context.Context, asking auth.Principal, slug string, lot prize.Lot, reason string) (auth.Proposal, int64, error) {
	var l text.Cleaner
	l.Line("source", &lot.Source, text.MaxURL, true)
	l.Line("randomness", &lot.Randomness, text.MaxNote, true)
	if err := l.Err(); err != nil {
		return auth.Proposal{}, 0, err
	}
	return s.propose(ctx, asking, slug, reason, DrawLot, func(_ context.Context, _ *store.Tx, c prize.Contest) (any, error) {
		if !slices.Contains(c.TieBreaks, prize.ByLot) {
			return nil, fault.Refuse("NO_LOT", "the rules of the contest settle no tie by lot", "contest")
		}
		return lot, nil
	})
}

func (s *Service) applyLot(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var lot prize.Lot
	if err := json.Unmarshal(p.Content, &lot); err != nil {
		return err
	}
	return tx.AddLot(ctx, p.ContestID, lot)
}
