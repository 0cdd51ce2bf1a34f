package server_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rostrum/internal/store/storetest"
)

// opensTo tells whether somebody may see an object of a type by now.
func (p *phasesTest) opensTo(s somebody, typeName string) bool {
	official := s.isOfficial()
	switch typeName {
	case "CategoryResult", "Certificate", "ProjectStory", "StoryAnswer", "StoryLink", "StoryImage":
		return p.stage >= championsPublic
	case "Tally", "VoidedVotes":
		return p.stage >= championsPublic || official && p.stage >= votingClosed
	case "VoteCount", "CategoryCount", "Tie", "ScrutinyEntry":
		return official && p.stage >= votingClosed
	case "CategoryChampions":
		return (official || s.isJury()) && p.stage >= resultCertified
	case "ScrutinyCase", "ScrutinyPerson":
		return official && p.stage >= votingOpen
	case "JuryResult", "JuryStanding", "JuryDecision":
		return p.readsSheets(s)
	case "ScoreSheet":
		return p.readsSheets(s) || s.name == "a chair" // of their own, they see that they are sealed
	case "Recognition":
		return false // there is none
	}
	return true
}

// judge looks through an answer for what is not for somebody yet.
func (p *phasesTest) judge(t *testing.T, s somebody, h heard) {
	t.Helper()
	leak := func(path []string, format string, arguments ...any) {
		t.Helper()
		t.Errorf("%v, %s asks for %s: at %s there is %s", p.stage, s.name, h.question, strings.Join(path, "."), fmt.Sprintf(format, arguments...))
	}
	if h.Status >= 500 {
		leak(nil, "%d %s", h.Status, h.Body)
	}
	seesNumbers := p.stage >= championsPublic || s.isOfficial() && p.stage >= votingClosed
	told(t, h.Answer, func(path []string, typeName string, value any) {
		field := ""
		if len(path) > 0 {
			field = path[len(path)-1]
			field = field[strings.LastIndexByte(field, '_')+1:]
		}
		switch v := value.(type) {
		case map[string]any:
			p.found[s.name+" "+typeName], p.found[s.name+" "+field] = true, true
			if !p.opensTo(s, typeName) {
				leak(path, "a %s: %v", typeName, v)
			}
			if field == "winner" && p.stage < winnersPublic && !(p.readsSheets(s) && slices.Contains(path, "rounds")) {
				leak(path, "a winner: %v", v)
			}
		case json.Number:
			n, err := v.Int64()
			p.found[s.name+" number"] = p.found[s.name+" number"] || n == votesA || n == votesVoid
			if err == nil && !seesNumbers && slices.Contains(plantedNumbers(), int(n)) && !slices.Contains(path, "auditTrail") {
				leak(path, "the number %d", n)
			}
			if field == "totalCount" && slices.Contains([]string{"champions", "winners"}, path[len(path)-2]) && v != "0" &&
				(p.stage < championsPublic || path[len(path)-2] == "winners" && p.stage < winnersPublic) {
				leak(path, "%s projects", v)
			}
		case string:
			p.found[s.name+" "+v] = true
			p.found[s.name+" words"] = p.found[s.name+" words"] || field == "export" && strings.Contains(v, sheetWord)
			switch {
			case strings.Contains(v, sheetWord) && !p.readsSheets(s):
				leak(path, "what a juror wrote: %q", v)
			case !seesNumbers && p.words(v):
				leak(path, "a number of votes in %q", v)
			case field == "outcome" && p.stage < championsPublic, (field == "state" || field == "to") && v == "CHAMPION" && p.stage < championsPublic:
				leak(path, "%q", v)
			case (field == "outcome" || field == "state" || field == "to") && v == "WINNER" && p.stage < winnersPublic:
				leak(path, "%q", v)
			case strings.Contains(v, toldWord) && p.stage < championsPublic && !s.mayReadEntries():
				leak(path, "what a story tells: %q", v)
			}
		}
	})
}

// mayReadEntries tells whether somebody sees the entries of the contest as they were submitted.
func (s somebody) mayReadEntries() bool {
	return s.isOfficial() || s.isJury() || s.name == "the entrant"
}

// clockNow is what the clock says in answers.
var clockNow = regexp.MustCompile(`"(now|at)":"[^"]*"`)

// keep notes what everybody was answered, but for the clock, and for mutations, which wait for nothing.
func (p *phasesTest) keep(all []heard) {
	said := map[string]string{}
	for _, h := range all {
		if h.question == "Query.clock" || strings.HasPrefix(h.question, "Mutation.") {
			continue
		}
		h.Header.Del("Date")
		h.Header.Del("X-Request-Id")
		said[h.question] = fmt.Sprintf("%d %v %s", h.Status, h.Header, clockNow.ReplaceAll(h.Body, nil))
	}
	p.quiet[p.stage.String()] = said
}

// quietly looks that everybody was answered the same, to the byte, before the votes were counted and since the result is
// certified: neither orders of lists, nor counts, nor ETags tell of it, nor does the change log, whose length anybody can find
// by asking for answers after a sequence.
func (p *phasesTest) quietly(t *testing.T) {
	t.Helper()
	was := p.quiet[votingClosed.String()]
	if len(was) < 40 {
		t.Errorf("only %d answers to compare", len(was))
	}
	for _, later := range []stage{votesCounted, resultCertified} {
		if before, now := p.heads[votingClosed], p.heads[later]; now != before {
			t.Errorf("the change log has %d changes as the vote is closed, and %d as it is %v", before, now, later)
		}
	}
	for question, before := range was {
		for _, later := range []stage{votesCounted, resultCertified} {
			if now := p.quiet[later.String()][question]; now != before && !strings.HasPrefix(question, "node of VoteCount") {
				t.Errorf("%s tells everybody that the result is %v:\n%s\n%s", question, later, before, now)
			}
		}
	}
}

// withoutTallies takes all that votes and results are kept in away for a moment, and asks as everybody again: what they are
// answered does not come of it, and so neither does how long that takes.
func (p *phasesTest) withoutTallies(t *testing.T, dsn string) {
	t.Helper()
	tables := []string{"votes", "vote_history", "counts", "lots", "tie_decisions", "category_results", "result_tallies", "result_voids"}
	db := storetest.Raw(t, dsn)
	rename := func(from, to string) {
		for _, table := range tables {
			if _, err := db.Exec("ALTER TABLE " + table + from + " RENAME TO " + table + to); err != nil {
				t.Fatal(err)
			}
		}
	}
	rename("", "_away")
	defer rename("_away", "")
	was := p.quiet[p.stage.String()]
	p.keep(append(p.walk.ask(t, "anonymous", "", p.leaves(p.asking[0])...), p.otherWays(t, p.asking[0])...))
	now := p.quiet[p.stage.String()]
	if len(now) < 40 || len(now) != len(was) {
		t.Errorf("%d answers, %d before", len(now), len(was))
	}
	for question := range now {
		if now[question] != was[question] {
			t.Errorf("%s is answered by what votes and results are kept in:\n%s\n%s", question, was[question], now[question])
		}
	}
	if _, a := p.count(t, p.one); len(a.Errors) != 1 {
		t.Errorf("the votes are not away: %s", a.Body)
	}
}

// whoMayFinds looks that those found something who may, so that the others find nothing for another reason than that
// there is nothing.
func (p *phasesTest) whoMayFinds(t *testing.T) {
	t.Helper()
	want := map[stage][]string{
		votingClosed:    {"an officer ScrutinyCase", "an officer ScrutinyPerson", "an auditor ScrutinyEntry"},
		votesCounted:    {"an officer VoteCount", "an officer CategoryCount", "an officer Tally", "an officer number", "an auditor VoteCount", "an auditor number"},
		resultCertified: {"an officer CategoryChampions", "an auditor CategoryChampions", "a juror CategoryChampions"},
		championsPublic: {"nobody CategoryResult", "nobody Tally", "nobody VoidedVotes", "nobody Certificate", "nobody ProjectStory", "nobody number", "nobody CHAMPION", "a voter number"},
		winnersPublic:   {"nobody winner", "nobody WINNER"},
	}
	if p.isOpen {
		want[p.stage] = append(want[p.stage], "an officer JuryResult", "an officer words", "an auditor JuryStanding", "a chair JuryResult", "a chair ScoreSheet")
	}
	for _, w := range want[p.stage] {
		if !p.found[w] {
			t.Errorf("%v: not found, though it is theirs to find: %s", p.stage, w)
		}
	}
}
