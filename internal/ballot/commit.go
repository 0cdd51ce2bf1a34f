package ballot

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
	"rostrum/internal/store"
)

// patience is how long a batch is tried before its clients are told to come back.
const patience = 5 * time.Second

// pauses are how long to wait before the next attempt where the database is away: the last one over and over.
var pauses = []time.Duration{10 * time.Millisecond, 50 * time.Millisecond, 250 * time.Millisecond}

// commit carries out a batch and answers its requests. What it knows nothing of is tried again: after a lost connection
// a commit may have come about, and then the next attempt finds its casts and gives their receipts. Where the batch as a
// whole is refused, by a race with another replica or by a disk that is full, each request is carried out by itself: one
// that repeats a call needs no room, and must not hear that its votes were not cast.
func (c *Caster) commit(ctx context.Context, batch []*pending) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answers, err := c.try(ctx, batch)
	for attempt := 0; again(err, batch, attempt) && pause(ctx, attempt); attempt++ {
		answers, err = c.try(ctx, batch)
	}
	if (isRefusal(err) || store.IsFull(err)) && len(batch) > 1 {
		for _, p := range batch {
			c.commit(ctx, []*pending{p})
		}
		return
	}
	for i, p := range batch {
		if err != nil {
			p.finish(Outcome{}, unavailable(err))
			continue
		}
		p.finish(answers[i].outcome, answers[i].err)
	}
}

// again tells whether a batch may do better in another attempt: as long as the database is away, and a few times where
// it refuses a single request, which it does for what another replica does at the same moment.
func again(err error, batch []*pending, attempt int) bool {
	switch {
	case err == nil || store.IsFull(err):
		return false
	case isRefusal(err):
		return len(batch) == 1 && attempt < 3
	}
	return true
}

// isRefusal tells whether an error means that the database answered and did not take a batch.
func isRefusal(err error) bool { return err != nil && fault.Of(err) != fault.Unavailable }

// pause waits before the next attempt, and tells whether there is time for one.
func pause(ctx context.Context, attempt int) bool {
	timer := time.NewTimer(pauses[min(attempt, len(pauses)-1)])
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// unavailable is what a client hears where the database failed: that it is full, and never more than that.
func unavailable(err error) error {
	if store.IsFull(err) {
		return fault.Wrap(fault.Unavailable, err, "the votes were not cast: the server's disk is full; try again later with the same key")
	}
	return fault.Wrap(fault.Unavailable, err, "the votes may not have been cast; try again with the same key")
}

type answer struct {
	outcome Outcome
	err     error
}

// try carries out a batch in one transaction.
func (c *Caster) try(ctx context.Context, batch []*pending) (answers []answer, err error) {
	err = c.store.Casting(ctx, func(ctx context.Context, tx *store.Tx) error {
		s, err := read(ctx, tx, batch)
		if err != nil {
			return err
		}
		answers = make([]answer, len(batch))
		for i, p := range batch {
			answers[i].outcome, answers[i].err = s.decide(p)
		}
		if len(s.casts) == 0 {
			return nil
		}
		s.order()
		if err := tx.AddCasts(ctx, s.casts, s.votes, s.changes); err != nil {
			return err
		}
		return tx.AddTraces(ctx, s.traces)
	})
	return answers, err
}

// state is what a batch is decided by, and what comes of it.
type state struct {
	now      time.Time
	voters   map[string]store.Voter // by session
	contests map[string]string      // slug → id
	polls    map[string]prize.Poll  // by contest
	earlier  map[store.CastKey]store.Cast
	voted    map[voterIn]map[string]store.VoteRow // by category

	casts          []store.Cast
	votes, changes []store.VoteRow
	traces         []store.Trace
}

type voterIn struct{ contest, voter string }

// read looks up everything that the batch needs. The clock is read behind the lock that a close takes, so that nothing
// is accepted at or after the close.
func read(ctx context.Context, tx *store.Tx, batch []*pending) (*state, error) {
	s := &state{voted: map[voterIn]map[string]store.VoteRow{}}
	sessions, slugs, projects := map[string]bool{}, map[string]bool{}, map[string]bool{}
	keys := make([]store.CastKey, len(batch))
	for i, p := range batch {
		sessions[p.request.SessionID], slugs[p.request.Contest] = true, true
		keys[i] = store.CastKey{AccountID: p.request.AccountID, Key: p.request.Key}
		for _, v := range p.request.Votes {
			projects[v.ProjectID] = true
		}
	}
	var err error
	if s.contests, err = tx.ContestIDs(ctx, sorted(slugs)); err != nil {
		return nil, err
	}
	contests := slices.Sorted(maps.Values(s.contests))
	if err := tx.HoldVoting(ctx, contests); err != nil {
		return nil, err
	}
	s.now = tx.Now()
	if s.voters, err = tx.Voters(ctx, sorted(sessions)); err != nil {
		return nil, err
	}
	if s.polls, err = tx.Polls(ctx, contests, sorted(projects)); err != nil {
		return nil, err
	}
	if err := s.readVotes(ctx, tx, contests); err != nil {
		return nil, err
	}
	// Last of all: whatever else was read may tell of a vote that another replica has just stored, and the call that cast
	// it must then be known too, or it would be refused where it is repeated.
	s.earlier, err = tx.Casts(ctx, keys)
	return s, err
}

func (s *state) readVotes(ctx context.Context, tx *store.Tx, contests []string) error {
	voters := map[string]bool{}
	for _, v := range s.voters {
		voters[v.VoterID] = true
	}
	rows, err := tx.Votes(ctx, contests, sorted(voters))
	for _, row := range rows {
		s.of(row.ContestID, row.VoterID)[row.CategoryID] = row
	}
	return err
}

// of gives the votes of a voter in a contest, by category.
func (s *state) of(contest, voter string) map[string]store.VoteRow {
	key := voterIn{contest, voter}
	if s.voted[key] == nil {
		s.voted[key] = map[string]store.VoteRow{}
	}
	return s.voted[key]
}

// states gives how votes stand, by category.
func states(voted map[string]store.VoteRow) map[string]prize.VoteState {
	all := make(map[string]prize.VoteState, len(voted))
	for category, v := range voted {
		all[category] = v.State
	}
	return all
}

// decide answers one request, and keeps what it casts for those behind it in the batch.
func (s *state) decide(p *pending) (Outcome, error) {
	r := p.request
	voter, ok := s.voters[r.SessionID]
	if !ok || voter.AccountID != r.AccountID {
		return Outcome{}, fault.New(fault.Unauthenticated, "the session has ended; sign in again")
	}
	key := store.CastKey{AccountID: r.AccountID, Key: r.Key}
	if before, ok := s.earlier[key]; ok {
		if before.RequestHash == p.hash {
			return Outcome{Receipts: receipts(before)}, nil
		}
		return refuse(prize.KeyReused, "this key was used for other votes", "idempotencyKey"), nil
	}
	contest, ok := s.contests[r.Contest]
	if !ok {
		return Outcome{}, fault.New(fault.NotFound, "input.contest: there is no such contest")
	}
	voted := s.of(contest, voter.VoterID)
	if refusals := s.polls[contest].Refuse(s.now, r.Votes, states(voted)); len(refusals) > 0 {
		return Outcome{Refusals: refusals}, nil
	}
	cast := store.Cast{AccountID: r.AccountID, Key: r.Key, RequestHash: p.hash, ContestID: contest, Votes: r.Votes, AcceptedAt: s.now}
	s.earlier[key] = cast
	s.casts = append(s.casts, cast)
	for _, v := range r.Votes {
		before, again := voted[v.CategoryID]
		row := store.VoteRow{
			ContestID: contest, VoterID: voter.VoterID, CategoryID: v.CategoryID, ProjectID: v.ProjectID, AcceptedAt: s.now, State: prize.VoteCast,
			Revision: before.Revision + 1,
		}
		voted[v.CategoryID] = s.keep(row, again || s.polls[contest].MayChange)
	}
	s.traces = append(s.traces, store.Trace{
		ContestID: contest, VoterID: voter.VoterID, Network: r.Network, MailDomain: scrutiny.DomainOf(voter.Email), SeenAt: p.at,
	})
	return Outcome{Receipts: receipts(cast)}, nil
}

// keep adds a vote to what is stored, and gives it as it is stored. Where votes may change, the last one of a batch
// stands, as the version behind what was there before the batch.
func (s *state) keep(row store.VoteRow, mayChange bool) store.VoteRow {
	if !mayChange {
		s.votes = append(s.votes, row)
		return row
	}
	for i, have := range s.changes {
		if have.ContestID == row.ContestID && have.VoterID == row.VoterID && have.CategoryID == row.CategoryID {
			row.Revision = have.Revision
			s.changes[i] = row
			return row
		}
	}
	s.changes = append(s.changes, row)
	return row
}

// order brings rows into the order of their keys, so that two batches never wait for each other.
func (s *state) order() {
	slices.SortFunc(s.casts, func(a, b store.Cast) int {
		return cmp.Or(strings.Compare(a.AccountID, b.AccountID), strings.Compare(a.Key, b.Key))
	})
	s.orderTraces()
	for _, votes := range [][]store.VoteRow{s.votes, s.changes} {
		slices.SortFunc(votes, func(a, b store.VoteRow) int {
			return cmp.Or(strings.Compare(a.ContestID, b.ContestID), strings.Compare(a.VoterID, b.VoterID), strings.Compare(a.CategoryID, b.CategoryID))
		})
	}
}

// orderTraces brings traces into the order of their keys too.
func (s *state) orderTraces() {
	slices.SortFunc(s.traces, func(a, b store.Trace) int {
		return cmp.Or(strings.Compare(a.ContestID, b.ContestID), strings.Compare(a.VoterID, b.VoterID), strings.Compare(a.Network, b.Network))
	})
}

func refuse(code prize.RefusalCode, text, field string) Outcome {
	return Outcome{Refusals: []prize.Refusal{{Code: code, Text: text, Path: []string{"input", field}}}}
}

func receipts(c store.Cast) []Receipt {
	out := make([]Receipt, len(c.Votes))
	for i, v := range c.Votes {
		out[i] = Receipt{v.CategoryID, v.ProjectID, c.AcceptedAt}
	}
	return out
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
