package personal

import (
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// BallotCategoryState is how a vote stands, in the words of the public contract.
type BallotCategoryState string

// BallotVoid is why a vote is void, for its voter.
type BallotVoid struct{ void prize.Void }

// Code tells why.
func (v BallotVoid) Code() prize.VoidReason { return v.void.Reason }

// Clause gives the clause of the rules.
func (v BallotVoid) Clause() string { return v.void.Clause }

// VoidedAt gives when, in forum time.
func (v BallotVoid) VoidedAt() scalar.DateTime { return scalar.DateTime{Time: v.void.VoidedAt} }

// AppealUntil gives until when the voter can appeal.
func (v BallotVoid) AppealUntil() (scalar.DateTime, bool) { return instant(v.void.AppealUntil) }

// Appeal gives the voter's appeal.
func (v BallotVoid) Appeal() (BallotAppeal, bool) {
	if v.void.Appeal == nil {
		return BallotAppeal{}, false
	}
	return BallotAppeal{*v.void.Appeal}, true
}

// BallotAppeal is an appeal, for its voter.
type BallotAppeal struct{ appeal prize.Appeal }

// Text gives what the voter wrote.
func (a BallotAppeal) Text() string { return a.appeal.Text }

// AppealedAt gives when, in forum time.
func (a BallotAppeal) AppealedAt() scalar.DateTime { return scalar.DateTime{Time: a.appeal.AppealedAt} }

// State tells where it stands.
func (a BallotAppeal) State() prize.AppealState { return a.appeal.State }

// DecidedAt gives when it was decided.
func (a BallotAppeal) DecidedAt() (scalar.DateTime, bool) { return instant(a.appeal.DecidedAt) }

// Reason tells why it was decided so.
func (a BallotAppeal) Reason() (string, bool) { return a.appeal.Reason, a.appeal.Reason != "" }
