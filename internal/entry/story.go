package entry

import (
	"regexp"

	"rostrum/internal/prize"
)

// mailAddress is what looks like a mail address.
var mailAddress = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(\.[\pL\pN-]+)+`)

// Story gives what everybody reads of an entry that became a champion: the boxes that are published, links, pictures and
// dates. Mail addresses are taken out; what is for the expert group only, and who entered it, is not in it.
func (c Content) Story() *prize.Story {
	public := func(s string) string { return mailAddress.ReplaceAllString(s, "…") }
	s := &prize.Story{Language: c.Language, StartedOn: c.StartedOn, EndedOn: c.EndedOn}
	for _, a := range c.Answers {
		if a.Box.IsPublished() {
			s.Answers = append(s.Answers, prize.StoryAnswer{Box: a.Box, Goal: a.Goal, Text: public(a.Text)})
		}
	}
	for _, l := range c.Links {
		if !mailAddress.MatchString(l.URL) {
			s.Links = append(s.Links, prize.StoryLink{URL: l.URL, Title: public(l.Title)})
		}
	}
	for _, i := range c.Images {
		if !mailAddress.MatchString(i.URL) {
			s.Images = append(s.Images, prize.StoryImage{URL: i.URL, Description: public(i.Description), Credit: public(i.Credit)})
		}
	}
	return s
}
