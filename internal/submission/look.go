package submission

import (
	"context"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// judged are the states of an entry that the expert group sees.
var judged = []entry.State{entry.Eligible, entry.Nominated, entry.Champion, entry.Winner}

// EntriesOf gives the entries in a contest of the organisations that who asks speaks for, the oldest first; none where
// there is no such contest.
func (s *Service) EntriesOf(ctx context.Context, asking auth.Principal, contest string) ([]entry.Entry, error) {
	scope, found, err := s.store.ContestScope(ctx, contest)
	if err != nil || !found {
		return nil, err
	}
	return s.store.EntriesFor(ctx, asking.AccountID, scope.ContestID)
}

// Entries lists what was submitted to a contest, what came last first. The secretariat and auditors of the contest see
// all of it, its jury what is eligible or has come further, without what a round of nomination hides. Fault: NotFound about contest for everybody else.
func (s *Service) Entries(ctx context.Context, asking auth.Principal, contest string, state entry.State, categoryID string, page auth.Page) (auth.Listed[entry.Entry], error) {
	var none auth.Listed[entry.Entry]
	scope, found, err := s.store.ContestScope(ctx, contest)
	if err != nil {
		return none, err
	}
	states, may := seenBy(asking, scope)
	if !found || !may {
		return none, fault.New(fault.NotFound, "contest: there is none with this short name whose entries you may see")
	}
	if state != "" {
		if states != nil && !slices.Contains(states, state) {
			return none, nil
		}
		states = []entry.State{state}
	}
	list, err := s.store.Entries(ctx, scope.ContestID, store.EntryFilter{States: states, CategoryID: categoryID}, page)
	if err != nil || seesAll(asking, scope) {
		return list, err
	}
	own, err := s.store.SpokenFor(ctx, asking.AccountID)
	if err != nil {
		return none, err
	}
	hides, err := s.hides(ctx, scope.ContestID)
	if err != nil {
		return none, err
	}
	for i, e := range list.Items {
		if !slices.Contains(own, e.StakeholderID) {
			list.Items[i] = e.Without(hides)
		}
	}
	return list, nil
}

// Entry gives an entry to those who speak for its organisation, and to those who see it in Entries, as they see it there.
func (s *Service) Entry(ctx context.Context, asking auth.Principal, id string) (entry.Entry, bool, error) {
	e, found, isOwn, err := s.store.EntryByID(ctx, id, asking.AccountID)
	if err != nil || !found || isOwn {
		return e, found, err
	}
	scope, err := s.store.ScopeOfContest(ctx, e.ContestID)
	if err != nil {
		return entry.Entry{}, false, err
	}
	if !sees(asking, scope, e) {
		return entry.Entry{}, false, nil
	}
	if seesAll(asking, scope) {
		return e, true, nil
	}
	hides, err := s.hides(ctx, e.ContestID)
	if err != nil {
		return entry.Entry{}, false, err
	}
	return e.Without(hides), true, nil
}

// seesAll tells whether somebody reads all of an entry that they see: the jury alone judges blind.
func seesAll(p auth.Principal, scope auth.Scope) bool {
	return p.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) || p.HasFor(auth.Auditor, scope.ForumID, scope.ContestID)
}

// hides gives the parts of entries that the nomination of a contest hides from its jury.
func (s *Service) hides(ctx context.Context, contestID string) ([]prize.EntryPart, error) {
	rounds, err := s.store.Rounds(ctx, contestID)
	for _, r := range rounds {
		if r.Kind == jury.Nomination {
			return r.Hides, err
		}
	}
	return nil, err
}

// hidden gives the parts of the entry of an act that who asks does not read.
func hidden(ctx context.Context, a asked) ([]prize.EntryPart, error) {
	if seesAll(a.who, auth.Scope{ForumID: a.contest.ForumID, ContestID: a.contest.ID}) {
		return nil, nil
	}
	if own, err := owns(ctx, a.tx, a.who, a.entry.StakeholderID); err != nil || own {
		return nil, err
	}
	r, _, err := a.tx.Round(ctx, a.contest.ID, jury.Nomination)
	return r.Hides, err
}

// sees tells whether somebody sees an entry by a role: an entry that was never submitted is seen by nobody but its
// entrants.
func sees(p auth.Principal, scope auth.Scope, e entry.Entry) bool {
	states, may := seenBy(p, scope)
	return may && !e.SubmittedAt.IsZero() && (states == nil || slices.Contains(states, e.State))
}

// seenBy gives the states of entries of a contest that somebody sees: nil for all that were submitted.
func seenBy(p auth.Principal, scope auth.Scope) (states []entry.State, may bool) {
	switch {
	case seesAll(p, scope):
		return nil, true
	case p.HasFor(auth.Jury, scope.ForumID, scope.ContestID):
		return judged, true
	}
	return nil, false
}

// Findings gives what the checks find of an entry at this moment, but for the time, so that entrants can mend it before
// they submit. To those who do not read all of it it gives none: what is found would tell of the rest.
func (s *Service) Findings(ctx context.Context, e entry.Entry) ([]entry.Finding, error) {
	if len(e.Hidden) > 0 {
		return nil, nil
	}
	facts, err := s.store.EntryFacts(ctx, e)
	if err != nil {
		return nil, err
	}
	return e.Find(entry.Known{Contest: facts.Contest, Rivals: facts.Rivals, Winners: facts.Winners}), nil
}
