package prize

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"rostrum/internal/fault"
)

// Tally is how many valid votes a project has.
type Tally struct {
	ProjectID  string `json:"project"`
	Votes      int    `json:"votes"`
	Voided     int    `json:"voidedVotes"` // how many more it would have with the votes that were declared void
	IsChampion bool   `json:"isChampion"`
}

// CategoryResult is what came of the public vote in a category, and whom the expert group chose among its champions.
type CategoryResult struct {
	CategoryID string `json:"category"`
	// Tallies holds every nominee, most votes first; those with as many votes stand in the order of their ids, which
	// decides nothing.
	Tallies         []Tally `json:"tallies"`
	ValidVotes      int     `json:"validVotes"`
	VoidedVotes     int     `json:"voidedVotes"`
	Voids           []Voids `json:"voids"`           // the same, by what took them out, the first first
	IncompleteVotes int     `json:"incompleteVotes"` // of ballots that lack a category where all are needed
	Shortfall       int     `json:"shortfall"`       // how many champions there are too few
	IsPublic        bool    `json:"-"`               // set by the runner
	WinnerID        string  `json:"-"`               // one of the champions; empty until the expert group has chosen
	IsWinnerPublic  bool    `json:"-"`
}

// Champions gives the ids of the champions, most votes first.
func (r CategoryResult) Champions() (ids []string) {
	for _, t := range r.Tallies {
		if t.IsChampion {
			ids = append(ids, t.ProjectID)
		}
	}
	return ids
}

// Part is a part of a result that becomes public by itself.
type Part string

// The parts.
const (
	ChampionsPart Part = "CHAMPIONS" // with all tallies
	WinnersPart   Part = "WINNERS"
)

// Votes is what a count finds in a category.
type Votes struct {
	ByProject  map[string]int // valid ones
	VoidedOf   map[string]int // those declared void, by project
	Voids      []Voids        // the same, by what took them out, the first first
	Incomplete int
}

// Tie is that more projects have as many votes as the last champion than there are places left.
type Tie struct {
	CategoryID string
	Projects   []string // in the order of their ids
	Places     int      // how many of them become champions
}

// TieDecision is which of the projects that tie become champions, as the expert group decided it.
type TieDecision struct {
	CategoryID string
	Chosen     []string
	Reason     string
}

// Lot is public randomness that nobody could know before the close.
type Lot struct {
	Source     string // where everybody finds it
	Randomness string // as published; empty where none has been drawn
}

// Settle gives the result of every category from what was counted: champions are those with the most valid votes, at
// least one. A tie at the last place is settled by a decision of the expert group where there is one, else by the lot
// where the rules name it and it has been drawn; ties that nothing settles are given, and have no champion among those
// that tie.
func (c Contest) Settle(nominees []Project, counted map[string]Votes, lot Lot, decisions []TieDecision) (results []CategoryResult, ties []Tie) {
	for _, k := range c.Categories {
		votes := counted[k.ID]
		r := CategoryResult{CategoryID: k.ID, Voids: votes.Voids, IncompleteVotes: votes.Incomplete}
		for _, v := range votes.Voids {
			r.VoidedVotes += v.Votes
		}
		for _, p := range nominees {
			if p.CategoryID == k.ID {
				r.Tallies = append(r.Tallies, Tally{ProjectID: p.ID, Votes: votes.ByProject[p.ID], Voided: votes.VoidedOf[p.ID]})
				r.ValidVotes += votes.ByProject[p.ID]
			}
		}
		slices.SortFunc(r.Tallies, func(a, b Tally) int {
			return cmp.Or(cmp.Compare(b.Votes, a.Votes), strings.Compare(a.ProjectID, b.ProjectID))
		})
		tie := r.crown(c.Champions())
		if tie.Places > 0 {
			tie.CategoryID = k.ID
			if chosen := c.breakTie(tie, lot, decisions); len(chosen) == tie.Places {
				r.crownAll(chosen)
			} else {
				ties = append(ties, tie)
			}
		}
		results = append(results, r)
	}
	return results, ties
}

// crown makes champions of those who surely are, and gives the tie at the last place; without places where there is none.
func (r *CategoryResult) crown(places int) Tie {
	voted := 0 // projects with a vote at least
	for voted < len(r.Tallies) && r.Tallies[voted].Votes > 0 {
		voted++
	}
	r.Shortfall = max(0, places-voted)
	if voted <= places {
		for i := range voted {
			r.Tallies[i].IsChampion = true
		}
		return Tie{}
	}
	last := r.Tallies[places-1].Votes
	sure := 0
	for sure < places && r.Tallies[sure].Votes > last {
		r.Tallies[sure].IsChampion = true
		sure++
	}
	var tied []string
	for i := sure; i < voted && r.Tallies[i].Votes == last; i++ {
		tied = append(tied, r.Tallies[i].ProjectID)
	}
	if len(tied) == places-sure { // as many as there are places
		r.crownAll(tied)
		return Tie{}
	}
	return Tie{Projects: tied, Places: places - sure}
}

func (r *CategoryResult) crownAll(ids []string) {
	for i := range r.Tallies {
		if slices.Contains(ids, r.Tallies[i].ProjectID) {
			r.Tallies[i].IsChampion = true
		}
	}
}

// breakTie gives who of a tie become champions; fewer than there are places where nothing says it.
func (c Contest) breakTie(tie Tie, lot Lot, decisions []TieDecision) []string {
	for _, d := range decisions {
		if d.CategoryID == tie.CategoryID && tie.Takes(d.Chosen) {
			return d.Chosen
		}
	}
	if slices.Contains(c.TieBreaks, ByLot) && lot.Randomness != "" {
		return lot.Draw(tie)
	}
	return nil
}

// Takes tells whether a decision settles the tie: it names as many of those that tie as there are places, each once.
func (t Tie) Takes(chosen []string) bool {
	sorted := slices.Sorted(slices.Values(chosen))
	if len(chosen) != t.Places || len(slices.Compact(sorted)) != len(chosen) {
		return false
	}
	return !slices.ContainsFunc(chosen, func(id string) bool { return !slices.Contains(t.Projects, id) })
}

// Draw gives who of a tie become champions by the lot: those whose SHA-256 of randomness, category and project, with a
// newline behind each, comes first. docs/rules-manifest.md describes it.
func (l Lot) Draw(t Tie) []string {
	type drawn struct{ hash, id string }
	lots := make([]drawn, len(t.Projects))
	for i, id := range t.Projects {
		sum := sha256.Sum256([]byte(l.Randomness + "\n" + t.CategoryID + "\n" + id + "\n"))
		lots[i] = drawn{hex.EncodeToString(sum[:]), id}
	}
	slices.SortFunc(lots, func(a, b drawn) int { return strings.Compare(a.hash, b.hash) })
	chosen := make([]string, t.Places)
	for i := range chosen {
		chosen[i] = lots[i].id
	}
	return chosen
}

// Crown gives results with the winners that the expert group chose, by category: one of the champions in each category
// that has any. Fault: Conflict where one is missing, or is no champion.
func Crown(results []CategoryResult, winners map[string]string) ([]CategoryResult, error) {
	crowned := slices.Clone(results)
	for i, r := range crowned {
		winner, champions := winners[r.CategoryID], r.Champions()
		switch {
		case winner == "" && len(champions) == 0:
		case winner == "":
			return nil, fault.New(fault.Conflict, "the expert group has not chosen in every category: %d of %d have a winner", len(winners), len(results))
		case !slices.Contains(champions, winner):
			return nil, fault.New(fault.Conflict, "the winner of a category is none of its champions")
		}
		crowned[i].WinnerID = winner
	}
	return crowned, nil
}

// VoteCount is what was counted at an instant of forum time.
type VoteCount struct {
	ID        string
	ContestID string
	Results   []CategoryResult
	Ties      []Tie
	SHA256    string // see ResultText
	CountedAt time.Time
	Decisions int // how many decisions about votes it knew of
}

// ResultText gives results in one form of bytes, and its SHA-256, so that two officers can tell that they certify the
// same.
func ResultText(results []CategoryResult) (content, sum string) {
	// Strings, numbers and truths only: encoding cannot fail.
	encoded, _ := json.Marshal(results)
	hash := sha256.Sum256(encoded)
	return string(encoded), hex.EncodeToString(hash[:])
}
