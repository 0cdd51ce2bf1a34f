package httpd

import (
	"context"
	"slices"
	"strings"

	"rostrum/internal/fault"
)

// admit refuses an operation that its asker has no right to, as a whole and before any of it is done. Only an operation
// that depends on who asks makes the server look up who that is.
func (g *graph) admit(ctx context.Context, op *operation, known bool) (context.Context, error) {
	switch {
	case !op.personal:
		return ctx, nil
	case !known && op.needs.SignedIn:
		return ctx, fault.New(fault.Unauthenticated, "this is for those who are signed in; send Authorization: Bearer and an access token")
	case !known:
		return ctx, nil
	}
	inner, has, err := g.cfg.Principal(ctx)
	if err != nil {
		return ctx, err
	}
	for _, roles := range op.needs.Roles {
		if !slices.ContainsFunc(roles, has) {
			return ctx, fault.New(fault.Forbidden, "this is only for the roles %s", strings.Join(roles, ", "))
		}
	}
	return inner, nil
}
