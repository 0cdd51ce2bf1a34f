package jury_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/jury"
	"rostrum/internal/prize"
)

// drawTask makes a task of some categories, with conflicts of every kind.
func drawTask(t *rapid.T, clashes bool) jury.Task {
	task := jury.Task{Round: jury.Round{SheetsEach: rapid.IntRange(1, 4).Draw(t, "each"), CountryConflicts: clashes}, Seed: rapid.StringN(1, 8, -1).Draw(t, "seed")}
	categories := rapid.IntRange(1, 3).Draw(t, "categories")
	name := func(what string, n int) string { return fmt.Sprintf("%s%d", what, n) }
	for i := range rapid.IntRange(1, 12).Draw(t, "entries") {
		e := jury.Entry{ProjectID: name("p", i), CategoryID: name("k", rapid.IntRange(1, categories).Draw(t, "category")), Organisations: []string{name("o", i)}}
		if clashes {
			e.Organisations = []string{name("o", rapid.IntRange(0, 6).Draw(t, "organisation"))}
			e.Country = rapid.SampledFrom([]string{"CH", "RW", ""}).Draw(t, "country")
			if rapid.IntRange(0, 4).Draw(t, "submits") == 0 {
				e.Submitters = []string{name("a", rapid.IntRange(0, 9).Draw(t, "submitter"))}
			}
		}
		task.Entries = append(task.Entries, e)
	}
	for i := range rapid.IntRange(1, 10).Draw(t, "members") {
		m := jury.Member{ID: name("m", i), AccountID: name("a", i), State: jury.Accepted}
		for k := 1; k <= categories; k++ {
			if !clashes || rapid.Bool().Draw(t, "in the group") {
				m.Categories = append(m.Categories, name("k", k))
			}
		}
		if clashes {
			m.Organisations = []string{name("o", rapid.IntRange(0, 6).Draw(t, "own"))}
			m.Country = rapid.SampledFrom([]string{"CH", "RW", ""}).Draw(t, "home")
			if e := rapid.IntRange(0, 20).Draw(t, "declares"); e < len(task.Entries) {
				task.Declared = append(task.Declared, jury.Conflict{MemberID: m.ID, ProjectID: name("p", e), Reason: jury.Relationship})
			}
		}
		task.Members = append(task.Members, m)
	}
	return task
}

func loads(task jury.Task, pairs []jury.Pair) map[string]int {
	load := map[string]int{}
	for _, m := range task.Members {
		load[m.ID] = 0
	}
	for _, a := range task.Kept {
		load[a.MemberID]++
	}
	for _, p := range pairs {
		load[p.MemberID]++
	}
	return load
}

func spread(load map[string]int) int {
	low, high := -1, 0
	for _, n := range load {
		if low < 0 || n < low {
			low = n
		}
		high = max(high, n)
	}
	return high - low
}

// The same task gives the same plan, in whatever order its parts come.
func TestAssignmentIsTheSameForTheSameSeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := drawTask(t, true)
		first := jury.Assign(task)
		shuffled := task
		shuffled.Entries, shuffled.Members = slices.Clone(task.Entries), slices.Clone(task.Members)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		random.Shuffle(len(shuffled.Entries), func(i, j int) {
			shuffled.Entries[i], shuffled.Entries[j] = shuffled.Entries[j], shuffled.Entries[i]
		})
		random.Shuffle(len(shuffled.Members), func(i, j int) {
			shuffled.Members[i], shuffled.Members[j] = shuffled.Members[j], shuffled.Members[i]
		})
		if d := cmp.Diff(first, jury.Assign(shuffled)); d != "" {
			t.Error(d)
		}
	})
}

// Nobody judges what they must not, nobody twice, and whoever lacks jurors has nobody left who could.
func TestSR42_NobodyJudgesTheirOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := drawTask(t, true)
		plan := jury.Assign(task)
		has := map[string]int{}
		seen := map[jury.Pair]bool{}
		for _, p := range plan.Pairs {
			m := task.Members[slices.IndexFunc(task.Members, func(m jury.Member) bool { return m.ID == p.MemberID })]
			e := task.Entries[slices.IndexFunc(task.Entries, func(e jury.Entry) bool { return e.ProjectID == p.ProjectID })]
			if !mayJudge(task, m, e) {
				t.Errorf("%s judges %s", m.ID, e.ProjectID)
			}
			if key := (jury.Pair{MemberID: p.MemberID, ProjectID: p.ProjectID}); seen[key] {
				t.Errorf("%s judges %s twice", m.ID, e.ProjectID)
			} else {
				seen[key] = true
			}
			if p.Why == "" {
				t.Error("a pair without an explanation")
			}
			has[p.ProjectID]++
		}
		for _, e := range task.Entries {
			could := 0
			for _, m := range task.Members {
				if mayJudge(task, m, e) {
					could++
				}
			}
			if want := min(could, task.Round.SheetsEach); has[e.ProjectID] != want {
				t.Errorf("%s has %d jurors, want %d", e.ProjectID, has[e.ProjectID], want)
			}
		}
	})
}

// mayJudge says in its own words who may judge what.
func mayJudge(task jury.Task, m jury.Member, e jury.Entry) bool {
	if !slices.Contains(m.Categories, e.CategoryID) || m.Country != "" && m.Country == e.Country {
		return false
	}
	for _, c := range task.Declared {
		if c.MemberID == m.ID && c.ProjectID == e.ProjectID {
			return false
		}
	}
	for _, other := range task.Entries {
		if other.CategoryID == e.CategoryID && slices.Contains(other.Submitters, m.AccountID) {
			return false
		}
	}
	return !slices.ContainsFunc(e.Organisations, func(o string) bool { return slices.Contains(m.Organisations, o) })
}

// Without conflicts everybody has the same number, one more or less, and everybody is joined with everybody where there
// are pairs enough for it.
func TestAssignmentIsEvenAndJoined(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := drawTask(t, false)
		plan := jury.Assign(task)
		load := loads(task, plan.Pairs)
		if spread(load) > 1 {
			t.Errorf("loads %v", load)
		}
		apart := map[string]bool{}
		for _, k := range plan.Apart {
			apart[k] = true
		}
		pairs, corners := map[string]int{}, map[string]map[string]bool{}
		for _, p := range plan.Pairs {
			pairs[p.CategoryID]++
			if corners[p.CategoryID] == nil {
				corners[p.CategoryID] = map[string]bool{}
			}
			corners[p.CategoryID][p.MemberID], corners[p.CategoryID][p.ProjectID] = true, true
		}
		for k, n := range pairs {
			if joined := parts(plan.Pairs, k) == 1; joined == apart[k] || !joined && n >= len(corners[k])-1 {
				t.Errorf("category %s: joined %v, said to be apart %v; %d pairs of %d", k, joined, apart[k], n, len(corners[k]))
			}
		}
	})
}

// parts counts by flooding.
func parts(pairs []jury.Pair, category string) (count int) {
	next := map[string][]string{}
	for _, p := range pairs {
		if p.CategoryID == category {
			next[p.MemberID] = append(next[p.MemberID], p.ProjectID)
			next[p.ProjectID] = append(next[p.ProjectID], p.MemberID)
		}
	}
	seen := map[string]bool{}
	var flood func(string)
	flood = func(at string) {
		if !seen[at] {
			seen[at] = true
			for _, to := range next[at] {
				flood(to)
			}
		}
	}
	for at := range next {
		if !seen[at] {
			count++
			flood(at)
		}
	}
	return count
}

// With conflicts the loads are as even as they can be: no other assignment has a smaller sum of squares.
func TestAssignmentIsAsEvenAsConflictsAllow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := drawTask(t, true)
		task.Round.SheetsEach = min(task.Round.SheetsEach, 2)
		task.Entries = task.Entries[:min(len(task.Entries), 5)]
		task.Members = task.Members[:min(len(task.Members), 5)]
		squares := 0
		for _, n := range loads(task, jury.Assign(task).Pairs) {
			squares += n * n
		}
		if best := fewestSquares(task, 0, map[string]int{}); squares != best {
			t.Errorf("the sum of squares is %d, and could be %d", squares, best)
		}
	})
}

// fewestSquares tries every assignment.
func fewestSquares(task jury.Task, from int, load map[string]int) int {
	if from == len(task.Entries) {
		sum := 0
		for _, n := range load {
			sum += n * n
		}
		return sum
	}
	var may []string
	for _, m := range task.Members {
		if mayJudge(task, m, task.Entries[from]) {
			may = append(may, m.ID)
		}
	}
	best := -1
	var choose func(at, left int)
	choose = func(at, left int) {
		if left == 0 {
			if n := fewestSquares(task, from+1, load); best < 0 || n < best {
				best = n
			}
			return
		}
		for i := at; i < len(may); i++ {
			load[may[i]]++
			choose(i+1, left-1)
			load[may[i]]--
		}
	}
	choose(0, min(len(may), task.Round.SheetsEach))
	return best
}

// Another run moves nothing that is scored, and gives nobody a second time what they have.
func TestAnotherRunKeepsWhatIsScored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := drawTask(t, true)
		for _, p := range jury.Assign(task).Pairs {
			if rapid.Bool().Draw(t, "scored") {
				task.Kept = append(task.Kept, jury.Assignment{MemberID: p.MemberID, ProjectID: p.ProjectID, CategoryID: p.CategoryID, State: jury.Sealed})
			}
		}
		task.Seed += "again"
		has := map[string]int{}
		for _, a := range task.Kept {
			has[a.ProjectID]++
		}
		for _, p := range jury.Assign(task).Pairs {
			if slices.ContainsFunc(task.Kept, func(a jury.Assignment) bool { return a.MemberID == p.MemberID && a.ProjectID == p.ProjectID }) {
				t.Errorf("%s gets %s again", p.MemberID, p.ProjectID)
			}
			if has[p.ProjectID]++; has[p.ProjectID] > task.Round.SheetsEach {
				t.Errorf("%s has %d jurors", p.ProjectID, has[p.ProjectID])
			}
		}
	})
}

// Only jurors with a language in common judge an entry.
func TestLanguagesOfEntries(t *testing.T) {
	task := jury.Task{Round: jury.Round{SheetsEach: 1}, Seed: "s", Entries: []jury.Entry{{ProjectID: "p", CategoryID: "k", Languages: []string{"fr-CH"}}},
		Members: []jury.Member{{ID: "m", Categories: []string{"k"}, Languages: []string{"en"}}, {ID: "n", Categories: []string{"k"}, Languages: []string{"es", "fr"}}}}
	plan := jury.Assign(task)
	if len(plan.Pairs) != 1 || plan.Pairs[0].MemberID != "n" {
		t.Error(plan)
	}
}

// Where a round hides who enters, no explanation leads there: which conflict bars others, with what is known of them, would.
func TestExplanationsOfABlindRound(t *testing.T) {
	task := jury.Task{
		Round: jury.Round{Kind: jury.Nomination, SheetsEach: 1, CountryConflicts: true, Hides: []prize.EntryPart{prize.PartOrganisation}}, Seed: "s",
		Entries: []jury.Entry{{ProjectID: "p", CategoryID: "k", Country: "WS", Organisations: []string{"school"}, Submitters: []string{"account"}}},
		Members: []jury.Member{
			{ID: "m", Categories: []string{"k"}}, {ID: "n", Categories: []string{"k"}, Country: "WS"}, {ID: "o", Categories: []string{"k"}, Organisations: []string{"school"}},
			{ID: "q", Categories: []string{"k"}, AccountID: "account"}, {ID: "r", Categories: []string{"k"}},
		},
		Declared: []jury.Conflict{{MemberID: "r", ProjectID: "p", Reason: jury.Relationship, Declared: true}},
	}
	plan := jury.Assign(task)
	if len(plan.Pairs) != 1 || plan.Pairs[0].MemberID != "m" || !strings.Contains(plan.Pairs[0].Why, "one of 1 of 5 experts of the category (barred: 4 CONFLICT_OF_INTEREST);") {
		t.Errorf("blind: %+v", plan)
	}
	task.Round.Hides = []prize.EntryPart{prize.PartLinks}
	if open := jury.Assign(task); !strings.Contains(open.Pairs[0].Why, "(barred: 1 RELATIONSHIP, 1 SAME_COUNTRY, 1 SAME_ORGANISATION, 1 SUBMITTER);") {
		t.Errorf("where the organisation is not hidden: %+v", open)
	}
}
