package graph

import (
	"context"
	"strings"
	"time"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
)

// Scrutiny is how officers look after the public vote, and voters appeal. Its errors are faults and *fault.Refusal.
type Scrutiny interface {
	Cases(ctx context.Context, p auth.Principal, contest string, page auth.Page) (auth.Listed[scrutiny.Case], error)
	Case(ctx context.Context, p auth.Principal, id string) (scrutiny.Case, bool, error)
	People(ctx context.Context, p auth.Principal, caseID string, page auth.Page) (auth.Listed[auth.Account], error)
	Person(ctx context.Context, p auth.Principal, caseID, accountID string) (auth.Account, bool, error)
	Entries(ctx context.Context, p auth.Principal, contest string) ([]scrutiny.SuspectEntry, error)
	Dismiss(ctx context.Context, p auth.Principal, caseID, reason string) (scrutiny.Case, error)
	Void(ctx context.Context, p auth.Principal, caseID string, code prize.VoidReason, clause string, appealUntil time.Time, reason string) (auth.Proposal, error)
	Appeal(ctx context.Context, p auth.Principal, contest, text string) error
	Appeals(ctx context.Context, p auth.Principal, contest string, page auth.Page) (auth.Listed[prize.Appeal], error)
	AppealByID(ctx context.Context, p auth.Principal, id string) (prize.Appeal, bool, error)
	Decide(ctx context.Context, p auth.Principal, appealID string, isUpheld bool, reason string) (auth.Proposal, error)
	ChangeNominee(ctx context.Context, p auth.Principal, contest, projectID, categoryID, reason string) (auth.Proposal, int64, error)
}

// ScrutinyCases lists what looks like fraud.
func (q query) ScrutinyCases(ctx context.Context, contest string, first *int, after *string, last *int, before *string) (personal.ScrutinyCaseConnection, error) {
	return page(ctx, "scrutinyCases/"+contest, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[scrutiny.Case], error) {
			return q.Scrutiny.Cases(ctx, p, contest, page)
		},
		func(c scrutiny.Case) (time.Time, string) { return c.FoundAt, c.ID },
		func(c scrutiny.Case) personal.ScrutinyCase { return personal.NewScrutinyCase(view(ctx), c) })
}

// ScrutinyPeople lists the people in a case.
func (q query) ScrutinyPeople(ctx context.Context, caseID string, first *int, after *string, last *int, before *string) (personal.ScrutinyPersonConnection, error) {
	key, err := catalogue.Key(catalogue.KindScrutinyCase, "case", caseID)
	if err != nil {
		return personal.ScrutinyPersonConnection{}, err
	}
	return page(ctx, "scrutinyPeople/"+key, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[auth.Account], error) {
			return q.Scrutiny.People(ctx, p, key, page)
		},
		func(a auth.Account) (time.Time, string) { return a.RegisteredAt, a.ID },
		func(a auth.Account) personal.ScrutinyPerson { return personal.NewScrutinyPerson(key, a) })
}

// ScrutinyEntries gives the entries that votes in cases are for.
func (q query) ScrutinyEntries(ctx context.Context, contest string) ([]personal.ScrutinyEntry, error) {
	p, err := asking(ctx)
	if err != nil {
		return nil, err
	}
	all, err := q.Scrutiny.Entries(ctx, p, contest)
	if err != nil {
		return nil, refused(err)
	}
	return personal.ScrutinyEntries(view(ctx), all), nil
}

// Appeals lists the appeals in a contest.
func (q query) Appeals(ctx context.Context, contest string, first *int, after *string, last *int, before *string) (personal.AppealConnection, error) {
	return page(ctx, "appeals/"+contest, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[prize.Appeal], error) {
			return q.Scrutiny.Appeals(ctx, p, contest, page)
		},
		func(a prize.Appeal) (time.Time, string) { return a.AppealedAt, a.ID },
		func(a prize.Appeal) personal.Appeal { return personal.NewAppeal(view(ctx), a) })
}

// scrutinyNode finds an object of scrutiny for who is asking.
func (q query) scrutinyNode(ctx context.Context, p auth.Principal, kind catalogue.Kind, key string) (catalogue.Node, error) {
	switch kind {
	case catalogue.KindScrutinyCase:
		c, found, err := q.Scrutiny.Case(ctx, p, key)
		return node(found, err, personal.NewScrutinyCase(view(ctx), c))
	case catalogue.KindScrutinyPerson:
		caseID, accountID, _ := strings.Cut(key, ".")
		a, found, err := q.Scrutiny.Person(ctx, p, caseID, accountID)
		return node(found, err, personal.NewScrutinyPerson(caseID, a))
	}
	a, found, err := q.Scrutiny.AppealByID(ctx, p, key)
	return node(found, err, personal.NewAppeal(view(ctx), a))
}

// DismissCase closes a case.
func (m mutation) DismissCase(ctx context.Context, input model.DismissCaseInput) (model.DismissCasePayload, error) {
	p, key, err := onKind(ctx, catalogue.KindScrutinyCase, "input.case", input.Case)
	if err != nil {
		return model.DismissCasePayload{}, err
	}
	c, err := m.Scrutiny.Dismiss(ctx, p, key, input.Reason)
	var payload model.DismissCasePayload
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	shown := personal.NewScrutinyCase(view(ctx), c)
	payload.Case = &shown
	return payload, nil
}

// onKind gives who is asking, and the object that they name.
func onKind(ctx context.Context, kind catalogue.Kind, field, id string) (auth.Principal, string, error) {
	p, err := asking(ctx)
	if err != nil {
		return p, "", err
	}
	key, err := catalogue.Key(kind, field, id)
	return p, key, err
}

// VoidVotes proposes to declare votes void.
func (m mutation) VoidVotes(ctx context.Context, input model.VoidVotesInput) (model.VoidVotesPayload, error) {
	p, key, err := onKind(ctx, catalogue.KindScrutinyCase, "input.case", input.Case)
	if err != nil {
		return model.VoidVotesPayload{}, err
	}
	proposal, err := m.Scrutiny.Void(ctx, p, key, input.Code, input.Clause, input.AppealUntil.Time, input.Reason)
	shown := proposalAfter(ctx, proposal, err)
	userErrors, err := mend(err)
	return model.VoidVotesPayload{Proposal: shown, UserErrors: userErrors}, err
}

// DecideAppeal proposes how an appeal is decided.
func (m mutation) DecideAppeal(ctx context.Context, input model.DecideAppealInput) (model.DecideAppealPayload, error) {
	p, key, err := onKind(ctx, catalogue.KindAppeal, "input.appeal", input.Appeal)
	if err != nil {
		return model.DecideAppealPayload{}, err
	}
	proposal, err := m.Scrutiny.Decide(ctx, p, key, input.IsUpheld, input.Reason)
	shown := proposalAfter(ctx, proposal, err)
	userErrors, err := mend(err)
	return model.DecideAppealPayload{Proposal: shown, UserErrors: userErrors}, err
}

// ChangeNominee proposes to change a nominee.
func (m mutation) ChangeNominee(ctx context.Context, input model.ChangeNomineeInput) (model.ChangeNomineePayload, error) {
	p, project, err := onKind(ctx, catalogue.KindProject, "input.project", input.Project)
	if err != nil {
		return model.ChangeNomineePayload{}, err
	}
	category := ""
	if input.Category != nil {
		if category, err = catalogue.Key(catalogue.KindCategory, "input.category", *input.Category); err != nil {
			return model.ChangeNomineePayload{}, err
		}
		if category == "" { // something else than a category, which is none of the contest's
			category = "none"
		}
	}
	proposal, seq, err := m.Scrutiny.ChangeNominee(ctx, p, input.Contest, project, category, input.Reason)
	var payload model.ChangeNomineePayload
	payload.Proposal = proposalAfter(ctx, proposal, err)
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	_, payload.Sequence, err = m.contestAfter(ctx, input.Contest, seq)
	return payload, err
}

// AppealVoid appeals against what declared votes void.
func (m mutation) AppealVoid(ctx context.Context, input model.AppealVoidInput) (model.AppealVoidPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.AppealVoidPayload{}, err
	}
	var payload model.AppealVoidPayload
	if payload.UserErrors, err = mend(m.Scrutiny.Appeal(ctx, p, input.Contest, input.Text)); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	payload.Ballot, err = m.ballot(ctx, view(ctx), p.VoterID, input.Contest)
	return payload, err
}

// WithdrawVotes withdraws votes.
func (m mutation) WithdrawVotes(ctx context.Context, input model.WithdrawVotesInput) (model.WithdrawVotesPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.WithdrawVotesPayload{}, err
	}
	w, err := withdrawalOf(p, input)
	if err != nil {
		return model.WithdrawVotesPayload{}, err
	}
	refusals, err := m.Ballots.Withdraw(ctx, w)
	if err != nil {
		return model.WithdrawVotesPayload{}, err
	}
	if len(refusals) > 0 {
		return model.WithdrawVotesPayload{UserErrors: userErrorsOf(refusals)}, nil
	}
	ballot, err := m.ballot(ctx, view(ctx), p.VoterID, input.Contest)
	return model.WithdrawVotesPayload{Ballot: ballot}, err
}
