package panel

import (
	"context"
	"fmt"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// Recuse says that a juror must not judge an entry. What they scored counts for nothing, and somebody else gets the entry
// at once, where somebody may. Faults: NotFound, BadUserInput about reason and comment. Refusal: RECUSED.
func (s *Service) Recuse(ctx context.Context, asking auth.Principal, assignmentID string, reason jury.Reason, comment string) error {
	if !reason.IsReason() {
		return fault.BadInput("reason", "is none of the reasons")
	}
	if comment != "" {
		var err error
		if comment, err = text.CleanParagraphs(comment, text.MaxNote); err != nil {
			return fault.In("comment", err)
		}
	}
	err := s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, p auth.Principal) error {
		d, err := s.sit(ctx, tx, p, assignmentID)
		if err != nil {
			return err
		}
		if d.assignment.State == jury.Recused {
			return fault.Refuse("RECUSED", "you do not judge this entry already", "assignment")
		}
		if err := s.emptyDraft(ctx, tx, d.assignment); err != nil {
			return err
		}
		a := d.assignment
		a.State, a.Reason, a.Comment, a.RecusedAt = jury.Recused, reason, comment, tx.Now()
		if err := tx.SetAssignment(ctx, a); err != nil {
			return err
		}
		added := 0
		if d.round.RevealedAt.IsZero() && tx.Now().Before(d.round.Reveals(d.phase.ClosesAt.Time)) {
			done, err := s.assign(ctx, tx, d.contest, d.round, d.phase, true)
			if err != nil {
				return err
			}
			added = done.Added
		}
		return s.Desk.Audit(ctx, tx, p, d.contest.Scope(), "jury.recuse", "project "+a.ProjectID, fmt.Sprintf("%s; %d replacements", reason, added))
	})
	if err == nil {
		s.mailed()
	}
	return err
}

// DecideTie records what the expert group decides on a tie that the rules leave to it: its chair says so, for ever. Faults:
// NotFound, Forbidden for all but a chair, BadUserInput about projects and reason. Refusals: NO_PHASE, NO_CRITERIA,
// NOT_REVEALED, APPLIED.
func (s *Service) DecideTie(ctx context.Context, asking auth.Principal, slug string, decision jury.Decision) error {
	reason, err := text.CleanParagraphs(decision.Reason, text.MaxNote)
	if err != nil {
		return fault.In("reason", err)
	}
	return s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, p auth.Principal) error {
		c, found, err := tx.ContestBySlug(ctx, slug)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "input.contest: there is no such contest")
		}
		chair, found, err := tx.JurorOf(ctx, c.ID, p.AccountID)
		if err != nil {
			return err
		}
		if !found || !chair.IsChair || !p.HasFor(auth.Jury, c.ForumID, c.ID) {
			return fault.New(fault.Forbidden, "only a chair of the jury may do this")
		}
		r, _, err := round(ctx, tx, c, decision.Kind)
		if err != nil {
			return err
		}
		if r.RevealedAt.IsZero() {
			return fault.Refuse("NOT_REVEALED", "the sheets are sealed", "round")
		}
		if !r.AppliedAt.IsZero() {
			return fault.Refuse("APPLIED", "the entries that passed are nominated already", "round")
		}
		results, err := s.results(ctx, tx, c, r, true)
		if err != nil {
			return err
		}
		var standings []jury.Standing
		for _, result := range results {
			if result.CategoryID == decision.CategoryID {
				standings = result.Standings
			}
		}
		if err := jury.CheckDecision(standings, decision.Projects); err != nil {
			return err
		}
		decision.ID, decision.ContestID, decision.Reason, decision.DecidedBy, decision.DecidedAt = store.NewID(), c.ID, reason, chair.ID, tx.Now()
		if err := tx.AddJuryDecision(ctx, decision); err != nil {
			return err
		}
		return s.Desk.Audit(ctx, tx, p, c.Scope(), "jury.decide", "category "+decision.CategoryID, reason)
	})
}

func instantText(t time.Time) string { return t.UTC().Format(time.RFC3339) }
