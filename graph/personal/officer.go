package personal

import (
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/scalar"
)

// OrganisationClaim is that an account says to speak for an organisation.
type OrganisationClaim struct {
	view  *catalogue.View
	claim auth.OrganisationClaim
}

// NewOrganisationClaim shows a claim.
func NewOrganisationClaim(v *catalogue.View, c auth.OrganisationClaim) OrganisationClaim {
	return OrganisationClaim{v, c}
}

// IsNode marks an object with a global id.
func (OrganisationClaim) IsNode() {}

// ID gives the global id.
func (c OrganisationClaim) ID() string {
	return catalogue.GlobalID(catalogue.KindOrganisationClaim, c.claim.ID)
}

// Stakeholder gives the organisation.
func (c OrganisationClaim) Stakeholder() (catalogue.Stakeholder, error) {
	stakeholder, ok := c.view.StakeholderByKey(c.claim.StakeholderID)
	if !ok {
		return stakeholder, behind()
	}
	return stakeholder, nil
}

// State tells where it stands.
func (c OrganisationClaim) State() auth.ClaimState { return c.claim.State }

// ClaimedAt gives when it was made.
func (c OrganisationClaim) ClaimedAt() scalar.DateTime {
	return scalar.DateTime{Time: c.claim.ClaimedAt}
}

// Account gives who made it, shortened.
func (c OrganisationClaim) Account() string { return nameOf(c.claim.AccountID) }

// RoleAssignment is that somebody holds, held or is about to hold a role.
type RoleAssignment struct {
	view  *catalogue.View
	grant auth.Grant
}

// NewRoleAssignment shows an assignment.
func NewRoleAssignment(v *catalogue.View, g auth.Grant) RoleAssignment { return RoleAssignment{v, g} }

// IsNode marks an object with a global id.
func (RoleAssignment) IsNode() {}

// ID gives the global id.
func (a RoleAssignment) ID() string {
	return catalogue.GlobalID(catalogue.KindRoleAssignment, a.grant.ID)
}

// Account gives who has the role, shortened.
func (a RoleAssignment) Account() string { return nameOf(a.grant.AccountID) }

// Role gives the role.
func (a RoleAssignment) Role() auth.Role { return a.grant.Role }

// Forum gives the forum that it is for.
func (a RoleAssignment) Forum() (catalogue.Forum, bool) { return a.view.ForumByKey(a.grant.ForumID) }

// Contest gives the contest that it is for.
func (a RoleAssignment) Contest() (catalogue.Contest, bool) {
	return a.view.ContestByKey(a.grant.ContestID)
}

// GrantedAt gives when it was given or asked for.
func (a RoleAssignment) GrantedAt() scalar.DateTime { return scalar.DateTime{Time: a.grant.GrantedAt} }

// IsPending tells whether it waits for a second officer.
func (a RoleAssignment) IsPending() bool { return a.grant.Pending() }

// WithdrawnAt gives when it was withdrawn.
func (a RoleAssignment) WithdrawnAt() (scalar.DateTime, bool) {
	return scalar.DateTime{Time: a.grant.WithdrawnAt}, !a.grant.WithdrawnAt.IsZero()
}

// AuditEntry is an act of an officer.
type AuditEntry struct {
	view  *catalogue.View
	entry auth.AuditEntry
}

// NewAuditEntry shows an entry of the audit trail.
func NewAuditEntry(v *catalogue.View, e auth.AuditEntry) AuditEntry { return AuditEntry{v, e} }

// IsNode marks an object with a global id.
func (AuditEntry) IsNode() {}

// ID gives the global id.
func (e AuditEntry) ID() string { return catalogue.GlobalID(catalogue.KindAuditEntry, e.entry.ID) }

// At gives when it happened.
func (e AuditEntry) At() scalar.DateTime { return scalar.DateTime{Time: e.entry.At} }

// Actor tells who did it.
func (e AuditEntry) Actor() string { return e.entry.Actor }

// Action tells what was done.
func (e AuditEntry) Action() string { return e.entry.Action }

// Subject tells to whom or what.
func (e AuditEntry) Subject() string { return e.entry.Subject }

// Detail gives the particulars.
func (e AuditEntry) Detail() (string, bool) { return e.entry.Detail, e.entry.Detail != "" }

// Forum gives the forum that it was about as a whole.
func (e AuditEntry) Forum() (catalogue.Forum, bool) { return e.view.ForumByKey(e.entry.ForumID) }

// Contest gives the contest that it was about.
func (e AuditEntry) Contest() (catalogue.Contest, bool) {
	return e.view.ContestByKey(e.entry.ContestID)
}

// nameOf gives what officers call an account, also one that was deleted.
func nameOf(accountID string) string {
	if accountID == "" {
		return "deleted account"
	}
	return auth.ShortName(accountID)
}
