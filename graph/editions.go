package graph

import (
	"context"
	"strconv"
	"time"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/checklist"
	"rostrum/internal/edition"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Editions is how officers make editions of the forum and the prizes. Its errors are faults and *fault.Refusal.
type Editions interface {
	CreateForum(ctx context.Context, p auth.Principal, r edition.ForumRequest) (slug string, seq int64, err error)
	CreateContest(ctx context.Context, p auth.Principal, r edition.ContestRequest) (slug string, seq int64, err error)
	UpdateContest(ctx context.Context, p auth.Principal, contest string, s edition.Settings) (seq int64, err error)
	MovePhases(ctx context.Context, p auth.Principal, contest string, phases []prize.PhaseChange, reason string) (edition.Done, error)
	Checklist(ctx context.Context, p auth.Principal, contest string) ([]checklist.Item, error)
}

// Proposals is what takes two officers. Its errors are faults.
type Proposals interface {
	Confirm(ctx context.Context, p auth.Principal, id string) (auth.Proposal, int64, error)
	Refuse(ctx context.Context, p auth.Principal, id, reason string) (auth.Proposal, error)
	Proposals(ctx context.Context, p auth.Principal, contest string, state auth.ProposalState, page auth.Page) (auth.Listed[auth.Proposal], error)
	Proposal(ctx context.Context, p auth.Principal, id string) (auth.Proposal, bool, error)
}

// CreateForum makes an edition of the forum.
func (m mutation) CreateForum(ctx context.Context, input model.CreateForumInput) (model.CreateForumPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.CreateForumPayload{}, err
	}
	request := edition.ForumRequest{
		Slug: input.Slug, Year: input.Year, Theme: input.Theme, StartsOn: input.StartsOn, EndsOn: input.EndsOn, CopyOf: said(input.CopyOf),
	}
	if input.TimeZone != nil {
		request.TimeZone = *input.TimeZone
	}
	slug, seq, err := m.Editions.CreateForum(ctx, p, request)
	var payload model.CreateForumPayload
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	now, err := m.after(ctx, seq)
	if err != nil {
		return payload, err
	}
	payload.Forum, _ = optional(now.Forum(slug))
	payload.Sequence = sequence(seq)
	return payload, nil
}

// CreateContest makes a contest.
func (m mutation) CreateContest(ctx context.Context, input model.CreateContestInput) (model.CreateContestPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.CreateContestPayload{}, err
	}
	request := edition.ContestRequest{
		Slug: input.Slug, Forum: input.Forum, CopyOf: said(input.CopyOf), Phases: phasesOf(input.Phases), Settings: settingsOf(input.Settings),
	}
	if input.Edition != nil {
		request.Edition = *input.Edition
	}
	slug, seq, err := m.Editions.CreateContest(ctx, p, request)
	var payload model.CreateContestPayload
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	payload.Contest, payload.Sequence, err = m.contestAfter(ctx, slug, seq)
	return payload, err
}

// UpdateContest changes settings of a contest.
func (m mutation) UpdateContest(ctx context.Context, input model.UpdateContestInput) (model.UpdateContestPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.UpdateContestPayload{}, err
	}
	seq, err := m.Editions.UpdateContest(ctx, p, input.Contest, settingsOf(&input.Settings))
	var payload model.UpdateContestPayload
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	payload.Contest, payload.Sequence, err = m.contestAfter(ctx, input.Contest, seq)
	return payload, err
}

// MovePhases moves instants of a contest, or proposes it.
func (m mutation) MovePhases(ctx context.Context, input model.MovePhasesInput) (model.MovePhasesPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.MovePhasesPayload{}, err
	}
	done, err := m.Editions.MovePhases(ctx, p, input.Contest, phasesOf(input.Phases), input.Reason)
	var payload model.MovePhasesPayload
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	if done.Proposal != nil {
		shown := personal.NewProposal(view(ctx), *done.Proposal)
		payload.Proposal = &shown
	}
	payload.Contest, payload.Sequence, err = m.contestAfter(ctx, input.Contest, done.Seq)
	return payload, err
}

// ConfirmProposal carries out what another officer proposed.
func (m mutation) ConfirmProposal(ctx context.Context, input model.ConfirmProposalInput) (model.ConfirmProposalPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.ConfirmProposalPayload{}, err
	}
	var payload model.ConfirmProposalPayload
	id, err := catalogue.Key(catalogue.KindProposal, "proposal", input.Proposal)
	if err != nil {
		_, err = mend(err)
		return payload, err
	}
	proposal, seq, err := m.Proposals.Confirm(ctx, p, id)
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	now, err := m.after(ctx, seq)
	shown := personal.NewProposal(now, proposal)
	payload.Proposal, payload.Sequence = &shown, sequence(seq)
	return payload, err
}

// RefuseProposal refuses what an officer proposed.
func (m mutation) RefuseProposal(ctx context.Context, input model.RefuseProposalInput) (model.RefuseProposalPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.RefuseProposalPayload{}, err
	}
	var payload model.RefuseProposalPayload
	id, err := catalogue.Key(catalogue.KindProposal, "proposal", input.Proposal)
	if err != nil {
		_, err = mend(err)
		return payload, err
	}
	proposal, err := m.Proposals.Refuse(ctx, p, id, input.Reason)
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	shown := personal.NewProposal(view(ctx), proposal)
	payload.Proposal = &shown
	return payload, nil
}

// Proposals lists what officers of a contest want done that takes two of them.
func (q query) Proposals(ctx context.Context, contest string, state *auth.ProposalState, first *int, after *string, last *int, before *string) (personal.ProposalConnection, error) {
	var wanted auth.ProposalState
	list := "proposals/" + contest
	if state != nil {
		wanted = *state
		list += "/" + string(wanted)
	}
	return page(ctx, list, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[auth.Proposal], error) {
			return q.Resolver.Proposals.Proposals(ctx, p, contest, wanted, page)
		},
		func(p auth.Proposal) (time.Time, string) { return p.ProposedAt, p.ID },
		func(p auth.Proposal) personal.Proposal { return personal.NewProposal(view(ctx), p) })
}

// Checklist tells what a contest lacks.
func (q query) Checklist(ctx context.Context, contest string) ([]personal.ChecklistItem, error) {
	p, err := asking(ctx)
	if err != nil {
		return nil, err
	}
	items, err := q.Editions.Checklist(ctx, p, contest)
	if err != nil {
		return nil, err
	}
	shown := make([]personal.ChecklistItem, len(items))
	for i, item := range items {
		shown[i] = personal.NewChecklistItem(view(ctx), item)
	}
	return shown, nil
}

// after gives the view of the request as soon as this server has reached a sequence, which is its own for 0.
func (r *Resolver) after(ctx context.Context, seq int64) (*catalogue.View, error) {
	if seq == 0 {
		return view(ctx), nil
	}
	return r.Latest(ctx, view(ctx), seq)
}

// contestAfter gives a contest as it is after a change.
func (r *Resolver) contestAfter(ctx context.Context, slug string, seq int64) (*catalogue.Contest, *string, error) {
	now, err := r.after(ctx, seq)
	if err != nil {
		return nil, nil, err
	}
	contest, err := optional(now.Contest(slug))
	return contest, sequence(seq), err
}

// sequence gives what a mutation says of the change log: null where it changed nothing public.
func sequence(seq int64) *string {
	if seq == 0 {
		return nil
	}
	n := strconv.FormatInt(seq, 10)
	return &n
}

func phasesOf(inputs []model.PhaseInput) []prize.PhaseChange {
	phases := make([]prize.PhaseChange, len(inputs))
	for i, p := range inputs {
		phases[i] = prize.PhaseChange{Kind: p.Kind, OpensAt: instant(p.OpensAt), ClosesAt: instant(p.ClosesAt)}
	}
	return phases
}

// instant gives an instant as the database keeps it.
func instant(t scalar.DateTime) scalar.DateTime {
	return scalar.DateTime{Time: t.UTC().Truncate(time.Microsecond)}
}

func settingsOf(input *model.ContestSettingsInput) edition.Settings {
	if input == nil {
		return edition.Settings{}
	}
	s := edition.Settings{
		Name: input.Name, CeremonyOn: input.CeremonyOn, PartialBallotsCount: input.PartialBallotsCount, VotesMayChange: input.VotesMayChange,
		OneEntryPerCategory: input.OneEntryPerCategory, NomineesPerCategory: input.NomineesPerCategory, ChampionsPerCategory: input.ChampionsPerCategory,
	}
	s.Form = formOf(input.Form)
	if input.TieBreaks != nil {
		s.TieBreaks = &input.TieBreaks
	}
	return s
}
