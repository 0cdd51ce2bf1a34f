package panel

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/jury"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// reminders are how many hours before the end jurors are reminded of what they have not judged.
var reminders = []int{72, 24}

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
			err = s.remind(ctx, j, now)
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

// instants are those at which something of a round is due.
func instants(j store.Judging) []time.Time {
	all := []time.Time{ends(j)}
	for _, h := range reminders {
		at := ends(j).Add(-time.Duration(h) * time.Hour)
		if at.Before(j.OpensAt) {
			at = j.OpensAt
		}
		all = append(all, at)
	}
	return all
}

func (s *Service) isDue(ctx context.Context, j store.Judging, now time.Time) (bool, error) {
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
		slices.ContainsFunc(assignments, func(a jury.Assignment) bool { return a.State == jury.Sealed })
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
			err = tx.AddAudit(ctx, auth.AuditEntry{ID: store.NewID(), At: s.clock(), Actor: "runner", Action: "jury.unreadable", Subject: "sheet " + sheet.ID})
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

// remind writes to jurors who have not finished, once for each of the reminders.
func (s *Service) remind(ctx context.Context, j store.Judging, now time.Time) error {
	hours := 0
	for _, h := range reminders {
		if !now.Before(ends(j).Add(-time.Duration(h)*time.Hour)) && !now.Before(j.OpensAt) {
			hours = h // the last one that is due; those before it are overtaken
		}
	}
	if hours == 0 {
		return nil
	}
	if has, err := s.Store.HasUnremindedJurors(ctx, j.ContestID, j.Kind, hours); err != nil || !has {
		return err
	}
	_, err := s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.ContestByID(ctx, j.ContestID)
		if err != nil {
			return err
		}
		assignments, err := tx.Assignments(ctx, j.ContestID, j.Kind)
		if err != nil {
			return err
		}
		count := map[string]int{}
		for _, a := range assignments {
			if a.IsDue() {
				count[a.MemberID]++
			}
		}
		for _, id := range slices.Sorted(maps.Keys(count)) {
			if err := s.remindOne(ctx, tx, c, j, id, hours, count[id]); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.mailed()
	}
	return err
}

func (s *Service) remindOne(ctx context.Context, tx *store.Tx, c prize.Contest, j store.Judging, jurorID string, hours, count int) error {
	isFirst, err := tx.RemindJuror(ctx, jurorID, j.Kind, hours)
	if err != nil || !isFirst {
		return err
	}
	m, _, err := tx.Juror(ctx, jurorID)
	if err != nil {
		return err
	}
	return s.tellOne(ctx, tx, mail.JuryReminder, c, m.AccountID, ends(j), count)
}
