package rehearsal

import (
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outcome is a published result in words, by category: ids are not the same on two engines.
type outcome []categoryOutcome

type categoryOutcome struct {
	Votes                                map[string]int // by title
	Valid, Voided, Incomplete, Shortfall int
	Champions                            []string // by title
	Winner                               string
}

// celebrate has the result published in two parts, and reads it as everybody does.
func (s *stage) celebrate() {
	shot := s.shoot()
	later := before(championsShown, -time.Hour)
	s.did(s.first, "publishResult", fields{"contest": contest, "part": "CHAMPIONS", "at": later}, "")
	s.did(s.second, "publishResult", fields{"contest": contest, "part": "CHAMPIONS", "at": championsShown}, "")
	s.did(s.second, "publishResult", fields{"contest": contest, "part": "WINNERS", "at": winnersShown}, "")
	s.restart(false, before(championsShown, time.Minute))
	s.compareShots("what waits for the ceremony", shot)
	s.embargo("a minute before the champions", true)
	s.at(championsShown)
	s.until("the champions are public", func() bool { return s.published(s.nobody)[0] != nil })
	for _, who := range s.everybody() {
		for c, r := range s.published(who) {
			if r == nil || r.Winner != nil {
				s.t.Fatalf("before the winners, %s sees in category %d: %+v", who.email, c+1, r)
			}
			s.compare(c, *r)
		}
	}
	s.at(before(winnersShown, time.Minute))
	for c, r := range s.published(s.first) {
		if r.Winner != nil {
			s.t.Errorf("a minute before, category %d has the winner %s", c+1, r.Winner.ID)
		}
	}
	s.restart(true, winnersShown)
	s.done = s.outcome(s.published(s.nobody))
	if d := cmp.Diff(s.own(), s.done); d != "" {
		s.t.Errorf("the published result is not that of this test: %s", d)
	}
}

// outcome puts what is published into words.
func (s *stage) outcome(results []*categoryResult) (all outcome) {
	for c, r := range results {
		if r == nil || r.Winner == nil {
			s.t.Fatalf("category %d has no winner: %+v", c+1, r)
		}
		k := categoryOutcome{
			Votes: map[string]int{}, Valid: r.ValidVotes, Voided: r.VoidedVotes, Incomplete: r.IncompleteVotes, Shortfall: r.Shortfall,
			Champions: s.titles(s.numbers(r.Champions)), Winner: s.plan.projects[s.places[r.Winner.ID]].title,
		}
		for _, t := range r.Tallies {
			k.Votes[s.plan.projects[s.places[t.Project.ID]].title] = t.Votes
		}
		all = append(all, k)
	}
	return all
}

// own puts this test's own count into words.
func (s *stage) own() (all outcome) {
	for c, r := range s.results {
		k := categoryOutcome{
			Votes: map[string]int{}, Valid: r.valid, Voided: r.voided, Incomplete: r.incomplete, Shortfall: r.shortfall,
			Champions: s.titles(slices.Sorted(slices.Values(r.champions))), Winner: s.plan.projects[s.expected(c)].title,
		}
		for project, n := range r.votes {
			k.Votes[s.plan.projects[project].title] = n
		}
		all = append(all, k)
	}
	return all
}

func (s *stage) titles(projects []int) (all []string) {
	for _, p := range projects {
		all = append(all, s.plan.projects[p].title)
	}
	return all
}
