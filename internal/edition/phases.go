package edition

import (
	"context"
	"encoding/json"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// MovePhases is the proposal that instants of a contest move, whose voting has opened.
const MovePhases auth.ProposalKind = "MOVE_PHASES"

// move is the content of such a proposal.
type move struct {
	Phases []prize.PhaseChange `json:"phases"`
}

// maxPhases is how many phases a contest has.
const maxPhases = 5

// MovePhases moves instants of a contest, each before it has passed. Once voting has opened that takes two officers, and
// makes a further manifest of the rules. Faults: NotFound, BadUserInput about phases and reason.
func (s *Service) MovePhases(ctx context.Context, asking auth.Principal, slug string, phases []prize.PhaseChange, reason string) (Done, error) {
	reason, err := foureyes.Reason(reason)
	if err != nil {
		return Done{}, err
	}
	if n := len(phases); n == 0 || n > maxPhases {
		return Done{}, fault.BadInput("phases", "%d phases, 1 to %d are allowed", n, maxPhases)
	}
	var done Done
	done.Seq, err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, officer auth.Principal) error {
		done.Proposal = nil
		c, err := contest(ctx, tx, officer, slug)
		if err != nil {
			return err
		}
		if !c.MovesTakeTwo(tx.Now()) {
			return s.moveAlone(ctx, tx, officer, c, phases, reason)
		}
		if _, err := c.Move(phases, reason, 2, tx.Now()); err != nil { // nobody confirms what cannot be
			return err
		}
		p, err := s.desk.Propose(ctx, tx, officer, c.Scope(), MovePhases, move{phases}, reason)
		done.Proposal = &p
		return err
	})
	return done, err
}

func (s *Service) moveAlone(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest, phases []prize.PhaseChange, reason string) error {
	moved, err := c.Move(phases, reason, 1, tx.Now())
	if err != nil {
		return err
	}
	if err := tx.SaveContest(ctx, moved); err != nil {
		return err
	}
	return s.desk.Audit(ctx, tx, officer, c.Scope(), "contest.move", "contest "+c.Slug, reason)
}

// applyMove moves instants that two officers moved.
func (s *Service) applyMove(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var content move
	if err := json.Unmarshal(p.Content, &content); err != nil {
		return err
	}
	c, err := tx.ContestByID(ctx, p.ContestID)
	if err != nil {
		return err
	}
	officers := 2
	if p.Alone {
		officers = 1
	}
	moved, err := c.Move(content.Phases, p.Reason, officers, tx.Now())
	if err != nil {
		return foureyes.Overtaken(err)
	}
	if !c.IsFrozen() { // voting has opened this moment; the freeze is on its way and takes the new instants
		return tx.SaveContest(ctx, moved)
	}
	nominees, err := tx.NomineesOf(ctx, c.ID)
	if err != nil {
		return err
	}
	return tx.SaveFrozenContest(ctx, moved.Freeze(nominees, p.Reason, tx.Now()))
}
