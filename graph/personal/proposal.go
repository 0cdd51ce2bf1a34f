package personal

import (
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/scalar"
)

// Proposal is what an officer wants done that takes two officers.
type Proposal struct {
	view     *catalogue.View
	proposal auth.Proposal
}

// NewProposal shows a proposal.
func NewProposal(v *catalogue.View, p auth.Proposal) Proposal { return Proposal{v, p} }

// IsNode marks an object with a global id.
func (Proposal) IsNode() {}

// ID gives the global id.
func (p Proposal) ID() string { return catalogue.GlobalID(catalogue.KindProposal, p.proposal.ID) }

// Contest gives the contest.
func (p Proposal) Contest() (catalogue.Contest, error) {
	contest, ok := p.view.ContestByKey(p.proposal.ContestID)
	if !ok {
		return contest, behind()
	}
	return contest, nil
}

// Kind tells what it is about.
func (p Proposal) Kind() auth.ProposalKind { return p.proposal.Kind }

// Content gives what is to be done, as JSON.
func (p Proposal) Content() string { return string(p.proposal.Content) }

// Reason tells why.
func (p Proposal) Reason() string { return p.proposal.Reason }

// ProposedBy tells who proposed it.
func (p Proposal) ProposedBy() string { return nameOf(p.proposal.ProposedBy) }

// ProposedAt gives when.
func (p Proposal) ProposedAt() scalar.DateTime { return scalar.DateTime{Time: p.proposal.ProposedAt} }

// ExpiresAt gives until when a second officer can confirm it.
func (p Proposal) ExpiresAt() scalar.DateTime { return scalar.DateTime{Time: p.proposal.ExpiresAt} }

// State tells where it stands.
func (p Proposal) State() auth.ProposalState { return p.proposal.State }

// DecidedBy tells who confirmed or refused it.
func (p Proposal) DecidedBy() (string, bool) {
	return auth.ShortName(p.proposal.DecidedBy), p.proposal.DecidedBy != ""
}

// DecidedAt gives when it was decided or ended.
func (p Proposal) DecidedAt() (scalar.DateTime, bool) {
	return scalar.DateTime{Time: p.proposal.DecidedAt}, !p.proposal.DecidedAt.IsZero()
}

type (
	// ProposalConnection is a page of proposals.
	ProposalConnection = Connection[Proposal]
	// ProposalEdge is a proposal on a page.
	ProposalEdge = Edge[Proposal]
)
