package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type proposalRow struct {
	bun.BaseModel `bun:"table:proposals"`

	ID         string `bun:",pk"`
	ContestID  string
	Kind       auth.ProposalKind
	Content    json.RawMessage `bun:"type:jsonb"`
	Reason     string
	ProposedBy string
	ProposedAt time.Time
	ExpiresAt  time.Time
	State      auth.ProposalState
	DecidedBy  string    `bun:",nullzero"`
	DecidedAt  time.Time `bun:",nullzero"`
	IsAlone    bool
}

func (r proposalRow) out() auth.Proposal {
	return auth.Proposal{
		ID: r.ID, ContestID: r.ContestID, Kind: r.Kind, Content: r.Content, Reason: r.Reason, ProposedBy: r.ProposedBy,
		ProposedAt: utc(r.ProposedAt), ExpiresAt: utc(r.ExpiresAt), State: r.State, DecidedBy: r.DecidedBy, DecidedAt: utc(r.DecidedAt),
		Alone: r.IsAlone,
	}
}

func proposalIn(p auth.Proposal) *proposalRow {
	return &proposalRow{
		ID: p.ID, ContestID: p.ContestID, Kind: p.Kind, Content: p.Content, Reason: p.Reason, ProposedBy: p.ProposedBy,
		ProposedAt: p.ProposedAt, ExpiresAt: p.ExpiresAt, State: p.State, DecidedBy: p.DecidedBy, DecidedAt: p.DecidedAt, IsAlone: p.Alone,
	}
}

// AddProposal stores a new proposal. Fault: Unavailable.
func (tx *Tx) AddProposal(ctx context.Context, p auth.Proposal) error {
	return tx.insert(ctx, proposalIn(p))
}

// SetProposal stores what became of a proposal. Fault: Unavailable.
func (tx *Tx) SetProposal(ctx context.Context, p auth.Proposal) error {
	return tx.update(ctx, proposalIn(p))
}

// Proposal gives a proposal by its id. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Proposal(ctx context.Context, id string) (p auth.Proposal, found bool, err error) {
	row, found, err := one[proposalRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.out(), found, err
}

// ExpireProposals ends what no second officer confirmed by an instant of real time. Fault: Unavailable.
func (s *Store) ExpireProposals(ctx context.Context, now time.Time) error {
	_, err := s.writer.NewUpdate().Model((*proposalRow)(nil)).Set("state = ?", auth.ProposalExpired).Set("decided_at = ?", now).
		Where("state = ?", auth.ProposalPending).Where("expires_at <= ?", now).Exec(ctx)
	return s.fault(err)
}

// Proposals lists the proposals in a contest, the newest first; only those in a state where one is given. Fault:
// Unavailable.
func (s *Store) Proposals(ctx context.Context, contestID string, state auth.ProposalState, page auth.Page) (auth.Listed[auth.Proposal], error) {
	return listed[auth.Proposal, proposalRow](ctx, s, "proposed_at", page, func(q *bun.SelectQuery) *bun.SelectQuery {
		if state != "" {
			q = q.Where("state = ?", state)
		}
		return q.Where("contest_id = ?", contestID)
	})
}

// ProposalByID gives a proposal by its id, for looking at it only. Fault: Unavailable.
func (s *Store) ProposalByID(ctx context.Context, id string) (p auth.Proposal, found bool, err error) {
	return kept[auth.Proposal, proposalRow](ctx, s, id)
}
