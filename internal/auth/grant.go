package auth

import (
	"time"

	"rostrum/internal/fault"
)

// Grant is that an account holds, held or is about to hold a role: for everything, for one forum or for one contest.
type Grant struct {
	ID          string
	AccountID   string
	Role        Role
	ForumID     string // empty where it is not for one forum
	ContestID   string // empty where it is not for one contest; ForumID is empty then
	GrantedBy   string // an account, or CommandLine
	ConfirmedBy string // the same; empty while it waits for a second officer
	// Alone says that one officer was enough: by the role, by the setting, or from the command line.
	Alone       bool
	GrantedAt   time.Time
	ConfirmedAt time.Time
	WithdrawnAt time.Time
}

// InForce tells whether the grant gives rights: it is confirmed and not withdrawn.
func (g Grant) InForce() bool { return !g.ConfirmedAt.IsZero() && g.WithdrawnAt.IsZero() }

// Pending tells whether the grant waits for a second officer.
func (g Grant) Pending() bool { return g.ConfirmedAt.IsZero() && g.WithdrawnAt.IsZero() }

// Covers tells whether what the grant is for includes a contest of a forum, a whole forum, or everything, as HasFor
// has them.
func (g Grant) Covers(forumID, contestID string) bool {
	switch {
	case g.ContestID != "":
		return g.ContestID == contestID
	case g.ForumID != "":
		return g.ForumID == forumID
	}
	return true
}

// Scope is what a role is for: everything where both are empty. A contest comes with its forum.
type Scope struct{ ForumID, ContestID string }

// Narrowest gives a scope as grants and acts keep it: a contest stands without its forum.
func (s Scope) Narrowest() (forumID, contestID string) {
	if s.ContestID != "" {
		return "", s.ContestID
	}
	return s.ForumID, ""
}

// Give makes the grant of a role to an account. It waits for a second officer where the role takes two, unless one is
// enough by the settings. Faults: Forbidden where the officer is no secretariat for all that the role is for,
// BadUserInput for a role that is not granted.
func Give(officer Principal, accountID string, role Role, scope Scope, oneIsEnough bool, now time.Time) (Grant, error) {
	if err := mayBeGiven(role); err != nil {
		return Grant{}, err
	}
	if err := decides(officer, scope); err != nil {
		return Grant{}, err
	}
	g := newGrant(accountID, role, scope, officer.AccountID, now)
	if oneIsEnough || !role.TakesTwo() {
		g.Alone, g.ConfirmedBy, g.ConfirmedAt = true, g.GrantedBy, now
	}
	return g, nil
}

// GiveFromCommandLine makes a grant by whoever runs the program, for everything and in force at once. Fault:
// BadUserInput for a role that is not granted.
func GiveFromCommandLine(accountID string, role Role, now time.Time) (Grant, error) {
	g := newGrant(accountID, role, Scope{}, CommandLine, now)
	g.Alone, g.ConfirmedBy, g.ConfirmedAt = true, CommandLine, now
	return g, mayBeGiven(role)
}

func newGrant(accountID string, role Role, scope Scope, by string, now time.Time) Grant {
	g := Grant{AccountID: accountID, Role: role, GrantedBy: by, GrantedAt: now}
	g.ForumID, g.ContestID = scope.Narrowest()
	return g
}

// Confirm puts a grant in force by a second officer. Faults: Forbidden where that officer is no secretariat for all
// that the role is for, and where it is the first officer or whoever gets the role; Conflict for a grant that does not
// wait.
func (g Grant) Confirm(second Principal, scope Scope, now time.Time) (Grant, error) {
	if err := decides(second, scope); err != nil {
		return Grant{}, err
	}
	switch {
	case !g.WithdrawnAt.IsZero():
		return Grant{}, fault.New(fault.Conflict, "assignment: was withdrawn")
	case !g.ConfirmedAt.IsZero():
		return Grant{}, fault.New(fault.Conflict, "assignment: is confirmed already")
	case second.AccountID == g.GrantedBy:
		return Grant{}, fault.New(fault.Forbidden, "the role takes two officers: another one than gave it has to confirm it")
	case second.AccountID == g.AccountID:
		return Grant{}, fault.New(fault.Forbidden, "nobody confirms a role for themselves")
	}
	g.ConfirmedBy, g.ConfirmedAt = second.AccountID, now
	return g, nil
}

// Withdraw ends a grant, also one that waits. Faults: Forbidden where the officer is no secretariat for all that the
// role is for, Conflict for one that was withdrawn.
func (g Grant) Withdraw(officer Principal, scope Scope, now time.Time) (Grant, error) {
	if err := decides(officer, scope); err != nil {
		return Grant{}, err
	}
	if !g.WithdrawnAt.IsZero() {
		return Grant{}, fault.New(fault.Conflict, "assignment: was withdrawn")
	}
	g.WithdrawnAt = now
	return g, nil
}

func mayBeGiven(role Role) error {
	if !role.IsRole() || role == Stakeholder {
		return fault.BadInput("role", "must be JURY, FACILITATOR, SECRETARIAT or AUDITOR; everybody who is signed in is a stakeholder")
	}
	return nil
}

// decides refuses an officer who is no secretariat for all of a scope: nobody grants beyond their own.
func decides(officer Principal, scope Scope) error {
	if !officer.HasFor(Secretariat, scope.ForumID, scope.ContestID) {
		return fault.New(fault.Forbidden, "only the secretariat of all that the role is for may do this")
	}
	return nil
}
