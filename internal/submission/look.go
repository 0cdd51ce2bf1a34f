package submission

import (
	"context"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
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
// all of it, its jury what is eligible or has come further. Fault: NotFound about contest for everybody else.
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
	return s.store.Entries(ctx, scope.ContestID, store.EntryFilter{States: states, CategoryID: categoryID}, page)
}

// Entry gives an entry to those who speak for its organisation, and to those who see it in Entries.
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
	return e, true, nil
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
	case p.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID), p.HasFor(auth.Auditor, scope.ForumID, scope.ContestID):
		return nil, true
	case p.HasFor(auth.Jury, scope.ForumID, scope.ContestID):
		return judged, true
	}
	return nil, false
}

// Findings gives what the checks find of an entry at this moment, but for the time, so that entrants can mend it before
// they submit.
func (s *Service) Findings(ctx context.Context, e entry.Entry) ([]entry.Finding, error) {
	facts, err := s.store.EntryFacts(ctx, e)
	if err != nil {
		return nil, err
	}
	return e.Find(entry.Known{Contest: facts.Contest, Rivals: facts.Rivals, Winners: facts.Winners}), nil
}
