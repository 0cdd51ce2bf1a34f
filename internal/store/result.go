package store

import (
	"slices"
	"time"

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

	ContestID   string
	Position    int
	CategoryID  string
	ProjectID   string
	Votes       int
	VoidedVotes int
	IsChampion  bool
	IsPublic    bool
}

type resultVoidRow struct {
	bun.BaseModel `bun:"table:result_voids"`

	ContestID   string
	Position    int
	CategoryID  string
	Reason      prize.VoidReason
	Clause      string
	VoidedAt    time.Time
	ProposedBy  string
	ConfirmedBy string
	Votes       int
	IsPublic    bool
}

func (s *contestShelf) addResults(c prize.Contest) {
	place, voids := 0, 0
	for i, r := range c.Results {
		s.results = append(s.results, resultRow{
			ContestID: c.ID, Position: i, CategoryID: r.CategoryID, ValidVotes: r.ValidVotes, VoidedVotes: r.VoidedVotes,
			IncompleteVotes: r.IncompleteVotes, Shortfall: r.Shortfall, IsPublic: r.IsPublic, WinnerID: r.WinnerID, IsWinnerPublic: r.IsWinnerPublic,
		})
		for _, t := range r.Tallies {
			s.tallies = append(s.tallies, tallyRow{
				ContestID: c.ID, Position: place, CategoryID: r.CategoryID, ProjectID: t.ProjectID, Votes: t.Votes, VoidedVotes: t.Voided,
				IsChampion: t.IsChampion, IsPublic: r.IsPublic,
			})
			place++
		}
		for _, v := range r.Voids {
			s.voids = append(s.voids, resultVoidRow{
				ContestID: c.ID, Position: voids, CategoryID: r.CategoryID, Reason: v.Reason, Clause: v.Clause, VoidedAt: v.VoidedAt.Time,
				ProposedBy: v.ProposedBy, ConfirmedBy: v.ConfirmedBy, Votes: v.Votes, IsPublic: r.IsPublic,
			})
			voids++
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
		if in := resultOf(at(all, places, r.ContestID), r.CategoryID); in != nil {
			in.Tallies = append(in.Tallies, prize.Tally{ProjectID: r.ProjectID, Votes: r.Votes, Voided: r.VoidedVotes, IsChampion: r.IsChampion})
		}
	}
	for _, r := range s.voids {
		if in := resultOf(at(all, places, r.ContestID), r.CategoryID); in != nil {
			in.Voids = append(in.Voids, prize.Voids{
				Reason: r.Reason, Clause: r.Clause, VoidedAt: instant(r.VoidedAt), ProposedBy: r.ProposedBy, ConfirmedBy: r.ConfirmedBy, Votes: r.Votes,
			})
		}
	}
}

// resultOf gives the result of a category; nil where there is none.
func resultOf(c *prize.Contest, category string) *prize.CategoryResult {
	if c == nil {
		return nil
	}
	i := slices.IndexFunc(c.Results, func(r prize.CategoryResult) bool { return r.CategoryID == category })
	if i < 0 {
		return nil
	}
	return &c.Results[i]
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
