// Package graph binds the schema to what stands behind it. Public reading needs no resolvers but those of the root
// fields, since everything below them is a method of a catalogue handle; what is personal and what can be done takes one
// call each to a service.
package graph

import (
	"context"

	"rostrum/graph/generated"
	"rostrum/internal/catalogue"
	"rostrum/internal/limits"
)

//go:generate go tool gqlgen generate

// Resolver is the root of all resolvers.
type Resolver struct {
	Limits    limits.Limits // as Query.limits publishes them
	Accounts  Accounts
	Ballots   Ballots
	Editions  Editions
	Proposals Proposals
	Entries   Entries
	Juries    Juries
	Returning Returning
	Scrutiny  Scrutiny
	// Latest gives a view as it is once this server has reached a sequence of the change log: for what a mutation shows
	// of what it changed. Fault: Unavailable where that takes too long; what was changed is then changed all the same.
	Latest func(ctx context.Context, v *catalogue.View, seq int64) (*catalogue.View, error)
}

// Accounts is all that people and officers do with accounts.
type Accounts interface {
	Signing
	Owning
	Officers
}

var _ generated.ResolverRoot = (*Resolver)(nil)

// Query gives the resolvers of the root fields that read.
func (r *Resolver) Query() generated.QueryResolver { return query{r} }

// Mutation gives the resolvers of what can be done.
func (r *Resolver) Mutation() generated.MutationResolver { return mutation{r} }

// Viewer gives the resolvers of what is read about who is asking only when it is asked for.
func (r *Resolver) Viewer() generated.ViewerResolver { return viewer{r} }

// Entry gives the resolvers of what is found out of an entry only when it is asked for.
func (r *Resolver) Entry() generated.EntryResolver { return entryResolver{r} }

// mutation resolves what can be done: each takes who is asking from the context, and makes one call.
type mutation struct{ *Resolver }

// optional turns a value that may not be there into what the generated code takes for null.
func optional[T any](value T, ok bool) (*T, error) {
	if !ok {
		return nil, nil
	}
	return &value, nil
}
