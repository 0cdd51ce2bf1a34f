package checklist_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/auth"
	"rostrum/internal/checklist"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, "2030-"+s)
	if err != nil {
		panic(err)
	}
	return t
}

func phase(kind prize.PhaseKind, opens, closes string) prize.Phase {
	return prize.Phase{Kind: kind, OpensAt: scalar.DateTime{Time: day(opens)}, ClosesAt: scalar.DateTime{Time: day(closes)}}
}

// wellRun is an edition of two categories in which everything is done in time, as it is on a day: nominees a and b of each
// category are its champions.
func wellRun(on string) checklist.Edition {
	now := day(on)
	e := checklist.Edition{ForumEnds: day("05-09"), Officers: []checklist.Officer{
		{AccountID: "one", Role: auth.Secretariat}, {AccountID: "two", Role: auth.Secretariat}, {AccountID: "three", Role: auth.Auditor},
	}}
	e.Contest = prize.Contest{CeremonyOn: "2030-05-02", ChampionsPerCategory: 2, NomineesPerCategory: 3, Categories: []prize.Category{{ID: "k1", Number: 1}, {ID: "k2", Number: 2}},
		Phases: []prize.Phase{phase(prize.Submission, "01-01", "01-20"), phase(prize.Nomination, "02-01", "02-20"), phase(prize.Voting, "03-01", "03-20"),
			phase(prize.Selection, "04-01", "04-20"), phase(prize.Announcement, "05-01", "05-05")}}
	criterion := []jury.Criterion{{Name: text.Of("Impact"), Rubric: text.Of("1 for much"), Weight: 1, MaxPoints: 1}}
	e.Rounds = []jury.Round{{Kind: jury.Nomination, SheetsEach: 2, Criteria: criterion}, {Kind: jury.Selection, SheetsEach: 1, Criteria: criterion}}
	for _, name := range []string{"ada", "eve"} {
		e.Jurors = append(e.Jurors, jury.Member{ID: name, State: jury.Accepted, IsChair: name == "ada", Categories: []string{"k1", "k2"}})
	}
	if at := day("01-20"); !now.Before(at) {
		e.Entries = []checklist.Entry{{ID: "e1", CategoryID: "k1", State: entry.Eligible}, {ID: "e2", CategoryID: "k2", State: entry.Eligible}}
		e.Rounds[0].AssignedAt = at
		e.Judging = []checklist.Judging{{Kind: jury.Nomination, ID: "e1", Jurors: 2}, {Kind: jury.Nomination, ID: "e2", Jurors: 2}}
	}
	if at := day("02-20"); !now.Before(at) {
		e.Rounds[0].RevealedAt, e.Rounds[0].AppliedAt = at, at
		for _, k := range []string{"k1", "k2"} {
			e.Nominees = append(e.Nominees, checklist.Nominee{ID: k + "a", CategoryID: k}, checklist.Nominee{ID: k + "b", CategoryID: k}, checklist.Nominee{ID: k + "c", CategoryID: k})
		}
	}
	if at := day("03-01"); !now.Before(at) {
		e.Contest.Manifests = []prize.Manifest{{Number: 1}}
		e.Officers[0].WasThere, e.Officers[1].WasThere = true, true
	}
	if at := day("03-20"); !now.Before(at) {
		e.Contest.Phases[2].IsClosed = true
		for _, k := range []string{"k1", "k2"} {
			e.Contest.Results = append(e.Contest.Results, prize.CategoryResult{CategoryID: k, Tallies: []prize.Tally{
				{ProjectID: k + "a", Votes: 47, IsChampion: true}, {ProjectID: k + "b", Votes: 43, IsChampion: true}, {ProjectID: k + "c", Votes: 37}}})
			for _, letter := range "ab" {
				e.Judging = append(e.Judging, checklist.Judging{Kind: jury.Selection, ID: k + string(letter), Jurors: 1})
			}
		}
		e.Rounds[1].AssignedAt = at
		e.Count, e.Scheduled = &checklist.Count{}, []prize.Part{prize.ChampionsPart}
	}
	if at := day("04-20"); !now.Before(at) {
		e.Rounds[1].RevealedAt = at
		e.Scheduled = append(e.Scheduled, prize.WinnersPart)
	}
	return e
}

// days are one before, in and after each phase, and the boundaries.
var days = []string{"01-01", "01-10", "01-20", "01-25", "02-01", "02-10", "02-20", "02-25", "03-01", "03-10", "03-20", "03-25", "04-01", "04-10", "04-20", "04-25", "05-01", "05-03", "05-05", "06-01"}

func TestAWellRunEditionLacksNothing(t *testing.T) {
	for _, on := range days {
		if items := wellRun(on).Missing(day(on)); len(items) > 0 {
			t.Errorf("on %s: %v", on, shown(items))
		}
	}
}

// shown writes items: code, phase, by when, and with ! where they are blocking.
func shown(items []checklist.Item) []string {
	all := []string{}
	for _, i := range items {
		line := strings.TrimSpace(fmt.Sprintf("%s %s", i.Code, i.Phase))
		if !i.Before.IsZero() {
			line += " " + i.Before.Format("01-02")
		}
		if i.IsBlocking {
			line += "!"
		}
		if i.CategoryID != "" {
			line += " " + i.CategoryID
		}
		all = append(all, line)
	}
	return all
}

func without(kinds ...prize.PhaseKind) func(e *checklist.Edition) {
	return func(e *checklist.Edition) {
		e.Contest.Phases = slices.DeleteFunc(e.Contest.Phases, func(p prize.Phase) bool { return slices.Contains(kinds, p.Kind) })
	}
}

func noRound(kind jury.Kind) func(e *checklist.Edition) {
	return func(e *checklist.Edition) {
		e.Rounds = slices.DeleteFunc(slices.Clone(e.Rounds), func(r jury.Round) bool { return r.Kind == kind })
	}
}

func nominees(k1, k2 int) func(e *checklist.Edition) {
	return func(e *checklist.Edition) {
		e.Nominees = nil
		for i := range k1 {
			e.Nominees = append(e.Nominees, checklist.Nominee{ID: fmt.Sprint("k1", i), CategoryID: "k1"})
		}
		for i := range k2 {
			e.Nominees = append(e.Nominees, checklist.Nominee{ID: fmt.Sprint("k2", i), CategoryID: "k2"})
		}
	}
}

func officers(all ...checklist.Officer) func(e *checklist.Edition) {
	return func(e *checklist.Edition) {
		e.Officers = all
		e.Officers = append(e.Officers, checklist.Officer{AccountID: "three", Role: auth.Auditor})
	}
}

func uncertified(e *checklist.Edition) {
	e.Contest.Results, e.Scheduled, e.Rounds[1].AssignedAt = nil, nil, time.Time{}
	e.Judging = e.Judging[:2]
}

type row struct {
	name, on string
	change   func(e *checklist.Edition)
	want     []string
}

func run(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			e := wellRun(r.on)
			r.change(&e)
			items := e.Missing(day(r.on))
			if d := cmp.Diff(append([]string{}, r.want...), shown(items)); d != "" {
				t.Errorf("on %s (-want +got):\n%s", r.on, d)
			}
			for _, i := range items {
				if i.IsBlocking && i.Before.IsZero() || i.Text == "" {
					t.Errorf("blocks without an instant, or says nothing: %+v", i)
				}
				for _, secret := range []string{"47", "43", "37", "k1a", "k2c"} {
					if strings.Contains(i.Text, secret) {
						t.Errorf("%s tells %s: %s", i.Code, secret, i.Text)
					}
				}
			}
		})
	}
}

func TestPhasesAndNominees(t *testing.T) {
	run(t, []row{
		{"no phases", "01-10", func(e *checklist.Edition) { e.Contest.Phases = nil },
			[]string{"NO_PHASE SUBMISSION", "NO_PHASE NOMINATION", "NO_PHASE VOTING", "NO_PHASE SELECTION", "NO_PHASE ANNOUNCEMENT"}},
		{"no phases, after the forum", "05-09", func(e *checklist.Edition) { e.Contest.Phases, e.Contest.Manifests = nil, nil }, nil},
		{"a phase that cannot come any more", "03-10", without(prize.Submission), nil},
		{"a phase that can", "03-10", without(prize.Announcement), []string{"NO_PHASE ANNOUNCEMENT"}},
		{"no day of the ceremony", "02-25", func(e *checklist.Edition) { e.Contest.CeremonyOn = "" }, []string{"NO_CEREMONY_DAY 03-01"}},
		{"no day of the ceremony, and frozen", "03-01", func(e *checklist.Edition) { e.Contest.CeremonyOn = "" }, nil},
		{"no nominees, before they are named", "01-25", func(e *checklist.Edition) { noRound(jury.Nomination)(e); e.Judging = nil },
			[]string{"NO_CRITERIA NOMINATION 02-01", "NO_JURORS NOMINATION 02-01"}},
		{"no nominees, while they are named one by one", "02-10", noRound(jury.Nomination), []string{"NO_JURORS NOMINATION 02-20!", "NO_NOMINEES VOTING 03-01!"}},
		{"no nominees, while a round goes on", "02-10", nominees(0, 0), nil},
		{"no nominees at all", "02-25", nominees(0, 0), []string{"NO_NOMINEES VOTING 03-01!"}},
		{"none in a category", "02-25", nominees(0, 2), []string{"NO_NOMINEES VOTING 03-01! k1"}},
		{"none in a category, and voting is open", "03-10", nominees(0, 2), []string{"NO_NOMINEES VOTING 03-01! k1"}},
		{"none in a category, after the vote", "03-20", nominees(0, 2), nil},
		{"fewer than champions", "02-25", nominees(1, 2), []string{"FEW_NOMINEES VOTING 03-01! k1"}},
		{"as many as are allowed", "02-25", nominees(3, 3), nil},
		{"more than are allowed", "02-25", nominees(3, 4), []string{"TOO_MANY_NOMINEES VOTING 03-01 k2"}},
		{"without a nomination", "01-25", without(prize.Nomination), []string{"NO_NOMINEES VOTING 03-01!", "NO_PHASE NOMINATION"}},
		{"undecided while entries come", "01-10", undecided, nil},
		{"undecided", "01-20", undecided, []string{"ENTRIES_UNDECIDED NOMINATION 02-01"}},
		{"undecided while others are judged", "02-10", undecided, []string{"ENTRIES_UNDECIDED VOTING 03-01!"}},
		{"undecided, and frozen", "03-01", undecided, nil},
	})
}

func undecided(e *checklist.Edition) {
	e.Entries = append(e.Entries, checklist.Entry{ID: "e3", CategoryID: "k1", State: entry.Submitted})
}

func TestJury(t *testing.T) {
	seat := func(change func(m *jury.Member)) func(e *checklist.Edition) {
		return func(e *checklist.Edition) { change(&e.Jurors[0]) }
	}
	alone := seat(func(m *jury.Member) { m.Categories = []string{"k2"} })
	unassigned := func(kind int) func(e *checklist.Edition) {
		return func(e *checklist.Edition) { e.Rounds[kind].AssignedAt, e.Judging = time.Time{}, nil }
	}
	run(t, []row{
		{"no criteria of the selection", "01-01", noRound(jury.Selection), []string{"NO_CRITERIA SELECTION 03-01!"}},
		{"no criteria of the selection, too late", "03-10", noRound(jury.Selection), []string{"NO_CRITERIA SELECTION 03-01!"}},
		{"no criteria of the selection, past it", "04-20", noRound(jury.Selection), nil},
		{"no criteria of the nomination", "01-10", noRound(jury.Nomination), []string{"NO_CRITERIA NOMINATION 02-01", "NO_JURORS NOMINATION 02-01"}},
		{"no criteria of the nomination, with a jury", "01-10", func(e *checklist.Edition) {
			noRound(jury.Nomination)(e)
			e.Officers = append(e.Officers, checklist.Officer{AccountID: "ada", Role: auth.Jury})
		}, []string{"NO_CRITERIA NOMINATION 02-01"}},
		{"no rubric", "01-10", func(e *checklist.Edition) { e.Rounds[1].Criteria = []jury.Criterion{{Name: text.Of("Impact")}} }, []string{"NO_RUBRIC SELECTION 03-01"}},
		{"no rubric of the nomination", "01-10", func(e *checklist.Edition) { e.Rounds[0].Criteria = []jury.Criterion{{Name: text.Of("Pass")}} }, []string{"NO_RUBRIC NOMINATION 02-01"}},
		{"no rubric, and frozen", "03-01", func(e *checklist.Edition) { e.Rounds[1].Criteria = []jury.Criterion{{Name: text.Of("Impact")}} }, nil},
		{"opened when voting opens", "01-10", func(e *checklist.Edition) { e.Contest.Phases[1] = phase(prize.Nomination, "02-01", "03-01") }, []string{"REVEAL_TOO_LATE VOTING 03-01!"}},
		{"opened before", "01-10", func(e *checklist.Edition) {
			e.Contest.Phases[1], e.Rounds[0].RevealAt = phase(prize.Nomination, "02-01", "03-01"), day("02-27")
		}, nil},
		{"not applied", "02-25", func(e *checklist.Edition) { e.Rounds[0].AppliedAt, e.Nominees = time.Time{}, nil }, []string{"NOMINATION_NOT_APPLIED VOTING 03-01!"}},
		{"not applied, too late", "03-01", func(e *checklist.Edition) { e.Rounds[0].AppliedAt, e.Nominees = time.Time{}, nil }, []string{"NO_NOMINEES VOTING 03-01!"}},
		{"nobody judges", "01-10", func(e *checklist.Edition) { e.Jurors = nil }, []string{"NO_JURORS NOMINATION 02-01", "NO_JURORS SELECTION 04-01"}},
		{"nobody judges, and it is time", "04-10", func(e *checklist.Edition) { e.Jurors = nil }, []string{"NO_JURORS SELECTION 04-20!"}},
		{"too few in a category", "01-10", alone, []string{"FEW_JURORS NOMINATION 02-01 k1"}},
		{"too few in a category without entries", "02-10", func(e *checklist.Edition) { alone(e); e.Entries, e.Judging = e.Entries[1:], e.Judging[1:] }, nil},
		{"too few for the selection", "03-10", func(e *checklist.Edition) { e.Jurors[1].State = jury.Declined; alone(e) }, []string{"FEW_JURORS SELECTION 04-01 k1"}},
		{"too few for a selection whose nominees are not known", "02-10", func(e *checklist.Edition) { e.Rounds[1].SheetsEach = 3 },
			[]string{"FEW_JURORS SELECTION 04-01 k1", "FEW_JURORS SELECTION 04-01 k2"}},
		{"too few in a category without champions", "03-25", func(e *checklist.Edition) {
			e.Jurors[1].State = jury.Declined
			alone(e)
			e.Contest.Results[0].Tallies = nil
		}, []string{"FEW_JURORS SELECTION 04-01 k1"}},
		{"no chair", "01-10", seat(func(m *jury.Member) { m.IsChair = false }), []string{"NO_CHAIR NOMINATION 02-01"}},
		{"a chair who has not answered", "03-10", seat(func(m *jury.Member) { m.State = jury.Invited }), []string{"NO_CHAIR SELECTION 04-01", "INVITATIONS_OPEN SELECTION 04-01"}},
		{"no answers, and nothing to judge any more", "04-25", seat(func(m *jury.Member) { m.State = jury.Invited }), nil},
		{"not assigned while entries come", "01-10", unassigned(0), nil},
		{"not assigned", "01-25", unassigned(0), []string{"NOT_ASSIGNED NOMINATION 02-01"}},
		{"not assigned, and it is time", "02-10", unassigned(0), []string{"NOT_ASSIGNED NOMINATION 02-20!"}},
		{"selection not assigned", "03-25", unassigned(1), []string{"NOT_ASSIGNED SELECTION 04-01"}},
		{"selection not assigned, while people vote", "03-10", unassigned(1), nil},
		{"entries short of jurors", "02-10", func(e *checklist.Edition) { e.Judging[0].Jurors = 1 }, []string{"ENTRIES_SHORT NOMINATION 02-20!"}},
		{"an entry without jurors", "01-25", func(e *checklist.Edition) { e.Judging = e.Judging[:1] }, []string{"ENTRIES_SHORT NOMINATION 02-01"}},
		{"an entry out of the contest", "02-18", func(e *checklist.Edition) { e.Entries = e.Entries[:1]; e.Judging[1].Jurors, e.Judging[1].Due = 0, 2 }, nil},
		{"only champions are judged", "04-10", func(e *checklist.Edition) {
			e.Judging = append(e.Judging, checklist.Judging{Kind: jury.Selection, ID: "k1c", Due: 1})
		}, nil},
		{"opened before its end", "02-10", func(e *checklist.Edition) { e.Rounds[0].RevealedAt, e.Judging[0].Jurors = day("02-08"), 0 }, []string{"NOMINATION_NOT_APPLIED VOTING 03-01!"}},
		{"at its end, and not opened yet", "02-20", func(e *checklist.Edition) {
			e.Rounds[0].RevealedAt, e.Rounds[0].AppliedAt, e.Nominees, e.Judging[0].Jurors, e.Judging[0].Due = time.Time{}, time.Time{}, nil, 1, 1
		}, []string{"NO_NOMINEES VOTING 03-01!"}},
		{"sheets in time", "02-10", func(e *checklist.Edition) { e.Judging[0].Due = 2 }, nil},
		{"sheets missing", "02-17", func(e *checklist.Edition) { e.Judging[0].Due = 2 }, []string{"SHEETS_MISSING NOMINATION 02-20!"}},
		{"sheets missing, with time behind the reveal", "02-10", func(e *checklist.Edition) { e.Rounds[0].RevealAt, e.Judging[0].Due = day("02-11"), 2 },
			[]string{"SHEETS_MISSING NOMINATION 02-11"}},
	})
}

func TestOfficersAndResult(t *testing.T) {
	one, late := checklist.Officer{AccountID: "one", Role: auth.Secretariat}, checklist.Officer{AccountID: "late", Role: auth.Secretariat}
	kept := checklist.Officer{AccountID: "one", Role: auth.Secretariat, WasThere: true}
	run(t, []row{
		{"one officer", "02-25", officers(one), []string{"NO_SECOND_OFFICER VOTING 03-01!"}},
		{"one officer, and one is enough", "02-25", func(e *checklist.Edition) { officers(one)(e); e.SingleOfficer = true }, nil},
		{"one officer under two roles", "02-25", officers(one, one), []string{"NO_SECOND_OFFICER VOTING 03-01!"}},
		{"one is left", "03-10", officers(kept), []string{"NO_SECOND_OFFICER VOTING 03-01"}},
		{"one is left, and another came", "03-10", officers(kept, late), nil},
		{"none is left", "03-10", officers(one, late), []string{"NO_SECOND_OFFICER VOTING 03-01!"}},
		{"no auditor, when all is over", "05-06", func(e *checklist.Edition) { e.Officers = e.Officers[:2] }, nil},
		{"no auditor", "01-01", func(e *checklist.Edition) { e.Officers = e.Officers[:2] }, []string{"NO_AUDITOR"}},
		{"proposals", "06-01", func(e *checklist.Edition) { e.Proposals = 2 }, []string{"PROPOSALS_OPEN"}},
		{"cases", "03-10", func(e *checklist.Edition) { e.Cases = 1 }, []string{"CASES_OPEN SELECTION 04-01"}},
		{"cases after all is certified", "03-25", func(e *checklist.Edition) { e.Cases = 1 }, nil},
		{"appeals", "03-25", func(e *checklist.Edition) { uncertified(e); e.Appeals, e.Count = 1, nil }, []string{"APPEALS_OPEN SELECTION 04-01"}},
		{"people may appeal", "03-25", func(e *checklist.Edition) { uncertified(e); e.AppealUntil, e.Count = day("03-26"), nil }, nil},
		{"people could appeal", "03-25", func(e *checklist.Edition) { uncertified(e); e.AppealUntil, e.Count = day("03-25"), nil }, []string{"NOT_COUNTED SELECTION 04-01"}},
		{"not recorded as closed", "03-20", func(e *checklist.Edition) { uncertified(e); e.Count, e.Contest.Phases[2].IsClosed = nil, false }, nil},
		{"stale", "03-25", func(e *checklist.Edition) { uncertified(e); e.Count.IsStale, e.Count.HasTies = true, true }, []string{"NOT_COUNTED SELECTION 04-01"}},
		{"ties", "03-25", func(e *checklist.Edition) { uncertified(e); e.Count.HasTies = true }, []string{"TIES SELECTION 04-01"}},
		{"not certified", "03-25", uncertified, []string{"NOT_CERTIFIED SELECTION 04-01"}},
		{"not certified when all is over", "06-01", uncertified, []string{"NOT_CERTIFIED SELECTION 04-01"}},
		{"champions", "03-25", func(e *checklist.Edition) { e.Scheduled = nil }, []string{"CHAMPIONS_NOT_SCHEDULED ANNOUNCEMENT 05-01"}},
		{"champions with the winners", "04-25", func(e *checklist.Edition) { e.Scheduled = []prize.Part{prize.WinnersPart} }, nil},
		{"winners", "04-25", func(e *checklist.Edition) { e.Scheduled = e.Scheduled[:1] }, []string{"WINNERS_NOT_SCHEDULED ANNOUNCEMENT 05-01"}},
		{"a vote before it came here", "03-25", func(e *checklist.Edition) {
			uncertified(e)
			e.Contest.Manifests, e.Rounds, e.Count, e.Nominees, e.Officers = nil, nil, nil, nil, e.Officers[2:]
		}, nil},
	})
}

// The words say whether something can still be mended.
func TestWords(t *testing.T) {
	for on, want := range map[string]string{"02-28": "once voting opens the rules are frozen", "03-01": "and the rules are frozen: there can be no round"} {
		e := wellRun(on)
		noRound(jury.Selection)(&e)
		if items := e.Missing(day(on)); len(items) != 1 || !strings.Contains(items[0].Text, want) {
			t.Errorf("on %s: %+v", on, items)
		}
	}
	partial := wellRun("02-25")
	nominees(0, 2)(&partial)
	const incomplete = "no ballot can be complete"
	if items := partial.Missing(day("02-25")); !strings.Contains(items[0].Text, incomplete) {
		t.Errorf("where all categories are needed: %+v", items)
	}
	partial.Contest.PartialBallotsCount = true
	if items := partial.Missing(day("02-25")); strings.Contains(items[0].Text, incomplete) {
		t.Errorf("where they are not: %+v", items)
	}
}

// What is needed first comes first, and what has no instant last; and a list is not longer than the contract says.
func TestOrderAndLength(t *testing.T) {
	e := wellRun("01-25")
	e.Contest.CeremonyOn, e.Officers, e.Proposals, e.Jurors = "", nil, 1, nil
	e.Rounds = e.Rounds[:1]
	want := []string{"NO_JURORS NOMINATION 02-01", "NO_CEREMONY_DAY 03-01", "NO_CRITERIA SELECTION 03-01!", "NO_SECOND_OFFICER VOTING 03-01!", "NO_AUDITOR", "PROPOSALS_OPEN"}
	if d := cmp.Diff(want, shown(e.Missing(day("01-25")))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	longest := 0
	for _, on := range days {
		e := wellRun(on)
		e.Contest.Categories = nil
		for n := range 18 {
			e.Contest.Categories = append(e.Contest.Categories, prize.Category{ID: fmt.Sprint("k", n)})
			e.Nominees = append(e.Nominees, checklist.Nominee{ID: fmt.Sprint("p", n), CategoryID: fmt.Sprint("k", n)})
			e.Entries = append(e.Entries, checklist.Entry{ID: fmt.Sprint("x", n), CategoryID: fmt.Sprint("k", n), State: entry.Eligible})
		}
		e.Rounds[0].SheetsEach, e.Rounds[1].SheetsEach, e.Jurors[0].IsChair = 3, 3, false
		e.Jurors = append(e.Jurors, jury.Member{State: jury.Invited})
		e.Contest.CeremonyOn, e.Officers, e.Proposals, e.Cases, e.Appeals = "", nil, 1, 1, 1
		longest = max(longest, len(e.Missing(day(on))))
	}
	if longest < 40 || longest > checklist.MaxItems {
		t.Errorf("the longest list has %d items", longest)
	}
}
