package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Entries is how organisations enter projects, and how officers and the jury decide on them. Its errors are faults and
// *fault.Refusal; an entry that comes with a refusal is the one that is stored.
type Entries interface {
	CreateEntry(ctx context.Context, p auth.Principal, contest, stakeholderID string, edit entry.Edit) (entry.Entry, error)
	SaveEntry(ctx context.Context, p auth.Principal, id string, revision int64, edit entry.Edit) (entry.Entry, error)
	SubmitEntry(ctx context.Context, p auth.Principal, id string, revision int64) (entry.Entry, []entry.Finding, error)
	WithdrawEntry(ctx context.Context, p auth.Principal, id string) (entry.Entry, error)

	ReturnEntry(ctx context.Context, p auth.Principal, id, reason string) (entry.Entry, error)
	DeclareEligible(ctx context.Context, p auth.Principal, id, reason string) (entry.Entry, error)
	DeclareIneligible(ctx context.Context, p auth.Principal, id, reason string) (entry.Entry, error)
	WaiveChecks(ctx context.Context, p auth.Principal, id string, checks []entry.Check, reason string) (entry.Entry, error)
	Nominate(ctx context.Context, p auth.Principal, id string) (entry.Entry, int64, error)

	EntriesOf(ctx context.Context, p auth.Principal, contest string) ([]entry.Entry, error)
	Entries(ctx context.Context, p auth.Principal, contest string, state entry.State, categoryID string, page auth.Page) (auth.Listed[entry.Entry], error)
	Entry(ctx context.Context, p auth.Principal, id string) (entry.Entry, bool, error)
	Findings(ctx context.Context, e entry.Entry) ([]entry.Finding, error)
}

// CreateEntry begins a draft.
func (m mutation) CreateEntry(ctx context.Context, input model.CreateEntryInput) (model.CreateEntryPayload, error) {
	p, err := asking(ctx)
	if err != nil {
		return model.CreateEntryPayload{}, err
	}
	stakeholder, err := catalogue.Key(catalogue.KindStakeholder, "stakeholder", input.Stakeholder)
	var edit entry.Edit
	if err == nil && input.Content != nil {
		edit, err = editOf(*input.Content)
	}
	var e entry.Entry
	if err == nil {
		e, err = m.Entries.CreateEntry(ctx, p, input.Contest, stakeholder, edit)
	}
	shown, userErrors, err := entryAfter(ctx, e, err)
	return model.CreateEntryPayload{Entry: shown, UserErrors: userErrors}, err
}

// SaveEntry saves what changed.
func (m mutation) SaveEntry(ctx context.Context, input model.SaveEntryInput) (model.SaveEntryPayload, error) {
	edit, err := editOf(input.Content)
	if err != nil {
		_, err = mend(err)
		return model.SaveEntryPayload{}, err
	}
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (entry.Entry, error) {
		return m.Entries.SaveEntry(ctx, p, id, int64(input.Revision), edit)
	})
	return model.SaveEntryPayload{Entry: shown, UserErrors: userErrors}, err
}

// SubmitEntry submits an entry.
func (m mutation) SubmitEntry(ctx context.Context, input model.SubmitEntryInput) (model.SubmitEntryPayload, error) {
	var found []entry.Finding
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (e entry.Entry, err error) {
		e, found, err = m.Entries.SubmitEntry(ctx, p, id, int64(input.Revision))
		return e, err
	})
	for _, f := range found {
		userErrors = append(userErrors, model.UserError{Code: string(f.Check), Message: f.Text, Path: []string{"input", "entry"}})
	}
	return model.SubmitEntryPayload{Entry: shown, UserErrors: userErrors}, err
}

// WithdrawEntry withdraws an entry.
func (m mutation) WithdrawEntry(ctx context.Context, input model.WithdrawEntryInput) (model.WithdrawEntryPayload, error) {
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (entry.Entry, error) {
		return m.Entries.WithdrawEntry(ctx, p, id)
	})
	return model.WithdrawEntryPayload{Entry: shown, UserErrors: userErrors}, err
}

// ReturnEntry returns an entry to its entrants.
func (m mutation) ReturnEntry(ctx context.Context, input model.ReturnEntryInput) (model.ReturnEntryPayload, error) {
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (entry.Entry, error) {
		return m.Entries.ReturnEntry(ctx, p, id, input.Reason)
	})
	return model.ReturnEntryPayload{Entry: shown, UserErrors: userErrors}, err
}

// DeclareEntryEligible declares that an entry meets the rules.
func (m mutation) DeclareEntryEligible(ctx context.Context, input model.DeclareEntryEligibleInput) (model.DeclareEntryEligiblePayload, error) {
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (entry.Entry, error) {
		return m.Entries.DeclareEligible(ctx, p, id, said(input.Reason))
	})
	return model.DeclareEntryEligiblePayload{Entry: shown, UserErrors: userErrors}, err
}

// DeclareEntryIneligible declares that an entry does not meet the rules.
func (m mutation) DeclareEntryIneligible(ctx context.Context, input model.DeclareEntryIneligibleInput) (model.DeclareEntryIneligiblePayload, error) {
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (entry.Entry, error) {
		return m.Entries.DeclareIneligible(ctx, p, id, input.Reason)
	})
	return model.DeclareEntryIneligiblePayload{Entry: shown, UserErrors: userErrors}, err
}

// WaiveEntryChecks lets an entry pass checks.
func (m mutation) WaiveEntryChecks(ctx context.Context, input model.WaiveEntryChecksInput) (model.WaiveEntryChecksPayload, error) {
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (entry.Entry, error) {
		return m.Entries.WaiveChecks(ctx, p, id, input.Checks, input.Reason)
	})
	return model.WaiveEntryChecksPayload{Entry: shown, UserErrors: userErrors}, err
}

// NominateEntry nominates an entry.
func (m mutation) NominateEntry(ctx context.Context, input model.NominateEntryInput) (model.NominateEntryPayload, error) {
	var stored entry.Entry
	var seq int64
	shown, userErrors, err := m.onEntry(ctx, input.Entry, func(p auth.Principal, id string) (e entry.Entry, err error) {
		stored, seq, err = m.Entries.Nominate(ctx, p, id)
		return stored, err
	})
	if err == nil && seq > 0 { // with its project, which this server may not show yet
		now, behind := m.after(ctx, seq)
		if behind != nil {
			return model.NominateEntryPayload{}, behind
		}
		with := personal.NewEntry(now, stored)
		shown = &with
	}
	return model.NominateEntryPayload{Entry: shown, Sequence: sequence(seq), UserErrors: userErrors}, err
}

// onEntry makes one call about an entry.
func (m mutation) onEntry(ctx context.Context, id string, call func(p auth.Principal, id string) (entry.Entry, error)) (*personal.Entry, []model.UserError, error) {
	p, err := asking(ctx)
	if err != nil {
		return nil, nil, err
	}
	var e entry.Entry
	key, err := catalogue.Key(catalogue.KindEntry, "entry", id)
	if err == nil {
		e, err = call(p, key)
	}
	return entryAfter(ctx, e, err)
}

// entryAfter shows an entry as it is stored, also with a refusal.
func entryAfter(ctx context.Context, e entry.Entry, err error) (*personal.Entry, []model.UserError, error) {
	userErrors, err := mend(err)
	if err != nil || e.ID == "" {
		return nil, userErrors, err
	}
	shown := personal.NewEntry(view(ctx), e)
	return &shown, userErrors, nil
}

// Entries lists what was submitted to a contest.
func (q query) Entries(ctx context.Context, contest string, state *entry.State, category *string, first *int, after *string, last *int, before *string) (personal.EntryConnection, error) {
	var wanted entry.State
	var categoryID string
	list := "entries/" + contest
	if state != nil {
		wanted = *state
		list += "/" + string(wanted)
	}
	if category != nil {
		key, err := categoryKey("category", *category)
		if err != nil {
			return personal.EntryConnection{}, err
		}
		categoryID = key
		list += "/in " + key
	}
	return page(ctx, list, personal.Arguments{First: first, After: after, Last: last, Before: before},
		func(p auth.Principal, page auth.Page) (auth.Listed[entry.Entry], error) {
			return q.Resolver.Entries.Entries(ctx, p, contest, wanted, categoryID, page)
		},
		func(e entry.Entry) (time.Time, string) { return e.SubmittedAt, e.ID },
		func(e entry.Entry) personal.Entry { return personal.NewEntry(view(ctx), e) })
}

// Entries gives the entries of the organisations that the account speaks for.
func (v viewer) Entries(ctx context.Context, obj *personal.Viewer, contest string) ([]personal.Entry, error) {
	all, err := v.Resolver.Entries.EntriesOf(ctx, obj.Principal, contest)
	shown := make([]personal.Entry, len(all))
	for i, e := range all {
		shown[i] = personal.NewEntry(obj.View, e)
	}
	return shown, err
}

// entryResolver resolves what is found out of an entry only when it is asked for.
type entryResolver struct{ *Resolver }

// Findings gives what checks find of an entry.
func (r entryResolver) Findings(ctx context.Context, obj *personal.Entry) ([]personal.EntryFinding, error) {
	found, err := r.Entries.Findings(ctx, obj.Behind())
	shown := make([]personal.EntryFinding, len(found))
	for i, f := range found {
		shown[i] = personal.NewEntryFinding(view(ctx), f)
	}
	return shown, err
}

// editOf reads what changes of an entry. Fault: BadUserInput about content.
func editOf(c model.EntryContentInput) (entry.Edit, error) {
	edit := entry.Edit{Title: c.Title}
	if c.Category != nil {
		key := ""
		if *c.Category != "" {
			var err error
			if key, err = categoryKey("content.category", *c.Category); err != nil {
				return edit, err
			}
		}
		edit.CategoryID = &key
	}
	if c.Language != nil {
		tag := string(*c.Language)
		edit.Language = &tag
	}
	for _, a := range c.Answers {
		given := entry.Answer{Box: a.Box, Text: a.Text}
		if a.Goal != nil {
			given.Goal = *a.Goal
		}
		edit.Answers = append(edit.Answers, given)
	}
	if c.Links != nil {
		links := make([]entry.Link, len(c.Links))
		for i, l := range c.Links {
			links[i] = entry.Link{URL: l.URL, Title: said(l.Title)}
		}
		edit.Links = &links
	}
	if c.Images != nil {
		images := make([]entry.Image, len(c.Images))
		for i, m := range c.Images {
			images[i] = entry.Image{URL: m.URL, Description: m.Description, Credit: said(m.Credit)}
		}
		edit.Images = &images
	}
	edit.StartedOn, edit.EndedOn = dayOf(c.StartedOn), dayOf(c.EndedOn)
	return edit, nil
}

// dayOf reads a day that may be left out, or taken out by null.
func dayOf(given graphql.Omittable[*scalar.Date]) *scalar.Date {
	day, said := given.ValueOK()
	if !said {
		return nil
	}
	if day == nil {
		return new(scalar.Date)
	}
	return day
}

// categoryKey reads the id of a category. Fault: BadUserInput about the field, also where it is of something else.
func categoryKey(field, id string) (string, error) {
	key, err := catalogue.Key(catalogue.KindCategory, field, id)
	if err == nil && key == "" {
		err = fault.BadInput(field, "must be the id of a category")
	}
	return key, err
}

// formOf reads the boxes of a form.
func formOf(inputs []model.EntryBoxInput) *[]prize.Box {
	if inputs == nil {
		return nil
	}
	form := make([]prize.Box, len(inputs))
	for i, b := range inputs {
		form[i] = prize.Box{Kind: b.Kind, Required: b.IsRequired, MinWords: b.MinWords, MaxWords: b.MaxWords}
	}
	return &form
}
