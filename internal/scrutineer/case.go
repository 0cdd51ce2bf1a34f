package scrutineer

import (
	"context"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
	"rostrum/internal/store"
)

// Cases lists what looks like fraud in a contest, the newest first, to officers and auditors who look at the people: who
// they are, and never what they voted for.
func (s *Service) Cases(ctx context.Context, asking auth.Principal, slug string, page auth.Page) (auth.Listed[scrutiny.Case], error) {
	var contest string
	_, err := s.officer(ctx, asking, slug, lookers, func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest) error {
		contest = c.ID
		return s.side(ctx, tx, officer, c, people)
	})
	if err != nil {
		return auth.Listed[scrutiny.Case]{}, err
	}
	return s.Store.Cases(ctx, contest, page)
}

// Case gives a case to who looks at the people of its contest.
func (s *Service) Case(ctx context.Context, asking auth.Principal, id string) (c scrutiny.Case, found bool, err error) {
	if c, found, err = s.Store.CaseByID(ctx, id); err != nil || !found {
		return c, false, err
	}
	ok, err := s.looks(ctx, asking, c.ContestID)
	return c, ok, err
}

// People lists those in a case that have an account, those who registered last first, to who looks at the people of its
// contest. Fault: NotFound.
func (s *Service) People(ctx context.Context, asking auth.Principal, id string, page auth.Page) (auth.Listed[auth.Account], error) {
	_, found, err := s.Case(ctx, asking, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "case: there is none with this id that is yours to see")
	}
	if err != nil {
		return auth.Listed[auth.Account]{}, err
	}
	return s.Store.CasePeople(ctx, id, page)
}

// Person gives somebody in a case, by their account, to who looks at the people of its contest.
func (s *Service) Person(ctx context.Context, asking auth.Principal, id, accountID string) (a auth.Account, found bool, err error) {
	if _, found, err = s.Case(ctx, asking, id); err != nil || !found {
		return a, false, err
	}
	return s.Store.CasePerson(ctx, id, accountID)
}

// looks tells whether somebody is an officer or auditor of a contest who looks at its people.
func (s *Service) looks(ctx context.Context, asking auth.Principal, contestID string) (ok bool, err error) {
	_, err = s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		c, err := tx.ContestByID(ctx, contestID)
		if err != nil {
			return err
		}
		if ok = has(officer, c, lookers) == nil; !ok {
			return nil
		}
		return s.side(ctx, tx, officer, c, people)
	})
	if fault.Of(err) == fault.Forbidden {
		return false, nil
	}
	return ok && err == nil, err
}

// Entries gives which entries the votes in cases are for, once voting is closed, to officers and auditors who look at the
// entries. Refusal: VOTING_NOT_CLOSED.
func (s *Service) Entries(ctx context.Context, asking auth.Principal, slug string) (all []scrutiny.SuspectEntry, err error) {
	var contest string
	_, err = s.officer(ctx, asking, slug, lookers, func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest) error {
		if voting, ok := c.Find(prize.Voting); !ok || !voting.IsClosed {
			return fault.Refuse("VOTING_NOT_CLOSED", "numbers of votes are seen once voting is closed", "contest")
		}
		contest = c.ID
		return s.side(ctx, tx, officer, c, entries)
	})
	if err != nil {
		return nil, err
	}
	return s.Store.SuspectEntries(ctx, contest)
}

// onCase runs an act of an officer who looks at the people of a case that is open.
func (s *Service) onCase(ctx context.Context, asking auth.Principal, id string, act func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest, of scrutiny.Case) error) (int64, error) {
	return s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		of, found, err := tx.Case(ctx, id)
		if err != nil {
			return err
		}
		unknown := fault.New(fault.NotFound, "input.case: there is no such case that is yours to decide")
		if !found {
			return unknown
		}
		officer, c, err := s.deciding(ctx, tx, asking, of.ContestID, unknown)
		if err != nil {
			return err
		}
		if of.State != scrutiny.CaseOpen {
			return fault.Refuse("DECIDED", "this case is decided", "case")
		}
		return act(ctx, tx, officer, c, of)
	})
}

// Dismiss closes a case: its votes count. Fault: BadUserInput about reason. Refusals: DECIDED, CERTIFIED.
func (s *Service) Dismiss(ctx context.Context, asking auth.Principal, id, reason string) (scrutiny.Case, error) {
	reason, err := foureyes.Reason(reason)
	if err != nil {
		return scrutiny.Case{}, err
	}
	if _, err := s.onCase(ctx, asking, id, func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest, of scrutiny.Case) error {
		if err := tx.DecideCase(ctx, of.ID, scrutiny.CaseDismissed, auth.ShortName(officer.AccountID), reason); err != nil {
			return err
		}
		return s.Desk.Audit(ctx, tx, officer, c.Scope(), "scrutiny.dismiss", "case "+of.ID, reason)
	}); err != nil {
		return scrutiny.Case{}, err
	}
	dismissed, _, err := s.Store.CaseByID(ctx, id)
	return dismissed, err
}
