package graph

import (
	"context"
	"fmt"
	"time"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/prize"
)

// Returning is how officers count, certify and publish. Its errors are faults and *fault.Refusal.
type Returning interface {
	Count(ctx context.Context, p auth.Principal, contest string) (prize.VoteCount, error)
	VoteCount(ctx context.Context, p auth.Principal, id string) (prize.VoteCount, bool, error)
	DecideTie(ctx context.Context, p auth.Principal, contest, countID, categoryID string, projectIDs []string, reason string) (auth.Proposal, int64, error)
	DrawLot(ctx context.Context, p auth.Principal, contest string, lot prize.Lot, reason string) (auth.Proposal, int64, error)
	Certify(ctx context.Context, p auth.Principal, contest, countID, reason string) (auth.Proposal, int64, error)
	Publish(ctx context.Context, p auth.Principal, contest string, part prize.Part, at time.Time) (int64, error)
	Recognise(ctx context.Context, p auth.Principal, contest string, r prize.Recognition, reason string) (auth.Proposal, int64, error)
	Champions(ctx context.Context, p auth.Principal, contest string) ([]prize.CategoryResult, error)
}

// CountVotes counts the votes of a contest.
func (m mutation) CountVotes(ctx context.Context, input model.CountVotesInput) (model.CountVotesPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.CountVotesPayload{}, err
	}
	count, err := m.Returning.Count(ctx, p, input.Contest)
	var payload model.CountVotesPayload
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	shown := personal.NewVoteCount(view(ctx), count)
	payload.Count = &shown
	return payload, nil
}

// DecideTie proposes how a tie is settled.
func (m mutation) DecideTie(ctx context.Context, input model.DecideTieInput) (model.DecideTiePayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.DecideTiePayload{}, err
	}
	count, err := catalogue.Key(catalogue.KindVoteCount, "input.count", input.Count)
	if err != nil {
		return model.DecideTiePayload{}, err
	}
	category, err := catalogue.Key(catalogue.KindCategory, "input.category", input.Category)
	if err != nil {
		return model.DecideTiePayload{}, err
	}
	projects := make([]string, len(input.Projects))
	for i, id := range input.Projects {
		if projects[i], err = catalogue.Key(catalogue.KindProject, fmt.Sprintf("input.projects[%d]", i), id); err != nil {
			return model.DecideTiePayload{}, err
		}
	}
	proposal, _, err := m.Returning.DecideTie(ctx, p, input.Contest, count, category, projects, input.Reason)
	shown := proposalAfter(ctx, proposal, err)
	userErrors, err := mend(err)
	return model.DecideTiePayload{Proposal: shown, UserErrors: userErrors}, err
}

// DrawLot proposes the randomness that settles ties.
func (m mutation) DrawLot(ctx context.Context, input model.DrawLotInput) (model.DrawLotPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.DrawLotPayload{}, err
	}
	proposal, _, err := m.Returning.DrawLot(ctx, p, input.Contest, prize.Lot{Source: input.Source, Randomness: input.Randomness}, input.Reason)
	shown := proposalAfter(ctx, proposal, err)
	userErrors, err := mend(err)
	return model.DrawLotPayload{Proposal: shown, UserErrors: userErrors}, err
}

// CertifyResult proposes to certify a count.
func (m mutation) CertifyResult(ctx context.Context, input model.CertifyResultInput) (model.CertifyResultPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.CertifyResultPayload{}, err
	}
	count, err := catalogue.Key(catalogue.KindVoteCount, "input.count", input.Count)
	if err != nil {
		return model.CertifyResultPayload{}, err
	}
	proposal, _, err := m.Returning.Certify(ctx, p, input.Contest, count, input.Reason)
	shown := proposalAfter(ctx, proposal, err)
	userErrors, err := mend(err)
	return model.CertifyResultPayload{Proposal: shown, UserErrors: userErrors}, err
}

func proposalAfter(ctx context.Context, p auth.Proposal, err error) *personal.Proposal {
	if err != nil {
		return nil
	}
	shown := personal.NewProposal(view(ctx), p)
	return &shown
}

// PublishResult has a part of the result published.
func (m mutation) PublishResult(ctx context.Context, input model.PublishResultInput) (model.PublishResultPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.PublishResultPayload{}, err
	}
	var at time.Time
	if input.At != nil {
		at = input.At.Time
	}
	seq, err := m.Returning.Publish(ctx, p, input.Contest, input.Part, at)
	var payload model.PublishResultPayload
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	payload.Contest, payload.Sequence, err = m.contestAfter(ctx, input.Contest, seq)
	return payload, err
}

// Champions gives who the champions are before that is public.
func (q query) Champions(ctx context.Context, contest string) ([]personal.CategoryChampions, error) {
	p, err := asking(ctx)
	if err != nil {
		return nil, err
	}
	results, err := q.Returning.Champions(ctx, p, contest)
	if err != nil {
		return nil, refused(err)
	}
	return personal.NewCategoryChampions(view(ctx), results)
}

// RecordRecognition proposes a special recognition.
func (m mutation) RecordRecognition(ctx context.Context, input model.RecordRecognitionInput) (model.RecordRecognitionPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.RecordRecognitionPayload{}, err
	}
	r := prize.Recognition{Title: textOf(input.Title), Citation: textOf(input.Citation)}
	if input.Project != nil {
		if r.ProjectID, err = catalogue.Key(catalogue.KindProject, "input.project", *input.Project); err != nil {
			return model.RecordRecognitionPayload{}, err
		}
	}
	if input.Stakeholder != nil {
		if r.StakeholderID, err = catalogue.Key(catalogue.KindStakeholder, "input.stakeholder", *input.Stakeholder); err != nil {
			return model.RecordRecognitionPayload{}, err
		}
	}
	if input.At != nil {
		r.DueAt = *input.At
	}
	proposal, _, err := m.Returning.Recognise(ctx, p, input.Contest, r, input.Reason)
	shown := proposalAfter(ctx, proposal, err)
	userErrors, err := mend(err)
	return model.RecordRecognitionPayload{Proposal: shown, UserErrors: userErrors}, err
}
