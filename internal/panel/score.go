package panel

import (
	"cmp"
	"context"
	"strings"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// desk is where a juror works on an assignment: everything about it, held until the transaction ends.
type desk struct {
	contest    prize.Contest
	phase      prize.Phase
	round      jury.Round
	member     jury.Member
	assignment jury.Assignment
}

// sit lets a juror work on an assignment of theirs. The round is locked first, so that nothing is sealed while it is
// being revealed. Faults: NotFound for one that is not theirs, Forbidden without the role.
func (s *Service) sit(ctx context.Context, tx *store.Tx, p auth.Principal, id string) (d desk, err error) {
	none := fault.New(fault.NotFound, "input.assignment: you have none with this id")
	seen, found, err := tx.SeenAssignment(ctx, id)
	if err != nil {
		return d, err
	}
	if !found {
		return d, none
	}
	if d.contest, err = tx.ContestByID(ctx, seen.ContestID); err != nil {
		return d, err
	}
	if !p.HasFor(auth.Jury, d.contest.ForumID, d.contest.ID) {
		return d, fault.New(fault.Forbidden, "only the jury of the contest may do this")
	}
	if d.round, found, err = tx.Round(ctx, seen.ContestID, seen.Kind); err != nil || !found {
		return d, cmp.Or[error](err, none)
	}
	d.phase, _ = seen.Kind.Phase(d.contest)
	if d.assignment, found, err = tx.Assignment(ctx, id); err != nil || !found {
		return d, cmp.Or[error](err, none)
	}
	if d.member, found, err = tx.Juror(ctx, d.assignment.MemberID); err != nil || !found || d.member.AccountID != p.AccountID {
		return d, cmp.Or[error](err, none)
	}
	return d, nil
}

// mayScore tells whether the juror may write at this instant. Refusals: RECUSED, OUT_OF_CONTEST, NOT_OPEN, CLOSED.
func (d desk) mayScore(tx *store.Tx) error {
	now := tx.Now()
	switch {
	case d.assignment.State == jury.Recused:
		return fault.Refuse("RECUSED", "you do not judge this entry", "assignment")
	case d.assignment.IsOut:
		return fault.Refuse("OUT_OF_CONTEST", "the entry is not in its category any more", "assignment")
	case !d.round.AppliedAt.IsZero():
		return fault.Refuse("CLOSED", "the entries that passed are nominated; judging is over", "assignment")
	case now.Before(d.phase.OpensAt.Time):
		return fault.Refuse("NOT_OPEN", "judging opens at "+instantText(d.phase.OpensAt.Time), "assignment")
	case !now.Before(d.phase.ClosesAt.Time):
		return fault.Refuse("CLOSED", "judging closed at "+instantText(d.phase.ClosesAt.Time), "assignment")
	case d.round.RevealedAt.IsZero() && !now.Before(d.round.Reveals(d.phase.ClosesAt.Time)):
		return fault.Refuse("CLOSED", "the sheets are being revealed", "assignment") // the runner is on its way
	}
	return nil
}

// Submission is a score sheet that a juror submits.
type Submission struct {
	Assignment string // id
	Scores     jury.Scores
	Key        string // idempotency key
}

// Submit seals a score sheet, or, once the others are revealed, adds a further one that everybody may read who may read
// them. The same call with the same key gets the same answer, whenever it is repeated. Faults: NotFound, BadUserInput
// about a field. Refusals, of which the first that holds is given: KEY_REUSED, RECUSED, OUT_OF_CONTEST, NOT_OPEN, CLOSED, SEALED.
func (s *Service) Submit(ctx context.Context, asking auth.Principal, sub Submission) error {
	if n := len(sub.Key); n < 8 || n > 64 || strings.ContainsFunc(sub.Key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return fault.BadInput("idempotencyKey", "must be 8 to 64 visible ASCII characters")
	}
	return s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, p auth.Principal) error {
		d, err := s.sit(ctx, tx, p, sub.Assignment)
		if err != nil {
			return err
		}
		scores, wrong := d.round.CheckSheet(sub.Scores)
		content := jury.Canonical(d.assignment, scores)
		by := store.Submission{AccountID: p.AccountID, Key: sub.Key, Hash: s.vault.callHash(content)}
		if _, hash, found, err := tx.SubmittedSheet(ctx, by.AccountID, by.Key); err != nil {
			return err
		} else if found && wrong == nil && hash == by.Hash {
			return nil
		} else if found {
			return fault.Refuse("KEY_REUSED", "this key was used for another sheet", "idempotencyKey")
		}
		if err := d.mayScore(tx); err != nil {
			return err
		}
		if wrong != nil {
			return wrong
		}
		return s.seal(ctx, tx, d, content, by)
	})
}

// seal writes a sheet, and empties the draft that it came of.
func (s *Service) seal(ctx context.Context, tx *store.Tx, d desk, content []byte, by store.Submission) error {
	if d.assignment.State == jury.Sealed {
		return fault.Refuse("SEALED", "a sheet is sealed already; take it back to seal another", "assignment")
	}
	earlier, err := tx.Sheets(ctx, d.assignment.ID)
	if err != nil {
		return err
	}
	isOpen := !d.round.RevealedAt.IsZero()
	sheet := s.vault.sealSheet(jury.Sheet{
		ID: store.NewID(), AssignmentID: d.assignment.ID, Number: len(earlier) + 1, SealedAt: tx.Now(), AfterReveal: isOpen,
	}, content)
	d.assignment.State = jury.Sealed
	if isOpen {
		if sheet, err = s.vault.opened(sheet); err != nil {
			return err
		}
		sheet.RevealedAt, d.assignment.State = tx.Now(), jury.Revealed
	}
	if err := tx.AddSheet(ctx, sheet, by); err != nil {
		return err
	}
	if err := s.emptyDraft(ctx, tx, d.assignment); err != nil {
		return err
	}
	return tx.SetAssignment(ctx, d.assignment)
}

// emptyDraft takes out what a draft says, and counts on, so that a device which has not heard of it is behind.
func (s *Service) emptyDraft(ctx context.Context, tx *store.Tx, a jury.Assignment) error {
	draft, found, err := tx.Draft(ctx, a.ID)
	if err != nil || !found {
		return err
	}
	return s.keepDraft(ctx, tx, a, draft.Revision, jury.Scores{})
}

func (s *Service) keepDraft(ctx context.Context, tx *store.Tx, a jury.Assignment, after int, scores jury.Scores) error {
	return tx.SaveDraft(ctx, jury.Saved{
		AssignmentID: a.ID, Revision: after + 1, Sealed: s.vault.sealDraft(a.ID, jury.Canonical(a, scores)), SavedAt: tx.Now(),
	})
}

// TakeBack takes a sealed sheet back, before the reveal: what it says becomes the draft again, and its commitment stays.
// Fault: NotFound. Refusals: RECUSED, OUT_OF_CONTEST, NOT_OPEN, CLOSED, NOT_SEALED.
func (s *Service) TakeBack(ctx context.Context, asking auth.Principal, assignmentID string) error {
	return s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, p auth.Principal) error {
		d, err := s.sit(ctx, tx, p, assignmentID)
		if err != nil {
			return err
		}
		if err := d.mayScore(tx); err != nil {
			return err
		}
		if d.assignment.State != jury.Sealed {
			return fault.Refuse("NOT_SEALED", "there is no sealed sheet that could be taken back", "assignment")
		}
		sheets, err := tx.Sheets(ctx, d.assignment.ID)
		if err != nil {
			return err
		}
		last := sheets[len(sheets)-1]
		_, content, err := s.vault.openSheet(last)
		if err != nil {
			return err
		}
		scores, err := jury.ReadCanonical(content)
		if err != nil {
			return err
		}
		draft, _, err := tx.Draft(ctx, d.assignment.ID)
		if err != nil {
			return err
		}
		if err := s.keepDraft(ctx, tx, d.assignment, draft.Revision, scores); err != nil {
			return err
		}
		if err := tx.TakeBackSheet(ctx, last.ID); err != nil {
			return err
		}
		d.assignment.State = jury.Draft
		return tx.SetAssignment(ctx, d.assignment)
	})
}

// SaveDraft keeps what a juror has so far. revision is that of the draft which it goes on from, 0 for none: where
// another device has saved one since, nothing is changed, and both are still there. Faults: NotFound, BadUserInput about
// scores and comment. Refusals: RECUSED, OUT_OF_CONTEST, NOT_OPEN, CLOSED, SEALED, STALE_DRAFT.
func (s *Service) SaveDraft(ctx context.Context, asking auth.Principal, assignmentID string, revision int, scores jury.Scores) error {
	return s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, p auth.Principal) error {
		d, err := s.sit(ctx, tx, p, assignmentID)
		if err != nil {
			return err
		}
		if err := d.mayScore(tx); err != nil {
			return err
		}
		if d.assignment.State == jury.Sealed {
			return fault.Refuse("SEALED", "a sheet is sealed already; take it back to go on", "assignment")
		}
		if scores, err = d.round.CheckDraft(scores); err != nil {
			return err
		}
		stored, _, err := tx.Draft(ctx, assignmentID)
		if err != nil {
			return err
		}
		if stored.Revision != revision {
			return fault.Refuse("STALE_DRAFT", "another device has saved a draft since; it is shown, and what you sent was not saved", "revision")
		}
		if err := s.keepDraft(ctx, tx, d.assignment, revision, scores); err != nil {
			return err
		}
		if d.assignment.State != jury.Open {
			return nil
		}
		d.assignment.State = jury.Draft
		return tx.SetAssignment(ctx, d.assignment)
	})
}
