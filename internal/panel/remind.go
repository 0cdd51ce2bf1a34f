package panel

import (
	"context"
	"errors"
	"time"

	"rostrum/internal/jury"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// reminders are how many hours before an instant people are reminded, the first one first.
var reminders = []int{72, 24}

// appointment is an instant before which people are reminded.
type appointment struct {
	kind store.ReminderKind
	from time.Time // nobody is reminded before it
	at   time.Time
}

// appointments gives what people are reminded of in a round: jurors of what they have not judged, before it ends, and who
// was asked and has not answered, before it opens and before it ends.
func appointments(j store.Judging) []appointment {
	of := store.OfSelection
	if j.Kind == jury.Nomination {
		of = store.OfNomination
	}
	all := []appointment{{store.OfInvitation, time.Time{}, j.OpensAt}, {store.OfInvitation, j.OpensAt, ends(j)}}
	if j.IsAssigned {
		all = append(all, appointment{of, j.OpensAt, ends(j)})
	}
	return all
}

// due gives the reminder whose time has come: of several the last one, those before it are overtaken. It is 0 where there
// is none.
func (a appointment) due(now time.Time) (hours int) {
	for _, h := range reminders {
		if !now.Before(a.at.Add(-time.Duration(h)*time.Hour)) && !now.Before(a.from) && now.Before(a.at) {
			hours = h
		}
	}
	return hours
}

// instants are those at which something of a round is due.
func instants(j store.Judging) []time.Time {
	all := []time.Time{ends(j)}
	for _, a := range appointments(j) {
		for _, h := range reminders {
			at := a.at.Add(-time.Duration(h) * time.Hour)
			if at.Before(a.from) {
				at = a.from
			}
			all = append(all, at)
		}
	}
	return all
}

func (a appointment) reminder(contestID string, hours int) store.Reminder {
	return store.Reminder{ContestID: contestID, Kind: a.kind, Hours: hours, EndsAt: a.at}
}

// remindAll sends the reminders of a round whose time has come, once to each.
func (s *Service) remindAll(ctx context.Context, j store.Judging, now time.Time) error {
	var failures []error
	for _, a := range appointments(j) {
		if hours := a.due(now); hours > 0 {
			failures = append(failures, s.remind(ctx, j, a, hours))
		}
	}
	return errors.Join(failures...)
}

func (s *Service) remind(ctx context.Context, j store.Judging, a appointment, hours int) error {
	// Mostly everybody has got it, and no writer need wait for that to be found out.
	late, err := s.late(ctx, j, a)
	if err != nil || len(late) == 0 {
		return err
	}
	got, err := s.Store.Reminded(ctx, a.reminder(j.ContestID, hours))
	if err != nil {
		return err
	}
	var to []string
	for _, id := range late {
		if !got[id] {
			to = append(to, id)
		}
	}
	if len(to) == 0 {
		return nil
	}
	_, err = s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.ContestByID(ctx, j.ContestID)
		if err != nil {
			return err
		}
		if phase, has := j.Kind.Phase(c); !has || !phase.OpensAt.Equal(j.OpensAt) || !phase.ClosesAt.Equal(j.ClosesAt) {
			return nil // it was moved meanwhile: the next look finds the new instants
		}
		fresh, err := tx.Remind(ctx, a.reminder(c.ID, hours), to...)
		if err != nil {
			return err
		}
		return s.letters(ctx, tx, c, j, a, fresh)
	})
	if err == nil {
		s.mailed()
	}
	return err
}

// late gives those who have not done what they are reminded of: accounts, or jurors who have not answered.
func (s *Service) late(ctx context.Context, j store.Judging, a appointment) ([]string, error) {
	if a.kind == store.OfInvitation {
		return s.Store.SilentJurors(ctx, j.ContestID)
	}
	return s.Store.DueJurors(ctx, j.ContestID, j.Kind)
}

// letters writes the letters of a reminder to those who still need it.
func (s *Service) letters(ctx context.Context, tx *store.Tx, c prize.Contest, j store.Judging, a appointment, to []string) error {
	if a.kind == store.OfInvitation {
		for _, id := range to {
			if err := s.askAgain(ctx, tx, c, id, a.at); err != nil {
				return err
			}
		}
		return nil
	}
	assignments, err := tx.Assignments(ctx, c.ID, j.Kind)
	if err != nil {
		return err
	}
	for _, id := range to {
		m, found, err := tx.JurorOf(ctx, c.ID, id)
		if err != nil || !found {
			return err
		}
		left := 0
		for _, as := range assignments {
			if as.MemberID == m.ID && as.IsDue() {
				left++
			}
		}
		if left == 0 {
			continue // finished meanwhile
		}
		if err := s.tellOne(ctx, tx, mail.JuryReminder, c, id, a.at, left); err != nil {
			return err
		}
	}
	return nil
}

// askAgain writes to somebody who was asked to judge and has not answered.
func (s *Service) askAgain(ctx context.Context, tx *store.Tx, c prize.Contest, jurorID string, until time.Time) error {
	m, found, err := tx.Juror(ctx, jurorID)
	if err != nil || !found || m.State != jury.Invited {
		return err
	}
	address, err := s.vault.openAddress(m)
	if err != nil {
		return err
	}
	return s.send(ctx, tx, "", mail.InvitationReminder, mail.Content{
		To: address, Language: m.Language, Contest: c.NameIn(m.Language), Until: mail.Instant(until),
	}, max(until.Sub(tx.Now()), time.Hour))
}

// passOver notes of somebody who is asked only now that the reminders whose time has come are overtaken.
func (s *Service) passOver(ctx context.Context, tx *store.Tx, c prize.Contest, jurorID string) error {
	for _, kind := range []jury.Kind{jury.Nomination, jury.Selection} {
		phase, has := kind.Phase(c)
		if !has {
			continue
		}
		r, _, err := tx.Round(ctx, c.ID, kind)
		if err != nil {
			return err
		}
		j := store.Judging{ContestID: c.ID, Kind: kind, OpensAt: phase.OpensAt.Time, ClosesAt: phase.ClosesAt.Time, RevealAt: r.RevealAt}
		for _, a := range appointments(j) {
			if hours := a.due(tx.Now()); hours > 0 {
				if _, err := tx.Remind(ctx, a.reminder(c.ID, hours), jurorID); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
