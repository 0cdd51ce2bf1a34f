package rehearsal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// cast is what a voter has receipts of: by category, a place among its nominees.
type cast struct {
	choice [categories]int
	calls  []call
}

// call is a call that was answered.
type call struct {
	input fields
	body  string
}

// openVoting waits until the rules are frozen, and tries to change what must stay.
func (s *stage) openVoting() {
	s.refused(s.voters[0], "castVotes", s.ballot(0, "too-early", 0), "CLOSED")
	s.at(votingOpens)
	s.until("the rules are frozen", func() bool { return s.manifests() == 1 })
	s.refused(s.first, "updateContest", fields{"contest": contest, "settings": fields{"championsPerCategory": 4}}, "RULES_FROZEN")
	expert := slices.IndexFunc(s.plan.jurors, func(j juror) bool { return slices.Contains(j.categories, s.plan.projects[0].category) })
	s.refused(s.jurors[expert], "nominateEntry", fields{"entry": s.entries[0].id}, "RULES_FROZEN")
	s.refused(s.first, "countVotes", fields{"contest": contest}, "VOTING_NOT_CLOSED")
	s.check()
}

func (s *stage) manifests() int {
	var data struct {
		Contest struct{ RulesManifests []struct{ Number int } }
	}
	s.read(s.nobody, &data, `query($c: String!) { contest(slug: $c) { rulesManifests { number } } }`, fields{"c": contest})
	return len(data.Contest.RulesManifests)
}

// ballot gives the call by which a voter casts some of their votes.
func (s *stage) ballot(voter int, key string, chosen ...int) fields {
	votes := []fields{}
	for _, c := range chosen {
		votes = append(votes, fields{"category": s.categories[c], "project": s.projects[s.plan.nominees[c][s.plan.voters[voter].choice[c]]]})
	}
	return fields{"contest": contest, "idempotencyKey": key, "votes": votes}
}

// visit gives the categories in which a voter votes at a visit.
func (v voter) visit(n int) (chosen []int) {
	for c, choice := range v.choice {
		if choice != none && c%v.visits == n {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// vote lets people vote: the first half of the visits in a crowd in which the server is killed, and the others after the
// first close, which two officers have moved.
func (s *stage) vote() {
	s.ledger = make([]cast, len(s.voters))
	for i := range s.ledger {
		for c := range categories {
			s.ledger[i].choice[c] = none
		}
	}
	var answered atomic.Int64
	enough := make(chan struct{})
	var crash sync.WaitGroup
	crash.Go(func() {
		<-enough
		s.restart(false, "")
	})
	half := int64(len(s.voters) / 2)
	s.each(len(s.voters), func(i int) {
		if s.plan.voters[i].visits > 0 {
			s.come(i, 0)
		}
		if answered.Add(1) == half {
			close(enough)
		}
	})
	crash.Wait()
	s.moveTheClose()
	s.takeOut()
	s.voteAsACrowd()
	s.each(len(s.voters), func(i int) {
		for n := 1; n < s.plan.voters[i].visits; n++ {
			s.come(i, n)
		}
		s.insist(i)
	})
	s.castWhatMustNotBe()
}

// come lets a voter cast what they cast at a visit, and call again until there is an answer.
func (s *stage) come(voter, visit int) {
	chosen := s.plan.voters[voter].visit(visit)
	if len(chosen) == 0 {
		return
	}
	input := s.ballot(voter, fmt.Sprintf("visit-%d-%d", voter, visit), chosen...)
	a, ok := s.castUntilAnswered(s.voters[voter], input)
	if !ok {
		return
	}
	for _, c := range chosen {
		s.ledger[voter].choice[c] = s.plan.voters[voter].choice[c]
	}
	s.ledger[voter].calls = append(s.ledger[voter].calls, call{input, string(a.Body)})
}

const castVotes = `mutation($input: CastVotesInput!) { castVotes(input: $input) { receipts { category { id } project { id } acceptedAt } userErrors { code } } }`

// castUntilAnswered makes a call until it is answered, which must be by receipts of all votes.
func (s *stage) castUntilAnswered(who person, input fields) (a answer, ok bool) {
	votes := input["votes"].([]fields)
	for range 100 {
		s.door.RLock()                      // nobody has to knock while it is shut
		ended := s.t.Context().Err() != nil // the server did not come back
		s.door.RUnlock()
		if ended {
			return a, false
		}
		a, err := s.send(who, castVotes, fields{"input": input})
		if err != nil {
			continue
		}
		var data struct {
			CastVotes struct {
				Receipts []struct{ Category, Project struct{ ID string } }
			}
		}
		if err := json.Unmarshal(a.Data, &data); err != nil || a.Status != http.StatusOK || len(data.CastVotes.Receipts) != len(votes) {
			s.t.Errorf("%s: status %d: %s", who.email, a.Status, a.Body)
			return a, false
		}
		for i, r := range data.CastVotes.Receipts {
			if r.Category.ID != votes[i]["category"] || r.Project.ID != votes[i]["project"] {
				s.t.Errorf("%s has a receipt of another vote: %s", who.email, a.Body)
				return a, false
			}
		}
		return a, true
	}
	s.t.Errorf("%s gets no answer", who.email)
	return a, false
}

// moveTheClose moves the close of voting by two officers, neither of whom became one after it had opened.
func (s *stage) moveTheClose() {
	p := s.did(s.first, "movePhases", fields{
		"contest": contest, "reason": "Many ask for two more days.", "phases": []fields{phase("VOTING", votingOpens, votingMoved)},
	}, "proposal { id state }")
	if p.Proposal == nil {
		s.t.Fatal("one officer moves the close alone")
	}
	waits := fields{"proposal": p.Proposal.ID}
	s.refused(s.first, "confirmProposal", waits, "FORBIDDEN")
	s.refused(s.officer("latecomer", "secretariat"), "confirmProposal", waits, "FORBIDDEN")
	s.did(s.third, "confirmProposal", waits, "")
	if n := s.manifests(); n != 2 {
		s.t.Errorf("%d manifests of the rules after the move", n)
	}
	s.restart(true, before(votingMoved, 12*time.Hour))
}

// insist lets some voters repeat what they did, or try to change it.
func (s *stage) insist(voter int) {
	if len(s.ledger[voter].calls) == 0 {
		return
	}
	last := s.ledger[voter].calls[len(s.ledger[voter].calls)-1]
	who := s.voters[voter]
	changed := func(key any) fields {
		vote := last.input["votes"].([]fields)[0]
		other := fields{"category": vote["category"], "project": vote["project"]}
		for _, id := range s.nomineesOf(vote["category"].(string)) {
			if id != vote["project"] {
				other["project"] = id
			}
		}
		return fields{"contest": contest, "idempotencyKey": key, "votes": []fields{other}}
	}
	switch {
	case voter%17 == 3:
		s.repeat(who, last)
	case voter%19 == 4:
		s.refused(who, "castVotes", changed(fmt.Sprintf("change-%d", voter)), "ALREADY_VOTED")
	case voter%23 == 6:
		s.refused(who, "castVotes", changed(last.input["idempotencyKey"]), "KEY_REUSED")
	}
}

func (s *stage) nomineesOf(category string) (ids []string) {
	for _, i := range s.plan.nominees[slices.Index(s.categories, category)] {
		if i != s.gone {
			ids = append(ids, s.projects[i])
		}
	}
	return ids
}

// repeat makes a call again, and expects its first answer, byte for byte.
func (s *stage) repeat(who person, was call) {
	a, err := s.send(who, castVotes, fields{"input": was.input})
	if err != nil || string(a.Body) != was.body {
		s.t.Errorf("%s got\n%s\nand again, %v,\n%s", who.email, was.body, err, a.Body)
	}
}

// idle is a voter who never votes.
const idle = 7

// castWhatMustNotBe tries votes that are refused as a whole.
func (s *stage) castWhatMustNotBe() {
	who := s.voters[idle]
	vote := func(category, project int) fields {
		return fields{"category": s.categories[category], "project": s.projects[s.plan.nominees[project][0]]}
	}
	for key, try := range map[string]struct {
		votes []fields
		code  string
	}{
		"of another category": {[]fields{vote(0, 0), vote(1, 2)}, "NOT_A_NOMINEE"},
		"twice the same":      {[]fields{vote(0, 0), vote(0, 0)}, "DUPLICATE_CATEGORY"},
		"no category":         {[]fields{{"category": s.organisations[0], "project": s.projects[1]}}, "UNKNOWN_CATEGORY"},
	} {
		key = "try-" + key[:2] + key[len(key)-4:]
		s.refused(who, "castVotes", fields{"contest": contest, "idempotencyKey": key, "votes": try.votes}, try.code)
	}
	if _, codes := s.attempt(s.nobody, "castVotes", fields{"contest": contest, "idempotencyKey": "nobody-1", "votes": []fields{vote(0, 0)}}, ""); !slices.Equal(codes, []string{"UNAUTHENTICATED"}) {
		s.t.Errorf("somebody without a name votes: %v", codes)
	}
	for i := range min(40, len(s.voters)) {
		s.compareBallot(i)
	}
	s.check()
}

// compareBallot looks whether a voter sees what they have receipts of.
func (s *stage) compareBallot(voter int) {
	var data struct {
		Viewer struct {
			Ballot struct {
				Done       int
				WouldCount bool
				Categories []struct {
					Receipt *struct{ Project struct{ ID string } }
				}
			}
		}
	}
	s.read(s.voters[voter], &data, `query($c: String!) { viewer { ballot(contest: $c) { done wouldCount categories { receipt { project { id } } } } } }`, fields{"c": contest})
	done := 0
	for c, k := range data.Viewer.Ballot.Categories {
		shown := none
		if k.Receipt != nil {
			done++
			shown = slices.Index(s.plan.nominees[c], s.places[k.Receipt.Project.ID])
		}
		if s.ledger[voter].choice[c] == reopened && shown == none {
			done++
			continue
		}
		if shown != s.ledger[voter].choice[c] {
			s.t.Errorf("voter %d sees a vote for %d in category %d, and cast one for %d", voter, shown, c, s.ledger[voter].choice[c])
		}
	}
	if b := data.Viewer.Ballot; b.Done != done || b.WouldCount != s.plan.voters[voter].isComplete() {
		s.t.Errorf("voter %d sees %+v", voter, b)
	}
}

// closeVoting waits for the close. What came before it is answered as it was; what comes after it is late.
func (s *stage) closeVoting() {
	s.at(votingMoved)
	s.until("the votes can be counted", func() bool {
		_, codes := s.attempt(s.first, "countVotes", fields{"contest": contest}, "")
		return !slices.Equal(codes, []string{"VOTING_NOT_CLOSED"})
	})
	s.refused(s.voters[idle], "castVotes", fields{"contest": contest, "idempotencyKey": "much-too-late", "votes": []fields{
		{"category": s.categories[0], "project": s.projects[s.plan.nominees[0][0]]},
	}}, "CLOSED")
	for i, l := range s.ledger {
		if i%40 == 0 && len(l.calls) > 0 {
			s.repeat(s.voters[i], l.calls[0])
		}
	}
	s.check()
}
