package graph

import (
	"context"

	"rostrum/graph/personal"
)

// viewer resolves what is read about who is asking only when it is asked for. What hangs below a viewer is about the
// principal that it was made with, never about anybody that an argument names.
type viewer struct{ *Resolver }

// Viewer gives who is asking; null for the anonymous.
func (query) Viewer(ctx context.Context) (*personal.Viewer, error) {
	p := known(ctx)
	if p == nil {
		return nil, nil
	}
	return &personal.Viewer{View: view(ctx), Principal: *p}, nil
}

// Sessions gives where the account is signed in.
func (v viewer) Sessions(ctx context.Context, obj *personal.Viewer) ([]personal.Session, error) {
	all, err := v.Accounts.Sessions(ctx, obj.Principal)
	shown := make([]personal.Session, len(all))
	for i, s := range all {
		shown[i] = personal.NewSession(s, obj.Principal)
	}
	return shown, err
}

// OrganisationClaims gives the claims of the account.
func (v viewer) OrganisationClaims(ctx context.Context, obj *personal.Viewer) ([]personal.OrganisationClaim, error) {
	all, err := v.Accounts.ClaimsOf(ctx, obj.Principal)
	shown := make([]personal.OrganisationClaim, len(all))
	for i, c := range all {
		shown[i] = personal.NewOrganisationClaim(obj.View, c)
	}
	return shown, err
}

// Export gives everything that is stored about the account, as JSON.
func (v viewer) Export(ctx context.Context, obj *personal.Viewer) (string, error) {
	all, err := v.Accounts.Export(ctx, obj.Principal)
	return string(all), err
}
