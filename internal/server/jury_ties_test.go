package server_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// Nobody judges a project of their own organisation or of their own category's, as the rules find it or as a juror says it;
// a replacement comes at once, and what was scored counts for nothing.
func TestSR42_NoJurorJudgesTheirOwn(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		j := startJudging(t, dsn)
		school := j.school(t)
		j.seat(t, "ada", nil)
		j.seat(t, "bob", map[string]any{"organisations": []string{school}})
		j.seat(t, "eve", nil)
		j.criteria(t, map[string]any{"hasCountryConflicts": true})
		j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION", "seed": "a seed"}, "")
		schools := map[string]bool{}
		for _, w := range j.mine(t, "ada") {
			schools[w.Project.ID] = true
		}
		for _, w := range j.mine(t, "bob") {
			if w.Explanation == "" {
				t.Error("no explanation")
			}
			delete(schools, w.Project.ID)
		}
		for _, w := range j.mine(t, "eve") {
			delete(schools, w.Project.ID)
		}
		if len(j.mine(t, "bob")) > 3 || len(schools) > 0 {
			t.Errorf("bob has %d of 5 entries, of which 2 are his school's", len(j.mine(t, "bob")))
		}
		setForumTime(t, j.Store, selectionOpens)
		w := j.mine(t, "ada")[0]
		var other string // who judges neither this entry nor anything of the school
		for _, name := range []string{"bob", "eve"} {
			if !slices.ContainsFunc(j.mine(t, name), func(o work) bool { return o.Project.ID == w.Project.ID }) {
				other = name
			}
		}
		j.must(t, j.tokens["ada"], "submitScoreSheet", sheetInput(w, "adas-sheet", secretWords, 9, 9), "")
		out := j.must(t, j.tokens["ada"], "recuse", map[string]any{"assignment": w.ID, "reason": "RELATIONSHIP", "comment": "a cousin"}, "assignment { "+workFields+" }")
		if out.Assignment.State != "RECUSED" {
			t.Errorf("recused: %+v", out.Assignment)
		}
		j.refused(t, j.tokens["ada"], "submitScoreSheet", sheetInput(w, "adas-sheet-2", "", 1, 1), "RECUSED")
		j.refused(t, j.tokens["ada"], "recuse", map[string]any{"assignment": w.ID, "reason": "OTHER"}, "RECUSED")
		j.replaced(t, w, other)
		j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION", "seed": "another"}, "")
		if slices.ContainsFunc(j.mine(t, "ada"), func(o work) bool { return o.Project.ID == w.Project.ID && o.State != "RECUSED" }) {
			t.Error("she gets again what she must not judge")
		}
		setForumTime(t, j.Store, sheetsOpen)
		for _, s := range j.revealed(t, j.first).Sheets {
			if s.Project.ID == w.Project.ID && s.Juror.Name == "ada" && s.Text != "" {
				t.Errorf("what she scored is opened: %+v", s)
			}
		}
	})
}

// replaced looks whether somebody else got an entry, where somebody may judge it.
func (j *judging) replaced(t *testing.T, w work, by string) {
	t.Helper()
	has := slices.ContainsFunc(j.mine(t, by), func(o work) bool { return o.Project.ID == w.Project.ID })
	if by == "eve" && !has {
		t.Errorf("nobody replaces her: %+v", j.mine(t, by))
	}
	var list struct {
		JuryAssignments struct {
			TotalCount int
			Nodes      []struct {
				ID            string
				State         string
				RecusalReason *string
				Juror         struct{ Name string }
			}
		}
	}
	j.Read(t, &list, `{ juryAssignments(contest: "`+juryContest+`", round: SELECTION, first: 50) { totalCount nodes { id state recusalReason juror { name } } } }`, nil, servertest.Bearer(j.first)...)
	want := 10
	if has {
		want++
	}
	if list.JuryAssignments.TotalCount != want {
		t.Errorf("%d assignments, want %d: %+v", list.JuryAssignments.TotalCount, want, list.JuryAssignments.Nodes)
	}
}

// Exactly one of the entries wins: a tie at the top has no winner until the chair records what the expert group decides,
// and only those who are tied can be decided between.
func TestSR41_TheExpertGroupSettlesATie(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		j := startJudging(t, dsn)
		j.seat(t, "ada", map[string]any{"isChair": true})
		j.seat(t, "eve", nil)
		j.criteria(t, map[string]any{"revealsWhenAllIn": true, "isBlind": true})
		j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "")
		setForumTime(t, j.Store, selectionOpens)
		for _, name := range []string{"ada", "eve"} {
			for i, w := range j.mine(t, name) {
				mark := 5
				if i > 1 {
					mark = 4
				}
				j.must(t, j.tokens[name], "submitScoreSheet", sheetInput(w, fmt.Sprintf("%s-sheet-%d", name, i), "", mark, mark), "")
			}
		}
		r := j.revealed(t, j.first)
		top := r.Results[0].Standings
		if r.Results[0].Winner != nil || *top[0].Place != 1 || *top[1].Place != 1 || !top[0].IsTied || *top[2].Place != 3 {
			t.Fatalf("the standings: %+v", top)
		}
		if eve := j.round(t, j.tokens["eve"], ""); len(eve.Sheets) != 10 || eve.Sheets[0].Juror != nil {
			t.Errorf("a juror of a blind round: %+v", eve.Sheets[0])
		}
		tied := []string{top[1].Project.ID, top[0].Project.ID}
		tie := func(projects ...string) map[string]any {
			return map[string]any{"contest": juryContest, "round": "SELECTION", "category": j.category, "projects": projects, "reason": "It reaches those whom nobody reaches."}
		}
		j.refused(t, j.tokens["eve"], "decideJuryTie", tie(tied...), "FORBIDDEN")
		j.refused(t, j.first, "decideJuryTie", tie(tied...), "FORBIDDEN")
		j.refused(t, j.tokens["ada"], "decideJuryTie", tie(tied[0], top[2].Project.ID), "BAD_USER_INPUT")
		j.refused(t, j.tokens["ada"], "decideJuryTie", tie(tied[0]), "BAD_USER_INPUT")
		decided := j.must(t, j.tokens["ada"], "decideJuryTie", tie(tied...), "round { "+roundFields+" }").Round
		if won := decided.Results[0]; won.Winner == nil || won.Winner.ID != tied[0] || *won.Standings[0].SettledBy != "PANEL" || len(decided.Decisions) != 1 {
			t.Errorf("decided: %+v", won)
		}
		j.refused(t, j.tokens["ada"], "decideJuryTie", tie(tied[1], tied[0]), "BAD_USER_INPUT")
		j.changeOfMind(t, top[4].Project.ID)
	})
}

// A tie that votes settle stands for the jury until everybody sees the votes: its order would tell who has more.
func TestTheJuryLearnsNoOrderOfVotes(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		j := startJudging(t, dsn)
		j.save(t, func(c *prize.Contest) { c.TieBreaks = []prize.TieBreak{prize.ByVotes} })
		j.seat(t, "ada", map[string]any{"isChair": true})
		j.criteria(t, map[string]any{"revealsWhenAllIn": true, "sheetsPerEntry": 1})
		j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "")
		setForumTime(t, j.Store, selectionOpens)
		j.takeOut(t, nominee(1, 'c'))
		for i, w := range j.mine(t, "ada") {
			j.must(t, j.tokens["ada"], "submitScoreSheet", sheetInput(w, fmt.Sprintf("adas-sheet-%d", i), "", 5, 5), "")
		}
		j.revealed(t, j.first)
		j.save(t, func(c *prize.Contest) { // as it is once two officers have certified it
			r := prize.CategoryResult{CategoryID: c.Categories[0].ID, ValidVotes: 3}
			r.Tallies = []prize.Tally{{ProjectID: nominee(1, 'b'), Votes: 2, IsChampion: true}, {ProjectID: nominee(1, 'a'), Votes: 1, IsChampion: true}}
			c.Results = []prize.CategoryResult{r}
		})
		first := func(token string) string {
			s := j.round(t, token, "").Results[0].Standings[0]
			return fmt.Sprintf("%t %d %t %s|%s", s.Project.ID == catalogue.GlobalID(catalogue.KindProject, nominee(1, 'b')), *s.Place, s.IsTied, word(s.SettledBy), word(s.WaitsFor))
		}
		const settled, stands = "true 1 false VOTES|", "false 1 true |VOTES"
		if officer, chair := first(j.first), first(j.tokens["ada"]); officer != settled || chair != stands {
			t.Errorf("before the votes are public an officer sees %q, want %q, and the chair %q, want %q", officer, settled, chair, stands)
		}
		if _, err := j.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			contest, _, err := tx.ContestBySlug(ctx, juryContest)
			if err != nil {
				return err
			}
			return tx.SetPublication(ctx, contest.ID, prize.ChampionsPart, tx.Now(), "officer")
		}); err != nil {
			t.Fatal(err)
		}
		if err := j.Server.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		if officer, chair := first(j.first), first(j.tokens["ada"]); officer != settled || chair != settled {
			t.Errorf("once the votes are public an officer sees %q and the chair %q, want %q", officer, chair, settled)
		}
	})
}

// takeOut takes a nominee out of its category, on which a juror has begun: nothing is left to do for it.
func (j *judging) takeOut(t *testing.T, project string) {
	t.Helper()
	mine := j.mine(t, "ada")
	at := slices.IndexFunc(mine, func(w work) bool { return w.Project.ID == catalogue.GlobalID(catalogue.KindProject, project) })
	j.must(t, j.tokens["ada"], "saveScoreDraft", draftInput(mine[at], 0, "begun", 3), "")
	if _, err := j.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		p, _, err := tx.Project(ctx, project)
		if err != nil {
			return err
		}
		p.CategoryID = ""
		return tx.SaveFrozenProject(ctx, p)
	}); err != nil {
		t.Fatal(err)
	}
	caughtUp(t, j.Replica)
	if left := j.mine(t, "ada"); len(left) != len(mine)-1 {
		t.Errorf("%d entries are left to judge of %d", len(left), len(mine))
	}
	if p := j.round(t, j.first, "").Progress[0]; p.Assigned != len(mine)-1 || p.Begun != 0 {
		t.Errorf("progress: %+v", p)
	}
	j.refused(t, j.tokens["ada"], "submitScoreSheet", sheetInput(mine[at], "a-sheet-too-late", "", 5, 5), "OUT_OF_CONTEST")
}

// save changes the contest behind the API.
func (j *judging) save(t *testing.T, change func(*prize.Contest)) {
	t.Helper()
	_, err := j.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		c, _, err := tx.ContestBySlug(ctx, juryContest)
		if err != nil {
			return err
		}
		change(&c)
		return tx.SaveFrozenContest(ctx, c)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// changeOfMind adds a second sheet after the reveal: it stands beside the first, and counts.
func (j *judging) changeOfMind(t *testing.T, project string) {
	t.Helper()
	mine := j.mine(t, "eve")
	w := mine[slices.IndexFunc(mine, func(w work) bool { return w.Project.ID == project })]
	after := j.must(t, j.tokens["eve"], "submitScoreSheet", sheetInput(w, "eves-second", "I was convinced", 10, 10), "assignment { "+workFields+" }").Assignment
	if after.State != "REVEALED" || len(after.Sheets) != 2 || !after.Sheets[1].IsAfterReveal || after.Sheets[1].Text == "" || after.Sheets[0].Text == "" {
		t.Errorf("a second sheet: %+v", after)
	}
	r := j.round(t, j.first, "")
	if s := r.Results[0].Standings[0]; s.Project.ID != project || *s.Mean != "28" || s.Sheets != 2 || len(r.Sheets) != 11 {
		t.Errorf("after it: %+v", r.Results[0].Standings)
	}
	j.refused(t, j.tokens["eve"], "takeBackScoreSheet", map[string]any{"assignment": w.ID}, "NOT_SEALED")
	setForumTime(t, j.Store, selectionCloses)
	j.refused(t, j.tokens["eve"], "submitScoreSheet", sheetInput(w, "eves-third", "", 1, 1), "CLOSED")
}

// Who has not finished is reminded 72 and 24 hours before the sheets open, and who was asked and says nothing also before
// judging opens: once each, however many servers there are.
func TestJurorsAreReminded(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		j := startJudging(t, dsn)
		j.seat(t, "ada", nil)
		j.seat(t, "eve", nil)
		asked := j.invite(t, "ivo", nil)
		j.must(t, j.second, "confirmProposal", map[string]any{"proposal": asked.Proposal.ID}, "proposal { state }")
		j.criteria(t, nil)
		j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "")
		for n, hours := range []int{72, 24} {
			setForumTime(t, j.Store, selectionOpens.Add(-time.Duration(hours)*time.Hour))
			all := j.letters(t, "ivo@jury.example", 2+n) // after the invitation
			if len(all) != 2+n || !strings.Contains(all[1+n].Body, "Connectez-vous avec cette adresse") || !strings.Contains(all[1+n].Body, mail.Instant(selectionOpens)) {
				t.Errorf("ivo got %+v", all)
			}
		}
		setForumTime(t, j.Store, selectionOpens)
		for i, w := range j.mine(t, "ada") {
			j.must(t, j.tokens["ada"], "submitScoreSheet", sheetInput(w, fmt.Sprintf("adas-sheet-%d", i), "", 5, 5), "")
		}
		for n, hours := range []int{72, 24} {
			setForumTime(t, j.Store, sheetsOpen.Add(-time.Duration(hours)*time.Hour))
			if got := j.letters(t, "eve@jury.example", 3+n); len(got) != 3+n { // after the invitation and the assignment
				t.Errorf("eve got %d letters", len(got))
			}
		}
		setForumTime(t, j.Store, sheetsOpen)
		j.revealed(t, j.first)
		a, e, i := len(j.Inbox.All("ada@jury.example")), len(j.Inbox.All("eve@jury.example")), len(j.letters(t, "ivo@jury.example", 5))
		if a != 2 || e != 4 || i != 5 {
			t.Errorf("ada got %d letters, eve %d, ivo %d", a, e, i)
		}
	})
}

// Criteria are set before a round opens and before it is assigned, by officers of the contest.
func TestCriteriaAreSetBefore(t *testing.T) {
	t.Parallel()
	j := startJudging(t, storetest.SQLite(t))
	in := []map[string]any{{"name": []map[string]any{{"language": "en", "text": "Pass"}}, "weight": 1, "maxPoints": 1}}
	input := func(round string) map[string]any {
		return map[string]any{"contest": juryContest, "round": round, "sheetsPerEntry": 2, "criteria": in}
	}
	j.refused(t, j.first, "setCriteria", input("NOMINATION"), "NO_PHASE")
	j.refused(t, j.Token(t, "auditor@example.org", auth.Auditor), "setCriteria", input("SELECTION"), "FORBIDDEN")
	j.must(t, j.first, "setCriteria", input("SELECTION"), "")
	j.must(t, j.first, "setCriteria", input("SELECTION"), "")
	j.refused(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "NO_JURORS")
	setForumTime(t, j.Store, votingDay)
	j.refused(t, j.first, "setCriteria", input("SELECTION"), "RULES_FROZEN")
	setForumTime(t, j.Store, selectionOpens)
	j.refused(t, j.first, "setCriteria", input("SELECTION"), "ROUND_OPEN")
}
