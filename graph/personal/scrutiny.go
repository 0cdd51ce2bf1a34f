package personal

import (
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/scrutiny"
)

// ScrutinyCase is what looks like fraud.
type ScrutinyCase struct {
	view *catalogue.View
	of   scrutiny.Case
}

// NewScrutinyCase shows a case.
func NewScrutinyCase(v *catalogue.View, c scrutiny.Case) ScrutinyCase { return ScrutinyCase{v, c} }

// IsNode marks an object with a global id.
func (ScrutinyCase) IsNode() {}

// ID gives the global id.
func (c ScrutinyCase) ID() string { return catalogue.GlobalID(catalogue.KindScrutinyCase, c.of.ID) }

// Contest gives the contest.
func (c ScrutinyCase) Contest() (catalogue.Contest, error) { return contestOf(c.view, c.of.ContestID) }

// Signal tells what was seen.
func (c ScrutinyCase) Signal() scrutiny.Signal { return c.of.Signal }

// Score tells how much it says.
func (c ScrutinyCase) Score() int { return c.of.Score }

// IsQuarantined tells whether that is enough.
func (c ScrutinyCase) IsQuarantined() bool { return c.of.IsQuarantined() }

// Voters counts the people.
func (c ScrutinyCase) Voters() int { return c.of.Voters }

// FoundAt gives when it was found, in forum time.
func (c ScrutinyCase) FoundAt() scalar.DateTime { return scalar.DateTime{Time: c.of.FoundAt} }

// State tells where it stands.
func (c ScrutinyCase) State() scrutiny.CaseState { return c.of.State }

// DecidedAt gives when it was decided.
func (c ScrutinyCase) DecidedAt() (scalar.DateTime, bool) { return instant(c.of.DecidedAt) }

// DecidedBy tells who decided it.
func (c ScrutinyCase) DecidedBy() (string, bool) { return c.of.DecidedBy, c.of.DecidedBy != "" }

// Reason tells why it was decided so.
func (c ScrutinyCase) Reason() (string, bool) { return c.of.Reason, c.of.Reason != "" }

// ScrutinyPerson is somebody in a case.
type ScrutinyPerson struct {
	caseID  string
	account auth.Account
}

// NewScrutinyPerson shows somebody in a case.
func NewScrutinyPerson(caseID string, a auth.Account) ScrutinyPerson {
	return ScrutinyPerson{caseID, a}
}

// IsNode marks an object with a global id.
func (ScrutinyPerson) IsNode() {}

// ID gives the global id, which holds the case too.
func (p ScrutinyPerson) ID() string {
	return catalogue.GlobalID(catalogue.KindScrutinyPerson, p.caseID+"."+p.account.ID)
}

// Email gives the address.
func (p ScrutinyPerson) Email() string { return p.account.Email }

// RegisteredAt gives when they registered.
func (p ScrutinyPerson) RegisteredAt() scalar.DateTime {
	return scalar.DateTime{Time: p.account.RegisteredAt}
}

// ScrutinyEntry is an entry that votes in cases are for.
type ScrutinyEntry struct {
	view *catalogue.View
	of   scrutiny.SuspectEntry
}

// ScrutinyEntries shows entries.
func ScrutinyEntries(v *catalogue.View, all []scrutiny.SuspectEntry) []ScrutinyEntry {
	shown := make([]ScrutinyEntry, len(all))
	for i, e := range all {
		shown[i] = ScrutinyEntry{v, e}
	}
	return shown
}

// Project gives the entry.
func (e ScrutinyEntry) Project() (catalogue.Project, error) {
	project, ok := e.view.ProjectByKey(e.of.ProjectID)
	if !ok {
		return project, behind()
	}
	return project, nil
}

// Signal tells what was seen.
func (e ScrutinyEntry) Signal() scrutiny.Signal { return e.of.Signal }

// Votes counts the votes that show it.
func (e ScrutinyEntry) Votes() int { return e.of.Votes }

// Appeal is an appeal, for officers.
type Appeal struct {
	view   *catalogue.View
	appeal prize.Appeal
}

// NewAppeal shows an appeal.
func NewAppeal(v *catalogue.View, a prize.Appeal) Appeal { return Appeal{v, a} }

// IsNode marks an object with a global id.
func (Appeal) IsNode() {}

// ID gives the global id.
func (a Appeal) ID() string { return catalogue.GlobalID(catalogue.KindAppeal, a.appeal.ID) }

// Contest gives the contest.
func (a Appeal) Contest() (catalogue.Contest, error) { return contestOf(a.view, a.appeal.ContestID) }

// Email gives the voter's address.
func (a Appeal) Email() (string, bool) { return a.appeal.Email, a.appeal.Email != "" }

// Text gives what the voter wrote.
func (a Appeal) Text() string { return a.appeal.Text }

// MadeAt gives when, in forum time.
func (a Appeal) MadeAt() scalar.DateTime { return scalar.DateTime{Time: a.appeal.AppealedAt} }

// State tells where it stands.
func (a Appeal) State() prize.AppealState { return a.appeal.State }

// DecidedAt gives when it was decided.
func (a Appeal) DecidedAt() (scalar.DateTime, bool) { return instant(a.appeal.DecidedAt) }

// Reason tells why it was decided so.
func (a Appeal) Reason() (string, bool) { return a.appeal.Reason, a.appeal.Reason != "" }

type (
	// ScrutinyCaseConnection is a page of cases.
	ScrutinyCaseConnection = Connection[ScrutinyCase]
	// ScrutinyCaseEdge is a case on a page.
	ScrutinyCaseEdge = Edge[ScrutinyCase]
	// ScrutinyPersonConnection is a page of people in a case.
	ScrutinyPersonConnection = Connection[ScrutinyPerson]
	// ScrutinyPersonEdge is somebody on a page.
	ScrutinyPersonEdge = Edge[ScrutinyPerson]
	// AppealConnection is a page of appeals.
	AppealConnection = Connection[Appeal]
	// AppealEdge is an appeal on a page.
	AppealEdge = Edge[Appeal]
)
