package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"rostrum/internal/programtest"
	"rostrum/internal/server/servertest"
)

// The dates of README, one in each phase, what is asked then, as whom, and how what comes must look.
var phaseDates = []struct {
	clock, phase string
	asks         []struct{ role, query, want string }
}{
	{"2019-10-01T09:00:00Z", "SUBMISSION", []struct{ role, query, want string }{
		{"stakeholder", `{ viewer { entries(contest: "sample-prizes-2020") { state findings { check } } } }`,
			`^{"viewer":{"entries":\[{"state":"SUBMITTED","findings":\[\]},{"state":"RETURNED".*{"state":"DRAFT","findings":\[{"check":"`},
		{"secretariat", `{ entries(contest: "sample-prizes-2020", state: SUBMITTED) { totalCount } }`, `:55}`},
	}},
	{"2019-12-02T09:00:00Z", "NOMINATION", []struct{ role, query, want string }{
		{"jury", `{ viewer { assignments { round state entry { title state } } } }`, `{"round":"NOMINATION","state":"OPEN","entry":{"title":"\w+ \w+","state":"ELIGIBLE"}}`},
		{"stakeholder", `{ viewer { entries(contest: "sample-prizes-2020") { state } } }`, `"ELIGIBLE"`},
	}},
	{"2020-01-17T09:00:00Z", "VOTING", []struct{ role, query, want string }{
		{"stakeholder", `{ viewer { ballot(contest: "sample-prizes-2020") { missing { id } categories { nominees { isSample } } } } }`,
			`("id".*){18}"categories":(.*"nominees":\[({"isSample":true},?){3,4}\]){18}`},
		{"", `{ contest(slug: "sample-prizes-2020") { categories { result { validVotes } } } }`, `^{"contest":{"categories":\[({"result":null},?){18}\]}}`},
	}},
	{"2020-02-03T09:00:00Z", "SELECTION", []struct{ role, query, want string }{
		{"jury", `{ viewer { assignments { round state project { title { value } isSample } } } }`, `{"round":"SELECTION","state":"OPEN","project":{"title":{"value":"\w+ \w+"},"isSample":true}}`},
		{"auditor", `{ champions(contest: "sample-prizes-2020") { projects { id } } }`, `({"projects":\[{"id":"[^"]*"},{"id":"[^"]*"}\]},?){18}`},
		{"", `{ contest(slug: "sample-prizes-2020") { categories { result { validVotes } } } }`, `^{"contest":{"categories":\[({"result":null},?){18}\]}}`},
	}},
	{"2020-09-07T11:00:00Z", "ANNOUNCEMENT", []struct{ role, query, want string }{
		{"", `{ contest(slug: "sample-prizes-2020") { categories { result { validVotes champions { isSample } winner { isSample } } } } }`,
			`^{"contest":{"categories":\[({"result":{"validVotes":12,"champions":\[{"isSample":true},{"isSample":true}\],"winner":{"isSample":true}}},?){18}\]}}`},
		{"", `{ contest(slug: "sample-prizes-2020") { projects(first: 100, filter: { outcome: [WINNER] }) { nodes { certificate { url } story { answers { box } } } } } }`,
			`({"certificate":{"url":"[^"]+"},"story":{"answers":\[({"box":"\w+"},?){3}\]}},?){18}`},
		{"", `{ contest(slug: "wsis-prizes-2020") { categories { result { validVotes } } } }`, `^{"contest":{"categories":\[({"result":null},?){18}\]}}`},
	}},
}

// Each phase of the sample prizes works at a date of its own, also where one folder goes from date to date.
func TestADemoOfEachPhase(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, date := range phaseDates {
		t.Run(date.phase, func(t *testing.T) { showsPhase(t, folder, date.clock, date.phase, date.asks) })
	}
	t.Run("at once", func(t *testing.T) {
		last := phaseDates[len(phaseDates)-1]
		showsPhase(t, t.TempDir(), last.clock, last.phase, last.asks)
	})
}

func showsPhase(t *testing.T, folder, clock, phase string, asks []struct{ role, query, want string }) {
	t.Helper()
	p := start(t, "demo", "--listen", "127.0.0.1:0", "--data", folder, "--clock", clock)
	client := servertest.NewClient(t, p.Address(t))
	tokens := printedTokens(t, p)
	asks = append(asks, struct{ role, query, want string }{"", `{ contest(slug: "sample-prizes-2020") { phase { kind } } }`, `"kind":"` + phase + `"`})
	for _, a := range asks {
		var headers []string
		if a.role != "" {
			headers = servertest.Bearer(tokens[a.role])
		}
		var data json.RawMessage
		client.Read(t, &data, a.query, nil, headers...)
		if !regexp.MustCompile(a.want).Match(data) {
			t.Errorf("%s: %s\n%s\nwant %s", phase, a.query, data, a.want)
		}
	}
	p.Terminate(t)
	p.EndedWell(t)
	if strings.Contains(p.Errors(), "go no further") {
		t.Error(p.Errors())
	}
}

var tokenLine = regexp.MustCompile(`^  (\w+) +([\w-]+\.[\w-]+\.[\w-]+)$`)

// printedTokens reads the tokens that a demo prints, by their roles.
func printedTokens(t *testing.T, p *programtest.Process) map[string]string {
	t.Helper()
	tokens := map[string]string{}
	limit := time.NewTimer(60 * time.Second)
	defer limit.Stop()
	for {
		select {
		case line, open := <-p.Said:
			if found := tokenLine.FindStringSubmatch(line); found != nil {
				tokens[found[1]] = found[2]
			}
			if !open || strings.HasPrefix(line, "Stop with") {
				return tokens
			}
		case <-limit.C:
			t.Fatal("the demo prints no tokens")
		}
	}
}
