// Package changelog names what a committed change to something public is. There is one sequence, and it is commit
// order.
package changelog

import "time"

// Entity is a kind of aggregate that changes as one.
type Entity string

// The aggregates.
const (
	Country     Entity = "country"     // by code
	Kind        Entity = "kind"        // by code
	ActionLine  Entity = "action_line" // by id
	Goal        Entity = "goal"        // by id
	Matrix      Entity = "matrix"      // by version
	Stakeholder Entity = "stakeholder" // by id
	Person      Entity = "person"      // by id
	Forum       Entity = "forum"       // by id
	Session     Entity = "session"     // by id
	Contest     Entity = "contest"     // by id
	Project     Entity = "project"     // by id
)

// Action is what happened to it.
type Action string

// The actions, as the public sees them: a draft that is published is created, a session that is withdrawn is removed.
const (
	Created   Action = "CREATED"
	Updated   Action = "UPDATED"
	Cancelled Action = "CANCELLED"
	Removed   Action = "REMOVED"
)

// Change is one row of the log.
type Change struct {
	Seq      int64
	At       time.Time // forum time
	ForumID  string    // empty for what belongs to no forum
	Entity   Entity
	ID       string
	Revision int64
	Action   Action
	Fields   []string // the fields that changed, sorted; empty for Created and Removed
}
