// Package returning is how officers count a contest, settle its ties, certify the result and have it published.
package returning

import (
	"context"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// What takes two officers.
const (
	DecideTie     auth.ProposalKind = "DECIDE_TIE"
	DrawLot       auth.ProposalKind = "DRAW_LOT"
	CertifyResult auth.ProposalKind = "CERTIFY_RESULT"
)

// Service counts and certifies. It is safe for use by many goroutines. Its errors are faults, and *fault.Refusal for
// what whoever asks can mend. Beside those that a method names, each gives Unavailable, Unauthenticated where the session
// of who asks has ended, NotFound for an unknown contest, and Forbidden for who is none of its officers.
type Service struct {
	// Winners gives the winner of each category that the expert group has chosen, by category; fewer, where it has not.
	Winners func(ctx context.Context, tx *store.Tx, c prize.Contest) (map[string]string, error)

	// Entrants hear of what is published; it is set before anything is.
	Entrants Entrants

	store    *store.Store
	desk     *foureyes.Desk
	counting counting
}

// Entrants are those whose projects a result is about.
type Entrants interface {
	// Announce follows the publication of a result in its transaction. by is the account that had it published; empty
	// where that is not known.
	Announce(ctx context.Context, tx *store.Tx, c prize.Contest, by string) error
	// Sent follows the commit.
	Sent()
}

// New makes a service that still lacks Winners and Entrants, and tells the desk how what takes two officers is carried out.
func New(st *store.Store, desk *foureyes.Desk) *Service {
	s := &Service{store: st, desk: desk}
	desk.Register(DecideTie, s.applyTie)
	desk.Register(DrawLot, s.applyLot)
	desk.Register(CertifyResult, s.applyCertify)
	desk.Register(RecordRecognition, s.applyRecognition)
	return s
}

// contest gives a contest whose voting is closed to who has one of some roles in it.
func (s *Service) contest(ctx context.Context, tx *store.Tx, asking auth.Principal, slug string, roles ...auth.Role) (officer auth.Principal, c prize.Contest, err error) {
	if officer, c, err = s.officerOf(ctx, tx, asking, slug, roles...); err != nil {
		return officer, c, err
	}
	if voting, ok := c.Find(prize.Voting); !ok || !voting.IsClosed {
		return officer, c, fault.Refuse("VOTING_NOT_CLOSED", "the votes are counted once voting is closed", "contest")
	}
	return officer, c, nil
}

// officerOf gives a contest to who has one of some roles in it.
func (s *Service) officerOf(ctx context.Context, tx *store.Tx, asking auth.Principal, slug string, roles ...auth.Role) (officer auth.Principal, c prize.Contest, err error) {
	if officer, err = tx.Principal(ctx, asking.AccountID, asking.SessionID); err != nil {
		return officer, c, err
	}
	c, found, err := tx.ContestBySlug(ctx, slug)
	if err != nil {
		return officer, c, err
	}
	if !found {
		return officer, c, fault.New(fault.NotFound, "input.contest: there is no such contest")
	}
	if !slices.ContainsFunc(roles, func(r auth.Role) bool { return officer.HasFor(r, c.ForumID, c.ID) }) {
		return officer, c, fault.New(fault.Forbidden, "only officers of the contest may do this")
	}
	return officer, c, nil
}

// propose takes a proposal about a contest whose voting is closed.
func (s *Service) propose(ctx context.Context, asking auth.Principal, slug, reason string, kind auth.ProposalKind, content func(context.Context, *store.Tx, prize.Contest) (any, error)) (p auth.Proposal, seq int64, err error) {
	if reason, err = foureyes.Reason(reason); err != nil {
		return p, 0, err
	}
	seq, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, c, err := s.contest(ctx, tx, asking, slug, auth.Secretariat)
		if err != nil {
			return err
		}
		if len(c.Results) > 0 {
			return fault.Refuse("CERTIFIED", "the result is certified", "contest")
		}
		of, err := content(ctx, tx, c)
		if err != nil {
			return err
		}
		p, err = s.desk.Propose(ctx, tx, officer, c.Scope(), kind, of, reason)
		return err
	})
	return p, seq, err
}
