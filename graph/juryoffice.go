package graph

import (
	"context"
	"time"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/jury"
	"rostrum/internal/panel"
	"rostrum/internal/text"
)

// JuryOffice is what officers do with an expert group, and what they, auditors and jurors look at.
type JuryOffice interface {
	Invite(ctx context.Context, p auth.Principal, i panel.Invitation) (jury.Member, auth.Proposal, error)
	SetCriteria(ctx context.Context, p auth.Principal, contest string, r jury.Round) error
	ApplyNomination(ctx context.Context, p auth.Principal, contest string) (panel.Applied, int64, error)
	Assign(ctx context.Context, p auth.Principal, contest string, kind jury.Kind, seed string) (panel.Assigned, error)
	Look(ctx context.Context, p auth.Principal, contest string) (panel.View, error)
	Juror(ctx context.Context, p auth.Principal, id string) (jury.Member, bool, error)
	Criterion(ctx context.Context, p auth.Principal, id string) (jury.Criterion, bool, error)
	Pairs(ctx context.Context, p auth.Principal, contest string, kind jury.Kind, page auth.Page) (auth.Listed[panel.Paired], error)
	Pair(ctx context.Context, p auth.Principal, id string) (panel.Paired, bool, error)
}

// Jury gives the expert group of a contest.
func (q query) Jury(ctx context.Context, contest string) (*personal.Jury, error) {
	p, err := asking(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := q.Juries.Look(ctx, p, contest)
	if err != nil {
		return nil, err
	}
	shown := personal.NewJury(view(ctx), seen)
	return &shown, nil
}

// JuryAssignments lists who judges what.
func (q query) JuryAssignments(ctx context.Context, contest string, round jury.Kind, first *int, after *string, last *int, before *string) (personal.AssignmentConnection, error) {
	return page(ctx, "juryAssignments/"+contest+"/"+string(round), personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[panel.Paired], error) {
			return q.Juries.Pairs(ctx, p, contest, round, page)
		},
		func(p panel.Paired) (time.Time, string) { return p.AssignedAt, p.ID },
		func(p panel.Paired) personal.Assignment { return personal.NewPaired(view(ctx), p) })
}

// juryNode finds a juror, an assignment or a criterion, for who is asking.
func (q query) juryNode(ctx context.Context, p auth.Principal, kind catalogue.Kind, key string) (catalogue.Node, error) {
	switch kind {
	case catalogue.KindJuror:
		juror, found, err := q.Juries.Juror(ctx, p, key)
		return node(found, err, personal.NewJuror(view(ctx), juror))
	case catalogue.KindCriterion:
		criterion, found, err := q.Juries.Criterion(ctx, p, key)
		return node(found, err, personal.NewCriterion(view(ctx), criterion))
	}
	if work, found, err := q.Juries.MyWork(ctx, p, key); err != nil || found {
		return node(found, err, personal.NewAssignment(view(ctx), work))
	}
	pair, found, err := q.Juries.Pair(ctx, p, key)
	return node(found, err, personal.NewPaired(view(ctx), pair))
}

// InviteJuror asks somebody to judge.
func (m mutation) InviteJuror(ctx context.Context, input model.InviteJurorInput) (payload model.InviteJurorPayload, err error) {
	p, err := asking(ctx)
	if err != nil {
		return payload, err
	}
	i := panel.Invitation{
		Contest: input.Contest, Email: input.Email, Name: input.Name, Language: "en", IsChair: is(input.IsChair), Country: said(input.Country), Reason: input.Reason,
	}
	if input.Language != nil {
		i.Language = string(*input.Language)
	}
	for _, tag := range input.Languages {
		i.Languages = append(i.Languages, string(tag))
	}
	if i.Categories, err = keysOf(catalogue.KindCategory, "categories", input.Categories); err == nil {
		i.Organisations, err = keysOf(catalogue.KindStakeholder, "organisations", input.Organisations)
	}
	var juror jury.Member
	var proposal auth.Proposal
	if err == nil {
		juror, proposal, err = m.Juries.Invite(ctx, p, i)
	}
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	shown, waiting := personal.NewJuror(view(ctx), juror), personal.NewProposal(view(ctx), proposal)
	payload.Juror, payload.Proposal = &shown, &waiting
	return payload, nil
}

// SetCriteria says how a round judges.
func (m mutation) SetCriteria(ctx context.Context, input model.SetCriteriaInput) (payload model.SetCriteriaPayload, err error) {
	p, err := asking(ctx)
	if err != nil {
		return payload, err
	}
	r := jury.Round{
		Kind: input.Round, SheetsEach: input.SheetsPerEntry, IsBlind: is(input.IsBlind), CountryConflicts: is(input.HasCountryConflicts),
		RevealWhenAllIn: is(input.RevealsWhenAllIn), Hides: input.Hides,
	}
	if input.RevealsAt != nil {
		r.RevealAt = instant(*input.RevealsAt).Time
	}
	for _, c := range input.Criteria {
		r.Criteria = append(r.Criteria, jury.Criterion{Name: textOf(c.Name), Rubric: textOf(c.Rubric), Weight: c.Weight, MaxPoints: c.MaxPoints})
	}
	err = m.Juries.SetCriteria(ctx, p, input.Contest, r)
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	payload.Round, err = m.roundAfter(ctx, p, input.Contest, input.Round)
	return payload, err
}

// AssignJury says who judges what.
func (m mutation) AssignJury(ctx context.Context, input model.AssignJuryInput) (payload model.AssignJuryPayload, err error) {
	p, err := asking(ctx)
	if err != nil {
		return payload, err
	}
	done, err := m.Juries.Assign(ctx, p, input.Contest, input.Round, said(input.Seed))
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	payload.Seed, payload.Added, payload.Dropped = &done.Seed, &done.Added, &done.Dropped
	payload.Short = personal.Shortfalls(view(ctx), done)
	if payload.Apart, err = personal.Categories(view(ctx), done.Apart); err != nil {
		return payload, err
	}
	payload.Round, err = m.roundAfter(ctx, p, input.Contest, input.Round)
	return payload, err
}

// ApplyNomination makes nominees of what a nomination lets pass.
func (m mutation) ApplyNomination(ctx context.Context, input model.ApplyNominationInput) (payload model.ApplyNominationPayload, err error) {
	p, err := asking(ctx)
	if err != nil {
		return payload, err
	}
	done, seq, err := m.Juries.ApplyNomination(ctx, p, input.Contest)
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	now, err := m.after(ctx, seq)
	if err != nil {
		return payload, err
	}
	seen, err := m.Juries.Look(ctx, p, input.Contest)
	if err != nil {
		return payload, err
	}
	payload.Nominated, payload.Left, payload.Sequence = &done.Nominated, &done.Left, sequence(seq)
	payload.Round = personal.NewJury(now, seen).Round(jury.Nomination)
	return payload, nil
}

// roundAfter gives a round as it is after a change.
func (r *Resolver) roundAfter(ctx context.Context, p auth.Principal, contest string, kind jury.Kind) (*personal.JuryRound, error) {
	seen, err := r.Juries.Look(ctx, p, contest)
	if err != nil {
		return nil, err
	}
	return personal.NewJury(view(ctx), seen).Round(kind), nil
}

// textOf reads a text in several languages. Of two in one language the last is taken.
func textOf(inputs []model.LocalisedTextInput) text.Text {
	words := map[string]string{}
	for _, in := range inputs {
		words[string(in.Language)] = in.Text
	}
	return text.FromMap(words)
}

func is(b *bool) bool { return b != nil && *b }
