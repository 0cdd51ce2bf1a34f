package server_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/prize"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// Words that stand in the entries of these tests, and nowhere else.
const (
	toldWord    = "Quetzalcoatlus"
	privateWord = "Archaeopteryx"
)

// ceremony is an election with two nominees of the School of Tides that came of entries: nominee-01-a, which everybody
// votes for, and nominee-01-b.
type ceremony struct {
	election
	school string // the token of who speaks for the organisation
}

func startCeremony(t *testing.T, dsn string) ceremony {
	t.Helper()
	c := ceremony{election: startElection(t, dsn)}
	c.enterKites(t)
	return c
}

// enterKites lets the School of Tides have entered the nominees a and b of the first category.
func (c *ceremony) enterKites(t *testing.T) {
	t.Helper()
	c.school = c.Token(t, "school@example.org")
	var public struct {
		Stakeholders struct {
			Nodes []struct {
				ID   string
				Name struct{ Value string }
			}
		}
	}
	c.Read(t, &public, `{ stakeholders(first: 50) { nodes { id name { value } } } }`, nil)
	id := public.Stakeholders.Nodes[0].ID
	var claimed struct {
		ClaimOrganisation struct{ Claim struct{ ID string } }
	}
	c.Read(t, &claimed, `mutation($s: ID!) { claimOrganisation(input: {stakeholder: $s}) { claim { id } } }`, map[string]any{"s": id}, servertest.Bearer(c.school)...)
	c.Read(t, &json.RawMessage{}, `mutation($c: ID!) { decideOrganisationClaim(input: {claim: $c, decision: CONFIRM}) { userErrors { code } } }`,
		map[string]any{"c": claimed.ClaimOrganisation.Claim.ID}, servertest.Bearer(c.one)...)
	stakeholder, err := catalogue.Key(catalogue.KindStakeholder, "stakeholder", id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		contest, _, err := tx.ContestBySlug(ctx, "wsis-prizes-2020")
		if err != nil {
			return err
		}
		for _, letter := range "ab" {
			e := entry.Entry{
				ID: "entry-" + string(letter), ContestID: contest.ID, CategoryID: "cat-01", StakeholderID: stakeholder, CreatedBy: "somebody", State: entry.Nominated,
				Revision: 1, CreatedAt: tx.Now(), ChangedAt: tx.Now(), SubmittedAt: tx.Now(), ProjectID: nominee(1, letter),
			}
			e.Title, e.Language = "Kites "+string(letter), "en"
			e.Answers = []entry.Answer{{Box: prize.Linkage, Goal: 9, Text: toldWord + " serves goal 9; ask ann@example.org."}, {Box: prize.Challenges, Text: privateWord}}
			e.Links = []entry.Link{{URL: "https://example.org/kites"}}
			if err := tx.SetEntry(ctx, e, contest); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// certified counts and certifies a vote for nominee a of each category.
func (c ceremony) certified(t *testing.T) {
	t.Helper()
	c.vote(t, 1, "aaaaaaaaaaaaaaaaaa")
	c.at(t, votingCloses)
	count, _ := c.count(t, c.one)
	c.decide(t, "certifyResult", map[string]any{"contest": "wsis-prizes-2020", "count": count.ID, "reason": "checked"})
}

// choose lets the expert group choose nominee a of each category, and publishes the winners at an instant.
func (c ceremony) choose(t *testing.T, at time.Time) {
	t.Helper()
	_, err := c.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		contest, _, err := tx.ContestBySlug(ctx, "wsis-prizes-2020")
		if err != nil {
			return err
		}
		winners := map[string]string{}
		for i, k := range contest.Categories {
			winners[k.ID] = nominee(i+1, 'a')
		}
		if contest.Results, err = prize.Crown(contest.Results, winners); err != nil {
			return err
		}
		if err := tx.SaveFrozenContest(ctx, contest); err != nil {
			return err
		}
		return tx.SetPublication(ctx, contest.ID, prize.WinnersPart, at, "officer")
	})
	if err != nil {
		t.Fatal(err)
	}
}

const marks = `query($a: ID!, $b: ID!) { a: node(id: $a) { ...P } b: node(id: $b) { ...P } contest(slug: "wsis-prizes-2020") {
	champions: projects(filter: {outcome: [CHAMPION, WINNER]}) { totalCount } winners: projects(filter: {outcome: [WINNER]}) { totalCount }
	recognitions { title { value } citation { value } project { id } stakeholder { id } } } search(text: "` + toldWord + `") { totalCount } }
	fragment P on Project { outcome story { answers { box goal { number } text { value } } links { url } } certificate { url(language: "fr") } }`

type marked struct {
	Outcome *string
	Story   *struct {
		Answers []struct {
			Box  string
			Goal *struct{ Number int }
			Text struct{ Value string }
		}
		Links []struct{ URL string }
	}
	Certificate *struct{ URL string }
}

type marksShown struct {
	A, B    marked
	Contest struct {
		Champions, Winners struct{ TotalCount int }
		Recognitions       []struct {
			Title, Citation struct{ Value string }
			Project         *struct{ ID string }
		}
	}
	Search struct{ TotalCount int }
}

func (c ceremony) marks(t *testing.T, headers ...string) (m marksShown) {
	t.Helper()
	c.Read(t, &m, marks, map[string]any{
		"a": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a')), "b": catalogue.GlobalID(catalogue.KindProject, nominee(1, 'b')),
	}, headers...)
	return m
}

func word(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// secret looks that nobody sees anything of what a publication opens: neither everybody nor any role.
func (c ceremony) secret(t *testing.T, when string) {
	t.Helper()
	for name, token := range map[string]string{"everybody": "", "an officer": c.one, "an auditor": c.auditor, "a juror": c.juror, "the entrant": c.school} {
		var headers []string
		if token != "" {
			headers = servertest.Bearer(token)
		}
		m := c.marks(t, headers...)
		if m.A.Outcome != nil || m.B.Outcome != nil || m.A.Story != nil || m.A.Certificate != nil || m.Contest.Champions.TotalCount != 0 || len(m.Contest.Recognitions) != 0 || m.Search.TotalCount != 0 {
			t.Errorf("%s: %s sees %+v", when, name, m)
		}
	}
	known := c.Get(t, "/contests/wsis-prizes-2020/certificates/"+catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a')))
	unknown := c.Get(t, "/contests/wsis-prizes-2020/certificates/"+catalogue.GlobalID(catalogue.KindProject, "none"))
	for _, h := range []string{"Date", "X-Request-Id"} {
		known.Header.Del(h)
		unknown.Header.Del(h)
	}
	if known.Status != 404 || string(known.Body) != string(unknown.Body) || len(known.Header) != len(unknown.Header) {
		t.Errorf("%s: the page of a certificate says %d %s, one that there is not %d %s", when, known.Status, known.Body, unknown.Status, unknown.Body)
	}
	if states := c.states(t); states["entry-a"] != entry.Nominated || states["entry-b"] != entry.Nominated {
		t.Errorf("%s: %v", when, states)
	}
}

func (c ceremony) states(t *testing.T) map[string]entry.State {
	t.Helper()
	states := map[string]entry.State{}
	for _, id := range []string{"entry-a", "entry-b"} {
		e, _, _, err := c.Store.EntryByID(t.Context(), id, "nobody")
		if err != nil {
			t.Fatal(err)
		}
		states[id] = e.State
	}
	return states
}

// What a publication opens comes with its commit, once, and not a second before: marks, stories, certificates, moves of
// entries and mail.
func TestWhatPublicationOpens(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		c := startCeremony(t, dsn)
		c.certified(t)
		c.secret(t, "certified")
		publish := map[string]any{"contest": "wsis-prizes-2020", "part": "CHAMPIONS", "at": embargoEnds.Format(time.RFC3339)}
		if p, a := perform(t, c.Client, c.one, "publishResult", publish, ""); len(p.UserErrors) > 0 || len(a.Errors) > 0 {
			t.Fatalf("publishing: %s", a.Body)
		}
		c.at(t, embargoEnds.Add(-time.Second))
		c.secret(t, "a second early")
		before, err := c.Store.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.at(t, embargoEnds)
		m := c.marks(t)
		if word(m.A.Outcome) != "CHAMPION" || word(m.B.Outcome) != "NOMINATED" || m.B.Story != nil || m.B.Certificate != nil || m.Contest.Champions.TotalCount != 18 || m.Contest.Winners.TotalCount != 0 {
			t.Fatalf("with the champions everybody sees %+v", m)
		}
		if s := m.A.Story; s == nil || len(s.Answers) != 1 || s.Answers[0].Goal.Number != 9 || s.Answers[0].Text.Value != toldWord+" serves goal 9; ask …." || s.Links[0].URL != "https://example.org/kites" {
			t.Errorf("the story: %+v", s)
		}
		if m.Search.TotalCount != 1 {
			t.Errorf("the story is found %d times", m.Search.TotalCount)
		}
		if found := string(c.Ask(t, `{ search(text: "`+privateWord+`") { totalCount } }`, nil).Body); !strings.Contains(found, `"totalCount":0`) {
			t.Errorf("what is for the expert group only is found: %s", found)
		}
		if states := c.states(t); states["entry-a"] != entry.Champion || states["entry-b"] != entry.Nominated {
			t.Errorf("states: %v", states)
		}
		e, _, _, err := c.Store.EntryByID(t.Context(), "entry-a", "")
		if err != nil || len(e.Moves) != 1 || e.Moves[0].By == "" || e.Moves[0].By == auth.CommandLine || e.Moves[0].Reason == "" || !e.Moves[0].At.Equal(e.ChangedAt) || e.Moves[0].At.Before(embargoEnds) {
			t.Errorf("moves: %+v %v", e.Moves, err)
		}
		c.changed(t, before, 40) // the contest, and the nominees of 18 categories
		ceremonyAt := embargoEnds.AddDate(0, 6, 0)
		c.choose(t, ceremonyAt)
		c.at(t, ceremonyAt.Add(-time.Second))
		if m := c.marks(t); word(m.A.Outcome) != "CHAMPION" || m.Contest.Winners.TotalCount != 0 {
			t.Errorf("a second before the ceremony: %+v", m)
		}
		c.at(t, ceremonyAt)
		c.at(t, ceremonyAt.Add(time.Hour))
		if m := c.marks(t); word(m.A.Outcome) != "WINNER" || word(m.B.Outcome) != "NOMINATED" || m.Contest.Champions.TotalCount != 18 || m.Contest.Winners.TotalCount != 18 {
			t.Errorf("at the ceremony: %+v", m)
		}
		if e, _, _, err = c.Store.EntryByID(t.Context(), "entry-a", ""); err != nil || e.State != entry.Winner || len(e.Moves) != 2 {
			t.Errorf("moves: %+v %v", e.Moves, err)
		}
		c.told(t, "Champion: Kites a", "Winner: Kites a")
		c.page(t)
	})
}

// changed looks that the log tells of the projects, each once, in one place.
func (c ceremony) changed(t *testing.T, after int64, least int) {
	t.Helper()
	log, err := c.Store.Changed(t.Context(), after)
	if err != nil {
		t.Fatal(err)
	}
	if len(log.Contests) != 1 || len(log.Projects) < least {
		t.Errorf("the log tells of %d contests and %d projects", len(log.Contests), len(log.Projects))
	}
	for _, p := range log.Projects {
		if p.Revision != 2 {
			t.Errorf("%s has revision %d", p.ID, p.Revision)
		}
	}
}

// told waits for the letters to who entered the projects.
func (c ceremony) told(t *testing.T, subjects ...string) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for len(c.Inbox.All("school@example.org")) < len(subjects) {
		select {
		case <-deadline.C:
			t.Fatalf("%d letters", len(c.Inbox.All("school@example.org")))
		case <-tick.C:
		}
	}
	got := map[string]int{}
	for _, m := range c.Inbox.All("school@example.org") {
		got[m.Subject]++
	}
	for _, s := range subjects {
		if got[s] != 1 || len(got) != len(subjects) {
			t.Errorf("letters: %v", got)
		}
	}
}

// page reads the certificate.
func (c ceremony) page(t *testing.T) {
	t.Helper()
	path := "/contests/wsis-prizes-2020/certificates/" + catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a'))
	for language, want := range map[string]string{"fr": "Lauréat", "ar": `dir="rtl"`, "zh": "获奖", "de": "Winner"} {
		a := c.Get(t, path+"?language="+language)
		if a.Status != 200 || !strings.Contains(string(a.Body), want) {
			t.Errorf("in %s: %d %s", language, a.Status, a.Body)
		}
		if p := a.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "script-src") || a.Header.Get("ETag") == "" {
			t.Errorf("headers: %v", a.Header)
		}
	}
	if a := c.Get(t, "/contests/another/certificates/"+catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a'))); a.Status != 404 {
		t.Errorf("under another contest: %d", a.Status)
	}
}

// A special recognition is outside the categories, takes two officers, and is nobody's business before its publication.
func TestSR44_SpecialRecognitions(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		c := startCeremony(t, dsn)
		text := func(s string) []map[string]any { return []map[string]any{{"language": "en", "text": s}} }
		project := catalogue.GlobalID(catalogue.KindProject, nominee(1, 'b'))
		input := map[string]any{"contest": "wsis-prizes-2020", "project": project, "title": text("For courage"), "citation": text("They went on."), "reason": "the jury met", "at": embargoEnds.Format(time.RFC3339)}
		for name, change := range map[string]map[string]any{
			"no title": {"title": text(" ")}, "both": {"stakeholder": catalogue.GlobalID(catalogue.KindStakeholder, "x")}, "neither": {"project": nil},
			"unknown": {"project": catalogue.GlobalID(catalogue.KindProject, "x")}, "too late": {"at": "2019-01-01T00:00:00Z"},
		} {
			bad := map[string]any{}
			for k, v := range input {
				bad[k] = v
			}
			for k, v := range change {
				bad[k] = v
			}
			if _, a := perform(t, c.Client, c.one, "recordRecognition", bad, ""); len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "BAD_USER_INPUT" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		if _, a := perform(t, c.Client, c.juror, "recordRecognition", input, ""); a.Status != 403 {
			t.Errorf("a juror: %s", a.Body)
		}
		c.decide(t, "recordRecognition", input)
		delete(input, "at")
		input["title"] = text("With the winners")
		c.decide(t, "recordRecognition", input)
		c.certified(t)
		c.at(t, embargoEnds.Add(-time.Second))
		c.secret(t, "a second early")
		c.at(t, embargoEnds)
		if m := c.marks(t); len(m.Contest.Recognitions) != 1 || m.Contest.Recognitions[0].Title.Value != "For courage" || m.Contest.Recognitions[0].Project.ID != project {
			t.Errorf("at its instant: %+v", m.Contest.Recognitions)
		}
		c.choose(t, embargoEnds.Add(time.Hour))
		c.at(t, embargoEnds.Add(time.Hour))
		if m := c.marks(t); len(m.Contest.Recognitions) != 2 || m.Contest.Recognitions[1].Title.Value != "With the winners" {
			t.Errorf("with the winners: %+v", m.Contest.Recognitions)
		}
	})
}
