package panel

import (
	"context"
	"errors"
	"slices"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/jury"
	"rostrum/internal/store"
)

// Step opens the sheets of rounds for which the instant has come, and reminds jurors. It gives the next instant of forum
// time at which something is due, zero where there is none. It is safe to repeat, to be killed in, and for several to do
// at once: each thing is done once.
func (s *Service) Step(ctx context.Context) (next time.Time, err error) {
	all, err := s.Store.Judgings(ctx)
	if err != nil || len(all) == 0 {
		return next, err
	}
	now, _, err := s.Store.ForumTime(ctx)
	if err != nil {
		return next, err
	}
	var failures []error
	for _, j := range all {
		due, err := s.isDue(ctx, j, now)
		if err == nil && due {
			err = s.reveal(ctx, j)
		} else if err == nil {
			err = s.remindAll(ctx, j, now)
		}
		failures = append(failures, err)
		for _, at := range instants(j) {
			if at.After(now) && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	return next, errors.Join(failures...)
}

func ends(j store.Judging) time.Time { return jury.Round{RevealAt: j.RevealAt}.Reveals(j.ClosesAt) }

func (s *Service) isDue(ctx context.Context, j store.Judging, now time.Time) (bool, error) {
	if !j.IsAssigned {
		return false, nil
	}
	if !now.Before(ends(j)) {
		return true, nil
	}
	if !j.WhenAllIn {
		return false, nil
	}
	due, sealed, err := s.Store.HasDueAssignments(ctx, j.ContestID, j.Kind)
	return sealed && !due, err
}

// reveal opens all sheets of a round in one transaction: all of them, or none.
func (s *Service) reveal(ctx context.Context, j store.Judging) error {
	_, err := s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.ContestByID(ctx, j.ContestID) // in the order in which jurors hold them
		if err != nil {
			return err
		}
		r, found, err := tx.Round(ctx, j.ContestID, j.Kind)
		if err != nil || !found || !r.RevealedAt.IsZero() {
			return err
		}
		phase, has := j.Kind.Phase(c)
		assignments, err := tx.Assignments(ctx, r.ContestID, r.Kind)
		if err != nil {
			return err
		}
		if !has || tx.Now().Before(r.Reveals(phase.ClosesAt.Time)) && !(r.RevealWhenAllIn && allIn(assignments)) {
			return nil // it was moved meanwhile, or a sheet was taken back
		}
		if err := s.openAll(ctx, tx, r, assignments); err != nil {
			return err
		}
		r.RevealedAt = tx.Now()
		if err := tx.RevealAssignments(ctx, r.ContestID, r.Kind); err != nil {
			return err
		}
		return tx.SetRound(ctx, r)
	})
	return err
}

func allIn(assignments []jury.Assignment) bool {
	return !slices.ContainsFunc(assignments, jury.Assignment.IsDue) &&
		slices.ContainsFunc(assignments, func(a jury.Assignment) bool { return a.State == jury.Sealed && !a.IsOut })
}

// openAll opens the sheets that stand. One that cannot be opened stays sealed and is told of in the audit trail: it must
// not keep all others from being read.
func (s *Service) openAll(ctx context.Context, tx *store.Tx, r jury.Round, assignments []jury.Assignment) error {
	standing := map[string]bool{}
	for _, a := range assignments {
		standing[a.ID] = a.State == jury.Sealed
	}
	sheets, err := tx.SheetsOfRound(ctx, r.ContestID, r.Kind)
	if err != nil {
		return err
	}
	for _, sheet := range sheets {
		if !standing[sheet.AssignmentID] || !sheet.TakenBackAt.IsZero() {
			continue
		}
		opened, err := s.vault.opened(sheet)
		if err != nil {
			s.Log.ErrorContext(ctx, "a score sheet cannot be opened", "sheet", sheet.ID, "error", err)
			err = tx.AddAudit(ctx, auth.AuditEntry{
				ID: store.NewID(), At: s.clock(), Actor: "runner", Action: "jury.unreadable", Subject: "sheet " + sheet.ID, ContestID: r.ContestID,
			})
		} else {
			opened.RevealedAt = tx.Now()
			err = tx.RevealSheet(ctx, opened)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
