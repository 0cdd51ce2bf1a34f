package graph

import (
	"context"

	"rostrum/internal/catalogue"
	"rostrum/internal/limits"
)

// query resolves the root fields that read: each takes the view of the request and makes one call.
type query struct{ *Resolver }

func (q query) Node(ctx context.Context, id string) (catalogue.Node, error) {
	if kind, key, ok := catalogue.PersonalKey(id); ok {
		return q.personalNode(ctx, kind, key)
	}
	return view(ctx).Node(id)
}

func (q query) Nodes(ctx context.Context, ids []string) ([]catalogue.Node, error) {
	nodes, err := view(ctx).Nodes(ids)
	for i := range nodes {
		if kind, key, ok := catalogue.PersonalKey(ids[i]); ok && err == nil {
			nodes[i], err = q.personalNode(ctx, kind, key)
		}
	}
	return nodes, err
}

func (query) Clock(ctx context.Context) (catalogue.Clock, error) { return view(ctx).Clock(), nil }

func (query) Forums(ctx context.Context) ([]catalogue.Forum, error) { return view(ctx).Forums(), nil }

func (query) Forum(ctx context.Context, slug string) (*catalogue.Forum, error) {
	return optional(view(ctx).Forum(slug))
}

func (query) Session(ctx context.Context, id string) (*catalogue.Session, error) {
	return view(ctx).Session(id)
}

func (query) SessionKinds(ctx context.Context) ([]catalogue.SessionKind, error) {
	return view(ctx).SessionKinds(), nil
}

func (query) ActionLines(ctx context.Context) ([]catalogue.ActionLine, error) {
	return view(ctx).ActionLines(), nil
}

func (query) ActionLine(ctx context.Context, code string) (*catalogue.ActionLine, error) {
	return optional(view(ctx).ActionLine(code))
}

func (query) Sdgs(ctx context.Context) ([]catalogue.SDG, error) { return view(ctx).SDGs(), nil }

func (query) Sdg(ctx context.Context, number int) (*catalogue.SDG, error) {
	return optional(view(ctx).SDG(number))
}

func (query) Matrices(ctx context.Context) ([]catalogue.Matrix, error) {
	return view(ctx).Matrices(), nil
}

func (query) Matrix(ctx context.Context, version *string) (*catalogue.Matrix, error) {
	return optional(view(ctx).Matrix(version))
}

func (query) Countries(ctx context.Context) ([]catalogue.Country, error) {
	return view(ctx).Countries(), nil
}

func (query) Country(ctx context.Context, code string) (*catalogue.Country, error) {
	return optional(view(ctx).Country(code))
}

func (query) Stakeholders(ctx context.Context, filter *catalogue.StakeholderFilter, orderBy *catalogue.StakeholderOrder, first *int, after *string, last *int, before *string) (catalogue.StakeholderConnection, error) {
	return view(ctx).Stakeholders(filter, orderBy, first, after, last, before)
}

func (query) Stakeholder(ctx context.Context, id string) (*catalogue.Stakeholder, error) {
	return view(ctx).Stakeholder(id)
}

func (query) People(ctx context.Context, filter *catalogue.PersonFilter, first *int, after *string, last *int, before *string) (catalogue.PersonConnection, error) {
	return view(ctx).People(filter, first, after, last, before)
}

func (query) Person(ctx context.Context, id string) (*catalogue.Person, error) {
	return view(ctx).Person(id)
}

func (query) Contests(ctx context.Context) ([]catalogue.Contest, error) {
	return view(ctx).Contests(), nil
}

func (query) Contest(ctx context.Context, slug string) (*catalogue.Contest, error) {
	return optional(view(ctx).Contest(slug))
}

func (query) Search(ctx context.Context, text string, first *int, after *string, last *int, before *string) (catalogue.SearchResultConnection, error) {
	return view(ctx).Search(text, first, after, last, before)
}

func (q query) Limits(context.Context) (limits.Limits, error) { return q.Resolver.Limits, nil }
