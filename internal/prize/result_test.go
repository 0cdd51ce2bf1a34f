package prize_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// vote is a contest of one category with a nominee for each number of votes: a, b, c …
func vote(champions int, votes ...int) (prize.Contest, []prize.Project, map[string]prize.Votes) {
	c := prize.Contest{Categories: []prize.Category{{ID: "K", Number: 1}}, ChampionsPerCategory: champions}
	counted := prize.Votes{ByProject: map[string]int{}}
	var nominees []prize.Project
	for i, n := range votes {
		id := string(rune('a' + i))
		nominees = append(nominees, prize.Project{ID: id, CategoryID: "K"})
		if n > 0 {
			counted.ByProject[id] = n
		}
	}
	return c, nominees, map[string]prize.Votes{"K": counted}
}

// SR38: champions are the five with the most valid votes.
func TestSR38_ChampionsAreTheFiveWithTheMostVotes(t *testing.T) {
	c, nominees, counted := vote(5, 3, 9, 4, 1, 8, 7, 2)
	results, ties := c.Settle(nominees, counted, prize.Lot{}, nil)
	if got := results[0].Champions(); len(ties) > 0 || !slices.Equal(got, []string{"b", "e", "f", "c", "a"}) {
		t.Errorf("champions %v, ties %v", got, ties)
	}
	if results[0].ValidVotes != 34 || results[0].Shortfall != 0 || len(results[0].Tallies) != 7 {
		t.Errorf("%+v", results[0])
	}
}

// SR39: a tie at the last place stays one until the expert group or the rules decide it.
func TestSR39_ATieAtTheLastPlaceIsNeverSettledByOrder(t *testing.T) {
	c, nominees, counted := vote(3, 5, 4, 4, 4, 1)
	tie := prize.Tie{CategoryID: "K", Projects: []string{"b", "c", "d"}, Places: 2}
	results, ties := c.Settle(nominees, counted, prize.Lot{}, nil)
	if d := cmp.Diff([]prize.Tie{tie}, ties); d != "" || !slices.Equal(results[0].Champions(), []string{"a"}) {
		t.Errorf("%v: %s", results[0].Champions(), d)
	}
	lot := prize.Lot{Source: "a lottery", Randomness: "7 19 23 31 40 44"}
	if _, ties = c.Settle(nominees, counted, lot, nil); len(ties) != 1 {
		t.Error("a lot decides that the rules do not name")
	}
	for name, chosen := range map[string][]string{"one of them": {"d"}, "one twice": {"d", "d"}, "another": {"d", "e"}, "all": {"b", "c", "d"}} {
		if _, ties = c.Settle(nominees, counted, prize.Lot{}, []prize.TieDecision{{CategoryID: "K", Chosen: chosen}}); len(ties) != 1 {
			t.Errorf("%s settle it", name)
		}
	}
	results, ties = c.Settle(nominees, counted, prize.Lot{}, []prize.TieDecision{{CategoryID: "K", Chosen: []string{"d", "b"}}})
	if len(ties) != 0 || !slices.Equal(results[0].Champions(), []string{"a", "b", "d"}) {
		t.Errorf("decided as %v, %v", results[0].Champions(), ties)
	}
	c.TieBreaks = []prize.TieBreak{prize.ByLot}
	results, ties = c.Settle(nominees, counted, lot, nil)
	// printf '7 19 23 31 40 44\nK\nb\n' | sha256sum, and so on: the two that come first.
	if want := append([]string{"a"}, slices.Sorted(slices.Values(lot.Draw(tie)))...); len(ties) != 0 || !slices.Equal(results[0].Champions(), want) {
		t.Errorf("drawn as %v, %v, want %v", results[0].Champions(), ties, want)
	}
}

// SR40: a category with too few nominees, or without a vote, closes and says what is missing.
func TestSR40_ACategoryWithTooFewReportsTheShortfall(t *testing.T) {
	for _, row := range []struct {
		name      string
		votes     []int
		champions int
		shortfall int
	}{
		{"nobody stands", nil, 0, 5},
		{"nobody votes", []int{0, 0, 0, 0, 0, 0}, 0, 5},
		{"two stand", []int{3, 1}, 2, 3},
		{"four of six have votes", []int{0, 2, 1, 1, 0, 1}, 4, 1},
		{"as many as there are places tie", []int{1, 1, 1, 1, 1}, 5, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, nominees, counted := vote(5, row.votes...)
			results, ties := c.Settle(nominees, counted, prize.Lot{}, nil)
			if len(ties) > 0 || len(results[0].Champions()) != row.champions || results[0].Shortfall != row.shortfall {
				t.Errorf("%+v %v", results[0], ties)
			}
		})
	}
}

// The order in which nominees and counts come changes nothing, every champion has as many votes as every other nominee at
// least, and no tie is broken.
func TestSettleKnowsNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		votes := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 9).Draw(t, "votes")
		places := rapid.IntRange(1, 5).Draw(t, "places")
		c, nominees, counted := vote(places, votes...)
		results, ties := c.Settle(nominees, counted, prize.Lot{}, nil)
		shuffled := slices.Clone(nominees)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, tiesAgain := c.Settle(shuffled, maps.Clone(counted), prize.Lot{}, nil)
		if d := cmp.Diff(fmt.Sprint(results, ties), fmt.Sprint(again, tiesAgain)); d != "" {
			t.Fatal(d)
		}
		champions := results[0].Champions()
		settled := len(champions)
		for _, tie := range ties {
			settled += tie.Places
		}
		if settled+results[0].Shortfall != places {
			t.Fatalf("%d champions, %v, %d too few, of %d", len(champions), ties, results[0].Shortfall, places)
		}
		of := counted["K"].ByProject
		for _, in := range champions {
			for _, p := range nominees {
				if !slices.Contains(champions, p.ID) && of[p.ID] >= of[in] {
					t.Fatalf("%s with %d votes is champion, %s with %d is not", in, of[in], p.ID, of[p.ID])
				}
			}
		}
	})
}

// SR41: the winner of a category is one of its champions, and every category that has champions has one.
func TestSR41_TheWinnerIsOneOfTheChampions(t *testing.T) {
	c, nominees, counted := vote(2, 5, 4, 1)
	results, _ := c.Settle(nominees, counted, prize.Lot{}, nil)
	if crowned, err := prize.Crown(results, map[string]string{"K": "b"}); err != nil || crowned[0].WinnerID != "b" || results[0].WinnerID != "" {
		t.Errorf("%+v, %v", crowned, err)
	}
	for name, winners := range map[string]map[string]string{"none": {}, "a nominee that is no champion": {"K": "c"}, "another project": {"K": "z"}} {
		if _, err := prize.Crown(results, winners); fault.Of(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, nominees, counted = vote(2, 0, 0)
	results, _ = c.Settle(nominees, counted, prize.Lot{}, nil)
	if _, err := prize.Crown(results, nil); err != nil {
		t.Error("a category without champions wants a winner:", err)
	}
}
