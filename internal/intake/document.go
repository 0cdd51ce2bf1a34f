// Package intake reads forum data in the import format and brings it into a store, whole or not at all.
package intake

import (
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
)

// Format is the name and version of the import format, described in docs/import-format.md.
const Format = "rostrum/1"

// Document is one file of the import format.
type Document struct {
	Name         string                        `json:"-"` // the file's name, for messages
	Format       string                        `json:"format"`
	Source       string                        `json:"source"` // whose names the external ids are
	Countries    []Record[taxonomy.Country]    `json:"countries"`
	Kinds        []Record[taxonomy.Kind]       `json:"kinds"`
	ActionLines  []Record[taxonomy.ActionLine] `json:"actionLines"`
	Goals        []Record[taxonomy.Goal]       `json:"goals"`
	Matrices     []Record[taxonomy.Matrix]     `json:"matrices"`
	Stakeholders []Record[people.Stakeholder]  `json:"stakeholders"`
	People       []Record[people.Person]       `json:"people"`
	Forums       []Record[programme.Forum]     `json:"forums"`
	Sessions     []Record[programme.Session]   `json:"sessions"`
	Contests     []Record[prize.Contest]       `json:"contests"`
	Projects     []Record[prize.Project]       `json:"projects"`
}

// Record is a record of a document with the name that its source knows it by. References between records are external
// ids of the same source, or such as Ref makes.
type Record[T any] struct {
	ExternalID string `json:"externalId"`
	Value      T      `json:",inline"`
}

// refMark parts source and external id in a reference to another source. No text from outside can hold it.
const refMark = "\x00"

// Ref makes a reference to a record of another source, as {"source": …, "externalId": …} does in a file.
func Ref(source, externalID string) string { return source + refMark + externalID }

// Len gives the number of records.
func (d Document) Len() int {
	return len(d.Countries) + len(d.Kinds) + len(d.ActionLines) + len(d.Goals) + len(d.Matrices) + len(d.Stakeholders) +
		len(d.People) + len(d.Forums) + len(d.Sessions) + len(d.Contests) + len(d.Projects)
}
