// Package personal is what the schema shows to some only: handles on who is asking, on a ballot, and on what officers
// see. They stand beside the catalogue's handles and take public objects from the same view.
package personal

import (
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/scalar"
)

// Viewer is who is asking.
type Viewer struct {
	View      *catalogue.View
	Principal auth.Principal
}

// Email gives the address.
func (v Viewer) Email() string { return v.Principal.Email }

// Language gives the language of mail.
func (v Viewer) Language() scalar.LanguageTag { return scalar.LanguageTag(v.Principal.Language) }

// Roles gives the roles that hold at this moment, the one that everybody has first.
func (v Viewer) Roles() []RoleGrant {
	roles := []RoleGrant{{v.View, auth.Grant{Role: auth.Stakeholder}}}
	for _, g := range v.Principal.Grants {
		roles = append(roles, RoleGrant{v.View, g})
	}
	return roles
}

// RoleGrant is a role that whoever is asking holds.
type RoleGrant struct {
	view  *catalogue.View
	grant auth.Grant
}

// Role gives the role.
func (g RoleGrant) Role() auth.Role { return g.grant.Role }

// Forum gives the forum that it is for.
func (g RoleGrant) Forum() (catalogue.Forum, bool) { return g.view.ForumByKey(g.grant.ForumID) }

// Contest gives the contest that it is for.
func (g RoleGrant) Contest() (catalogue.Contest, bool) {
	return g.view.ContestByKey(g.grant.ContestID)
}

// Session is a device or program that is signed in.
type Session struct {
	session auth.Session
	current bool
}

// NewSession shows a session to who is asking.
func NewSession(s auth.Session, asking auth.Principal) Session {
	return Session{s, s.ID == asking.SessionID}
}

// IsNode marks an object with a global id.
func (Session) IsNode() {}

// ID gives the global id.
func (s Session) ID() string {
	return catalogue.GlobalID(catalogue.KindAccountSession, s.session.ID)
}

// StartedAt gives when it signed in.
func (s Session) StartedAt() scalar.DateTime { return scalar.DateTime{Time: s.session.StartedAt} }

// LastSeenAt gives when it last got a new token.
func (s Session) LastSeenAt() scalar.DateTime { return scalar.DateTime{Time: s.session.LastSeenAt} }

// IsCurrent tells whether it is the one that is asking.
func (s Session) IsCurrent() bool { return s.current }

// behind is what is said of an object that the database has and this replica's catalogue has not, which is over within
// a second.
func behind() error {
	return fault.New(fault.Unavailable, "this server has not caught up yet; try again in a moment")
}
