// Package graph binds the schema to the catalogue. Reading needs no resolvers but those of the root fields: everything
// below them is a method of a catalogue handle.
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
	Limits limits.Limits // as Query.limits publishes them
}

var _ generated.ResolverRoot = (*Resolver)(nil)

// Query gives the resolvers of the root fields that read.
func (r *Resolver) Query() generated.QueryResolver { return query{r} }

type viewKey struct{}

// WithView puts the view of a request into its context.
func WithView(ctx context.Context, v *catalogue.View) context.Context {
	return context.WithValue(ctx, viewKey{}, v)
}

// view gives the view of a request. A request without one is a fault in our wiring, and panics.
func view(ctx context.Context) *catalogue.View {
	return ctx.Value(viewKey{}).(*catalogue.View)
}

// optional turns a value that may not be there into what the generated code takes for null.
func optional[T any](value T, ok bool) (*T, error) {
	if !ok {
		return nil, nil
	}
	return &value, nil
}
