// Package programme holds forum editions and their sessions, with the rules of a programme.
package programme

import (
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// Mode is how people take part. It is empty where no source says.
type Mode string

// The modes.
const (
	Virtual Mode = "VIRTUAL"
	OnSite  Mode = "ON_SITE"
	Hybrid  Mode = "HYBRID"
)

// Forum is an edition of the forum.
type Forum struct {
	ID           string            `json:"id"`
	Slug         string            `json:"slug"`
	Year         int               `json:"year"`
	Theme        text.Text         `json:"theme"`
	StartsOn     scalar.Date       `json:"startsOn"`
	EndsOn       scalar.Date       `json:"endsOn"`
	TimeZone     scalar.TimeZone   `json:"timeZone"`
	Mode         Mode              `json:"mode,omitempty"`
	IsArchive    bool              `json:"isArchive,omitempty"`
	Phases       []Stretch         `json:"phases,omitempty"`
	CoOrganisers []string          `json:"coOrganisers,omitempty"` // stakeholder ids, in order
	ChairID      string            `json:"chair,omitempty"`        // person id
	Tracks       []Track           `json:"tracks,omitempty"`
	Pages        []Page            `json:"pages,omitempty"`
	Notes        []string          `json:"notes,omitempty"`
	Sources      []taxonomy.Source `json:"sources,omitempty"`
	Revision     int64             `json:"-"`
}

// Stretch is a part of the forum with a character of its own: the weekly programme, the final week.
type Stretch struct {
	Code     string      `json:"code"`
	Name     text.Text   `json:"name"`
	StartsOn scalar.Date `json:"startsOn"`
	EndsOn   scalar.Date `json:"endsOn"`
}

// Track is a special track of an edition.
type Track struct {
	ID    string    `json:"id"`
	Name  text.Text `json:"name"`
	Since int       `json:"since,omitempty"`
}

// Page is a page of practical information.
type Page struct {
	ID       string            `json:"id"`
	Slug     string            `json:"slug"`
	Title    text.Text         `json:"title"`
	Body     text.Text         `json:"body"`
	IsSample bool              `json:"isSample,omitempty"`
	Sources  []taxonomy.Source `json:"sources,omitempty"`
}
