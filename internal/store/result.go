package store

import (
	"slices"

	"github.com/uptrace/bun"

	"rostrum/internal/prize"
)

type resultRow struct {
	bun.BaseModel `bun:"table:category_results"`

	ContestID       string
	Position        int
	CategoryID      string
	ValidVotes      int
	VoidedVotes     int
	IncompleteVotes int
	Shortfall       int
	IsPublic        bool
	WinnerID        string `bun:",nullzero"`
	IsWinnerPublic  bool
}

type tallyRow struct {
	bun.BaseModel `bun:"table:result_tallies"`

	ContestID  string
	Position   int
	CategoryID string
	ProjectID  string
	Votes      int
	IsChampion bool
	IsPublic   bool
}

func (s *contestShelf) addResults(c prize.Contest) {
	place := 0
	for i, r := range c.Results {
		s.results = append(s.results, resultRow{
			ContestID: c.ID, Position: i, CategoryID: r.CategoryID, ValidVotes: r.ValidVotes, VoidedVotes: r.VoidedVotes,
			IncompleteVotes: r.IncompleteVotes, Shortfall: r.Shortfall, IsPublic: r.IsPublic, WinnerID: r.WinnerID, IsWinnerPublic: r.IsWinnerPublic,
		})
		for _, t := range r.Tallies {
			s.tallies = append(s.tallies, tallyRow{
				ContestID: c.ID, Position: place, CategoryID: r.CategoryID, ProjectID: t.ProjectID, Votes: t.Votes, IsChampion: t.IsChampion, IsPublic: r.IsPublic,
			})
			place++
		}
	}
}

func (s *contestShelf) putResults(all []prize.Contest, places index) {
	for _, r := range s.results {
		if c := at(all, places, r.ContestID); c != nil {
			c.Results = append(c.Results, prize.CategoryResult{
				CategoryID: r.CategoryID, ValidVotes: r.ValidVotes, VoidedVotes: r.VoidedVotes, IncompleteVotes: r.IncompleteVotes, Shortfall: r.Shortfall,
				IsPublic: r.IsPublic, WinnerID: r.WinnerID, IsWinnerPublic: r.IsWinnerPublic,
			})
		}
	}
	for _, r := range s.tallies {
		c := at(all, places, r.ContestID)
		if c == nil {
			continue
		}
		if i := slices.IndexFunc(c.Results, func(have prize.CategoryResult) bool { return have.CategoryID == r.CategoryID }); i >= 0 {
			c.Results[i].Tallies = append(c.Results[i].Tallies, prize.Tally{ProjectID: r.ProjectID, Votes: r.Votes, IsChampion: r.IsChampion})
		}
	}
}

// publicContest gives what everybody may see of a contest: results that are published, and of those only winners that
// are.
func publicContest(c prize.Contest) (prize.Contest, bool) {
	var open []prize.CategoryResult
	for _, r := range c.Results {
		if r.IsPublic {
			open = append(open, withoutSecretWinner(r))
		}
	}
	c.Results, c.Recognitions = open, publicRecognitions(c.Recognitions)
	return c, true
}

func withoutSecretWinner(r prize.CategoryResult) prize.CategoryResult {
	if !r.IsWinnerPublic {
		r.WinnerID = ""
	}
	return r
}
