package rehearsal

import (
	"fmt"
	"slices"
	"strings"
)

// crowded is how many people vote at once from one place.
const crowded = 15

// changing is the category, from 0, one of whose nominees is taken out while voting is open.
const changing = 13

// reopened is the choice of who voted for what was taken out, and did not vote again.
const reopened = -2

// appealsEnd is the instant up to which the crowd may appeal.
const appealsEnd = "2027-01-30T00:00:00Z"

// takeOut lets two officers take the last nominee of a category out while voting is open. Every other voter whom this
// touches votes again, for the first; those who have not voted yet will.
func (s *stage) takeOut() {
	places := s.plan.nominees[changing]
	last, first := ((len(places)-1)*5+changing)%len(places), changing%len(places)
	s.gone = places[last]
	s.byTwo("changeNominee", fields{"contest": contest, "project": s.projects[s.gone], "category": nil, "reason": "Its makers have withdrawn it."})
	vote := fields{"category": s.categories[changing], "project": s.projects[places[first]]}
	for i := range s.ledger {
		switch chosen := &s.ledger[i].choice[changing]; {
		case *chosen == none:
		case *chosen != last:
			continue
		case i%2 == 0:
			if _, ok := s.castUntilAnswered(s.voters[i], fields{"contest": contest, "idempotencyKey": fmt.Sprintf("again-%04d", i), "votes": []fields{vote}}); ok {
				*chosen = first
			}
		default:
			*chosen = reopened
			s.until("voter "+s.voters[i].email+" is told", func() bool { return len(s.post.to(s.voters[i], "Prizes of the Tides: you can vote again")) == 1 })
		}
		if s.plan.voters[i].choice[changing] == last {
			s.plan.voters[i].choice[changing] = first
		}
	}
	s.refused(s.voters[idle], "castVotes", fields{"contest": contest, "idempotencyKey": "for-what-is-gone", "votes": []fields{
		{"category": s.categories[changing], "project": s.projects[s.gone]},
	}}, "NOT_A_NOMINEE")
	s.check()
}

// voteAsACrowd lets people vote from one place at once, for the same. The first of them has voted in few categories.
func (s *stage) voteAsACrowd() {
	s.each(len(s.crowd), func(i int) {
		votes := []fields{}
		for c := range categories {
			if i > 0 || c < 4 {
				votes = append(votes, fields{"category": s.categories[c], "project": s.projects[s.plan.nominees[c][0]]})
			}
		}
		s.castUntilAnswered(s.crowd[i], fields{"contest": contest, "idempotencyKey": fmt.Sprintf("crowd-%02d", i), "votes": votes})
	})
}

// scrutinise lets officers find the crowd and declare its votes void. One of them appeals and is heard, another is not.
func (s *stage) scrutinise() {
	var found struct {
		ScrutinyCases struct {
			Nodes []struct {
				ID, Signal    string
				Voters        int
				IsQuarantined bool
			}
		}
	}
	burst := ""
	s.until("the crowd is found", func() bool {
		s.read(s.first, &found, `query($c: String!) { scrutinyCases(contest: $c, first: 100) { nodes { id signal voters isQuarantined } } }`, fields{"c": contest})
		for _, f := range found.ScrutinyCases.Nodes {
			if f.Signal == "BURST" && f.Voters == crowded && f.IsQuarantined {
				burst = f.ID
			}
		}
		return burst != ""
	})
	if a, _ := s.send(s.first, `query($c: String!) { scrutinyEntries(contest: $c) { votes } }`, fields{"c": contest}); a.Status != 403 {
		s.t.Errorf("who has seen the people sees the entries: %s", a.Body)
	}
	s.byTwo("voidVotes", fields{"case": burst, "code": "BULK_VOTING", "clause": "Rules, clause 7", "appealUntil": appealsEnd, "reason": "Fifteen in one minute."})
	s.restart(true, "")
	for _, who := range s.crowd {
		s.until(who.email+" is told", func() bool { return len(s.post.to(who, "Prizes of the Tides: your votes were declared void")) == 1 })
	}
	for _, who := range s.crowd[:2] {
		s.did(who, "appealVoid", fields{"contest": contest, "text": "We sat in one library."}, "")
	}
	s.refused(s.voters[0], "appealVoid", fields{"contest": contest, "text": "Me too."}, "NOTHING_TO_APPEAL")
	s.refused(s.first, "countVotes", fields{"contest": contest}, "APPEALS_OPEN")
	s.at(appealsEnd)
	s.refused(s.crowd[2], "appealVoid", fields{"contest": contest, "text": "We sat in one library."}, "APPEAL_CLOSED")
	s.decideAppeals()
	s.remindVoters()
	s.ledger = append(s.ledger, cast{choice: heard()})
	s.check()
}

// heard is what of the crowd counts in the end: an incomplete ballot.
func heard() (choice [categories]int) {
	for c := range choice {
		choice[c] = none
		if c < 4 {
			choice[c] = 0
		}
	}
	return choice
}

// decideAppeals upholds the appeal of the first of the crowd, and dismisses the other.
func (s *stage) decideAppeals() {
	var data struct {
		Appeals struct{ Nodes []struct{ ID, Email string } }
	}
	s.read(s.second, &data, `query($c: String!) { appeals(contest: $c) { nodes { id email } } }`, fields{"c": contest})
	if len(data.Appeals.Nodes) != 2 {
		s.t.Fatalf("appeals: %+v", data)
	}
	for _, a := range data.Appeals.Nodes {
		isUpheld := a.Email == s.crowd[0].email
		s.byTwo("decideAppeal", fields{"appeal": a.ID, "isUpheld": isUpheld, "reason": "The library was asked."})
		subject := map[bool]string{true: "Prizes of the Tides: your votes count again", false: "Prizes of the Tides: your appeal was dismissed"}[isUpheld]
		at := slices.IndexFunc(s.crowd, func(p person) bool { return p.email == a.Email })
		s.until(a.Email+" is told", func() bool { return len(s.post.to(s.crowd[at], subject)) == 1 })
	}
	s.check()
}

// remindVoters looks whether those who came once and left something out were told of it, once, and nobody who is done.
func (s *stage) remindVoters() {
	for i, v := range s.plan.voters[:min(60, len(s.plan.voters))] {
		if v.visits != 1 {
			continue // whether these had finished when the letters were written is chance
		}
		want := 0
		if !v.isComplete() {
			want = 1 // the close came nearer than three days, and than one, while no server ran
		}
		reminders := func() (n int) {
			for _, l := range s.post.to(s.voters[i], "Prizes of the Tides: ") {
				if strings.Contains(l.subject, "missing") {
					n++
				}
			}
			return n
		}
		s.until(fmt.Sprintf("voter %d has %d reminders", i, want), func() bool { return reminders() >= want })
		if n := reminders(); n != want {
			s.t.Errorf("voter %d has %d reminders, want %d", i, n, want)
		}
	}
	s.check()
}
