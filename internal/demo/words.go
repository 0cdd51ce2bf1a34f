package demo

import (
	"fmt"

	"rostrum/internal/entry"
	"rostrum/internal/prize"
)

// The titles of what is entered: a colour for each organisation, a thing for each category.
var (
	colours = []string{"Amber", "Cobalt", "Crimson", "Ivory"}
	things  = []string{
		"Lantern", "Bridge", "Drum", "Loom", "Anchor", "Compass", "Kite", "Basket", "Slate", "Thermos", "Hammer", "Heron", "Furrow", "Prism",
		"Proverb", "Megaphone", "Scales", "Ferry",
	}
)

// content gives what the organisation of a colour enters into the category of a thing, complete by the form of 2020.
func content(categoryID string, thing, colour int) entry.Edit {
	title := colours[colour] + " " + things[thing]
	box := func(kind prize.BoxKind, goal int, text string) entry.Answer {
		return entry.Answer{Box: kind, Goal: goal, Text: text}
	}
	return entry.Edit{CategoryID: &categoryID, Title: &title, Answers: []entry.Answer{
		box(prize.ShortDescription, 0, fmt.Sprintf(description, title)),
		box(prize.Linkage, 1+(thing+5*colour)%17, "Who is reached by it spends less time and money on the way, and can tell what is still missing."),
		box(prize.Impact, 0, fmt.Sprintf("%d people used it in the last year; half of them had nothing like it before.", 1200+370*thing+90*colour)),
		box(prize.Partnerships, 0, "Two municipalities lend rooms, a school lends people, and a local firm lends what breaks."),
		box(prize.Challenges, 0, "The rainy season stops the work for a month each year. Next comes a second place, run by those who learnt in the first."),
	}}
}

// unfinished gives a draft that lacks most of the form.
func unfinished(categoryID string) entry.Edit {
	title := colours[ivory] + " " + things[2]
	return entry.Edit{CategoryID: &categoryID, Title: &title, Answers: []entry.Answer{
		{Box: prize.ShortDescription, Text: title + " is an invented project, and this is as far as its description has come."},
	}}
}

// description has 150 to 200 words, as the form asks for.
const description = `%s is an invented project of an invented organisation, made so that a form can be seen filled in. It began with four people at one table, who had noticed that what everybody needed was known only to a few. They wrote it down in plain words, asked neighbours to read it aloud, and changed whatever was not understood. After one season they had a small team, a borrowed room and a list of what to do next.

Today the work goes on in six places. Each place has two hosts, who are paid for one day a week and decide by themselves what is shown and when. Whatever is learnt in one place is told to the others in a monthly call, and kept in a notebook that anybody may copy. Nothing in it needs more than an old telephone and an hour of current.

The team counts who comes, who comes back and who takes over. It asks people once a year what should stop. Two habits were dropped for that reason, and nobody has missed them since.`
