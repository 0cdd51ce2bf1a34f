// Package auth holds the rules of who is asking: addresses and voters, accounts, sessions, roles and who may give them.
package auth

import (
	"slices"
	"strings"
	"time"
)

// Role is what somebody may do.
type Role string

// The roles of the public contract.
const (
	// Stakeholder is everybody who is signed in; it is never granted and never withdrawn.
	Stakeholder Role = "STAKEHOLDER"
	// Jury judges projects in the expert group.
	Jury Role = "JURY"
	// Facilitator facilitates an Action Line.
	Facilitator Role = "FACILITATOR"
	// Secretariat runs the forum and the prizes, and grants roles.
	Secretariat Role = "SECRETARIAT"
	// Auditor reads what officers did, and changes nothing.
	Auditor Role = "AUDITOR"
)

// Roles gives all roles in the order of the public contract.
func Roles() []Role { return []Role{Stakeholder, Jury, Facilitator, Secretariat, Auditor} }

// IsRole tells whether a role is one of the contract.
func (r Role) IsRole() bool { return slices.Contains(Roles(), r) }

// TakesTwo tells whether a second officer has to confirm that somebody gets the role.
func (r Role) TakesTwo() bool { return r == Secretariat || r == Auditor || r == Jury }

// State is how an account stands.
type State string

// The states of an account. A deleted one is an empty shell, without voter, address and language.
const (
	Active   State = "ACTIVE"
	Disabled State = "DISABLED"
	Deleted  State = "DELETED"
)

// Account is somebody who has confirmed an address.
type Account struct {
	ID      string
	VoterID string // who it votes as; the same for every account that one address ever had
	Email   string // as its owner writes it
	// AddressKey is the canonical form of the address, which no two accounts share.
	AddressKey   string
	Language     string // of mail, a BCP 47 tag
	State        State
	RegisteredAt time.Time
	DeletedAt    time.Time // zero where it is not
}

// Session is a device or program that is signed in.
type Session struct {
	ID         string
	AccountID  string
	NetworkTag string // a keyed hash of the network that it signed in from; empty where it came from the command line
	StartedAt  time.Time
	LastSeenAt time.Time
	EndedAt    time.Time // zero while it lasts
}

// Principal is who is asking: an account in a session that has not ended, with the roles that hold at this moment.
type Principal struct {
	AccountID string
	VoterID   string
	SessionID string
	Email     string
	Language  string
	Grants    []Grant // those in force; Stakeholder is not among them, since everybody is one
}

// Has tells whether the principal holds a role for anything at all.
func (p Principal) Has(role Role) bool {
	return role == Stakeholder || slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.Role == role && g.InForce() })
}

// HasFor tells whether the principal holds a role for a contest (with its forum), for a whole forum (contestID empty),
// or for everything (both empty). A role for everything holds for each forum, one for a forum for its contests.
func (p Principal) HasFor(role Role, forumID, contestID string) bool {
	return role == Stakeholder || slices.ContainsFunc(p.Grants, func(g Grant) bool {
		return g.Role == role && g.InForce() && g.Covers(forumID, contestID)
	})
}

// Reach is what somebody may look into: everything, or whole forums with their contests, and single contests.
type Reach struct {
	Everything bool
	ForumIDs   []string // in order, each once; none where it is everything, as with ContestIDs
	ContestIDs []string
}

// Reach tells into what one of some roles, each of which is granted, lets the principal look.
func (p Principal) Reach(roles ...Role) Reach {
	var r Reach
	for _, g := range p.Grants {
		switch {
		case !g.InForce() || !slices.Contains(roles, g.Role):
		case g.ContestID != "":
			r.ContestIDs = append(r.ContestIDs, g.ContestID)
		case g.ForumID != "":
			r.ForumIDs = append(r.ForumIDs, g.ForumID)
		default:
			return Reach{Everything: true}
		}
	}
	return Reach{ForumIDs: inOrder(r.ForumIDs), ContestIDs: inOrder(r.ContestIDs)}
}

// Covers tells whether what may be looked into includes a contest of a forum, a whole forum, or everything.
func (r Reach) Covers(s Scope) bool {
	return r.Everything || slices.Contains(r.ForumIDs, s.ForumID) || slices.Contains(r.ContestIDs, s.ContestID)
}

func inOrder(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// CommandLine is what stands where an account would for an act at the command line.
const CommandLine = "command line"

// ShortName is what officers and the audit trail call an account: enough to tell accounts apart, and no way to an
// address.
func ShortName(accountID string) string {
	if accountID == "" || accountID == CommandLine {
		return accountID
	}
	return "account " + accountID[strings.LastIndexByte(accountID, '-')+1:]
}

// AuditEntry is an act of an officer, as the audit trail keeps it.
type AuditEntry struct {
	ID      string
	At      time.Time
	Actor   string // ShortName of an account, or CommandLine
	Action  string // like role.grant
	Subject string
	Detail  string // empty where there is none
	// ForumID and ContestID say what it was about, as a Grant has them; both are empty where it was about an account or
	// the house.
	ForumID   string
	ContestID string
}
