package jury_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/jury"
	"rostrum/internal/prize"
)

var criteria = []jury.Criterion{{ID: "impact", Weight: 3, MaxPoints: 10}, {ID: "reach", Weight: 1, MaxPoints: 10}}

func marks(project, member string, impact, reach int) jury.Marks {
	return jury.Marks{ProjectID: project, MemberID: member, Points: []jury.Points{{CriterionID: "impact", Points: impact}, {CriterionID: "reach", Points: reach}}}
}

type shown struct {
	Project string
	Place   int
	Tied    bool
	By, For prize.TieBreak
}

func show(all []jury.Standing) (out []shown) {
	for _, s := range all {
		out = append(out, shown{s.ProjectID, s.Place, s.IsTied, s.SettledBy, s.WaitsFor})
	}
	return out
}

// drawSheets makes sheets with few different points, so that ties are common.
func drawSheets(t *rapid.T) (projects []string, sheets []jury.Marks) {
	projects = []string{"a", "b", "c", "d", "e"}[:rapid.IntRange(1, 5).Draw(t, "projects")]
	for range rapid.IntRange(0, 12).Draw(t, "sheets") {
		sheets = append(sheets, marks(rapid.SampledFrom(projects).Draw(t, "project"), "m", rapid.IntRange(0, 1).Draw(t, "impact"), rapid.IntRange(0, 3).Draw(t, "reach")))
	}
	return projects, sheets
}

func drawWays(t *rapid.T) (ways []prize.TieBreak, e jury.Evidence) {
	all := rapid.Permutation([]prize.TieBreak{prize.ByCriteria, prize.ByVotes, prize.ByLot, prize.ByPanel}).Draw(t, "ways")
	if rapid.Bool().Draw(t, "counted") {
		e.Votes = map[string]int{"a": 3, "b": 3, "c": 5}
	}
	if rapid.Bool().Draw(t, "drawn") {
		e.LotSeed = rapid.StringN(1, 5, -1).Draw(t, "lot")
	}
	return all[:rapid.IntRange(0, 4).Draw(t, "how many")], e
}

// The order in which sheets and entries come changes no result.
func TestPermutingSheetsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		projects, sheets := drawSheets(t)
		ways, evidence := drawWays(t)
		first := show(jury.Settle(jury.Rank(criteria, projects, sheets), ways, evidence))
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		otherProjects, otherSheets := slices.Clone(projects), slices.Clone(sheets)
		random.Shuffle(len(otherProjects), func(i, j int) { otherProjects[i], otherProjects[j] = otherProjects[j], otherProjects[i] })
		random.Shuffle(len(otherSheets), func(i, j int) { otherSheets[i], otherSheets[j] = otherSheets[j], otherSheets[i] })
		if d := cmp.Diff(first, show(jury.Settle(jury.Rank(criteria, otherProjects, otherSheets), ways, evidence))); d != "" {
			t.Error(d)
		}
	})
}

// A tie is settled by nothing that the rules do not name: renaming the entries never changes who of those with equal
// means comes before whom, unless by a lot.
func TestTiesAreNotSettledByRowOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		projects, sheets := drawSheets(t)
		ways, evidence := drawWays(t)
		evidence.LotSeed = ""
		rename := map[string]string{"a": "e", "b": "d", "c": "c", "d": "b", "e": "a"}
		var otherProjects []string
		for _, p := range projects {
			otherProjects = append(otherProjects, rename[p])
		}
		otherSheets := slices.Clone(sheets)
		for i := range otherSheets {
			otherSheets[i].ProjectID = rename[otherSheets[i].ProjectID]
		}
		other := evidence
		if evidence.Votes != nil {
			other.Votes = map[string]int{}
			for p, n := range evidence.Votes {
				other.Votes[rename[p]] = n
			}
		}
		places := map[string]shown{}
		for _, s := range show(jury.Settle(jury.Rank(criteria, otherProjects, otherSheets), ways, other)) {
			places[s.Project] = s
		}
		for _, s := range show(jury.Settle(jury.Rank(criteria, projects, sheets), ways, evidence)) {
			renamed := places[rename[s.Project]]
			renamed.Project = s.Project
			if d := cmp.Diff(s, renamed); d != "" {
				t.Error(d)
			}
		}
	})
}

func TestSettlingTies(t *testing.T) {
	// a and b have equal means (3·4+8 = 3·6+2), c is below them.
	sheets := []jury.Marks{marks("a", "m", 4, 8), marks("b", "m", 6, 2), marks("c", "m", 1, 1)}
	rank := func() []jury.Standing { return jury.Rank(criteria, []string{"c", "b", "a", "d"}, sheets) }
	third, none := shown{"c", 3, false, "", ""}, shown{"d", 0, false, "", ""}
	for name, c := range map[string]struct {
		ways     []prize.TieBreak
		evidence jury.Evidence
		want     []shown
	}{
		"no rule":              {nil, jury.Evidence{}, []shown{{"a", 1, true, "", prize.ByPanel}, {"b", 1, true, "", prize.ByPanel}, third, none}},
		"by criteria":          {[]prize.TieBreak{prize.ByCriteria}, jury.Evidence{}, []shown{{"b", 1, false, prize.ByCriteria, ""}, {"a", 2, false, prize.ByCriteria, ""}, third, none}},
		"not counted":          {[]prize.TieBreak{prize.ByVotes, prize.ByCriteria}, jury.Evidence{}, []shown{{"a", 1, true, "", prize.ByVotes}, {"b", 1, true, "", prize.ByVotes}, third, none}},
		"by votes":             {[]prize.TieBreak{prize.ByVotes, prize.ByCriteria}, jury.Evidence{Votes: map[string]int{"a": 2, "b": 1}}, []shown{{"a", 1, false, prize.ByVotes, ""}, {"b", 2, false, prize.ByVotes, ""}, third, none}},
		"votes tie":            {[]prize.TieBreak{prize.ByVotes}, jury.Evidence{Votes: map[string]int{"a": 2, "b": 2}}, []shown{{"a", 1, true, "", prize.ByPanel}, {"b", 1, true, "", prize.ByPanel}, third, none}},
		"by the panel":         {nil, jury.Evidence{Decisions: []jury.Decision{{Projects: []string{"b", "a"}}}}, []shown{{"b", 1, false, prize.ByPanel, ""}, {"a", 2, false, prize.ByPanel, ""}, third, none}},
		"a decision on others": {nil, jury.Evidence{Decisions: []jury.Decision{{Projects: []string{"b", "a", "c"}}}}, []shown{{"a", 1, true, "", prize.ByPanel}, {"b", 1, true, "", prize.ByPanel}, third, none}},
	} {
		if d := cmp.Diff(c.want, show(jury.Settle(rank(), c.ways, c.evidence))); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	drawn := jury.Settle(rank(), []prize.TieBreak{prize.ByLot}, jury.Evidence{LotSeed: "public"})
	if drawn[0].IsTied || drawn[0].SettledBy != prize.ByLot {
		t.Error(show(drawn))
	}
}

// Exactly one of the champions wins: nobody while there is a tie, and nobody who is none of them.
func TestSR41_OneOfTheChampionsWins(t *testing.T) {
	champions := []string{"a", "b", "c", "d", "e"}
	sheets := []jury.Marks{marks("a", "m", 5, 5), marks("b", "m", 5, 5), marks("outsider", "m", 10, 10)}
	standings := jury.Settle(jury.Rank(criteria, champions, sheets), nil, jury.Evidence{})
	if id, ok := jury.Winner(standings); ok {
		t.Errorf("%s wins a tie", id)
	}
	for _, projects := range [][]string{{"outsider"}, {"a", "outsider"}, {"a"}, {"a", "b", "c"}, {"a", "a"}} {
		if err := jury.CheckDecision(standings, projects); err == nil {
			t.Errorf("%v may be decided", projects)
		}
	}
	order := []string{"b", "a"}
	if err := jury.CheckDecision(standings, order); err != nil {
		t.Error(err)
	}
	standings = jury.Settle(jury.Rank(criteria, champions, sheets), nil, jury.Evidence{Decisions: []jury.Decision{{Projects: order}}})
	if id, ok := jury.Winner(standings); !ok || id != "b" {
		t.Errorf("%q wins", id)
	}
	if err := jury.CheckDecision(standings, order); err == nil {
		t.Error("what is decided can be decided again")
	}
	if _, ok := jury.Winner(jury.Rank(criteria, champions, nil)); ok {
		t.Error("somebody wins without a sheet")
	}
}

// Only jurors decide the nomination: what a majority of them lets pass stands, up to the limit.
func TestSR26_ExpertsNominate(t *testing.T) {
	pass := []jury.Criterion{{ID: "pass", Weight: 1, MaxPoints: 1}}
	vote := func(project string, points ...int) (all []jury.Marks) {
		for _, p := range points {
			all = append(all, jury.Marks{ProjectID: project, Points: []jury.Points{{CriterionID: "pass", Points: p}}})
		}
		return all
	}
	standings := jury.Rank(pass, []string{"all", "half", "two", "also", "no", "unseen"},
		slices.Concat(vote("all", 1, 1), vote("half", 1, 0), vote("two", 1, 1, 0), vote("also", 1, 1, 0), vote("no", 0, 0, 1)))
	for limit, want := range map[int][2][]string{
		9: {{"all", "also", "two"}, nil}, 3: {{"all", "also", "two"}, nil}, 2: {{"all"}, {"also", "two"}}, 1: {{"all"}, nil},
	} {
		nominees, undecided := jury.Nominate(pass, standings, limit)
		if d := cmp.Diff(want, [2][]string{nominees, undecided}); d != "" {
			t.Errorf("at most %d: %s", limit, d)
		}
	}
}
