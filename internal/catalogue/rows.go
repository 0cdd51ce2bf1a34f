package catalogue

import (
	"rostrum/internal/changelog"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
)

// Rows is everything that is published and public, as one consistent reading of the database gives it: no draft or
// withdrawn session, no recording or claim that is held back. Order does not matter; ids are unique.
type Rows struct {
	Seq          int64 // the head of the change log in that same reading
	Countries    []taxonomy.Country
	Kinds        []taxonomy.Kind
	ActionLines  []taxonomy.ActionLine
	Goals        []taxonomy.Goal
	Matrices     []taxonomy.Matrix
	Stakeholders []people.Stakeholder
	People       []people.Person
	Forums       []programme.Forum
	Sessions     []programme.Session
	Contests     []prize.Contest
	Projects     []prize.Project
}

// Delta is what changed after a sequence: the changed aggregates as they are now, and those that are gone.
type Delta struct {
	Rows
	Removed []Ref
}

// Ref names an aggregate.
type Ref struct {
	Entity changelog.Entity
	ID     string
}
