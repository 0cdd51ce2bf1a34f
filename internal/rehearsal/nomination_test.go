package rehearsal

import (
	"slices"
	"time"
)

// callJury lets two officers invite the expert group, whose members accept; one declines.
func (s *stage) callJury() {
	s.seats = make([]string, jurors)
	s.each(jurors, func(j int) {
		one := s.plan.jurors[j]
		input := fields{
			"contest": contest, "email": s.jurors[j].email, "name": one.name, "isChair": one.isChair, "country": one.country, "reason": "An expert.",
			"categories": s.categoryIDs(one.categories),
		}
		if one.organisation >= 0 {
			input["organisations"] = []string{s.organisations[one.organisation]}
		}
		if one.languages != nil {
			input["languages"] = one.languages
		}
		s.seats[j] = s.invite(input)
		s.did(s.jurors[j], "answerInvitation", fields{"invitation": s.seats[j], "accept": true}, "")
	})
	refuses := s.jurors[jurors]
	seat := s.invite(fields{
		"contest": contest, "email": refuses.email, "name": "Somebody busy", "categories": s.categories[:1], "reason": "An expert.",
	})
	s.refused(refuses, "answerInvitation", fields{"invitation": seat, "accept": true, "delegate": "my deputy"}, "NO_DELEGATION")
	s.did(refuses, "answerInvitation", fields{"invitation": seat, "accept": false}, "")
	for _, who := range s.jurors {
		s.until("everybody is asked by a letter, once", func() bool { return len(s.post.to(who, "Will you judge")) == 1 })
	}
	s.setCriteria()
	s.check()
}

func (s *stage) categoryIDs(numbers []int) (ids []string) {
	for _, c := range numbers {
		ids = append(ids, s.categories[c])
	}
	return ids
}

// invite asks somebody to judge: the third officer proposes it, and the second confirms it.
func (s *stage) invite(input fields) string {
	p := s.did(s.third, "inviteJuror", input, "juror { id state } proposal { id state }")
	if p.Juror == nil || p.Proposal == nil {
		return ""
	}
	s.did(s.second, "confirmProposal", fields{"proposal": p.Proposal.ID}, "")
	return p.Juror.ID
}

// setCriteria says how the winners will be selected, before anybody votes.
func (s *stage) setCriteria() {
	in := func(text string) []fields { return []fields{{"language": "en", "text": text}} }
	s.did(s.first, "setCriteria", fields{
		"contest": contest, "round": "SELECTION", "sheetsPerEntry": sheetsEach, "hasCountryConflicts": true, "isBlind": true, "revealsAt": sheetsOpen,
		"criteria": []fields{
			{"name": in("Impact"), "rubric": in("10 for thousands of people"), "weight": weights[0], "maxPoints": 10},
			{"name": in("Reach"), "weight": weights[1], "maxPoints": 10},
		},
	}, "")
}

// nominate lets the experts of each category name its nominees.
func (s *stage) nominate() {
	s.refused(s.jurors[1], "nominateEntry", fields{"entry": s.entries[1].id}, "NOMINATION_NOT_OPEN")
	s.restart(false, nominationOpens)
	s.projects = make([]string, len(s.entries))
	s.each(len(s.entries), func(i int) {
		one := s.plan.projects[i]
		if one.fate != nominated {
			return
		}
		expert := slices.IndexFunc(s.plan.jurors, func(j juror) bool {
			return slices.Contains(j.categories, one.category) && j.organisation != one.entrant
		})
		done := s.did(s.jurors[expert], "nominateEntry", fields{"entry": s.entries[i].id}, "entry { id state revision project { id } }")
		if done.Entry != nil && done.Entry.Project != nil {
			s.projects[i] = done.Entry.Project.ID
		}
	})
	for i, id := range s.projects {
		if id != "" {
			s.places[id] = i
		}
	}
	s.refused(s.jurors[1], "nominateEntry", fields{"entry": s.entries[slices.IndexFunc(s.plan.projects, func(p project) bool { return p.fate == ineligible })].id}, "NOT_FOUND")
	s.compareNominees()
	s.restart(true, before(votingOpens, time.Hour))
}

// compareNominees looks whether everybody sees exactly the nominees.
func (s *stage) compareNominees() {
	var data struct {
		Contest struct {
			Categories []struct{ Nominees []struct{ ID string } }
		}
	}
	s.read(s.nobody, &data, `query($c: String!) { contest(slug: $c) { categories { nominees { id } } } }`, fields{"c": contest})
	for c, k := range data.Contest.Categories {
		var shown []int
		for _, p := range k.Nominees {
			shown = append(shown, s.places[p.ID])
		}
		slices.Sort(shown)
		if !slices.Equal(shown, s.plan.nominees[c]) {
			s.t.Errorf("category %d has the nominees %v, want %v", c+1, shown, s.plan.nominees[c])
		}
	}
	s.check()
}
