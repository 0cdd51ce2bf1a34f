package rehearsal

import (
	"strings"
	"time"
)

// entered is an entry as its entrants know it.
type entered struct {
	id       string
	revision int
}

// content is a form that is filled in, with so many words of description.
func (s *stage) content(project, words int) fields {
	one := s.plan.projects[project]
	box := func(kind, text string) fields { return fields{"box": kind, "text": text} }
	linkage := box("SDG_LINKAGE", "It shows ships the way.")
	linkage["goal"] = 9
	return fields{"title": one.title, "category": s.categories[one.category], "language": one.language, "answers": []fields{
		linkage, box("SHORT_DESCRIPTION", strings.TrimSpace(strings.Repeat("light ", words))), box("IMPACT", "Fewer wrecks."),
		box("PARTNERSHIPS", "With the harbours."), box("CHALLENGES_AND_FUTURE", "Fog, and more towers."),
	}}
}

// late is the project that is submitted after the first deadline.
const late = 2*entrants - 1

// submit lets organisations enter their projects, and moves the deadline for the one that is late.
func (s *stage) submit() {
	s.refused(s.entrants[0], "createEntry", fields{"contest": contest, "stakeholder": s.organisations[0]}, "NOT_YOURS")
	s.each(entrants, s.claim)
	s.at(submissionOpens)
	s.entries = make([]entered, len(s.plan.projects))
	s.each(entrants, func(e int) { // each their own, one after the other
		s.enter(e)
		s.enter(e + entrants)
	})
	left := s.enterWhatMustNotBe()
	s.restart(true, before(submissionCloses, 5*24*time.Hour))
	s.did(s.third, "movePhases", fields{
		"contest": contest, "reason": "The site was slow.", "phases": []fields{phase("SUBMISSION", submissionOpens, submissionMoved)},
	}, "")
	s.at(before(submissionMoved, 2*24*time.Hour))
	s.hand(late)
	s.at(submissionMoved)
	s.refused(s.entrants[0], "submitEntry", fields{"entry": left.id, "revision": left.revision}, "SUBMISSION_CLOSED")
	s.check()
}

// claim lets an entrant say that they speak for their organisation, which an officer confirms.
func (s *stage) claim(e int) {
	made := s.did(s.entrants[e], "claimOrganisation", fields{"stakeholder": s.organisations[e]}, "claim { id }")
	if made.Claim != nil {
		s.did(s.second, "decideOrganisationClaim", fields{"claim": made.Claim.ID, "decision": "CONFIRM", "reason": "Known to us."}, "")
	}
}

// enter writes an entry and submits it: some in one go, some too short at first, some returned by an officer, and one too
// late.
func (s *stage) enter(project int) {
	words := 160
	if project%10 == 3 {
		words = 149
	}
	who := s.entrants[s.plan.projects[project].entrant]
	made := s.did(who, "createEntry", fields{"contest": contest, "stakeholder": s.organisations[s.plan.projects[project].entrant]}, "entry { id revision }")
	if made.Entry == nil {
		return
	}
	s.entries[project] = entered{made.Entry.ID, made.Entry.Revision}
	s.save(project, words)
	if project == late {
		return
	}
	if words < 150 {
		s.refused(who, "submitEntry", s.submission(project), "TOO_FEW_WORDS")
		s.save(project, 150)
	}
	s.hand(project)
	if project%10 == 6 {
		s.did(s.first, "returnEntry", fields{"entry": made.Entry.ID, "reason": "Please say whom it serves."}, "")
		s.entries[project] = entered{made.Entry.ID, s.entries[project].revision + 1}
		s.save(project, 200)
		s.hand(project)
	}
}

func (s *stage) submission(project int) fields {
	return fields{"entry": s.entries[project].id, "revision": s.entries[project].revision}
}

// save saves a draft, twice: the answer to the first call might have been lost.
func (s *stage) save(project, words int) {
	who := s.entrants[s.plan.projects[project].entrant]
	input := s.submission(project)
	input["content"] = s.content(project, words)
	for range 2 {
		if saved := s.did(who, "saveEntry", input, "entry { id revision }"); saved.Entry != nil {
			s.entries[project].revision = saved.Entry.Revision
		}
	}
}

// hand submits an entry.
func (s *stage) hand(project int) {
	who := s.entrants[s.plan.projects[project].entrant]
	done := s.did(who, "submitEntry", s.submission(project), "entry { id state revision }")
	if done.Entry == nil || done.Entry.State != "SUBMITTED" {
		s.t.Errorf("%s is not submitted", s.plan.projects[project].title)
		return
	}
	s.entries[project].revision = done.Entry.Revision
}

// enterWhatMustNotBe tries a second entry in a category, and a project that is entered already. It gives a draft that is
// left.
func (s *stage) enterWhatMustNotBe() (left entered) {
	who, organisation := s.entrants[0], s.organisations[0]
	for _, try := range []struct {
		title    string
		category int
		code     string
	}{
		{"A second one", s.plan.projects[0].category, "ONE_ENTRY_PER_CATEGORY"},
		{strings.ToUpper(s.plan.projects[0].title), 16, "DUPLICATE"},
	} {
		content := s.content(0, 160)
		content["title"], content["category"] = try.title, s.categories[try.category]
		made := s.did(who, "createEntry", fields{"contest": contest, "stakeholder": organisation, "content": content}, "entry { id revision }")
		if made.Entry != nil {
			left = entered{made.Entry.ID, made.Entry.Revision}
			s.refused(who, "submitEntry", fields{"entry": left.id, "revision": left.revision}, try.code)
		}
	}
	s.check()
	return left
}

// decideOnEntries lets entrants withdraw and officers decide, and looks what the entrants were told.
func (s *stage) decideOnEntries() {
	s.each(len(s.entries), func(i int) {
		id := fields{"entry": s.entries[i].id}
		switch s.plan.projects[i].fate {
		case withdrawn:
			s.did(s.entrants[s.plan.projects[i].entrant], "withdrawEntry", id, "")
			s.refused(s.second, "declareEntryEligible", id, "NOT_POSSIBLE")
		case ineligible:
			s.did(s.second, "declareEntryIneligible", fields{"entry": s.entries[i].id, "reason": "It is older than the rules allow."}, "")
		default:
			s.did(s.second, "declareEntryEligible", id, "")
		}
	})
	for i, one := range s.plan.projects {
		want := map[string]int{"Submitted": 1}
		if i%10 == 6 {
			want["Submitted"], want["Returned to you"] = 2, 1
		}
		switch one.fate {
		case withdrawn:
			want["Withdrawn"] = 1
		case ineligible:
			want["Not eligible"] = 1
		default:
			want["Eligible"] = 1
		}
		for state, n := range want {
			s.until("letters say what became of "+one.title, func() bool { return len(s.post.to(s.entrants[one.entrant], state+": "+one.title)) == n })
		}
	}
}
