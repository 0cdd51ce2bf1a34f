package panel

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Nominating is how entries become nominees, and how their entrants hear that they do not.
type Nominating interface {
	NominateWithin(ctx context.Context, tx *store.Tx, by auth.Principal, e entry.Entry, c prize.Contest) (entry.Entry, error)
	PassOverWithin(ctx context.Context, tx *store.Tx, by auth.Principal, e entry.Entry, c prize.Contest, why entry.PassedOver) error
}

// Applied is what came of a nomination.
type Applied struct {
	Nominated, Left int
}

// ApplyNomination makes nominees of the entries that the expert group let pass, once the sheets of the nomination are
// opened and before voting opens: all in one transaction. It decides nothing: whoever asks, of the secretariat or a
// chair, only sets in motion what the jurors' sheets say. What is left out stays eligible; its entrants are told, and why
// is written down. A second call changes nothing. Faults: NotFound, Forbidden. Refusals: NO_PHASE, NO_CRITERIA,
// NOT_REVEALED, RULES_FROZEN, TIED, CATEGORY_FULL.
func (s *Service) ApplyNomination(ctx context.Context, asking auth.Principal, slug string) (done Applied, seq int64, err error) {
	seq, err = s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		done = Applied{}
		p, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		c, r, err := s.nomination(ctx, tx, p, slug)
		if err != nil || !r.AppliedAt.IsZero() {
			return err
		}
		if c.MovesTakeTwo(tx.Now()) {
			return fault.Refuse("RULES_FROZEN", "voting has opened: the nominees are frozen", "contest")
		}
		results, err := s.results(ctx, tx, c, r, true)
		if err != nil {
			return err
		}
		for i, result := range results {
			if len(result.Undecided) > 0 {
				return fault.Refuse("TIED", fmt.Sprintf("in category %d, %d entries are tied at the last of %d places: the expert group decides first",
					c.Categories[i].Number, len(result.Undecided), c.Nominees()), "contest")
			}
		}
		for _, result := range results {
			if err := s.nominate(ctx, tx, p, c, r, result, &done); err != nil {
				return err
			}
		}
		r.AppliedAt = tx.Now()
		if err := tx.SetRound(ctx, r); err != nil {
			return err
		}
		return s.Desk.Audit(ctx, tx, p, c.Scope(), "jury.nominate", "contest "+c.Slug, fmt.Sprintf("%d nominated, %d left eligible", done.Nominated, done.Left))
	})
	if err == nil {
		s.mailed()
	}
	return done, seq, err
}

// nomination gives the revealed nomination of a contest to its secretariat, and to a chair of its jury.
func (s *Service) nomination(ctx context.Context, tx *store.Tx, p auth.Principal, slug string) (c prize.Contest, r jury.Round, err error) {
	c, found, err := tx.ContestBySlug(ctx, slug)
	if err != nil {
		return c, r, err
	}
	if !found {
		return c, r, fault.New(fault.NotFound, "input.contest: there is no such contest")
	}
	member, found, err := tx.JurorOf(ctx, c.ID, p.AccountID)
	if err != nil {
		return c, r, err
	}
	isChair := found && member.IsChair && p.HasFor(auth.Jury, c.ForumID, c.ID)
	if !isChair && !p.HasFor(auth.Secretariat, c.ForumID, c.ID) {
		return c, r, fault.New(fault.Forbidden, "only the secretariat of the contest and a chair of its jury may do this")
	}
	if r, _, err = round(ctx, tx, c, jury.Nomination); err != nil {
		return c, r, err
	}
	if r.RevealedAt.IsZero() {
		err = fault.Refuse("NOT_REVEALED", "the sheets are sealed", "contest")
	}
	return c, r, err
}

// nominate carries out what a nomination says of a category.
func (s *Service) nominate(ctx context.Context, tx *store.Tx, p auth.Principal, c prize.Contest, r jury.Round, result Result, done *Applied) error {
	for place, standing := range result.Standings {
		e, found, err := tx.Entry(ctx, standing.ProjectID)
		if err != nil {
			return err
		}
		if !found || e.State != entry.Eligible {
			continue
		}
		if slices.Contains(result.Passed, e.ID) {
			done.Nominated++
			if _, err := s.Nominating.NominateWithin(ctx, tx, p, e, c); err != nil {
				return err
			}
			continue
		}
		done.Left++
		why := entry.NotPassed
		switch {
		case standing.Sheets == 0:
			why = entry.NotJudged
		case jury.Passes(r.Criteria, standing):
			why = entry.NoRoom
		}
		if err := s.Nominating.PassOverWithin(ctx, tx, p, e, c, why); err != nil {
			return err
		}
		detail := string(why) + "; place " + strconv.Itoa(place+1) + ", " + strconv.Itoa(standing.Sheets) + " sheets"
		if err := s.Desk.Audit(ctx, tx, p, c.Scope(), "entry.passed_over", "entry "+e.ID, detail); err != nil {
			return err
		}
	}
	return nil
}
