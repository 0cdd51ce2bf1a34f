// Package scrutineer looks after the public vote: it finds what looks like fraud, lets two officers declare votes void,
// takes appeals, lets two officers change a nominee, and reminds voters of what is missing.
package scrutineer

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// What takes two officers.
const (
	VoidVotes     auth.ProposalKind = "VOID_VOTES"
	DecideAppeal  auth.ProposalKind = "DECIDE_APPEAL"
	ChangeNominee auth.ProposalKind = "CHANGE_NOMINEE"
)

// The sides of suspicious votes. Nobody looks at both.
const (
	people  = "PEOPLE"
	entries = "ENTRIES"
)

// Letters makes what goes to people.
type Letters interface {
	Letter(accountID string, t mail.Template, c mail.Content, ttl time.Duration) (store.Letter, error)
	Sent()
}

// Config is what a Service stands on.
type Config struct {
	Store   *store.Store
	Desk    *foureyes.Desk
	Letters Letters
	// Category gives what a category is called in a language.
	Category func(id, language string) string
	Now      func() time.Time // real time
}

// Service is for officers and voters, and for the runner. It is safe for use by many goroutines. Its errors are faults,
// and *fault.Refusal for what whoever asks can mend. Beside those that a method names, each gives Unavailable,
// Unauthenticated where the session of who asks has ended, NotFound for what is not theirs to see, and Forbidden for who is
// no officer of the contest.
type Service struct {
	Config

	forgot atomic.Int64 // when it was last forgotten from where people cast, in seconds of real time
}

// New makes a service, and tells the desk how what takes two officers is carried out.
func New(c Config) *Service {
	s := &Service{Config: c}
	c.Desk.Register(VoidVotes, s.applyVoid)
	c.Desk.Register(DecideAppeal, s.applyAppeal)
	c.Desk.Register(ChangeNominee, s.applyChange)
	return s
}

// officer runs an act of an officer in a contest.
func (s *Service) officer(ctx context.Context, asking auth.Principal, slug string, roles []auth.Role, act func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest) error) (int64, error) {
	return s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		c, found, err := tx.ContestBySlug(ctx, slug)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "contest: there is none with this short name")
		}
		if err := has(officer, c, roles); err != nil {
			return err
		}
		return act(ctx, tx, officer, c)
	})
}

func has(officer auth.Principal, c prize.Contest, roles []auth.Role) error {
	if !slices.ContainsFunc(roles, func(r auth.Role) bool { return officer.HasFor(r, c.ForumID, c.ID) }) {
		return fault.New(fault.Forbidden, "only officers of the contest may do this")
	}
	return nil
}

// deciding gives who decides about the people of a contest, before its result is certified, and the contest. For whoever
// may not, it is as if there were nothing to decide on. Fault: that of unknown.
func (s *Service) deciding(ctx context.Context, tx *store.Tx, asking auth.Principal, contestID string, unknown error) (officer auth.Principal, c prize.Contest, err error) {
	if officer, err = tx.Principal(ctx, asking.AccountID, asking.SessionID); err != nil {
		return officer, c, err
	}
	if c, err = tx.ContestByID(ctx, contestID); err != nil {
		return officer, c, err
	}
	if has(officer, c, secretariat) != nil {
		return officer, c, unknown
	}
	if err := s.side(ctx, tx, officer, c, people); err != nil {
		return officer, c, err
	}
	return officer, c, unsettled(c)
}

var (
	secretariat = []auth.Role{auth.Secretariat}
	lookers     = []auth.Role{auth.Secretariat, auth.Auditor}
)

// side lets an officer look at one side of suspicious votes, and writes it down. Fault: Forbidden for who looked at the
// other.
func (s *Service) side(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest, side string) error {
	same, err := tx.TakeSide(ctx, c.ID, officer.AccountID, side)
	if err != nil {
		return err
	}
	if !same {
		return fault.New(fault.Forbidden, "you have looked at the other side of suspicious votes in this contest: nobody sees both the people and the entries")
	}
	return s.Desk.Audit(ctx, tx, officer, c.Scope(), "scrutiny.read", "contest "+c.Slug, side)
}

// unsettled refuses what must come before the result is certified.
func unsettled(c prize.Contest) error {
	if len(c.Results) > 0 {
		return fault.Refuse("CERTIFIED", "the result is certified", "contest")
	}
	return nil
}

// send puts a letter into the outbox; none for who has no account any more.
func (s *Service) send(ctx context.Context, tx *store.Tx, accountID string, t mail.Template, c mail.Content, ttl time.Duration) error {
	if accountID == "" {
		return nil
	}
	letter, err := s.Letters.Letter(accountID, t, c, ttl)
	if err != nil {
		return err
	}
	return tx.AddLetter(ctx, letter)
}
