package catalogue

import (
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// Story is what a champion tells of itself.
type Story struct {
	v   *View
	row *prize.Story
}

// Story gives what those who entered it tell; none before it is a champion in public.
func (p Project) Story() (Story, bool) { return Story{p.v, p.row().Story}, p.row().Story != nil }

// Language gives the language that it is written in.
func (s Story) Language() scalar.LanguageTag { return scalar.LanguageTag(s.row.Language) }

// Answers gives what stands in the boxes that are published.
func (s Story) Answers() []StoryAnswer {
	answers := make([]StoryAnswer, len(s.row.Answers))
	for i := range answers {
		answers[i] = StoryAnswer{s, &s.row.Answers[i]}
	}
	return answers
}

// Links gives pages about it.
func (s Story) Links() []StoryLink {
	links := make([]StoryLink, len(s.row.Links))
	for i, l := range s.row.Links {
		links[i] = StoryLink{l}
	}
	return links
}

// Images gives pictures of it.
func (s Story) Images() []StoryImage {
	images := make([]StoryImage, len(s.row.Images))
	for i, l := range s.row.Images {
		images[i] = StoryImage{l}
	}
	return images
}

// StartedOn gives the day on which the project began.
func (s Story) StartedOn() (scalar.Date, bool) { return optionalDate(s.row.StartedOn) }

// EndedOn gives the day on which it ended.
func (s Story) EndedOn() (scalar.Date, bool) { return optionalDate(s.row.EndedOn) }

// StoryAnswer is what stands in a box.
type StoryAnswer struct {
	s   Story
	row *prize.StoryAnswer
}

// Box tells which box.
func (a StoryAnswer) Box() prize.BoxKind { return a.row.Box }

// Goal gives the goal that it is about, in the box of the linkage.
func (a StoryAnswer) Goal() (SDG, bool) {
	i, ok := a.s.v.s.goalByNumber[a.row.Goal]
	return SDG{a.s.v, i}, ok
}

// Text gives the words.
func (a StoryAnswer) Text() Text {
	return Text{text.Version{Language: a.s.row.Language, Value: a.row.Text}}
}

// StoryLink is a page about a project.
type StoryLink struct{ row prize.StoryLink }

// URL gives its address.
func (l StoryLink) URL() string { return l.row.URL }

// Title gives its title.
func (l StoryLink) Title() (string, bool) { return optional(l.row.Title) }

// StoryImage is a picture of a project.
type StoryImage struct{ row prize.StoryImage }

// URL gives its address.
func (i StoryImage) URL() string { return i.row.URL }

// Description gives words for those who cannot see it.
func (i StoryImage) Description() string { return i.row.Description }

// Credit tells whose it is.
func (i StoryImage) Credit() (string, bool) { return optional(i.row.Credit) }
