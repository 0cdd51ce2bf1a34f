// Package submission is how organisations enter projects into a contest, and how officers and the expert group decide on
// them.
package submission

import (
	"context"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Letters writes to accounts.
type Letters interface {
	// Letter makes a letter to an account, in its language, for the outbox.
	Letter(accountID string, t mail.Template, c mail.Content, ttl time.Duration) (store.Letter, error)
	// Sent says that letters were put into the outbox and committed.
	Sent()
}

// Service takes entries. It is safe for use by many goroutines. Its errors are faults, and *fault.Refusal for what
// whoever asks can mend. Beside those that a method names, each gives Unavailable, Unauthenticated where the session of
// who asks has ended, and NotFound about entry for an entry that is not theirs to see or to decide on.
type Service struct {
	store   *store.Store
	desk    *foureyes.Desk
	letters Letters
}

// New makes a service.
func New(st *store.Store, desk *foureyes.Desk, letters Letters) *Service {
	return &Service{st, desk, letters}
}

// letterTTL is how long it is worth telling somebody what became of an entry.
const letterTTL = 7 * 24 * time.Hour

// asked is one act on an entry, in its transaction.
type asked struct {
	tx      *store.Tx
	who     auth.Principal
	entry   entry.Entry
	contest prize.Contest
}

// write runs an act in one transaction, with who asks as the database has them, and wakes the postman after it.
func (s *Service) write(ctx context.Context, asking auth.Principal, act func(ctx context.Context, tx *store.Tx, who auth.Principal) error) (seq int64, err error) {
	seq, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		who, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		return act(ctx, tx, who)
	})
	if err == nil {
		s.letters.Sent()
	}
	return seq, err
}

// on runs an act on an entry. The contest is locked first, then the entry, so that acts on the entries of one contest
// come one after the other.
func (s *Service) on(ctx context.Context, asking auth.Principal, id string, act func(ctx context.Context, a asked) error) (seq int64, err error) {
	return s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, who auth.Principal) error {
		contestID, err := tx.ContestOfEntry(ctx, id)
		if err != nil {
			return err
		}
		if contestID == "" {
			return unknown()
		}
		c, err := tx.ContestByID(ctx, contestID)
		if err != nil {
			return err
		}
		e, found, err := tx.Entry(ctx, id)
		if err != nil {
			return err
		}
		if !found {
			return unknown()
		}
		return act(ctx, asked{tx, who, e, c})
	})
}

func unknown() error {
	return fault.New(fault.NotFound, "entry: there is none with this id that is yours")
}

// owns tells whether somebody speaks for an organisation by a confirmed claim.
func owns(ctx context.Context, tx *store.Tx, who auth.Principal, stakeholderID string) (bool, error) {
	claim, found, err := tx.StandingClaim(ctx, who.AccountID, stakeholderID)
	return found && claim.State == auth.ClaimConfirmed, err
}

// move moves the entry of an act to another state, stores it, and tells those who speak for its organisation.
func (s *Service) move(ctx context.Context, a *asked, to entry.State, reason string, despite []entry.Check) error {
	moved, err := a.entry.Move(to, a.who.AccountID, reason, despite, a.tx.Now())
	if err != nil {
		return err
	}
	if err := a.tx.SetEntry(ctx, moved, a.contest); err != nil {
		return err
	}
	a.entry = moved
	return s.tell(ctx, *a, reason)
}

// tell writes to those who speak for the organisation of an entry.
func (s *Service) tell(ctx context.Context, a asked, reason string) error {
	return s.tellAll(ctx, a, mail.EntryMoved, mail.Content{State: a.entry.State, Reason: reason})
}

// tellAll sends them a letter, to which it adds who gets it and what it is about.
func (s *Service) tellAll(ctx context.Context, a asked, t mail.Template, c mail.Content) error {
	accounts, err := a.tx.Speakers(ctx, a.entry.StakeholderID)
	if err != nil {
		return err
	}
	title := a.entry.Title
	if title == "" {
		title = "–"
	}
	for _, to := range accounts {
		c.To, c.Language, c.Entry, c.Contest = to.Email, to.Language, title, a.contest.NameIn(to.Language)
		letter, err := s.letters.Letter(to.ID, t, c, letterTTL)
		if err != nil {
			return err
		}
		if err := a.tx.AddLetter(ctx, letter); err != nil {
			return err
		}
	}
	return nil
}

// findings runs the checks of an entry in its transaction.
func findings(ctx context.Context, a asked) ([]entry.Finding, error) {
	rivals, err := a.tx.EntriesOfStakeholder(ctx, a.entry.ContestID, a.entry.StakeholderID)
	if err != nil {
		return nil, err
	}
	winners, err := a.tx.PastWinners(ctx, a.entry.ContestID)
	if err != nil {
		return nil, err
	}
	return a.entry.Find(entry.Known{Contest: a.contest, Rivals: rivals, Winners: winners}), nil
}
