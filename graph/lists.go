package graph

import (
	"context"
	"time"

	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
)

// RoleAssignments lists who holds or has held which role.
func (q query) RoleAssignments(ctx context.Context, role *auth.Role, isPending *bool, first *int, after *string, last *int, before *string) (personal.RoleAssignmentConnection, error) {
	var wanted auth.Role
	list := "roleAssignments"
	if role != nil {
		wanted = *role
		list += "/" + string(wanted)
	}
	if isPending != nil {
		list += map[bool]string{true: "/pending", false: "/settled"}[*isPending]
	}
	return page(ctx, list, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[auth.Grant], error) {
			return q.Accounts.Assignments(ctx, p, wanted, isPending, page)
		},
		func(g auth.Grant) (time.Time, string) { return g.GrantedAt, g.ID },
		func(g auth.Grant) personal.RoleAssignment { return personal.NewRoleAssignment(view(ctx), g) })
}

// OrganisationClaims lists who says to speak for which organisation.
func (q query) OrganisationClaims(ctx context.Context, state *auth.ClaimState, first *int, after *string, last *int, before *string) (personal.OrganisationClaimConnection, error) {
	var wanted auth.ClaimState
	list := "organisationClaims"
	if state != nil {
		wanted = *state
		list += "/" + string(wanted)
	}
	return page(ctx, list, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[auth.OrganisationClaim], error) {
			return q.Accounts.Claims(ctx, p, wanted, page)
		},
		func(c auth.OrganisationClaim) (time.Time, string) { return c.ClaimedAt, c.ID },
		func(c auth.OrganisationClaim) personal.OrganisationClaim {
			return personal.NewOrganisationClaim(view(ctx), c)
		})
}

// AuditTrail lists what officers did.
func (q query) AuditTrail(ctx context.Context, contest *string, first *int, after *string, last *int, before *string) (personal.AuditEntryConnection, error) {
	list := "auditTrail"
	if contest != nil {
		list += "/" + *contest
	}
	return page(ctx, list, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[auth.AuditEntry], error) {
			return q.Accounts.AuditTrail(ctx, p, contest, page)
		},
		func(e auth.AuditEntry) (time.Time, string) { return e.At, e.ID },
		func(e auth.AuditEntry) personal.AuditEntry { return personal.NewAuditEntry(view(ctx), e) })
}

// page reads a page of a list that the database holds. The name of the list holds its filters, so that a cursor is good
// where it came from only.
func page[S, T any](ctx context.Context, list string, arguments personal.Arguments, read func(auth.Principal, auth.Page) (auth.Listed[S], error),
	at func(S) (time.Time, string), show func(S) T) (personal.Connection[T], error) {
	p, err := asking(ctx)
	if err != nil {
		return personal.Connection[T]{}, err
	}
	asked, err := arguments.Read(list)
	if err != nil {
		return personal.Connection[T]{}, err
	}
	got, err := read(p, asked)
	return personal.NewConnection(list, asked, got, at, show), err
}

// personalNode finds an object that only some may see, for who is asking. For everybody else it is as if there were
// none.
func (q query) personalNode(ctx context.Context, kind catalogue.Kind, key string) (catalogue.Node, error) {
	p := known(ctx)
	if p == nil {
		return nil, nil
	}
	switch kind {
	case catalogue.KindAccountSession:
		session, found, err := q.Accounts.Session(ctx, *p, key)
		return node(found, err, personal.NewSession(session, *p))
	case catalogue.KindOrganisationClaim:
		claim, found, err := q.Accounts.Claim(ctx, *p, key)
		return node(found, err, personal.NewOrganisationClaim(view(ctx), claim))
	case catalogue.KindRoleAssignment:
		grant, found, err := q.Accounts.Assignment(ctx, *p, key)
		return node(found, err, personal.NewRoleAssignment(view(ctx), grant))
	case catalogue.KindAuditEntry:
		entry, found, err := q.Accounts.AuditEntry(ctx, *p, key)
		return node(found, err, personal.NewAuditEntry(view(ctx), entry))
	case catalogue.KindEntry:
		e, found, err := q.Resolver.Entries.Entry(ctx, *p, key)
		return node(found, err, personal.NewEntry(view(ctx), e))
	case catalogue.KindProposal:
		proposal, found, err := q.Resolver.Proposals.Proposal(ctx, *p, key)
		return node(found, err, personal.NewProposal(view(ctx), proposal))
	case catalogue.KindJuror, catalogue.KindAssignment, catalogue.KindCriterion:
		return q.juryNode(ctx, *p, kind, key)
	case catalogue.KindScrutinyCase, catalogue.KindScrutinyPerson, catalogue.KindAppeal:
		return q.scrutinyNode(ctx, *p, kind, key)
	case catalogue.KindVoteCount:
		count, found, err := q.Returning.VoteCount(ctx, *p, key)
		return node(found, err, personal.NewVoteCount(view(ctx), count))
	}
	return nil, nil
}

func node(found bool, err error, n catalogue.Node) (catalogue.Node, error) {
	if !found || err != nil {
		return nil, err
	}
	return n, nil
}
