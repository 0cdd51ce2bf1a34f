package graph

import (
	"context"
	"fmt"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/ballot"
	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
)

// Ballots is how votes are cast and looked at by who cast them. Its errors are faults.
type Ballots interface {
	Cast(ctx context.Context, r ballot.Request) (ballot.Outcome, error)
	Withdraw(ctx context.Context, w ballot.Withdrawal) ([]prize.Refusal, error)
	Ballot(ctx context.Context, voterID, contestID string) ([]ballot.Standing, error)
	NomineeOrder(voterID, categoryID string, projectIDs []string) []string
}

// CastVotes casts votes, all of them or none.
func (m mutation) CastVotes(ctx context.Context, input model.CastVotesInput) (model.CastVotesPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.CastVotesPayload{}, err
	}
	votes, err := votesOf(input.Votes)
	if err != nil {
		return model.CastVotesPayload{}, err
	}
	outcome, err := m.Ballots.Cast(ctx, ballot.Request{
		AccountID: p.AccountID, SessionID: p.SessionID, Contest: input.Contest, Votes: votes, Key: input.IdempotencyKey,
		Network: scrutiny.NetworkOf(clientOf(ctx)),
	})
	if err != nil {
		return model.CastVotesPayload{}, err
	}
	payload := model.CastVotesPayload{UserErrors: userErrorsOf(outcome.Refusals)}
	for _, r := range outcome.Receipts {
		payload.Receipts = append(payload.Receipts, personal.NewReceipt(view(ctx), voteOf(r)))
	}
	return payload, nil
}

func userErrorsOf(refusals []prize.Refusal) (all []model.UserError) {
	for _, r := range refusals {
		all = append(all, model.UserError{Code: string(r.Code), Message: r.Text, Path: r.Path})
	}
	return all
}

func voteOf(r ballot.Receipt) personal.Vote {
	return personal.Vote{CategoryID: r.CategoryID, ProjectID: r.ProjectID, AcceptedAt: r.AcceptedAt}
}

// withdrawalOf reads a withdrawal by the ids of the store.
func withdrawalOf(p auth.Principal, input model.WithdrawVotesInput) (ballot.Withdrawal, error) {
	w := ballot.Withdrawal{AccountID: p.AccountID, SessionID: p.SessionID, Contest: input.Contest}
	if len(input.Categories) > ballot.MaxVotes {
		return w, fault.BadInput("input.categories", "%d categories, 1 to %d are allowed", len(input.Categories), ballot.MaxVotes)
	}
	for i, id := range input.Categories {
		key, err := catalogue.Key(catalogue.KindCategory, fmt.Sprintf("input.categories[%d]", i), id)
		if err != nil {
			return w, err
		}
		w.Categories = append(w.Categories, key)
	}
	return w, nil
}

// votesOf reads votes by the ids of the store. An id of another kind names nothing, which the rules refuse.
func votesOf(inputs []model.VoteInput) ([]prize.Vote, error) {
	if len(inputs) > ballot.MaxVotes {
		return nil, fault.BadInput("input.votes", "%d votes, 1 to %d are allowed", len(inputs), ballot.MaxVotes)
	}
	votes := make([]prize.Vote, len(inputs))
	for i, v := range inputs {
		var err error
		if votes[i].CategoryID, err = catalogue.Key(catalogue.KindCategory, fmt.Sprintf("input.votes[%d].category", i), v.Category); err != nil {
			return nil, err
		}
		if votes[i].ProjectID, err = catalogue.Key(catalogue.KindProject, fmt.Sprintf("input.votes[%d].project", i), v.Project); err != nil {
			return nil, err
		}
	}
	return votes, nil
}

// Ballot gives the ballot of who is asking in a contest.
func (v viewer) Ballot(ctx context.Context, obj *personal.Viewer, contest string) (*personal.Ballot, error) {
	return v.ballot(ctx, obj.View, obj.Principal.VoterID, contest)
}

// ballot gives the ballot of a voter in a contest, for that voter.
func (r *Resolver) ballot(ctx context.Context, seen *catalogue.View, voter, contest string) (*personal.Ballot, error) {
	of, ok := seen.Contest(contest)
	if !ok {
		return nil, nil
	}
	standing, err := r.Ballots.Ballot(ctx, voter, of.Key())
	if err != nil {
		return nil, err
	}
	votes := make([]personal.Vote, len(standing))
	for i, s := range standing {
		votes[i] = voteOf(s.Receipt)
		votes[i].State, votes[i].Void = s.State, s.Void
	}
	b := personal.NewBallot(seen, of, votes, func(category string, projects []string) []string {
		return r.Ballots.NomineeOrder(voter, category, projects)
	})
	return &b, nil
}
