package prize

import (
	"slices"

	"rostrum/internal/scalar"
)

// Outcome is how far a project came, as it is counted here. What sources say stands apart, in claims.
type Outcome string

// The outcomes.
const (
	NominatedOutcome Outcome = "NOMINATED"
	ChampionOutcome  Outcome = "CHAMPION"
	WinnerOutcome    Outcome = "WINNER"
)

// OutcomeOf gives how far a nominee came, by what is public of the results; empty before.
func (c Contest) OutcomeOf(projectID string) Outcome {
	for _, r := range c.Results {
		for _, t := range r.Tallies {
			switch {
			case t.ProjectID != projectID:
			case !r.IsPublic:
				return ""
			case r.IsWinnerPublic && r.WinnerID == projectID:
				return WinnerOutcome
			case t.IsChampion:
				return ChampionOutcome
			default:
				return NominatedOutcome
			}
		}
	}
	return ""
}

// Story is what the entry of a champion tells everybody, in the words of those who entered it.
type Story struct {
	Language  string        `json:"language"` // a BCP 47 tag
	Answers   []StoryAnswer `json:"answers"`  // in the order of boxes, then goals
	Links     []StoryLink   `json:"links,omitempty"`
	Images    []StoryImage  `json:"images,omitempty"`
	StartedOn scalar.Date   `json:"startedOn,omitempty"`
	EndedOn   scalar.Date   `json:"endedOn,omitempty"` // empty while it goes on
}

// StoryAnswer is what stands in a box.
type StoryAnswer struct {
	Box  BoxKind `json:"box"`
	Goal int     `json:"goal,omitempty"` // the number of the goal in the box of the linkage, else 0
	Text string  `json:"text"`
}

// StoryLink is a page about the project.
type StoryLink struct {
	URL   string `json:"url"`
	Title string `json:"title,omitempty"`
}

// StoryImage is a picture by its address.
type StoryImage struct {
	URL         string `json:"url"`
	Description string `json:"description"` // for those who cannot see it
	Credit      string `json:"credit,omitempty"`
}

// AreTalliesPublic tells whether everybody sees how many votes projects have.
func (c Contest) AreTalliesPublic() bool {
	return slices.ContainsFunc(c.Results, func(r CategoryResult) bool { return r.IsPublic })
}

// AreWinnersPublic tells whether the winners are public.
func (c Contest) AreWinnersPublic() bool {
	return slices.ContainsFunc(c.Results, func(r CategoryResult) bool { return r.IsWinnerPublic })
}
