package graph

import (
	"context"
	"net/netip"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
)

type (
	viewKey      struct{}
	clientKey    struct{}
	principalKey struct{}
)

// WithView puts the view of a request into its context.
func WithView(ctx context.Context, v *catalogue.View) context.Context {
	return context.WithValue(ctx, viewKey{}, v)
}

// view gives the view of a request. A request without one is a fault in our wiring, and panics.
func view(ctx context.Context) *catalogue.View {
	return ctx.Value(viewKey{}).(*catalogue.View)
}

// WithClient puts the address that a request comes from into its context, for limits by network.
func WithClient(ctx context.Context, client netip.Addr) context.Context {
	return context.WithValue(ctx, clientKey{}, client)
}

// clientOf gives the address that a request comes from; the zero one where it is not known.
func clientOf(ctx context.Context) netip.Addr {
	client, _ := ctx.Value(clientKey{}).(netip.Addr)
	return client
}

// WithPrincipal puts who is asking into the context of a request. There is none where nobody is signed in, and where the
// document asks for nothing that depends on it.
func WithPrincipal(ctx context.Context, p *auth.Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// known gives who is asking; nil for the anonymous.
func known(ctx context.Context) *auth.Principal {
	p, _ := ctx.Value(principalKey{}).(*auth.Principal)
	return p
}

// asking gives who is asking, for fields that nobody else reaches. The walk before execution has refused the anonymous
// already; this stands here so that a gap in it opens nothing. Fault: Unauthenticated.
func asking(ctx context.Context) (auth.Principal, error) {
	if p := known(ctx); p != nil {
		return *p, nil
	}
	return auth.Principal{}, fault.New(fault.Unauthenticated, "sign in first")
}
