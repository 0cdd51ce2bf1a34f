package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// due lets an instant come, and has the replica do what is due at it.
func (e election) due(t *testing.T, instant time.Time) {
	t.Helper()
	e.at(t, instant)
	if err := e.Server.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// mailed waits for a mail to an address and gives its words.
func (e election) mailed(t *testing.T, to, subject string) string {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		for _, m := range e.Inbox.All(to) {
			if strings.Contains(m.Subject, subject) {
				return m.Body
			}
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("no mail to %s about %q", to, subject)
		}
	}
}

func votersEmail(voter int) string { return fmt.Sprintf("voter%d@example.org", voter) }

type standingOf struct {
	Done       int
	WouldCount bool
	Missing    []struct{ Number int }
	Categories []struct {
		State   string
		Receipt *struct{ Project struct{ ID string } }
		Void    *struct {
			Code, Clause string
			AppealUntil  *string
			Appeal       *struct{ State, Text string }
		}
	}
}

func (e election) standingOf(t *testing.T, voter int) standingOf {
	t.Helper()
	var data struct{ Viewer struct{ Ballot standingOf } }
	e.Read(t, &data, `{ viewer { ballot(contest: "wsis-prizes-2020") { done wouldCount missing { number } categories { state receipt { project { id } }
		void { code clause appealUntil appeal { state text } } } } } }`, nil, servertest.Bearer(e.Token(t, votersEmail(voter)))...)
	return data.Viewer.Ballot
}

type caseOf struct {
	ID, Signal, State string
	Score, Voters     int
	IsQuarantined     bool
}

func (e election) cases(t *testing.T, token string) []caseOf {
	t.Helper()
	var data struct{ ScrutinyCases struct{ Nodes []caseOf } }
	e.Read(t, &data, `{ scrutinyCases(contest: "wsis-prizes-2020", first: 100) { nodes { id signal state score voters isQuarantined } } }`, nil, servertest.Bearer(token)...)
	return data.ScrutinyCases.Nodes
}

func firstCode(p payload) string {
	if len(p.UserErrors) == 0 {
		return ""
	}
	return p.UserErrors[0].Code
}

// SR37: a vote is declared void only by officers of the contest, two of them, with a reason, before the result is
// certified; its voter is told and can appeal; the counts are those of valid votes, and a public trail says what they
// would be with the others.
func TestSR37_VotesAreDeclaredVoidByTwoOfficersBeforeTheResult(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := startElection(t, dsn)
		for voter := range 12 { // from one network, at once, for the same
			e.vote(t, voter, "aaaaaaaaaaaaaaaaaa")
		}
		for voter := 12; voter < 15; voter++ {
			e.vote(t, voter, "bbbbbbbbbbbbbbbbbb")
		}
		e.due(t, votingCloses)
		found := e.cases(t, e.one)
		slices.SortFunc(found, func(a, b caseOf) int { return strings.Compare(a.Signal, b.Signal) })
		if len(found) != 2 || found[0].Signal != "BURST" || found[0].Voters != 12 || !found[0].IsQuarantined || found[0].Score != 4 {
			t.Fatalf("cases: %+v", found)
		}
		e.nobodySeesBothSides(t, found[0].ID)
		until := votingCloses.Add(48 * time.Hour)
		void := map[string]any{"case": found[0].ID, "code": "BULK_VOTING", "clause": "Rules, clause 7", "appealUntil": until.Format(time.RFC3339), "reason": "twelve in a minute"}
		if _, a := perform(t, e.Client, e.auditor, "voidVotes", void, ""); a.Status != 403 {
			t.Errorf("an auditor declares votes void: %s", a.Body)
		}
		void["reason"] = ""
		if _, a := perform(t, e.Client, e.one, "voidVotes", void, ""); len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "BAD_USER_INPUT" {
			t.Errorf("without a reason: %s", a.Body)
		}
		void["reason"] = "twelve in a minute"
		e.decide(t, "voidVotes", void)
		if err := e.Server.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		if body := e.mailed(t, votersEmail(3), "void"); !strings.Contains(body, "Rules, clause 7") || !strings.Contains(body, "2020-01-26 23:00 UTC") || strings.Contains(body, "Nominee") {
			t.Errorf("the voter is told: %s", body)
		}
		b := e.standingOf(t, 3)
		if b.Done != 0 || b.WouldCount || b.Categories[0].State != "VOIDED" || b.Categories[0].Receipt == nil || b.Categories[0].Void.Code != "BULK_VOTING" {
			t.Errorf("the voter's ballot: %+v", b)
		}
		if p, _ := perform(t, e.Client, e.Token(t, votersEmail(13)), "appealVoid", map[string]any{"contest": "wsis-prizes-2020", "text": "why"}, ""); firstCode(p) != "NOTHING_TO_APPEAL" {
			t.Errorf("an appeal about nothing: %+v", p)
		}
		voter := e.Token(t, votersEmail(3))
		mine := map[string]any{"contest": "wsis-prizes-2020", "text": "We vote in one school, at the school's computers."}
		if p, a := perform(t, e.Client, voter, "appealVoid", mine, "ballot { categories { void { appeal { state text } } } }"); firstCode(p) != "" || !strings.Contains(string(a.Body), `"state":"OPEN"`) {
			t.Fatalf("an appeal: %s", a.Body)
		}
		if p, _ := perform(t, e.Client, voter, "appealVoid", mine, ""); firstCode(p) != "ALREADY_APPEALED" {
			t.Errorf("a second appeal: %+v", p)
		}
		if _, a := e.count(t, e.one); !strings.Contains(string(a.Body), "APPEALS_OPEN") {
			t.Errorf("counted while voters may appeal: %s", a.Body)
		}
		e.due(t, until)
		if p, _ := perform(t, e.Client, e.Token(t, votersEmail(4)), "appealVoid", mine, ""); firstCode(p) != "APPEAL_CLOSED" {
			t.Errorf("an appeal that is late: %+v", p)
		}
		if _, a := e.count(t, e.one); !strings.Contains(string(a.Body), "APPEALS_OPEN") {
			t.Errorf("counted while an appeal waits: %s", a.Body)
		}
		var data struct {
			Appeals struct {
				Nodes []struct{ ID, Email, Text, State string }
			}
		}
		e.Read(t, &data, `{ appeals(contest: "wsis-prizes-2020") { nodes { id email text state } } }`, nil, servertest.Bearer(e.one)...)
		if len(data.Appeals.Nodes) != 1 || data.Appeals.Nodes[0].Email != votersEmail(3) {
			t.Fatalf("appeals: %+v", data)
		}
		e.decide(t, "decideAppeal", map[string]any{"appeal": data.Appeals.Nodes[0].ID, "isUpheld": true, "reason": "the school confirms it"})
		if body := e.mailed(t, votersEmail(3), "count again"); !strings.Contains(body, "the school confirms it") {
			t.Errorf("the voter is told: %s", body)
		}
		if b := e.standingOf(t, 3); b.Done != 18 || b.Categories[0].State != "VOTED" {
			t.Errorf("the voter's ballot: %+v", b)
		}
		e.publishWithoutVoid(t)
		void["case"] = found[1].ID
		if p, a := perform(t, e.Client, e.one, "voidVotes", void, ""); firstCode(p) != "CERTIFIED" {
			t.Errorf("after the result: %s", a.Body)
		}
	})
}

// nobodySeesBothSides looks at a case from both sides.
func (e election) nobodySeesBothSides(t *testing.T, id string) {
	t.Helper()
	people := `query($case: ID!) { scrutinyPeople(case: $case, first: 100) { totalCount nodes { id email } } }`
	entries := `{ scrutinyEntries(contest: "wsis-prizes-2020") { project { id } signal votes } }`
	a := e.Ask(t, people, map[string]any{"case": id}, servertest.Bearer(e.one)...)
	if !strings.Contains(string(a.Body), `"totalCount":12`) || !strings.Contains(string(a.Body), votersEmail(3)) {
		t.Errorf("the people: %s", a.Body)
	}
	if a := e.Ask(t, entries, nil, servertest.Bearer(e.one)...); a.Status != 403 {
		t.Errorf("who has seen the people sees the entries: %s", a.Body)
	}
	if a := e.Ask(t, entries, nil, servertest.Bearer(e.auditor)...); !strings.Contains(string(a.Body), catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a'))) || strings.Contains(string(a.Body), nominee(1, 'b')) {
		t.Errorf("the entries: %s", a.Body)
	}
	for _, query := range []string{people, `query($case: ID!) { node(id: $case) { ... on ScrutinyCase { voters } } }`} {
		if a := e.Ask(t, query, map[string]any{"case": id}, servertest.Bearer(e.auditor)...); strings.Contains(string(a.Body), "example.org") || strings.Contains(string(a.Body), "12") {
			t.Errorf("who has seen the entries sees the people: %s", a.Body)
		}
	}
	if a := e.Ask(t, `{ scrutinyCases(contest: "wsis-prizes-2020") { totalCount } }`, nil, servertest.Bearer(e.juror)...); a.Status != 403 {
		t.Errorf("the jury sees cases: %s", a.Body)
	}
}

// publishWithoutVoid counts, certifies and publishes: 12 for a, of which 11 are void, and 3 for b.
func (e election) publishWithoutVoid(t *testing.T) {
	t.Helper()
	count, a := e.count(t, e.one)
	if len(count.Categories) != 18 || count.Categories[4].ValidVotes != 4 || count.Categories[4].VoidedVotes != 11 {
		t.Fatalf("counted: %s", a.Body)
	}
	e.decide(t, "certifyResult", map[string]any{"contest": "wsis-prizes-2020", "count": count.ID, "reason": "checked"})
	perform(t, e.Client, e.one, "publishResult", map[string]any{"contest": "wsis-prizes-2020", "part": "CHAMPIONS"}, "sequence")
	shown := string(e.Ask(t, `{ contest(slug: "wsis-prizes-2020") { categories { result { voidedVotes champions { id } tallies { votes voidedVotes project { id } }
		voids { code clause votes proposedBy confirmedBy } } } } }`, nil).Body)
	for _, want := range []string{
		`"voidedVotes":11`, `"code":"BULK_VOTING","clause":"Rules, clause 7","votes":11`,
		`{"votes":3,"voidedVotes":0,"project":{"id":"` + catalogue.GlobalID(catalogue.KindProject, nominee(18, 'b')),
		`{"votes":1,"voidedVotes":11,"project":{"id":"` + catalogue.GlobalID(catalogue.KindProject, nominee(18, 'a')),
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the public trail lacks %s: %s", want, shown)
		}
	}
}

// SR27: where a nominee changes though voting has opened, the touched votes are void and may be cast again, their voters
// are told, and who does not vote again loses nothing else.
func TestSR27_AChangedNomineeReopensTheTouchedVotes(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := startElection(t, dsn)
		e.vote(t, 1, "aaaaaaaaaaaaaaaaaa")
		e.vote(t, 2, "babbbbbbbbbbbbbbbb")
		e.vote(t, 3, "abaaaaaaaaaaaaaaaa")
		moved := map[string]any{"contest": "wsis-prizes-2020", "project": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a')),
			"category": catalogue.GlobalID(catalogue.KindCategory, "cat-02"), "reason": "It was entered into the wrong category."}
		if p, _ := perform(t, e.Client, e.one, "changeNominee", map[string]any{"contest": "wsis-prizes-2020", "project": moved["project"], "reason": "x",
			"category": catalogue.GlobalID(catalogue.KindCategory, "cat-01")}, ""); firstCode(p) != "SAME_CATEGORY" {
			t.Errorf("a move to where it is: %+v", p)
		}
		e.decide(t, "changeNominee", moved)
		caughtUp(t, e.Replica)
		if err := e.Server.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		for voter, want := range map[int][2]string{1: {"REOPENED", "REOPENED"}, 2: {"VOTED", "REOPENED"}, 3: {"REOPENED", "REOPENED"}} {
			b := e.standingOf(t, voter)
			if got := [2]string{b.Categories[0].State, b.Categories[1].State}; got != want || b.Done != 18 || !b.WouldCount || b.Categories[1].Receipt != nil {
				t.Errorf("voter %d: %v, %+v", voter, got, b)
			}
			if body := e.mailed(t, votersEmail(voter), "vote again"); !strings.Contains(body, "wrong category") {
				t.Errorf("voter %d is told: %s", voter, body)
			}
		}
		again := func(voter, category int, project string) servertest.Answer {
			return castVotes(t, e.Client, e.Token(t, votersEmail(voter)), fmt.Sprintf("again-%d-%s", category, project), []map[string]any{{
				"category": catalogue.GlobalID(catalogue.KindCategory, fmt.Sprintf("cat-%02d", category)), "project": catalogue.GlobalID(catalogue.KindProject, project)}})
		}
		if a := again(1, 2, nominee(1, 'a')); !strings.Contains(string(a.Body), "acceptedAt") {
			t.Errorf("voting again: %s", a.Body)
		}
		if a := again(1, 2, nominee(2, 'b')); !strings.Contains(string(a.Body), "ALREADY_VOTED") {
			t.Errorf("voting a third time: %s", a.Body)
		}
		if a := again(2, 1, nominee(1, 'a')); !strings.Contains(string(a.Body), "NOT_A_NOMINEE") {
			t.Errorf("voting for what was moved: %s", a.Body)
		}
		e.due(t, votingCloses)
		if p, _ := perform(t, e.Client, e.one, "changeNominee", moved, ""); firstCode(p) != "SAME_CATEGORY" {
			t.Errorf("moved again: %+v", p)
		}
		moved["category"] = catalogue.GlobalID(catalogue.KindCategory, "cat-03")
		if p, _ := perform(t, e.Client, e.one, "changeNominee", moved, ""); firstCode(p) != "VOTING_CLOSED" {
			t.Errorf("moved after the close: %+v", p)
		}
		count, a := e.count(t, e.one)
		first, second := count.Categories[0], count.Categories[1]
		if first.ValidVotes != 1 || first.VoidedVotes != 2 || second.ValidVotes != 1 || second.VoidedVotes != 2 || second.Champions[0].ID != catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a')) {
			t.Errorf("counted: %s", a.Body)
		}
		if c := count.Categories[9]; c.ValidVotes != 3 || c.IncompleteVotes != 0 {
			t.Errorf("the other votes: %+v", c)
		}
		manifests := string(e.Ask(t, `{ contest(slug: "wsis-prizes-2020") { rulesManifests { number reason } } }`, nil).Body)
		if !strings.Contains(manifests, `{"number":2,"reason":"It was entered into the wrong category."}`) {
			t.Errorf("manifests: %s", manifests)
		}
	})
}

// Who is right in an appeal votes again where a nominee has changed meanwhile, as all others whom that touched.
func TestSR27_AnUpheldAppealFindsItsNomineeGone(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := startElection(t, dsn)
		for voter := range 12 {
			e.vote(t, voter, "aaaaaaaaaaaaaaaaaa")
		}
		e.due(t, votingCloses.Add(-24*time.Hour))
		found := e.cases(t, e.one)
		burst := slices.IndexFunc(found, func(c caseOf) bool { return c.Signal == "BURST" })
		if burst < 0 {
			t.Fatalf("cases: %+v", found)
		}
		e.decide(t, "voidVotes", map[string]any{"case": found[burst].ID, "code": "BULK_VOTING", "clause": "Rules, clause 7",
			"appealUntil": votingCloses.Add(48 * time.Hour).Format(time.RFC3339), "reason": "twelve in a minute"})
		voter := e.Token(t, votersEmail(3))
		if p, a := perform(t, e.Client, voter, "appealVoid", map[string]any{"contest": "wsis-prizes-2020", "text": "We vote in one school."}, ""); firstCode(p) != "" {
			t.Fatalf("an appeal: %s", a.Body)
		}
		e.decide(t, "changeNominee", map[string]any{"contest": "wsis-prizes-2020", "project": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a')), "reason": "It was taken back."})
		e.decide(t, "changeNominee", map[string]any{"contest": "wsis-prizes-2020", "project": catalogue.GlobalID(catalogue.KindProject, nominee(2, 'b')),
			"category": catalogue.GlobalID(catalogue.KindCategory, "cat-03"), "reason": "It was entered into the wrong category."})
		caughtUp(t, e.Replica)
		var data struct {
			Appeals struct{ Nodes []struct{ ID string } }
		}
		e.Read(t, &data, `{ appeals(contest: "wsis-prizes-2020") { nodes { id } } }`, nil, servertest.Bearer(e.one)...)
		e.decide(t, "decideAppeal", map[string]any{"appeal": data.Appeals.Nodes[0].ID, "isUpheld": true, "reason": "the school confirms it"})
		if err := e.Server.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		if body := e.mailed(t, votersEmail(3), "vote again"); !strings.Contains(body, "taken back") && !strings.Contains(body, "wrong category") {
			t.Errorf("the voter is told: %s", body)
		}
		b := e.standingOf(t, 3)
		if b.Categories[0].State != "REOPENED" || b.Categories[1].State != "VOTED" || b.Categories[2].State != "REOPENED" || b.Done != 18 || !b.WouldCount {
			t.Errorf("the voter's ballot: %+v", b)
		}
		a := castVotes(t, e.Client, voter, "again-1234", []map[string]any{{
			"category": catalogue.GlobalID(catalogue.KindCategory, "cat-01"), "project": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'b'))}})
		if !strings.Contains(string(a.Body), "acceptedAt") {
			t.Errorf("voting again: %s", a.Body)
		}
		if b := e.standingOf(t, 4); b.Categories[0].State != "VOIDED" || b.Done != 0 {
			t.Errorf("the ballot of another: %+v", b)
		}
	})
}

// Who has begun and not finished gets a mail three days and one day before the close, each once, and no second early.
func TestVotersAreRemindedOfWhatIsMissing(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := startElection(t, dsn)
		e.vote(t, 1, "aaaaaaaaaaaaaaaaaa")
		e.vote(t, 2, "aaaaaaaaaaaaaaaa")
		reminded := func(voter int) (n int) {
			for _, m := range e.Inbox.All(votersEmail(voter)) {
				if strings.Contains(m.Subject, "missing") {
					n++
				}
			}
			return n
		}
		for _, c := range []struct {
			before time.Duration
			want   int
		}{{72*time.Hour + time.Second, 0}, {72 * time.Hour, 1}, {50 * time.Hour, 1}, {24*time.Hour + time.Second, 1}, {24 * time.Hour, 2}, {time.Hour, 2}} {
			e.due(t, votingCloses.Add(-c.before))
			e.sent(t)
			if n := reminded(2); n != c.want {
				t.Errorf("%v before the close: %d reminders, want %d", c.before, n, c.want)
			}
		}
		body := e.mailed(t, votersEmail(2), "missing")
		if strings.Count(body, "– ") != 2 || !strings.Contains(body, "2020-01-24 23:00 UTC") {
			t.Errorf("the reminder: %s", body)
		}
		if n := reminded(1); n != 0 {
			t.Errorf("who has finished is reminded %d times", n)
		}
	})
}

// sent waits until no mail waits.
func (e election) sent(t *testing.T) {
	t.Helper()
	db := storetest.Raw(t, e.DSN)
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM outbox WHERE state = 'WAITING'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%d mails wait", n)
		}
	}
}

// Where votes may change, they can be withdrawn, stay as earlier versions, and can be cast again.
func TestVotesAreWithdrawnWhereTheyMayChange(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, votingDay)
		servertest.Import(t, st, servertest.Votable(t, map[string]any{"votesMayChange": true}))
		e := election{Replica: servertest.Start(t, dsn)}
		e.auditor = e.Token(t, "auditor@example.org", auth.Auditor)
		e.vote(t, 1, "aaaaaaaaaaaaaaaaaa")
		take := map[string]any{"contest": "wsis-prizes-2020", "categories": []string{catalogue.GlobalID(catalogue.KindCategory, "cat-04")}}
		for range 2 { // a call that is repeated does nothing more
			if p, a := perform(t, e.Client, e.Token(t, votersEmail(1)), "withdrawVotes", take, "ballot { done }"); firstCode(p) != "" || !strings.Contains(string(a.Body), `"done":17`) {
				t.Fatalf("withdrawn: %s", a.Body)
			}
		}
		if b := e.standingOf(t, 1); b.Categories[3].State != "WITHDRAWN" || b.Categories[3].Receipt != nil || len(b.Missing) != 1 || b.WouldCount {
			t.Errorf("the ballot: %+v", b)
		}
		if p, _ := perform(t, e.Client, e.Token(t, votersEmail(2)), "withdrawVotes", take, ""); firstCode(p) != "NOT_VOTED" {
			t.Errorf("what was not cast: %+v", p)
		}
		kept := string(e.Ask(t, `{ viewer { export } }`, nil, servertest.Bearer(e.Token(t, votersEmail(1)))...).Body)
		for _, want := range []string{`\"state\": \"WITHDRAWN\"`, `\"earlierVersions\": [`, `\"network\": \"127.0.0.0/24\"`, `\"mailDomain\": \"example.org\"`} {
			if !strings.Contains(kept, want) {
				t.Errorf("the export lacks %s: %s", want, kept)
			}
		}
		var n int
		db := storetest.Raw(t, dsn)
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM vote_history").Scan(&n); err != nil || n != 1 {
			t.Errorf("%d earlier versions, %v", n, err)
		}
		for _, statement := range []string{"DELETE FROM votes", "DELETE FROM vote_history", "UPDATE vote_history SET project_id = 'x'"} {
			if _, err := db.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s: done", statement)
			}
		}
		a := castVotes(t, e.Client, e.Token(t, votersEmail(1)), "once-more", []map[string]any{{
			"category": catalogue.GlobalID(catalogue.KindCategory, "cat-04"), "project": catalogue.GlobalID(catalogue.KindProject, nominee(4, 'c'))}})
		if b := e.standingOf(t, 1); b.Done != 18 || b.Categories[3].State != "VOTED" {
			t.Errorf("voted again: %s, %+v", a.Body, b)
		}
	})
}
