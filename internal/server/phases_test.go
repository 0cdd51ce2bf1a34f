package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// stage is how far the edition of this test has come.
type stage int

const (
	submitting stage = iota
	nominatingNow
	votingOpen
	votingClosed
	votesCounted
	resultCertified
	championsPublic
	winnersPublic
)

func (s stage) String() string {
	return [...]string{"submission", "nomination", "voting", "closed", "counted", "certified", "champions published", "winners published"}[s]
}

// The votes of this test: so many for nominee a of each category, for b, and for c, which are declared void, and so many
// that are for a of the first category only, and count nowhere. No other number is one of them, their sums, or either
// times the 18 categories.
const votesA, votesB, votesVoid, votesIncomplete = 41, 29, 23, 19

func plantedNumbers() (all []int) {
	for _, n := range []int{votesA, votesB, votesVoid, votesIncomplete, votesA + votesIncomplete, votesA + votesB, votesA + votesB + votesVoid, votesA + votesB + votesVoid + votesIncomplete} {
		all = append(all, n, 18*n)
	}
	return all
}

// phasesTest is an edition that is brought through its phases, and those who ask about it.
type phasesTest struct {
	ceremony
	walk   *walk
	asking []somebody
	stage  stage
	jury   *judging
	isOpen bool                         // whether what the jury wrote is open to those who may read it
	words  func(string) bool            // whether words hold a planted number
	found  map[string]bool              // what somebody found: their name, and a type or a word
	quiet  map[string]map[string]string // by stage, what everybody was answered
	heads  map[stage]int64              // by stage, how many changes everybody can find that there were
}

type somebody struct {
	name, column, email string
	roles               []auth.Role
	token               string
}

func (s somebody) isOfficial() bool { return s.name == "an officer" || s.name == "an auditor" }

func TestNobodyFindsAnythingBeforeItsPhase(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		p := startPhases(t, dsn)
		p.seatJury(t)
		p.everybodyAsks(t, submitting)
		p.at(t, time.Date(2019, time.December, 5, 0, 0, 0, 0, time.UTC))
		p.everybodyAsks(t, nominatingNow)
		p.at(t, votingDay)
		p.castAll(t)
		p.everybodyAsks(t, votingOpen)
		p.voidCluster(t)
		p.everybodyAsks(t, votingClosed)
		count := p.countAll(t)
		p.everybodyAsks(t, votesCounted)
		p.decide(t, "certifyResult", map[string]any{"contest": "wsis-prizes-2020", "count": count, "reason": "checked"})
		p.choose(t, embargoEnds.AddDate(0, 6, 0))
		p.at(t, afterAppeals.Add(time.Hour))
		p.everybodyAsks(t, resultCertified)
		p.quietly(t)
		p.withoutTallies(t, dsn)
		if _, a := perform(t, p.Client, p.one, "publishResult", map[string]any{"contest": "wsis-prizes-2020", "part": "CHAMPIONS", "at": embargoEnds.Format(time.RFC3339)}, ""); len(a.Errors) > 0 {
			t.Fatalf("publishing: %s", a.Body)
		}
		p.at(t, selectionOpens)
		p.scoreAll(t)
		p.everybodyAsks(t, resultCertified)
		p.openSheets(t)
		p.at(t, embargoEnds.Add(-time.Minute))
		p.everybodyAsks(t, resultCertified)
		p.at(t, embargoEnds)
		p.everybodyAsks(t, championsPublic)
		p.at(t, embargoEnds.AddDate(0, 6, 0))
		p.everybodyAsks(t, winnersPublic)
	})
}

// afterAppeals is when nobody may appeal any more, and the votes can be counted.
var afterAppeals = votingCloses.Add(48 * time.Hour)

func startPhases(t *testing.T, dsn string) *phasesTest {
	t.Helper()
	phase := func(kind, opens, closes string) map[string]any {
		return map[string]any{"kind": kind, "opensAt": opens, "closesAt": closes}
	}
	wide := func(c *server.Config) {
		c.Limits.Bytes, c.Limits.Tokens, c.Limits.Depth, c.Limits.Aliases, c.Limits.Cost = 1<<22, 1<<20, 40, 1<<20, 1<<30
	}
	p := &phasesTest{quiet: map[string]map[string]string{}, heads: map[stage]int64{}, words: holds(plantedNumbers())}
	p.election = newElection(t, dsn, map[string]any{"phases": []map[string]any{
		phase("SUBMISSION", "2019-07-16T00:00:00+02:00", "2019-12-01T00:00:00+01:00"), phase("NOMINATION", "2019-12-02T00:00:00+01:00", "2019-12-20T00:00:00+01:00"),
		phase("VOTING", "2020-01-13T00:00:00+01:00", "2020-01-25T00:00:00+01:00"),
		phase("SELECTION", selectionOpens.Format(time.RFC3339), selectionCloses.Format(time.RFC3339)), phase("ANNOUNCEMENT", "2020-09-07T10:00:00+02:00", "2020-09-10T18:00:00+02:00"),
	}}, wide)
	p.enterKites(t)
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Replica: p.Replica, schema: schema}
	p.asking = []somebody{
		{name: "nobody", column: "anonymous"},
		{name: "a stakeholder", column: "stakeholder", email: "stakeholder@example.org"},
		{name: "a voter", column: "stakeholder", email: votersEmail(0)},
		{name: "the entrant", column: "stakeholder", email: "school@example.org"},
		{name: "a juror", column: "jury", email: "juror@example.org", roles: []auth.Role{auth.Jury}},
		{name: "a facilitator", column: "facilitator", email: "facilitator@example.org", roles: []auth.Role{auth.Facilitator}},
		{name: "an officer", column: "secretariat", email: "three@example.org", roles: []auth.Role{auth.Secretariat}},
		{name: "an officer of another contest", column: "secretariat", email: "elsewhere@example.org"},
		{name: "an auditor", column: "auditor", email: "auditor@example.org", roles: []auth.Role{auth.Auditor}},
	}
	for i := range p.asking {
		p.enter(t, &p.asking[i])
	}
	p.anotherContest(t)
	w.ids = p.known(t)
	p.walk = newWalk(t, w)
	return p
}

// enter gives somebody a token.
func (p *phasesTest) enter(t *testing.T, s *somebody) {
	t.Helper()
	if s.email != "" {
		s.token = p.Token(t, s.email, s.roles...)
	}
}

// anotherContest makes one that has an officer of its own.
func (p *phasesTest) anotherContest(t *testing.T) {
	t.Helper()
	if made, a := perform(t, p.Client, p.one, "createContest", map[string]any{"slug": "other-2020", "forum": "wsis-forum-2020", "copyOf": "wsis-prizes-2020",
		"phases": []map[string]any{{"kind": "VOTING", "opensAt": "2021-01-11T00:00:00+01:00", "closesAt": "2021-01-23T00:00:00+01:00"}}}, "sequence"); made.Sequence == nil {
		t.Fatalf("another contest: %s", a.Body)
	}
	var data struct {
		GrantRole struct{ Assignment struct{ ID string } }
	}
	p.Read(t, &data, `mutation { grantRole(input: {email: "elsewhere@example.org", role: SECRETARIAT, contest: "other-2020", reason: "of that one"}) { assignment { id } } }`, nil, servertest.Bearer(p.one)...)
	do(t, p.Client, p.two, `mutation($i: ID!) { confirmRole(input: {assignment: $i}) { assignment { isPending } userErrors { code } } }`, map[string]any{"i": data.GrantRole.Assignment.ID})
}

// known gives ids of things to ask for: of those that everybody sees, of those that somebody has, and of some nominees.
func (p *phasesTest) known(t *testing.T) map[string]string {
	t.Helper()
	var public struct {
		Forum struct {
			Sessions struct{ Nodes []struct{ ID string } }
		}
		Stakeholders, People struct{ Nodes []struct{ ID string } }
		Contest              struct{ ID string }
	}
	p.Read(t, &public, `{ forum(slug: "wsis-forum-2020") { sessions(first: 1) { nodes { id } } } stakeholders(first: 1) { nodes { id } } people(first: 1) { nodes { id } }
		contest(slug: "wsis-prizes-2020") { id } }`, nil)
	var own struct {
		Viewer struct{ Sessions []struct{ ID string } }
	}
	p.Read(t, &own, `{ viewer { sessions { id } } }`, nil, servertest.Bearer(p.one)...)
	return map[string]string{
		"Session": public.Forum.Sessions.Nodes[0].ID, "Stakeholder": public.Stakeholders.Nodes[0].ID, "Person": public.People.Nodes[0].ID,
		"AccountSession": own.Viewer.Sessions[0].ID, "Contest": public.Contest.ID,
		"Entry": catalogue.GlobalID(catalogue.KindEntry, "entry-a"), "Entry b": catalogue.GlobalID(catalogue.KindEntry, "entry-b"),
		"Project": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a')), "Project b": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'b')),
		"Category": catalogue.GlobalID(catalogue.KindCategory, "cat-01"), "Category 18": catalogue.GlobalID(catalogue.KindCategory, "cat-18"),
	}
}

// castAll casts all votes.
func (p *phasesTest) castAll(t *testing.T) {
	t.Helper()
	voter := 0
	for _, of := range []struct {
		many    int
		letters string
	}{{votesA, strings.Repeat("a", 18)}, {votesB, strings.Repeat("b", 18)}, {votesVoid, strings.Repeat("c", 18)}, {votesIncomplete, "a"}} {
		for range of.many {
			p.vote(t, voter, of.letters)
			voter++
		}
	}
}

// voidCluster declares the votes for c void once voting is closed, and lets the time for appeals pass.
func (p *phasesTest) voidCluster(t *testing.T) {
	t.Helper()
	p.due(t, votingCloses)
	found := p.cases(t, p.one)
	i := slices.IndexFunc(found, func(c caseOf) bool { return c.Signal == "BURST" && c.Voters == votesVoid })
	if i < 0 {
		t.Fatalf("cases: %+v", found)
	}
	p.decide(t, "voidVotes", map[string]any{"case": found[i].ID, "code": "BULK_VOTING", "clause": "clause 7", "appealUntil": afterAppeals.Format(time.RFC3339), "reason": "all in a minute"})
	for n, c := range found {
		p.walk.ids[fmt.Sprintf("ScrutinyCase %d", n)] = c.ID
	}
	p.due(t, afterAppeals)
}

// countAll counts the votes, and looks that they are counted as they were planted.
func (p *phasesTest) countAll(t *testing.T) (id string) {
	t.Helper()
	count, a := p.count(t, p.one)
	if c := count.Categories; len(c) != 18 || c[0].ValidVotes != votesA+votesB || c[0].VoidedVotes != votesVoid || c[0].IncompleteVotes != votesIncomplete || len(count.Ties) > 0 {
		t.Fatalf("counted: %s", a.Body)
	}
	p.walk.ids["VoteCount"] = count.ID
	return count.ID
}

// everybodyAsks lets everybody ask for everything, at one instant of each stage.
func (p *phasesTest) everybodyAsks(t *testing.T, now stage) {
	t.Helper()
	p.stage, p.found = now, map[string]bool{}
	head, err := p.Store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.heads[now] = head
	for i := range p.asking {
		s := &p.asking[i]
		all := p.walk.ask(t, s.column, s.token, p.leaves(*s)...)
		asked := p.walk.refused(t, now.String()+", "+s.name, s.column, s.token)
		all = append(all, p.otherWays(t, *s)...)
		if len(all) < 40 || s.name != "an officer" && asked == 0 {
			t.Errorf("%v, %s: only %d answers, %d refused", now, s.name, len(all), asked)
		}
		for _, h := range all {
			p.judge(t, *s, h)
		}
		if s.name == "nobody" {
			p.keep(all)
		}
	}
	p.whoMayFinds(t)
}

// leaves names what somebody does not ask for: what would bring the edition further, end their session, or, since nobody
// sees both sides of suspicious votes, is the other side.
func (p *phasesTest) leaves(s somebody) []string {
	leave := []string{"signOut"}
	if s.isOfficial() && p.stage == votingClosed {
		leave = append(leave, "countVotes")
	}
	switch s.name {
	case "an officer":
		return append(leave, "publishResult", "assignJury", "scrutinyEntries")
	case "an auditor":
		return append(leave, "scrutinyCases", "scrutinyPeople", "appeals")
	}
	return leave
}

// otherWays asks by the ways that lead around the fields: lists that are narrowed down, searches, pages.
func (p *phasesTest) otherWays(t *testing.T, s somebody) (all []heard) {
	t.Helper()
	for name, query := range map[string]string{
		"outcomes": `{ contest(slug: "wsis-prizes-2020") { champions: projects(filter: {outcome: [CHAMPION, WINNER]}) { totalCount nodes { __typename id } } winners: projects(filter: {outcome: [WINNER]}) { totalCount nodes { id } }
			others: projects(filter: {outcome: [NOMINATED]}) { totalCount nodes { __typename id } } } }`,
		"story":      `{ search(text: "` + toldWord + `") { totalCount nodes { __typename } } contest(slug: "wsis-prizes-2020") { projects(filter: {text: "` + toldWord + `"}) { totalCount nodes { id } } } }`,
		"export":     `{ viewer { export } }`,
		"everything": `{ contest(slug: "wsis-prizes-2020") { projects(first: 100) { totalCount nodes { id outcome notes } } categories { result { __typename validVotes } nominees { id } } } }`,
	} {
		all = append(all, heard{name, p.Ask(t, query, nil, servertest.Bearer(s.token)...)})
	}
	for name, id := range p.walk.ids {
		if strings.HasPrefix(name, "ScrutinyCase") && s.name != "an auditor" {
			all = append(all, heard{"people of " + name, p.Ask(t, `query($c: ID!) { scrutinyPeople(case: $c) { totalCount nodes { __typename email } } }`, map[string]any{"c": id}, servertest.Bearer(s.token)...)})
		}
	}
	if s.name == "nobody" {
		for _, path := range []string{
			"/contests/wsis-prizes-2020/certificates/" + p.walk.ids["Project"], "/contests/wsis-prizes-2020/certificates/" + p.walk.ids["Project b"],
			"/graphql?query={contest(slug:%22wsis-prizes-2020%22){slug%20categories{number%20result{__typename%20validVotes%20champions{id}}nominees{id}}}}",
		} {
			all = append(all, heard{path, p.Get(t, path)})
		}
	}
	return all
}
