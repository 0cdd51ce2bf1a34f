package prize_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

func day(n int) scalar.DateTime {
	return scalar.DateTime{Time: time.Date(2021, time.January, n, 0, 0, 0, 0, time.UTC)}
}

// calendar is a contest with submission from the 1st to the 5th, nomination from the 6th to the 10th, and voting from the
// 11th to the 20th.
func calendar() prize.Contest {
	return prize.Contest{Slug: "prizes-2021", Phases: []prize.Phase{
		{Kind: prize.Submission, OpensAt: day(1), ClosesAt: day(5)}, {Kind: prize.Nomination, OpensAt: day(6), ClosesAt: day(10)},
		{Kind: prize.Voting, OpensAt: day(11), ClosesAt: day(20)},
	}}
}

// Phases that are missing are added in their places, and none of those that there are changes.
func TestSR45_PhasesAreAdded(t *testing.T) {
	for name, c := range map[string]struct {
		added   []prize.PhaseChange
		refused string // what the refusal holds
	}{
		"at the end":             {[]prize.PhaseChange{{prize.Selection, day(21), day(25)}}, ""},
		"two, the later first":   {[]prize.PhaseChange{{prize.Announcement, day(26), day(27)}, {prize.Selection, day(21), day(25)}}, ""},
		"before all others":      {[]prize.PhaseChange{{prize.Submission, day(4), day(5)}}, ""},
		"one that there is":      {[]prize.PhaseChange{{prize.Voting, day(21), day(25)}}, "phases[0].kind"},
		"one twice":              {[]prize.PhaseChange{{prize.Selection, day(21), day(22)}, {prize.Selection, day(23), day(25)}}, "phases[1].kind"},
		"in the past":            {[]prize.PhaseChange{{prize.Submission, day(2), day(5)}}, "phases[0].opensAt"},
		"at this instant":        {[]prize.PhaseChange{{prize.Submission, day(3), day(5)}}, "phases[0].opensAt"},
		"over another":           {[]prize.PhaseChange{{prize.Selection, day(19), day(25)}}, "phases[2].opensAt"},
		"closed before it opens": {[]prize.PhaseChange{{prize.Selection, day(25), day(21)}}, "phases[2].closesAt"},
	} {
		t.Run(name, func(t *testing.T) {
			before := calendar()
			before.Phases = before.Phases[1:] // without submission
			after, err := before.Add(c.added, day(3).Time)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Fatalf("got %v, want a refusal about %s", err, c.refused)
				}
				return
			}
			if err != nil || len(after.Phases) != 2+len(c.added) || len(before.Phases) != 2 || len(after.Moves) > 0 {
				t.Fatalf("%d phases, %v", len(after.Phases), err)
			}
			for _, p := range append(before.Phases, after.Phases...) {
				want, has := before.Find(p.Kind)
				for _, added := range c.added {
					if !has && added.Kind == p.Kind {
						want = prize.Phase{Kind: p.Kind, OpensAt: added.OpensAt, ClosesAt: added.ClosesAt}
					}
				}
				if got, _ := after.Find(p.Kind); got != want {
					t.Errorf("%+v, want %+v", got, want)
				}
			}
		})
	}
}

// SR45: phases run in their order without overlap, their dates can be moved, and each move is kept with its reason.
func TestSR45_PhasesMoveInOrderAndEachMoveIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		now     int
		changes []prize.PhaseChange
		refused string // what the refusal holds
	}{
		"a close later":              {3, []prize.PhaseChange{{prize.Submission, day(1), day(6)}}, ""},
		"two phases at once":         {3, []prize.PhaseChange{{prize.Submission, day(1), day(8)}, {prize.Nomination, day(9), day(10)}}, ""},
		"over the next":              {3, []prize.PhaseChange{{prize.Submission, day(1), day(7)}}, "phases[1].opensAt"},
		"an opening that has passed": {3, []prize.PhaseChange{{prize.Submission, day(2), day(5)}}, "phases[0].opensAt"},
		"a close that has passed":    {5, []prize.PhaseChange{{prize.Submission, day(1), day(6)}}, "phases[0].closesAt"},
		"into the past":              {15, []prize.PhaseChange{{prize.Voting, day(11), day(14)}}, "phases[0].closesAt"},
		"to this instant":            {15, []prize.PhaseChange{{prize.Voting, day(11), day(15)}}, "phases[0].closesAt"},
		"before it opens":            {3, []prize.PhaseChange{{prize.Voting, day(12), day(12)}}, "phases[2].closesAt"},
		"a phase that there is not":  {3, []prize.PhaseChange{{prize.Selection, day(21), day(25)}}, "phases[0].kind"},
		"the close of voting":        {15, []prize.PhaseChange{{prize.Voting, day(11), day(25)}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := calendar()
			after, err := before.Move(c.changes, "the holidays", 1, day(c.now).Time)
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Fatalf("got %v, want a refusal about %s", err, c.refused)
				}
				return
			}
			if err != nil || len(after.Moves) != len(c.changes) || len(before.Moves) != 0 {
				t.Fatalf("%d moves, %v", len(after.Moves), err)
			}
			for i, m := range after.Moves {
				now, _ := after.Find(m.Kind)
				was, _ := calendar().Find(m.Kind)
				if m.Number != i+1 || m.Reason != "the holidays" || !m.MovedAt.Equal(day(c.now).Time) || m.OpensAt != was.OpensAt || m.ClosesAt != was.ClosesAt ||
					m.OpensAtNow != now.OpensAt || m.ClosesAtNow != now.ClosesAt {
					t.Errorf("move %d: %+v", i+1, m)
				}
			}
		})
	}
}

// However instants are moved, phases stay in their order, none overlaps another, and what has passed stays.
func TestMovesKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, now := calendar(), 1
		for range rapid.IntRange(1, 8).Draw(t, "moves") {
			now = rapid.IntRange(now, 40).Draw(t, "now")
			kind := rapid.SampledFrom([]prize.PhaseKind{prize.Submission, prize.Nomination, prize.Voting}).Draw(t, "kind")
			change := prize.PhaseChange{kind, day(rapid.IntRange(1, 40).Draw(t, "opens")), day(rapid.IntRange(1, 40).Draw(t, "closes"))}
			was, _ := c.Find(kind)
			if rapid.Bool().Draw(t, "only the close") {
				change.OpensAt = was.OpensAt
			}
			after, err := c.Move([]prize.PhaseChange{change}, "x", 1, day(now).Time)
			if err != nil {
				continue
			}
			is, _ := after.Find(kind)
			if !day(now).Before(was.OpensAt.Time) && is.OpensAt != was.OpensAt || !day(now).Before(was.ClosesAt.Time) && is.ClosesAt != was.ClosesAt {
				t.Fatalf("on day %d %v was moved to %v", now, was, is)
			}
			for i := range after.Phases {
				if !after.Phases[i].OpensAt.Before(after.Phases[i].ClosesAt.Time) || i > 0 && after.Phases[i].OpensAt.Before(after.Phases[i-1].ClosesAt.Time) {
					t.Fatalf("phases: %v", after.Phases)
				}
			}
			c = after
		}
	})
}

// Two officers are needed from the opening of voting on.
func TestMovesTakeTwo(t *testing.T) {
	c := calendar()
	if c.MovesTakeTwo(day(11).Add(-time.Microsecond)) || !c.MovesTakeTwo(day(11).Time) || !c.Freeze(nil, "", day(11).Time).MovesTakeTwo(day(1).Time) {
		t.Error("two officers are asked for too early, too late, or not where the rules are frozen")
	}
}

// The text of a manifest is a public format: whoever has checked one must find the same bytes in ten years.
func TestManifestText(t *testing.T) {
	const usualForm = `"form":[{"kind":"SHORT_DESCRIPTION","maxWords":200,"minWords":150,"required":true},` +
		`{"kind":"SDG_LINKAGE","maxWords":0,"minWords":0,"required":true},{"kind":"IMPACT","maxWords":0,"minWords":0,"required":true},` +
		`{"kind":"PARTNERSHIPS","maxWords":0,"minWords":0,"required":true},{"kind":"CHALLENGES_AND_FUTURE","maxWords":0,"minWords":0,"required":true}],`
	c := calendar()
	c.Categories = []prize.Category{{ID: "k1", Number: 1, ActionLine: "C1"}, {ID: "k2", Number: 2, ActionLine: "C2"}}
	c.TieBreaks = []prize.TieBreak{prize.ByVotes, prize.ByLot}
	const want = `{"categories":[{"actionLine":"C1","nominees":["a","b"],"number":1},{"actionLine":"C2","nominees":[],"number":2}],` +
		`"championsPerCategory":5,"contest":"prizes-2021",` + usualForm + `"format":"rostrum rules 2","nomineesPerCategory":20,"oneEntryPerCategory":false,` +
		`"partialBallotsCount":false,"phases":[{"closesAt":"2021-01-05T00:00:00.000000Z","kind":"SUBMISSION","opensAt":"2021-01-01T00:00:00.000000Z"},` +
		`{"closesAt":"2021-01-10T00:00:00.000000Z","kind":"NOMINATION","opensAt":"2021-01-06T00:00:00.000000Z"},` +
		`{"closesAt":"2021-01-20T00:00:00.000000Z","kind":"VOTING","opensAt":"2021-01-11T00:00:00.000000Z"}],` +
		`"rounds":[],"tieBreaks":["VOTES","LOT"],"votesMayChange":false}` + "\n"
	nominees := []prize.Project{{ID: "b", CategoryID: "k1"}, {ID: "a", CategoryID: "k1"}, {ID: "elsewhere", CategoryID: "k9"}}
	if got := c.ManifestText(nominees); got != want {
		t.Errorf("the text is\n%s\nwant\n%s", got, want)
	}
	first := c.Freeze(nominees, "", day(11).Time)
	const sum = "a34d13235bc9943e5042eb8fff71a6968586bb0a30ca47543fef4904018184d8" // by sha256sum
	if m := first.Manifests[0]; m.Number != 1 || m.Text != want || m.SHA256 != sum || !first.IsFrozen() || c.IsFrozen() {
		t.Errorf("frozen as %+v", m)
	}
	if again := first.Freeze(nominees, "later", day(12).Time); again.Manifests[1].Number != 2 || again.Manifests[1].SHA256 != first.Manifests[0].SHA256 {
		t.Error("the same rules have another hash")
	}
	judged := c.FreezeWith(nominees, []prize.JudgingRules{{Kind: "SELECTION", SheetsPerEntry: 3, Criteria: []prize.JudgingCriterion{
		{MaxPoints: 10, Name: map[string]string{"fr": "Équité 𝄞", "en": "Equity"}, Rubric: map[string]string{}, Weight: 2},
	}}}, "", day(11).Time)
	const rounds = `"rounds":[{"criteria":[{"maxPoints":10,"name":{"en":"Equity","fr":"\u00c9quit\u00e9 \ud834\udd1e"},"rubric":{},"weight":2}],"hasCountryConflicts":false,` +
		`"isBlind":false,"kind":"SELECTION","revealsAt":"","revealsWhenAllIn":false,"sheetsPerEntry":3}]`
	if m := judged.Manifests[0]; !strings.Contains(m.Text, rounds) {
		t.Errorf("the text is\n%s\nwithout\n%s", m.Text, rounds)
	}
	hiding := c.FreezeWith(nominees, []prize.JudgingRules{{Kind: "NOMINATION", Hides: []prize.EntryPart{prize.PartOrganisation, prize.PartLinks}}}, "", day(11).Time)
	if m := hiding.Manifests[0]; !strings.Contains(m.Text, `"hasCountryConflicts":false,"hides":["ORGANISATION","LINKS"],"isBlind":false`) {
		t.Errorf("the text is\n%s\nwithout what is hidden", m.Text)
	}
	for _, judged := range []prize.Contest{judged, hiding} {
		if kept := judged.Freeze(nominees, "a nominee changed", day(12).Time); kept.Manifests[1].Text != judged.Manifests[0].Text {
			t.Error("a later manifest forgets the rules of the jury")
		}
	}
}

func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*prize.Contest)
		refused string
	}{
		"usual":                           {func(*prize.Contest) {}, ""},
		"ten nominees, three champions":   {func(c *prize.Contest) { c.NomineesPerCategory, c.ChampionsPerCategory = 10, 3 }, ""},
		"a hundred and one nominees":      {func(c *prize.Contest) { c.NomineesPerCategory = 101 }, "nomineesPerCategory"},
		"more champions than nominees":    {func(c *prize.Contest) { c.NomineesPerCategory = 4 }, "championsPerCategory"},
		"less than none":                  {func(c *prize.Contest) { c.ChampionsPerCategory = -1 }, "championsPerCategory"},
		"a way twice":                     {func(c *prize.Contest) { c.TieBreaks = []prize.TieBreak{prize.ByLot, prize.ByLot} }, "tieBreaks"},
		"a way that there is not":         {func(c *prize.Contest) { c.TieBreaks = []prize.TieBreak{"COIN"} }, "tieBreaks[0]"},
		"more ways than there can be":     {func(c *prize.Contest) { c.TieBreaks = make([]prize.TieBreak, 5) }, "tieBreaks"},
		"by criteria, votes and by a lot": {func(c *prize.Contest) { c.TieBreaks = []prize.TieBreak{prize.ByCriteria, prize.ByVotes, prize.ByLot} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := contest(c.change).Check()
			if (err != nil) != (c.refused != "") || err != nil && !strings.Contains(err.Error(), c.refused) {
				t.Errorf("got %v, want a refusal about %q", err, c.refused)
			}
		})
	}
}
