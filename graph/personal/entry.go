package personal

import (
	"slices"

	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Entry is what an organisation enters into a contest.
type Entry struct {
	view  *catalogue.View
	entry entry.Entry
}

// NewEntry shows an entry.
func NewEntry(v *catalogue.View, e entry.Entry) Entry { return Entry{v, e} }

// Behind gives the entry itself, for what is found out of it only when it is asked for.
func (e Entry) Behind() entry.Entry { return e.entry }

// IsNode marks an object with a global id.
func (Entry) IsNode() {}

// ID gives the global id.
func (e Entry) ID() string { return catalogue.GlobalID(catalogue.KindEntry, e.entry.ID) }

// Contest gives the contest.
func (e Entry) Contest() (catalogue.Contest, error) {
	contest, ok := e.view.ContestByKey(e.entry.ContestID)
	if !ok {
		return contest, behind()
	}
	return contest, nil
}

// Category gives the category that was chosen.
func (e Entry) Category() (catalogue.Category, bool) { return e.view.CategoryByKey(e.entry.CategoryID) }

// Stakeholder gives the organisation; nil where it is hidden from who asks.
func (e Entry) Stakeholder() (*catalogue.Stakeholder, error) {
	if slices.Contains(e.entry.Hidden, prize.PartOrganisation) {
		return nil, nil
	}
	stakeholder, ok := e.view.StakeholderByKey(e.entry.StakeholderID)
	if !ok {
		return nil, behind()
	}
	return &stakeholder, nil
}

// Hidden gives the parts that are hidden from who asks.
func (e Entry) Hidden() []prize.EntryPart { return append([]prize.EntryPart{}, e.entry.Hidden...) }

// Title gives the title; empty in a draft without one.
func (e Entry) Title() string { return e.entry.Title }

// Language gives the language of its texts.
func (e Entry) Language() scalar.LanguageTag { return scalar.LanguageTag(e.entry.Language) }

// Answers gives what stands in the boxes.
func (e Entry) Answers() []EntryAnswer {
	answers := make([]EntryAnswer, len(e.entry.Answers))
	for i, a := range e.entry.Answers {
		answers[i] = EntryAnswer{e.view, a}
	}
	return answers
}

// Links gives the pages about it.
func (e Entry) Links() []EntryLink {
	links := make([]EntryLink, len(e.entry.Links))
	for i, l := range e.entry.Links {
		links[i] = EntryLink{l}
	}
	return links
}

// Images gives its pictures.
func (e Entry) Images() []EntryImage {
	images := make([]EntryImage, len(e.entry.Images))
	for i, m := range e.entry.Images {
		images[i] = EntryImage{m}
	}
	return images
}

// StartedOn gives the first day of the work.
func (e Entry) StartedOn() (scalar.Date, bool) { return e.entry.StartedOn, e.entry.StartedOn != "" }

// EndedOn gives the last day of the work.
func (e Entry) EndedOn() (scalar.Date, bool) { return e.entry.EndedOn, e.entry.EndedOn != "" }

// State tells where it stands.
func (e Entry) State() entry.State { return e.entry.State }

// Revision gives the number of its version.
func (e Entry) Revision() int { return int(e.entry.Revision) }

// CreatedAt gives when it was begun.
func (e Entry) CreatedAt() scalar.DateTime { return scalar.DateTime{Time: e.entry.CreatedAt} }

// ChangedAt gives when it was changed last.
func (e Entry) ChangedAt() scalar.DateTime { return scalar.DateTime{Time: e.entry.ChangedAt} }

// SubmittedAt gives when it was first submitted.
func (e Entry) SubmittedAt() (scalar.DateTime, bool) {
	return scalar.DateTime{Time: e.entry.SubmittedAt}, !e.entry.SubmittedAt.IsZero()
}

// WaivedChecks gives the checks that officers have waived for it.
func (e Entry) WaivedChecks() []entry.Check { return e.entry.Waived }

// Moves gives how it came where it stands.
func (e Entry) Moves() []EntryMove {
	moves := make([]EntryMove, len(e.entry.Moves))
	for i, m := range e.entry.Moves {
		moves[i] = EntryMove{m}
	}
	return moves
}

// Project gives the nominee that came of it.
func (e Entry) Project() (catalogue.Project, bool) { return e.view.ProjectByKey(e.entry.ProjectID) }

// EntryAnswer is what stands in a box of the form.
type EntryAnswer struct {
	view   *catalogue.View
	answer entry.Answer
}

// Box tells which box.
func (a EntryAnswer) Box() prize.BoxKind { return a.answer.Box }

// Goal gives the goal in the box of the linkage.
func (a EntryAnswer) Goal() (catalogue.SDG, bool) { return a.view.SDG(a.answer.Goal) }

// Text gives the words.
func (a EntryAnswer) Text() string { return a.answer.Text }

// Words counts them.
func (a EntryAnswer) Words() int { return entry.Words(a.answer.Text) }

// EntryLink is a page about a project.
type EntryLink struct{ link entry.Link }

// URL gives the address.
func (l EntryLink) URL() string { return l.link.URL }

// Title gives the title.
func (l EntryLink) Title() (string, bool) { return l.link.Title, l.link.Title != "" }

// EntryImage is a picture of a project.
type EntryImage struct{ image entry.Image }

// URL gives the address.
func (m EntryImage) URL() string { return m.image.URL }

// Description tells what is to be seen.
func (m EntryImage) Description() string { return m.image.Description }

// Credit tells whose picture it is.
func (m EntryImage) Credit() (string, bool) { return m.image.Credit, m.image.Credit != "" }

// EntryMove is that an entry came from one state into another.
type EntryMove struct{ move entry.Move }

// Number gives its place.
func (m EntryMove) Number() int { return m.move.Number }

// From gives the state before.
func (m EntryMove) From() entry.State { return m.move.From }

// To gives the state after.
func (m EntryMove) To() entry.State { return m.move.To }

// MovedAt gives when.
func (m EntryMove) MovedAt() scalar.DateTime { return scalar.DateTime{Time: m.move.At} }

// MovedBy tells who did it.
func (m EntryMove) MovedBy() string { return nameOf(m.move.By) }

// Reason tells why.
func (m EntryMove) Reason() (string, bool) { return m.move.Reason, m.move.Reason != "" }

// Despite gives what a machine had found and an officer let pass.
func (m EntryMove) Despite() []entry.Check { return m.move.Despite }

// EntryFinding is what a check found wrong.
type EntryFinding struct {
	view    *catalogue.View
	finding entry.Finding
}

// NewEntryFinding shows a finding.
func NewEntryFinding(v *catalogue.View, f entry.Finding) EntryFinding { return EntryFinding{v, f} }

// Check tells which check.
func (f EntryFinding) Check() entry.Check { return f.finding.Check }

// Box tells which box it is about.
func (f EntryFinding) Box() (prize.BoxKind, bool) { return f.finding.Box, f.finding.Box != "" }

// Goal tells which goal it is about.
func (f EntryFinding) Goal() (catalogue.SDG, bool) { return f.view.SDG(f.finding.Goal) }

// Message says it in words.
func (f EntryFinding) Message() string { return f.finding.Text }

type (
	// EntryConnection is a page of entries.
	EntryConnection = Connection[Entry]
	// EntryEdge is an entry on a page.
	EntryEdge = Edge[Entry]
)
