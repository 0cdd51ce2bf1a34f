package rehearsal

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// standing is what this test counts in a category, by its own rules.
type standing struct {
	votes             map[int]int // by project of the plan
	valid, incomplete int
	voided            int
	champions         []int // most votes first; those alike in the order of their numbers
	tied              []int // who tie for the last places
	places            int   // how many of them become champions
	shortfall         int
}

// tally counts in every category what voters have receipts of. A ballot counts where it is complete; champions are the
// five with most votes, and who tie at the last place wait.
func (s *stage) tally() (all []standing) {
	for c := range categories {
		k := standing{votes: map[int]int{}}
		for _, project := range s.plan.nominees[c] {
			if project != s.gone {
				k.votes[project] = 0
			}
		}
		k.voided = crowded - 1 // of the crowd, one of whom was heard
		for _, l := range s.ledger {
			switch {
			case l.choice[c] == none:
			case l.choice[c] == reopened:
				k.voided++
			case slices.Contains(l.choice[:], none):
				k.incomplete++
			default:
				k.valid++
				k.votes[s.plan.nominees[c][l.choice[c]]]++
			}
		}
		k.crown()
		all = append(all, k)
	}
	return all
}

// crown finds the champions: whom fewer than five are better than, or as good as with room for all of them.
func (k *standing) crown() {
	k.champions, k.tied, k.places = nil, nil, 0
	for project, n := range k.votes {
		better, alike := 0, 0
		for _, other := range k.votes {
			if other > n {
				better++
			} else if other == n {
				alike++
			}
		}
		switch {
		case n == 0 || better >= champions:
		case better+alike <= champions:
			k.champions = append(k.champions, project)
		default:
			k.tied, k.places = append(k.tied, project), champions-better
		}
	}
	k.sort()
	slices.Sort(k.tied)
	k.shortfall = max(0, champions-len(k.champions)-k.places)
}

func (k *standing) sort() {
	slices.SortFunc(k.champions, func(a, b int) int { return cmp.Or(k.votes[b]-k.votes[a], a-b) })
}

// settle makes champions of some who tie.
func (k *standing) settle(chosen []int) {
	k.champions = append(k.champions, chosen...)
	k.sort()
	k.tied, k.places = nil, 0
}

// draw settles a tie as docs/rules-manifest.md says: those whose hash comes first.
func (s *stage) draw(c int, tied []int, places int, randomness string) []int {
	hash := func(project int) string {
		sum := sha256.Sum256([]byte(randomness + "\n" + inner(s.categories[c]) + "\n" + inner(s.projects[project]) + "\n"))
		return hex.EncodeToString(sum[:])
	}
	lots := slices.Clone(tied)
	slices.SortFunc(lots, func(a, b int) int { return strings.Compare(hash(a), hash(b)) })
	return slices.Sorted(slices.Values(lots[:places]))
}

// inner gives the id of something as rules and lots name it: without its kind.
func inner(id string) string {
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil || len(raw) < 3 {
		return ""
	}
	return string(raw[2:])
}

// voteCount is a count as an officer reads it.
type voteCount struct {
	ID, Sha256 string
	Categories []categoryResult
	Ties       []struct {
		Category struct{ ID string }
		Projects []struct{ ID string }
		Places   int
	}
}

// categoryResult is a result as the API gives it.
type categoryResult struct {
	Tallies []struct {
		Project struct{ ID string }
		Votes   int
	}
	ValidVotes, VoidedVotes, IncompleteVotes, Shortfall int
	Champions                                           []struct{ ID string }
	Winner                                              *struct{ ID string }
}

const resultFields = `tallies { project { id } votes } validVotes voidedVotes incompleteVotes champions { id } shortfall`

// count lets officers count, settle the ties and certify; each number is compared with the test's own.
func (s *stage) count() {
	s.results = s.tally()
	shot := s.shoot() // from the close to the publication nothing public changes
	first := s.officerCounts(s.first, true)
	if len(first.Ties) != 2 {
		s.t.Fatalf("the ties: %+v", first.Ties)
	}
	s.refused(s.stakeholder, "countVotes", fields{"contest": contest}, "FORBIDDEN")
	s.refused(s.first, "certifyResult", fields{"contest": contest, "count": first.ID, "reason": "Checked."}, "TIES")
	s.embargo("before the certification", false)
	s.settleTies(first)
	s.restart(true, "")
	again := s.officerCounts(s.auditor, false)
	if len(again.Ties) != 0 {
		s.t.Fatalf("ties that nothing settled: %+v", again.Ties)
	}
	s.refused(s.first, "certifyResult", fields{"contest": contest, "count": first.ID, "reason": "Checked."}, "TIES")
	p := s.did(s.first, "certifyResult", fields{"contest": contest, "count": again.ID, "reason": "Two of us have counted."}, "proposal { id state }")
	if p.Proposal == nil {
		s.t.Fatal("one officer certifies alone")
	}
	waits := fields{"proposal": p.Proposal.ID}
	s.refused(s.first, "confirmProposal", waits, "FORBIDDEN")
	if own := s.officerCounts(s.second, false); own.Sha256 != again.Sha256 {
		s.t.Errorf("two counts of the same have the hashes %s and %s", again.Sha256, own.Sha256)
	}
	s.did(s.second, "confirmProposal", waits, "")
	s.compareShots("the certification", shot)
	s.embargo("after the certification", true)
	s.check()
}

// officerCounts lets an officer or auditor count, and compares the numbers.
func (s *stage) officerCounts(who person, withTies bool) voteCount {
	s.t.Helper()
	p := s.did(who, "countVotes", fields{"contest": contest},
		`count { id sha256 categories { `+resultFields+` } ties { category { id } projects { id } places } }`)
	s.check()
	for c, k := range p.Count.Categories {
		s.compare(c, k)
	}
	for _, tie := range p.Count.Ties {
		k := s.results[slices.Index(s.categories, tie.Category.ID)]
		if !withTies || !slices.Equal(s.numbers(tie.Projects), k.tied) || tie.Places != k.places {
			s.t.Errorf("a tie %+v, want %v for %d places", tie, k.tied, k.places)
		}
	}
	return *p.Count
}

// numbers gives projects of the plan by their ids, sorted.
func (s *stage) numbers(projects []struct{ ID string }) (all []int) {
	for _, p := range projects {
		all = append(all, s.places[p.ID])
	}
	slices.Sort(all)
	return all
}

// compare compares a result with the test's own count.
func (s *stage) compare(c int, got categoryResult) {
	s.t.Helper()
	want := s.results[c]
	votes, last := map[int]int{}, -1
	for _, t := range got.Tallies {
		votes[s.places[t.Project.ID]] = t.Votes
		if last >= 0 && t.Votes > last {
			s.t.Errorf("category %d: tallies are out of order", c+1)
		}
		last = t.Votes
	}
	if fmt.Sprint(votes) != fmt.Sprint(want.votes) || got.ValidVotes != want.valid || got.IncompleteVotes != want.incomplete || got.VoidedVotes != want.voided ||
		got.Shortfall != want.shortfall || !slices.Equal(s.numbers(got.Champions), slices.Sorted(slices.Values(want.champions))) {
		s.t.Errorf("category %d: counted %+v, by this test %+v", c+1, got, want)
	}
}

// settleTies lets the expert group decide one tie and the lot another. The numbers of this lottery are some by which the
// same projects are drawn on both engines, whose ids are not the same.
func (s *stage) settleTies(count voteCount) {
	decided := s.results[panelTie].tied[1:]
	s.byTwo("decideTie", fields{
		"contest": contest, "count": count.ID, "category": s.categories[panelTie], "projects": []string{s.projects[decided[0]]},
		"reason": "The expert group finds that it serves more people.",
	})
	s.results[panelTie].settle(decided)
	tied := s.results[lotTie]
	wanted := []int{tied.tied[0], tied.tied[2]}
	for n := 1; s.lot == "" || !slices.Equal(s.draw(lotTie, tied.tied, tied.places, s.lot), wanted); n++ {
		s.lot = fmt.Sprintf("%d %d %d", n, 2*n+3, 3*n+5)
	}
	s.byTwo("drawLot", fields{
		"contest": contest, "source": "https://lottery.example/2027-01-30", "randomness": s.lot, "reason": "It was named on 20 January.",
	})
	s.results[lotTie].settle(wanted)
	s.check()
}
