package rehearsal

import (
	"fmt"
	"math/rand/v2"
)

const (
	entrants   = 60
	categories = 18
	jurors     = 40
	champions  = 5 // a category
)

// Categories, from 0, in which something happens.
const (
	panelTie    = 2  // two tie for the last place, and the expert group decides
	lotTie      = 11 // three tie for the last two places, and the lot decides
	criteriaTie = 4  // two tie with the jury, and the first criterion decides
	juryTie     = 7  // two tie with the jury, and its chair records what it decides
	shortOne    = 8  // has fewer nominees than champions
)

// plan is who takes part in an edition and what they will do. It is drawn by a seed, and knows nothing of any server.
type plan struct {
	organisations []organisation // of an entrant each
	projects      []project
	nominees      [categories][]int // projects by category, in the order of their numbers
	jurors        []juror
	voters        []voter
}

type organisation struct{ name, country string }

// fate is what becomes of an entry.
type fate string

const (
	nominated  fate = "nominated"
	withdrawn  fate = "withdrawn"
	ineligible fate = "ineligible"
	passedOver fate = "passed over" // eligible, and named by nobody
)

type project struct {
	title    string
	entrant  int
	category int
	fate     fate
	language string
}

// newPlan draws an edition with so many voters.
func newPlan(seed uint64, voters int) *plan {
	p := &plan{}
	countries := []string{"CH", "RW", "WS", "BR", "IN", "KE", "FR", "JP", "MX", "EG", "NO", "TH"}
	for i := range entrants {
		p.organisations = append(p.organisations, organisation{fmt.Sprintf("Institute %02d for Tides", i+1), countries[i%len(countries)]})
	}
	for i := range 2 * entrants {
		e := i % entrants
		one := project{title: fmt.Sprintf("Lighthouse %03d", i+1), entrant: e, category: e % categories, fate: nominated, language: "en"}
		if i >= entrants { // everybody enters two
			one.category = (e + categories/2) % categories
		}
		if i%7 == 3 {
			one.language = "fr"
		}
		p.projects = append(p.projects, one)
	}
	p.decide()
	for j := range jurors {
		p.jurors = append(p.jurors, newJuror(p, j, countries))
	}
	p.voters = p.drawBallots(rand.New(rand.NewPCG(seed, 1)), voters)
	return p
}

// decide says what becomes of the entries.
func (p *plan) decide() {
	others := []fate{withdrawn, ineligible}
	for i := range p.projects {
		one := &p.projects[i]
		if one.category == shortOne && len(others) > 0 {
			one.fate, others = others[0], others[1:]
		}
	}
	p.projects[0].fate = passedOver
	for i, one := range p.projects {
		if one.fate == nominated {
			p.nominees[one.category] = append(p.nominees[one.category], i)
		}
	}
}

// juror is a member of the expert group, in three of its categories.
type juror struct {
	name         string
	country      string
	languages    []string
	organisation int // one of an entrant; -1 for none
	isChair      bool
	categories   []int
}

func newJuror(p *plan, j int, countries []string) juror {
	one := juror{
		name: fmt.Sprintf("Expert %02d", j+1), country: countries[(j+5)%len(countries)], organisation: -1, isChair: j == 0,
		categories: []int{j % categories, (j + 6) % categories, (j + 12) % categories},
	}
	if j%5 == 2 { // of an organisation that has a project in a category of theirs
		one.organisation = j % categories
		one.country = p.organisations[one.organisation].country
	}
	if j%9 == 4 {
		one.languages = []string{"en"} // reads no French
	}
	return one
}

// voter is somebody who votes, or does not.
type voter struct {
	choice [categories]int // by category, a place among its nominees; none where they do not vote in it
	visits int             // over how many calls
}

const none = -1

func (v voter) isComplete() bool {
	for _, c := range v.choice {
		if c == none {
			return false
		}
	}
	return true
}

// drawBallots says what voters will vote for. Those who fill in all of their ballot decide, and so it is they who are
// dealt out what the plan wants counted: in an order that nothing tells from chance.
func (p *plan) drawBallots(random *rand.Rand, n int) []voter {
	voters := make([]voter, n)
	var complete []int
	for i := range voters {
		v := &voters[i]
		v.visits = 1 + i%10/8 + i%20/19 // most come once
		for c := range v.choice {
			v.choice[c] = random.IntN(len(p.nominees[c]))
		}
		switch {
		case i%29 == 7: // never votes
			v.choice, v.visits = [categories]int{}, 0
			for c := range v.choice {
				v.choice[c] = none
			}
		case i%13 == 5: // leaves some categories out
			for range 1 + i%4 {
				v.choice[random.IntN(categories)] = none
			}
		default:
			complete = append(complete, i)
		}
	}
	for c := range categories {
		dealt := p.deal(random, c, len(complete))
		for k, i := range complete {
			voters[i].choice[c] = dealt[k]
		}
	}
	return voters
}

// deal gives n votes in a category, shuffled: for each place as many as its share.
func (p *plan) deal(random *rand.Rand, c, n int) []int {
	votes := make([]int, 0, n)
	for rank, share := range shares(c, len(p.nominees[c]), n) {
		place := (rank*5 + c) % len(p.nominees[c]) // 5 and the numbers of nominees have no divisor in common
		for range share {
			votes = append(votes, place)
		}
	}
	random.Shuffle(len(votes), func(i, j int) { votes[i], votes[j] = votes[j], votes[i] })
	return votes
}

// shares gives how many of n votes each of k nominees has, most first: each fewer than the one before, but for ties.
func shares(c, k, n int) []int {
	all := make([]int, k)
	for rank := range all {
		all[rank] = 2 * n * (k - rank) / ((k + 1) * (k + 1))
	}
	switch c {
	case panelTie:
		all[champions] = all[champions-1]
	case lotTie:
		all[champions-1], all[champions] = all[champions-2], all[champions-2]
	}
	for _, share := range all {
		n -= share
	}
	all[0] += n // what is left
	return all
}
