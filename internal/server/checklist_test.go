package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// listing is an edition whose list is read at every step.
type listing struct {
	election
	jury *judging
}

const checklistQuery = `query($c: String!) { checklist(contest: $c) { code message phase before isBlocking category { number } } }`

// lacks looks that the list holds exactly what is missing: code and phase, with ! where that must not be missed.
func (l *listing) lacks(t *testing.T, when string, want ...string) {
	t.Helper()
	var seen []string
	for _, token := range []string{l.one, l.auditor} {
		if token == "" {
			continue // there is no auditor yet
		}
		var data struct {
			Checklist []struct {
				Code, Message string
				Phase, Before *string
				IsBlocking    bool
			}
		}
		l.Read(t, &data, checklistQuery, map[string]any{"c": juryContest}, servertest.Bearer(token)...)
		seen = []string{}
		for _, i := range data.Checklist {
			line := i.Code
			if i.Phase != nil {
				line += " " + *i.Phase
			}
			if i.IsBlocking {
				line += "!"
			}
			seen = append(seen, line)
		}
		if d := cmp.Diff(append([]string{}, want...), seen); d != "" {
			t.Fatalf("%s (-want +got):\n%s", when, d)
		}
	}
}

func (l *listing) must(t *testing.T, name string, input map[string]any) {
	t.Helper()
	l.jury.must(t, l.one, name, input, "")
}

// startListing makes a contest with nominees, of which nothing else is set up, and one officer.
func startListing(t *testing.T, dsn string) *listing {
	t.Helper()
	phase := func(kind, opens, closes string) map[string]any {
		return map[string]any{"kind": kind, "opensAt": opens, "closesAt": closes}
	}
	st := servertest.Open(t, dsn)
	servertest.Rehearse(t, st, startOfSubmission)
	document := servertest.VotableJSON(t, map[string]any{"championsPerCategory": 1, "phases": []map[string]any{
		phase("SUBMISSION", "2019-07-16T00:00:00+02:00", "2019-12-01T00:00:00Z"), phase("NOMINATION", "2019-12-05T00:00:00Z", "2019-12-20T00:00:00Z"),
		phase("VOTING", "2020-01-13T00:00:00+01:00", "2020-01-25T00:00:00+01:00"),
		phase("SELECTION", selectionOpens.Format(time.RFC3339), selectionCloses.Format(time.RFC3339)), phase("ANNOUNCEMENT", "2020-09-07T10:00:00+02:00", "2020-09-10T18:00:00+02:00"),
	}})
	delete(document["contests"].([]any)[0].(map[string]any), "ceremonyOn")
	content, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	servertest.Import(t, st, servertest.Document(t, content, "bare.json"))
	l := &listing{election: election{Replica: servertest.Start(t, dsn)}}
	l.one = l.Token(t, "one@example.org", auth.Secretariat)
	l.jury = &judging{Replica: l.Replica, first: l.one, category: catalogue.GlobalID(catalogue.KindCategory, "cat-01"), tokens: map[string]string{}}
	return l
}

// An officer alone brings a contest from nothing to its ceremony by what the list says, and by nothing else.
func TestAnEditionByItsChecklist(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		l := startListing(t, dsn)
		l.setUp(t)
		l.nominate(t)
		l.elect(t)
		l.chooseWinners(t)
	})
}

func (l *listing) setUp(t *testing.T) {
	t.Helper()
	l.lacks(t, "in the beginning", "NO_CRITERIA NOMINATION", "NO_JURORS NOMINATION", "NO_CEREMONY_DAY", "NO_CRITERIA SELECTION!", "NO_SECOND_OFFICER VOTING!", "NO_AUDITOR")
	l.must(t, "updateContest", map[string]any{"contest": juryContest, "settings": map[string]any{"ceremonyOn": "2020-09-07", "tieBreaks": []string{"LOT"}}})
	l.two, l.auditor = l.Token(t, "two@example.org", auth.Secretariat), l.Token(t, "auditor@example.org", auth.Auditor)
	l.jury.second = l.two
	l.lacks(t, "with people", "NO_CRITERIA NOMINATION", "NO_JURORS NOMINATION", "NO_CRITERIA SELECTION!")
	english := func(text string) []map[string]any { return []map[string]any{{"language": "en", "text": text}} }
	bare := []map[string]any{{"name": english("Pass"), "weight": 1, "maxPoints": 1}}
	told := []map[string]any{{"name": english("Pass"), "rubric": english("1 where it helps"), "weight": 1, "maxPoints": 1}}
	l.jury.criteria(t, map[string]any{"round": "NOMINATION", "revealsAt": nil, "criteria": bare})
	l.jury.criteria(t, map[string]any{"criteria": told})
	l.lacks(t, "with criteria", "NO_RUBRIC NOMINATION", "NO_JURORS NOMINATION", "NO_JURORS SELECTION")
	l.jury.criteria(t, map[string]any{"round": "NOMINATION", "revealsAt": nil, "criteria": told})
	all := []string{}
	for n := 1; n <= 18; n++ {
		all = append(all, catalogue.GlobalID(catalogue.KindCategory, fmt.Sprintf("cat-%02d", n)))
	}
	l.jury.seat(t, "ada", map[string]any{"categories": all})
	few := func(kind string) []string { return slices.Repeat([]string{"FEW_JURORS " + kind}, 18) }
	l.lacks(t, "with a juror", slices.Concat(few("NOMINATION"), []string{"NO_CHAIR NOMINATION"}, few("SELECTION"))...)
	eve := l.jury.invite(t, "eve", map[string]any{"categories": all, "isChair": true})
	l.lacks(t, "with a proposal", slices.Concat(few("NOMINATION"), []string{"NO_CHAIR NOMINATION"}, few("SELECTION"), []string{"PROPOSALS_OPEN"})...)
	l.jury.must(t, l.two, "confirmProposal", map[string]any{"proposal": eve.Proposal.ID}, "")
	l.lacks(t, "with an invitation", slices.Concat(few("NOMINATION"), []string{"NO_CHAIR NOMINATION", "INVITATIONS_OPEN NOMINATION"}, few("SELECTION"))...)
	l.jury.tokens["eve"] = l.Token(t, "eve@jury.example")
	l.jury.must(t, l.jury.tokens["eve"], "answerInvitation", map[string]any{"invitation": eve.Juror.ID, "accept": true}, "")
	l.lacks(t, "set up")
}

// enter stores an entry in a state.
func (l *listing) enter(t *testing.T, id, category string, state entry.State) {
	t.Helper()
	if _, err := l.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		contest, _, err := tx.ContestBySlug(ctx, juryContest)
		if err != nil {
			return err
		}
		e := entry.Entry{ID: id, ContestID: contest.ID, CategoryID: category, StakeholderID: "lantern", CreatedBy: "somebody", State: state,
			Revision: 1, CreatedAt: tx.Now(), ChangedAt: tx.Now(), SubmittedAt: tx.Now()}
		e.Title, e.Language = "Kites "+id, "en"
		return tx.SetEntry(ctx, e, contest)
	}); err != nil {
		t.Fatal(err)
	}
}

func (l *listing) nominate(t *testing.T) {
	t.Helper()
	l.enter(t, "kites", "cat-01", entry.Submitted)
	l.lacks(t, "while entries come")
	l.at(t, time.Date(2019, time.December, 2, 0, 0, 0, 0, time.UTC))
	l.lacks(t, "with an entry", "ENTRIES_UNDECIDED NOMINATION")
	l.must(t, "declareEntryEligible", map[string]any{"entry": catalogue.GlobalID(catalogue.KindEntry, "kites"), "reason": "it is fine"})
	l.lacks(t, "with an eligible entry", "NOT_ASSIGNED NOMINATION")
	assign := map[string]any{"contest": juryContest, "round": "NOMINATION"}
	l.must(t, "assignJury", assign)
	l.lacks(t, "assigned")
	l.enter(t, "boats", "cat-02", entry.Eligible)
	l.at(t, time.Date(2019, time.December, 6, 0, 0, 0, 0, time.UTC))
	l.lacks(t, "with a late entry", "ENTRIES_SHORT NOMINATION!")
	l.must(t, "assignJury", assign)
	l.lacks(t, "assigned again")
	l.at(t, time.Date(2019, time.December, 18, 0, 0, 0, 0, time.UTC))
	l.lacks(t, "two days before the sheets are opened", "SHEETS_MISSING NOMINATION!")
	for name, token := range l.jury.tokens {
		for _, w := range l.jury.mine(t, name) {
			l.jury.must(t, token, "submitScoreSheet", sheetInput(w, name+w.ID, "", 1), "")
		}
	}
	l.lacks(t, "with all sheets")
	l.at(t, time.Date(2019, time.December, 20, 0, 0, 0, 0, time.UTC))
	l.jury.roundOpened(t, l.one, "NOMINATION")
	l.lacks(t, "opened", "NOMINATION_NOT_APPLIED VOTING!")
	l.must(t, "applyNomination", map[string]any{"contest": juryContest})
	l.lacks(t, "nominated")
	champions := func(n int) {
		l.must(t, "updateContest", map[string]any{"contest": juryContest, "settings": map[string]any{"championsPerCategory": n}})
	}
	champions(servertest.NomineesEach + 1) // as many as those three categories have that hold a further nominee
	l.lacks(t, "with more champions", slices.Repeat([]string{"FEW_NOMINEES VOTING!"}, 15)...)
	if a := l.Ask(t, checklistQuery, map[string]any{"c": juryContest}, servertest.Bearer(l.one)...); !strings.Contains(string(a.Body), `"category":{"number":3}`) || strings.Contains(string(a.Body), `"category":{"number":2}`) {
		t.Errorf("in which categories: %s", a.Body)
	}
	champions(1)
}

func (l *listing) elect(t *testing.T) {
	t.Helper()
	l.at(t, votingDay)
	l.lacks(t, "voting")
	l.vote(t, 1, strings.Repeat("a", 18))
	l.vote(t, 2, strings.Repeat("b", 18))
	l.due(t, votingCloses)
	l.lacks(t, "closed", "NOT_COUNTED SELECTION")
	l.count(t, l.auditor)
	l.lacks(t, "counted", "TIES SELECTION")
	l.decide(t, "drawLot", map[string]any{"contest": juryContest, "source": "https://example.org/lottery", "randomness": "4 8 15 16 23 42", "reason": "named on 3 January"})
	l.lacks(t, "drawn", "NOT_COUNTED SELECTION")
	count, _ := l.count(t, l.one)
	l.lacks(t, "counted again", "NOT_CERTIFIED SELECTION")
	l.decide(t, "certifyResult", map[string]any{"contest": juryContest, "count": count.ID, "reason": "checked"})
	l.lacks(t, "certified", "NOT_ASSIGNED SELECTION", "CHAMPIONS_NOT_SCHEDULED ANNOUNCEMENT")
	l.must(t, "publishResult", map[string]any{"contest": juryContest, "part": "CHAMPIONS", "at": embargoEnds.Format(time.RFC3339)})
	l.lacks(t, "champions scheduled", "NOT_ASSIGNED SELECTION")
}

func (l *listing) chooseWinners(t *testing.T) {
	t.Helper()
	l.must(t, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"})
	l.lacks(t, "assigned for the selection")
	l.at(t, selectionOpens)
	first := true
	for name, token := range l.jury.tokens {
		for _, w := range l.jury.mine(t, name) {
			if w.State != "OPEN" {
				continue // of the nomination
			}
			if first {
				first = false
				l.jury.must(t, token, "recuse", map[string]any{"assignment": w.ID, "reason": "RELATIONSHIP"}, "")
				l.lacks(t, "with a conflict", "ENTRIES_SHORT SELECTION!")
				continue
			}
			l.jury.must(t, token, "submitScoreSheet", sheetInput(w, name+w.ID, "", 1), "")
		}
	}
	l.at(t, sheetsOpen.Add(time.Minute))
	l.jury.roundOpened(t, l.one, "SELECTION")
	l.lacks(t, "chosen", "WINNERS_NOT_SCHEDULED ANNOUNCEMENT")
	l.must(t, "publishResult", map[string]any{"contest": juryContest, "part": "WINNERS", "at": "2020-09-07T10:00:00+02:00"})
	l.lacks(t, "all is said")
	l.at(t, time.Date(2020, time.October, 1, 0, 0, 0, 0, time.UTC))
	l.lacks(t, "all is over")
}

// roundOpened waits until the runner has opened the sheets of one round of several.
func (j *judging) roundOpened(t *testing.T, token, kind string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		var data struct{ Jury struct{ Rounds []juryRound } }
		j.Read(t, &data, `{ jury(contest: "`+juryContest+`") { rounds { kind revealedAt } } }`, nil, servertest.Bearer(token)...)
		if slices.ContainsFunc(data.Jury.Rounds, func(r juryRound) bool { return r.Kind == kind && r.RevealedAt != nil }) {
			return
		}
		<-tick.C
	}
	t.Fatalf("the sheets of the %s are not opened", kind)
}

// Where criteria were not set before voting opened, the list goes on saying what comes of it; and an officer who is left
// alone after that is told that nobody new confirms.
func TestTheChecklistSaysWhatIsTooLate(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		l := startListing(t, dsn)
		l.at(t, votingDay)
		l.lacks(t, "voting", "NO_CRITERIA SELECTION!", "NO_SECOND_OFFICER VOTING", "NO_AUDITOR")
		a := l.Ask(t, checklistQuery, map[string]any{"c": juryContest}, servertest.Bearer(l.one)...)
		for _, want := range []string{"no winners", `"before":"2020-01-12T23:00:00Z"`} {
			if !strings.Contains(string(a.Body), want) {
				t.Errorf("%q is not said: %s", want, a.Body)
			}
		}
		l.two = l.Token(t, "late@example.org", auth.Secretariat)
		l.lacks(t, "with another officer", "NO_CRITERIA SELECTION!", "NO_AUDITOR")
		if a := l.Ask(t, `{ checklist(contest: "`+juryContest+`") { before(timeZone: "Europe/Zurich") } }`, nil, servertest.Bearer(l.one)...); !strings.Contains(string(a.Body), `"2020-01-13T00:00:00+01:00"`) {
			t.Errorf("in Geneva: %s", a.Body)
		}
	})
}

// Cases and appeals that nobody has decided are on the list, and no count is asked for while there can be none.
func TestTheChecklistOfDoubtfulVotes(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		l := &listing{election: startElection(t, dsn)}
		for voter := range 12 {
			l.vote(t, voter, strings.Repeat("a", 18))
		}
		l.due(t, votingCloses)
		l.lacks(t, "with a case", "CASES_OPEN ANNOUNCEMENT", "NOT_COUNTED ANNOUNCEMENT", "NO_PHASE SELECTION")
		found := l.cases(t, l.one)
		for _, c := range found {
			if c.Signal != "BURST" {
				l.Read(t, &json.RawMessage{}, `mutation($c: ID!) { dismissCase(input: {case: $c, reason: "the same people"}) { userErrors { code } } }`, map[string]any{"c": c.ID}, servertest.Bearer(l.one)...)
			}
		}
		i := slices.IndexFunc(found, func(c caseOf) bool { return c.Signal == "BURST" })
		until := votingCloses.Add(48 * time.Hour)
		l.decide(t, "voidVotes", map[string]any{"case": found[i].ID, "code": "BULK_VOTING", "clause": "clause 7", "appealUntil": until.Format(time.RFC3339), "reason": "all in a minute"})
		l.lacks(t, "while voters may appeal", "NO_PHASE SELECTION")
		if p, a := perform(t, l.Client, l.Token(t, votersEmail(3)), "appealVoid", map[string]any{"contest": juryContest, "text": "We vote in one school."}, ""); firstCode(p) != "" {
			t.Fatalf("an appeal: %s", a.Body)
		}
		l.lacks(t, "with an appeal", "APPEALS_OPEN ANNOUNCEMENT", "NO_PHASE SELECTION")
		l.due(t, until)
		l.lacks(t, "with an appeal, later", "APPEALS_OPEN ANNOUNCEMENT", "NO_PHASE SELECTION")
		var data struct {
			Appeals struct{ Nodes []struct{ ID string } }
		}
		l.Read(t, &data, `{ appeals(contest: "wsis-prizes-2020") { nodes { id } } }`, nil, servertest.Bearer(l.one)...)
		l.decide(t, "decideAppeal", map[string]any{"appeal": data.Appeals.Nodes[0].ID, "isUpheld": false, "reason": "it is no school"})
		l.lacks(t, "decided", "NOT_COUNTED ANNOUNCEMENT", "NO_PHASE SELECTION")
		l.count(t, l.one)
		l.lacks(t, "counted", "NOT_CERTIFIED ANNOUNCEMENT", "NO_PHASE SELECTION")
		l.decide(t, "changeNominee", map[string]any{"contest": juryContest, "project": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'c')), "reason": "It was withdrawn."})
		l.lacks(t, "with another nominee less", "NOT_COUNTED ANNOUNCEMENT", "NO_PHASE SELECTION")
	})
}

// The list is for officers and auditors of the contest; for everybody else it is as if there were no such contest.
func TestWhoReadsTheChecklist(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := newElection(t, dsn, nil)
		if made, a := perform(t, e.Client, e.one, "createContest", map[string]any{"slug": "other-2020", "forum": "wsis-forum-2020", "copyOf": juryContest}, "sequence"); made.Sequence == nil {
			t.Fatalf("another contest: %s", a.Body)
		}
		elsewhere := map[string]string{}
		for role, email := range map[string]string{"SECRETARIAT": "elsewhere@example.org", "AUDITOR": "watches.elsewhere@example.org"} {
			elsewhere[role] = e.Token(t, email)
			var data struct {
				GrantRole struct{ Assignment struct{ ID string } }
			}
			e.Read(t, &data, `mutation($e: String!, $r: Role!) { grantRole(input: {email: $e, role: $r, contest: "other-2020", reason: "of that one"}) { assignment { id } } }`,
				map[string]any{"e": email, "r": role}, servertest.Bearer(e.one)...)
			do(t, e.Client, e.two, `mutation($i: ID!) { confirmRole(input: {assignment: $i}) { userErrors { code } } }`, map[string]any{"i": data.GrantRole.Assignment.ID})
		}
		ask := func(token, contest string) servertest.Answer {
			return e.Ask(t, checklistQuery, map[string]any{"c": contest}, servertest.Bearer(token)...)
		}
		for name, c := range map[string]struct {
			token  string
			status int
			code   string
		}{
			"nobody": {"", 401, "UNAUTHENTICATED"}, "a stakeholder": {e.Token(t, "somebody@example.org"), 403, "FORBIDDEN"}, "a juror": {e.juror, 403, "FORBIDDEN"},
			"an officer of another contest": {elsewhere["SECRETARIAT"], 200, "NOT_FOUND"}, "an auditor of another contest": {elsewhere["AUDITOR"], 200, "NOT_FOUND"},
		} {
			a := ask(c.token, juryContest)
			if a.Status != c.status || len(a.Errors) != 1 || a.Errors[0].Extensions.Code != c.code || strings.Contains(string(a.Body), "NO_") {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
			if c.code == "NOT_FOUND" && string(a.Body) != string(ask(c.token, "nowhere").Body) {
				t.Errorf("%s can tell a contest from none: %s", name, a.Body)
			}
			if c.code == "NOT_FOUND" && !strings.Contains(string(ask(c.token, "other-2020").Body), "NO_PHASE") {
				t.Errorf("%s does not read their own list", name)
			}
		}
	})
}
