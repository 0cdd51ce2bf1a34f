package rehearsal

import (
	"fmt"
	"math/big"
	"slices"
	"time"
)

// How the winners are selected.
const sheetsEach = 3

var weights = [2]int{3, 2}

// work is an entry that a juror judges.
type work struct {
	ID, State string
	Project   struct{ ID string }
	Criteria  []struct{ ID string }
	Sheets    []struct {
		Text  *string
		Total *int
	}
}

const workFields = `id state project { id } criteria { id } sheets { text total }`

// sheetKey is whose sheet on what.
type sheetKey struct{ juror, project int }

// marks are the points of a sheet by criterion.
type marks [2]int

// juryRound is a round as the expert group and officers see it.
type juryRound struct {
	RevealedAt *string
	Sheets     []struct{ Total *int }
	Results    []struct {
		Winner    *struct{ ID string }
		Standings []struct {
			Project   struct{ ID string }
			Mean      *string
			Sheets    int
			SettledBy *string
		}
	}
}

// marksFor says how an expert finds a project. The third champion of a category is the best of all for everybody, but
// where a tie is to come of it.
func (s *stage) marksFor(juror, project int) marks {
	c := s.plan.projects[project].category
	rank := slices.Index(s.results[c].champions, project)
	switch {
	case c == criteriaTie && rank == 0:
		return marks{8, 6}
	case c == criteriaTie && rank == 1:
		return marks{6, 9}
	case c == juryTie && rank < 2:
		return marks{8, 8}
	case c != criteriaTie && c != juryTie && rank == 2:
		return marks{9, 9}
	}
	return marks{5 + (project+juror)%3, 3 + (project*juror)%4}
}

// expected says who must win.
func (s *stage) expected(c int) int {
	switch c {
	case criteriaTie:
		return s.results[c].champions[0] // has more for the first criterion
	case juryTie:
		return s.results[c].champions[1] // as the expert group decides
	}
	return s.results[c].champions[2]
}

// Jurors to whom something happens.
const (
	recusesLate  = 3 // after a sheet is sealed
	recusesEarly = 13
	forgets      = 20 // one entry
)

// judge assigns the champions to the expert group, and lets it judge them in sealed sheets.
func (s *stage) judge() {
	done := s.did(s.third, "assignJury", fields{"contest": contest, "round": "SELECTION", "seed": "tides"}, "seed added short { has needed }")
	total := 0
	for _, k := range s.results {
		total += len(k.champions)
	}
	if done.Added != sheetsEach*total || len(done.Short) > 0 {
		s.t.Fatalf("%d champions are assigned: %+v", total, done)
	}
	s.compareAssignments()
	s.restart(false, selectionOpens)
	var forgotten string
	s.each(jurors, func(j int) {
		for i, w := range s.mine(j) {
			if j == forgets && i == 0 {
				forgotten = w.ID
				continue
			}
			if j == recusesEarly && i == 0 {
				s.recuse(j, w)
				continue
			}
			s.score(j, w)
		}
	})
	w := s.mine(recusesLate)[0]
	s.recuse(recusesLate, w)
	delete(s.sealed, sheetKey{recusesLate, s.places[w.Project.ID]})
	s.restart(true, "")
	s.each(jurors, func(j int) { // what came to them in the place of others
		for _, w := range s.mine(j) {
			if w.State == "OPEN" && w.ID != forgotten {
				s.score(j, w)
			}
		}
	})
	s.compareAssignments()
	s.nothingIsOpen()
	s.remind()
	s.at(sheetsOpen)
	s.until("the sheets are opened", func() bool { return s.round(s.auditor).RevealedAt != nil })
}

// mine gives what an expert judges.
func (s *stage) mine(juror int) []work {
	var data struct{ Viewer struct{ Assignments []work } }
	s.read(s.jurors[juror], &data, `{ viewer { assignments { `+workFields+` } } }`, nil)
	return data.Viewer.Assignments
}

func (s *stage) round(who person) juryRound {
	var data struct{ Jury struct{ Rounds []juryRound } }
	s.read(who, &data, `query($c: String!) { jury(contest: $c) { rounds { revealedAt sheets { total } results { winner { id } standings { project { id } mean sheets settledBy } } } } }`, fields{"c": contest})
	if len(data.Jury.Rounds) != 1 {
		s.t.Fatalf("%d rounds", len(data.Jury.Rounds))
	}
	return data.Jury.Rounds[0]
}

func sheet(w work, m marks) fields {
	return fields{"assignment": w.ID, "comment": "Seen it at night.", "scores": []fields{
		{"criterion": w.Criteria[0].ID, "points": m[0]}, {"criterion": w.Criteria[1].ID, "points": m[1]},
	}}
}

func sealing(w work, m marks, key string) fields {
	input := sheet(w, m)
	input["idempotencyKey"] = key
	return input
}

// score seals a sheet: some save drafts before, from two devices, and some take a sheet back and seal another.
func (s *stage) score(juror int, w work) {
	who, project := s.jurors[juror], s.places[w.Project.ID]
	m, key := s.marksFor(juror, project), fmt.Sprintf("sheet-%d-%d", juror, project)
	switch juror % 8 {
	case 1:
		draft := sheet(w, marks{1, 1})
		draft["revision"] = 0
		s.did(who, "saveScoreDraft", draft, "")
		other := sheet(w, marks{2, 2})
		other["revision"] = 0
		s.refused(who, "saveScoreDraft", other, "STALE_DRAFT")
	case 2:
		s.did(who, "submitScoreSheet", sealing(w, marks{1, 1}, key+"-first"), "")
		s.refused(who, "submitScoreSheet", sealing(w, m, key), "SEALED")
		s.did(who, "takeBackScoreSheet", fields{"assignment": w.ID}, "")
	}
	s.did(who, "submitScoreSheet", sealing(w, m, key), "")
	if juror%8 == 5 {
		s.did(who, "submitScoreSheet", sealing(w, m, key), "") // the answer to the first call might have been lost
		s.refused(who, "submitScoreSheet", sealing(w, marks{0, 0}, key), "KEY_REUSED")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealed[sheetKey{juror, project}] = m
}

// recuse lets an expert say that they must not judge an entry: somebody else gets it at once.
func (s *stage) recuse(juror int, w work) {
	s.did(s.jurors[juror], "recuse", fields{"assignment": w.ID, "reason": "RELATIONSHIP", "comment": "We went to school together."}, "")
	s.refused(s.jurors[juror], "submitScoreSheet", sealing(w, marks{1, 1}, "sheet-of-who-must-not"), "RECUSED")
}

// assigned is an assignment as an officer sees it.
type assigned struct {
	State, Explanation string
	Project            struct{ ID string }
	Juror              struct{ ID string }
}

// compareAssignments looks whether each champion has as many experts as it needs, none of whom must not judge it.
func (s *stage) compareAssignments() {
	var all []assigned
	var after *string
	for {
		var data struct {
			JuryAssignments struct {
				Nodes    []assigned
				PageInfo struct {
					HasNextPage bool
					EndCursor   *string
				}
			}
		}
		s.read(s.first, &data, `query($c: String!, $after: String) { juryAssignments(contest: $c, round: SELECTION, first: 100, after: $after) {
			nodes { state explanation project { id } juror { id } } pageInfo { hasNextPage endCursor } } }`, fields{"c": contest, "after": after})
		s.check()
		all = append(all, data.JuryAssignments.Nodes...)
		if after = data.JuryAssignments.PageInfo.EndCursor; !data.JuryAssignments.PageInfo.HasNextPage {
			break
		}
	}
	experts := map[int]int{}
	for _, a := range all {
		if a.State == "RECUSED" {
			continue
		}
		project := s.places[a.Project.ID]
		experts[project]++
		one, juror := s.plan.projects[project], s.plan.jurors[slices.Index(s.seats, a.Juror.ID)]
		if one.entrant == juror.organisation || s.plan.organisations[one.entrant].country == juror.country ||
			!slices.Contains(juror.categories, one.category) || juror.languages != nil && !slices.Contains(juror.languages, one.language) || a.Explanation == "" {
			s.t.Errorf("%s judges %s: %+v", juror.name, one.title, a)
		}
	}
	for c, k := range s.results {
		for _, project := range k.champions {
			if experts[project] != sheetsEach {
				s.t.Errorf("category %d: %d experts judge %s", c+1, experts[project], s.plan.projects[project].title)
			}
		}
	}
	s.check()
}

// nothingIsOpen looks whether anybody reads a sealed sheet, their own ones included.
func (s *stage) nothingIsOpen() {
	for _, who := range []person{s.jurors[0], s.jurors[1], s.first, s.auditor} {
		if r := s.round(who); r.RevealedAt != nil || r.Sheets != nil || r.Results != nil {
			s.t.Errorf("%s reads sealed sheets: %+v", who.email, r)
		}
	}
	for _, w := range s.mine(1) {
		for _, sheet := range w.Sheets {
			if sheet.Text != nil || sheet.Total != nil {
				s.t.Errorf("an expert reads a sealed sheet of theirs: %+v", w)
			}
		}
	}
	s.refused(s.first, "publishResult", fields{"contest": contest, "part": "WINNERS", "at": winnersShown}, "CONFLICT")
	s.check()
}

// remind comes to the days before the end: who has not finished gets a letter on each of two, and nobody else.
func (s *stage) remind() {
	for n, hours := range []time.Duration{72, 24} {
		s.at(before(sheetsOpen, hours*time.Hour))
		s.until("who has not finished is reminded", func() bool { return len(s.reminders(forgets)) == n+1 })
	}
	for j := range jurors {
		if got := len(s.reminders(j)); j != forgets && got > 0 || got > 2 {
			s.t.Errorf("%s is reminded %d times", s.plan.jurors[j].name, got)
		}
	}
	s.check()
}

func (s *stage) reminders(juror int) []letter {
	return s.post.to(s.jurors[juror], "Prizes of the Tides: 1 entries are not judged yet")
}

// deliberate lets an expert change their mind after the sheets are open and the chair record a decision on a tie, and
// compares what follows with the test's own count.
func (s *stage) deliberate() {
	s.changeOfMind()
	s.compareStandings(false)
	s.refused(s.first, "publishResult", fields{"contest": contest, "part": "WINNERS", "at": winnersShown}, "CONFLICT")
	tied := s.results[juryTie].champions[:2]
	decision := fields{
		"contest": contest, "round": "SELECTION", "category": s.categories[juryTie], "projects": []string{s.projects[tied[1]], s.projects[tied[0]]},
		"reason": "It reaches whom nobody reaches.",
	}
	s.refused(s.jurors[1], "decideJuryTie", decision, "FORBIDDEN")
	s.did(s.jurors[0], "decideJuryTie", decision, "")
	s.compareStandings(true)
	s.embargo("after the deliberation", true)
	s.check()
}

// changeOfMind adds a sheet to an open one: it stands beside it, and counts in its place.
func (s *stage) changeOfMind() {
	for _, w := range s.mine(forgets) {
		project := s.places[w.Project.ID]
		m, has := s.sealed[sheetKey{forgets, project}]
		if !has || w.State != "REVEALED" || s.expected(s.plan.projects[project].category) == project {
			continue
		}
		m[1]++
		if m[1] > 7 {
			continue // it is one of those who tie
		}
		s.did(s.jurors[forgets], "submitScoreSheet", sealing(w, m, "a-change-of-mind"), "")
		s.sealed[sheetKey{forgets, project}] = m
		return
	}
	s.t.Fatal("nobody can change their mind")
}

// compareStandings compares means and winners with those by the sheets that were sent.
func (s *stage) compareStandings(isDecided bool) {
	results := s.round(s.auditor).Results
	if len(results) != categories {
		s.t.Fatalf("%d results", len(results))
	}
	for c, r := range results {
		for _, got := range r.Standings {
			project := s.places[got.Project.ID]
			total, n := 0, 0
			for key, m := range s.sealed {
				if key.project == project {
					total += weights[0]*m[0] + weights[1]*m[1]
					n++
				}
			}
			if n == 0 || got.Mean == nil || *got.Mean != big.NewRat(int64(total), int64(n)).RatString() || got.Sheets != n {
				s.t.Errorf("category %d: %s stands at %v by %d sheets, by this test %d by %d", c+1, s.plan.projects[project].title, got.Mean, got.Sheets, total, n)
			}
		}
		switch {
		case c == juryTie && !isDecided:
			if r.Winner != nil {
				s.t.Errorf("a tie has a winner: %+v", r)
			}
		case r.Winner == nil || s.places[r.Winner.ID] != s.expected(c):
			s.t.Errorf("category %d has the winner %+v, want %s", c+1, r.Winner, s.plan.projects[s.expected(c)].title)
		}
	}
	s.check()
}
