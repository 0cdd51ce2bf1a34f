package graph

import (
	"context"
	"fmt"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/ballot"
	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// Ballots is how votes are cast and looked at by who cast them. Its errors are faults.
type Ballots interface {
	Cast(ctx context.Context, r ballot.Request) (ballot.Outcome, error)
	Ballot(ctx context.Context, voterID, contestID string) ([]ballot.Receipt, error)
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
	})
	if err != nil {
		return model.CastVotesPayload{}, err
	}
	var payload model.CastVotesPayload
	for _, r := range outcome.Refusals {
		payload.UserErrors = append(payload.UserErrors, model.UserError{Code: string(r.Code), Message: r.Text, Path: r.Path})
	}
	for _, r := range outcome.Receipts {
		payload.Receipts = append(payload.Receipts, personal.NewReceipt(view(ctx), personal.Vote(r)))
	}
	return payload, nil
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
	of, ok := obj.View.Contest(contest)
	if !ok {
		return nil, nil
	}
	voter := obj.Principal.VoterID
	receipts, err := v.Ballots.Ballot(ctx, voter, of.Key())
	if err != nil {
		return nil, err
	}
	votes := make([]personal.Vote, len(receipts))
	for i, r := range receipts {
		votes[i] = personal.Vote(r)
	}
	b := personal.NewBallot(obj.View, of, votes, func(category string, projects []string) []string {
		return v.Ballots.NomineeOrder(voter, category, projects)
	})
	return &b, nil
}
