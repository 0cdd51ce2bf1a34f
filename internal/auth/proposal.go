package auth

import (
	"encoding/json"
	"time"

	"rostrum/internal/fault"
)

// ProposalKind is what a proposal is about. Whoever carries it out knows its content.
type ProposalKind string

// ProposalState is where a proposal stands.
type ProposalState string

// The states of a proposal. It leaves ProposalPending once.
const (
	ProposalPending   ProposalState = "PENDING"
	ProposalConfirmed ProposalState = "CONFIRMED"
	ProposalRefused   ProposalState = "REFUSED"
	ProposalExpired   ProposalState = "EXPIRED"
)

// ProposalTTL is how long a second officer has.
const ProposalTTL = 24 * time.Hour

// Proposal is what an officer wants done in a contest that takes a second officer. Nothing of it holds before that.
type Proposal struct {
	ID         string
	ContestID  string
	Kind       ProposalKind
	Content    json.RawMessage // what is to be done, an object
	Reason     string
	ProposedBy string
	ProposedAt time.Time
	ExpiresAt  time.Time
	State      ProposalState
	DecidedBy  string
	DecidedAt  time.Time
	Alone      bool // one officer was enough by the settings
}

// Propose makes a proposal of an officer in a contest. Where one officer is enough, it is confirmed at once. Fault:
// Forbidden where the officer is no secretariat of the contest.
func Propose(officer Principal, scope Scope, kind ProposalKind, content json.RawMessage, reason string, oneIsEnough bool, now time.Time) (Proposal, error) {
	if err := Runs(officer, scope); err != nil {
		return Proposal{}, err
	}
	p := Proposal{
		ContestID: scope.ContestID, Kind: kind, Content: content, Reason: reason, ProposedBy: officer.AccountID, ProposedAt: now,
		ExpiresAt: now.Add(ProposalTTL), State: ProposalPending,
	}
	if oneIsEnough {
		p.State, p.DecidedBy, p.DecidedAt, p.Alone = ProposalConfirmed, officer.AccountID, now, true
	}
	return p, nil
}

// Confirm lets a second officer confirm a proposal. wasOfficer tells whether that officer had the secretariat of the
// contest when its voting opened, or whether voting has not opened yet. Faults: Forbidden for who is no second officer,
// Conflict where the proposal does not wait any more.
func (p Proposal) Confirm(second Principal, scope Scope, wasOfficer bool, now time.Time) (Proposal, error) {
	if err := p.waits(second, scope, now); err != nil {
		return Proposal{}, err
	}
	switch {
	case second.AccountID == p.ProposedBy:
		return Proposal{}, fault.New(fault.Forbidden, "this takes two officers: another one than proposed it has to confirm it")
	case !wasOfficer:
		return Proposal{}, fault.New(fault.Forbidden, "who became an officer after voting opened is no second officer in this contest")
	}
	p.State, p.DecidedBy, p.DecidedAt = ProposalConfirmed, second.AccountID, now
	return p, nil
}

// Refuse lets an officer refuse a proposal, also the one who made it. Faults: Forbidden, Conflict.
func (p Proposal) Refuse(officer Principal, scope Scope, now time.Time) (Proposal, error) {
	if err := p.waits(officer, scope, now); err != nil {
		return Proposal{}, err
	}
	p.State, p.DecidedBy, p.DecidedAt = ProposalRefused, officer.AccountID, now
	return p, nil
}

// Expire ends a proposal for which no second officer came in time.
func (p Proposal) Expire(now time.Time) (Proposal, bool) {
	if p.State != ProposalPending || now.Before(p.ExpiresAt) {
		return p, false
	}
	p.State, p.DecidedAt = ProposalExpired, now
	return p, true
}

func (p Proposal) waits(officer Principal, scope Scope, now time.Time) error {
	if err := Runs(officer, scope); err != nil {
		return err
	}
	if p.State != ProposalPending || !now.Before(p.ExpiresAt) {
		return fault.New(fault.Conflict, "proposal: it does not wait any more; look at its state")
	}
	return nil
}

// Runs refuses who is no secretariat of a contest, or of a whole forum where the scope names no contest. Fault:
// Forbidden.
func Runs(officer Principal, scope Scope) error {
	if !officer.HasFor(Secretariat, scope.ForumID, scope.ContestID) {
		return fault.New(fault.Forbidden, "only the secretariat of the contest may do this")
	}
	return nil
}
