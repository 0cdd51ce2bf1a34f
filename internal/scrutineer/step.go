package scrutineer

import (
	"context"
	"errors"
	"strings"
	"time"

	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

const (
	// letterTTL is how long it is worth telling somebody what became of their votes.
	letterTTL = 14 * 24 * time.Hour
	// page is how many people are written to in one transaction.
	page = 200
	// lookEvery is how often votes are looked through, in forum time, while voting is open.
	lookEvery = 15 * time.Minute
)

// reminders are how many hours before the close voters are reminded of what is missing, the last one last.
var reminders = []int{72, 24}

// Step does what is due of the public vote: it tells those whose votes were declared void, reminds who has not finished,
// looks for signs of fraud, and forgets from where people cast. It gives the next instant of forum time at which something
// is due, zero where there is none. It is safe to repeat, to be killed in, and for several to do at once.
func (s *Service) Step(ctx context.Context) (next time.Time, err error) {
	open, err := s.Store.Ballotings(ctx)
	if err != nil {
		return next, err
	}
	now, _, err := s.Store.ForumTime(ctx)
	if err != nil {
		return next, err
	}
	failures := []error{s.tell(ctx), s.look(ctx, now), s.forget(ctx)}
	for _, b := range open {
		hours, later := due(b, now)
		if hours > 0 {
			failures = append(failures, s.remind(ctx, b, hours))
		}
		if !later.IsZero() && (next.IsZero() || later.Before(next)) {
			next = later
		}
	}
	return next, errors.Join(failures...)
}

// due gives how many hours before the close the reminder is that is due now, 0 for none, and when the next one is.
func due(b store.Balloting, now time.Time) (hours int, next time.Time) {
	if !now.Before(b.ClosesAt) {
		return 0, next
	}
	for _, h := range reminders {
		switch at := b.ClosesAt.Add(-time.Duration(h) * time.Hour); {
		case at.Before(b.OpensAt): // voting is shorter than that
		case !now.Before(at):
			hours = h // the last one that is due; those before it are overtaken
		case next.IsZero():
			next = at
		}
	}
	return hours, next
}

// forget takes out from where people cast, once it has been kept long enough. It looks once an hour.
func (s *Service) forget(ctx context.Context) error {
	now := s.Now().UTC()
	if now.Sub(time.Unix(s.forgot.Load(), 0)) < time.Hour {
		return nil
	}
	err := s.Store.ForgetTraces(ctx, now.Add(-store.TraceKept))
	if err == nil {
		s.forgot.Store(now.Unix())
	}
	return err
}

// tell writes to those whose votes were declared void.
func (s *Service) tell(ctx context.Context) error {
	for {
		if has, err := s.Store.HasUntold(ctx); err != nil || !has {
			return err
		}
		var n int
		_, err := s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			untold, err := tx.UntoldVoters(ctx, page)
			n = len(untold)
			if err != nil || n == 0 {
				return err
			}
			c, err := tx.ContestByID(ctx, untold[0].Void.ContestID)
			if err != nil {
				return err
			}
			for _, u := range untold {
				if err := s.tellOne(ctx, tx, c, u); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n == 0 {
			return err
		}
		s.Letters.Sent()
	}
}

func (s *Service) tellOne(ctx context.Context, tx *store.Tx, c prize.Contest, u store.Untold) error {
	content := mail.Content{
		To: u.Email, Language: u.Language, Contest: c.NameIn(u.Language), Void: u.Void.Reason, Reason: u.Void.Clause, Until: mail.Instant(u.Void.AppealUntil),
	}
	if u.Void.Reason == prize.NomineeChanged {
		return s.send(ctx, tx, u.AccountID, mail.NomineeChanged, content, letterTTL)
	}
	return s.send(ctx, tx, u.AccountID, mail.VotesVoided, content, letterTTL)
}

// remind writes to those who have begun and not finished, page by page, once for each reminder.
func (s *Service) remind(ctx context.Context, b store.Balloting, hours int) error {
	if done, err := s.Store.ReminderIsDone(ctx, b, hours); err != nil || done {
		return err
	}
	behind := ""
	for {
		var last string // of the page; a transaction may be run again, and must then begin behind the same voter
		_, err := s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			last = ""
			c, err := tx.ContestByID(ctx, b.ContestID)
			if err != nil {
				return err
			}
			voting, has := c.Find(prize.Voting)
			if !has || !voting.ClosesAt.Equal(b.ClosesAt) || !tx.Now().Before(b.ClosesAt) {
				return nil // moved or over meanwhile
			}
			some, err := tx.UnfinishedVoters(ctx, b, hours, len(c.Categories), behind, page)
			if err != nil {
				return err
			}
			if len(some) == 0 {
				return tx.FinishReminder(ctx, b, hours)
			}
			for _, u := range some {
				if err := s.remindOne(ctx, tx, c, b, u); err != nil {
					return err
				}
			}
			last = some[len(some)-1].VoterID
			return nil
		})
		if err != nil || last == "" {
			return err
		}
		behind = last
		s.Letters.Sent()
	}
}

func (s *Service) remindOne(ctx context.Context, tx *store.Tx, c prize.Contest, b store.Balloting, u store.Unfinished) error {
	done := map[string]bool{}
	for _, id := range u.Done {
		done[id] = true
	}
	var missing []string
	for _, k := range c.Categories {
		if !done[k.ID] {
			missing = append(missing, "– "+s.Category(k.ID, u.Language))
		}
	}
	return s.send(ctx, tx, u.AccountID, mail.VotingReminder, mail.Content{
		To: u.Email, Language: u.Language, Contest: c.NameIn(u.Language), Count: len(missing), Missing: strings.Join(missing, "\n"), Until: mail.Instant(b.ClosesAt),
	}, max(b.ClosesAt.Sub(tx.Now()), time.Hour))
}

// look looks through the votes of contests for signs of fraud: now and then while voting is open, and once it is closed.
func (s *Service) look(ctx context.Context, now time.Time) error {
	all, err := s.Store.Unsettled(ctx)
	if err != nil {
		return err
	}
	var failures []error
	for _, u := range all {
		since := u.ClosedAt
		if since.IsZero() {
			since = now.Add(-lookEvery)
		}
		failures = append(failures, s.lookAt(ctx, u.ContestID, since))
	}
	return errors.Join(failures...)
}

func (s *Service) lookAt(ctx context.Context, contestID string, since time.Time) error {
	isDue, err := s.Store.ScrutinyIsDue(ctx, contestID, since)
	if err != nil || !isDue {
		return err
	}
	// Outside of the transaction: a long look keeps nobody from voting.
	found, err := s.Store.Suspects(ctx, contestID)
	if err != nil {
		return err
	}
	_, err = s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if mine, err := tx.ClaimScrutiny(ctx, contestID, since); err != nil || !mine {
			return err // another replica was faster
		}
		for _, f := range found {
			if err := tx.AddFinding(ctx, contestID, f); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
