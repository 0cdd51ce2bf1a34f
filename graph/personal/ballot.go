package personal

import (
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Vote is a vote that is stored, by the ids of the store.
type Vote struct {
	CategoryID, ProjectID string
	AcceptedAt            time.Time // forum time
	State                 prize.VoteState
	Void                  *prize.Void // what declared it void; nil where nothing has
}

// Ballot is the ballot of whoever is asking, in a contest.
type Ballot struct {
	contest catalogue.Contest
	view    *catalogue.View
	votes   map[string]Vote // by category
	order   Order
}

// Order puts the nominees of a category in the voter's own order.
type Order func(categoryID string, projectIDs []string) []string

// NewBallot shows a ballot with its votes.
func NewBallot(v *catalogue.View, c catalogue.Contest, votes []Vote, order Order) Ballot {
	b := Ballot{contest: c, view: v, votes: make(map[string]Vote, len(votes)), order: order}
	for _, vote := range votes {
		b.votes[vote.CategoryID] = vote
	}
	return b
}

// Contest gives the contest.
func (b Ballot) Contest() catalogue.Contest { return b.contest }

// Categories gives the categories in their order.
func (b Ballot) Categories() []BallotCategory {
	all := b.contest.Categories()
	out := make([]BallotCategory, len(all))
	for i, c := range all {
		out[i] = BallotCategory{b, c}
	}
	return out
}

// Done counts the categories that are done.
func (b Ballot) Done() int { return len(b.contest.Categories()) - len(b.Missing()) }

// Missing gives the categories that are not done.
func (b Ballot) Missing() []catalogue.Category {
	missing := []catalogue.Category{}
	for _, c := range b.contest.Categories() {
		if !b.votes[c.Key()].State.IsDone() {
			missing = append(missing, c)
		}
	}
	return missing
}

// WouldCount tells whether it would be counted if voting closed now.
func (b Ballot) WouldCount() bool { return b.contest.WouldCount(b.Done()) }

// BallotCategory is a category on a ballot.
type BallotCategory struct {
	ballot   Ballot
	category catalogue.Category
}

// Category gives the category.
func (c BallotCategory) Category() catalogue.Category { return c.category }

// Nominees gives the nominees in the voter's own order.
func (c BallotCategory) Nominees() []catalogue.Project {
	all := c.category.Nominees()
	byKey := make(map[string]catalogue.Project, len(all))
	keys := make([]string, len(all))
	for i, p := range all {
		keys[i] = p.Key()
		byKey[p.Key()] = p
	}
	for i, key := range c.ballot.order(c.category.Key(), keys) {
		all[i] = byKey[key]
	}
	return all
}

// Receipt gives the receipt of the vote.
func (c BallotCategory) Receipt() (Receipt, bool) {
	vote := c.ballot.votes[c.category.Key()]
	return Receipt{c.ballot.view, vote}, vote.State == prize.VoteCast || vote.State == prize.VoteVoided
}

// State tells how the vote stands.
func (c BallotCategory) State() BallotCategoryState {
	switch state := c.ballot.votes[c.category.Key()].State; state {
	case "":
		return "OPEN"
	case prize.VoteCast:
		return "VOTED"
	default:
		return BallotCategoryState(state)
	}
}

// Void gives what declared the vote void.
func (c BallotCategory) Void() (BallotVoid, bool) {
	void := c.ballot.votes[c.category.Key()].Void
	if void == nil {
		return BallotVoid{}, false
	}
	return BallotVoid{*void}, true
}

// Receipt says that a vote is stored.
type Receipt struct {
	view *catalogue.View
	vote Vote
}

// NewReceipt shows a receipt.
func NewReceipt(v *catalogue.View, vote Vote) Receipt { return Receipt{v, vote} }

// Category gives the category.
func (r Receipt) Category() (catalogue.Category, error) {
	category, ok := r.view.CategoryByKey(r.vote.CategoryID)
	if !ok {
		return category, behind()
	}
	return category, nil
}

// Project gives the project that was voted for.
func (r Receipt) Project() (catalogue.Project, error) {
	project, ok := r.view.ProjectByKey(r.vote.ProjectID)
	if !ok {
		return project, behind()
	}
	return project, nil
}

// AcceptedAt gives the instant at which the vote was accepted.
func (r Receipt) AcceptedAt() scalar.DateTime { return scalar.DateTime{Time: r.vote.AcceptedAt} }
