package server_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/server/servertest"
)

// nominating is a server that takes entries, with an expert group.
type nominating struct {
	*entrants
	second string // token of the second officer
	tokens map[string]string
	titles map[string]string // entry → title
}

// call carries out a mutation, gives its payload, and the codes of its user errors or its error.
func (n *nominating) call(token, name string, input map[string]any, fields string) (payload map[string]any, code string) {
	n.t.Helper()
	a := n.Ask(n.t, fmt.Sprintf(`mutation($input: %sInput!) { p: %s(input: $input) { userErrors { code } %s } }`, strings.ToUpper(name[:1])+name[1:], name, fields),
		map[string]any{"input": input}, servertest.Bearer(token)...)
	if len(a.Errors) > 0 {
		return nil, a.Errors[0].Extensions.Code
	}
	var data struct{ P map[string]any }
	decode(n.t, a.Data, &data)
	for _, u := range data.P["userErrors"].([]any) {
		code = u.(map[string]any)["code"].(string)
	}
	return data.P, code
}

func (n *nominating) must(token, name string, input map[string]any, fields string) map[string]any {
	n.t.Helper()
	p, code := n.call(token, name, input, fields)
	if code != "" {
		n.t.Fatalf("%s: %s", name, code)
	}
	return p
}

// seat invites a juror, by two officers, who accepts.
func (n *nominating) seat(name string, isChair bool) {
	n.t.Helper()
	p := n.must(n.officer, "inviteJuror", map[string]any{
		"contest": prizes, "email": name + "@jury.example", "name": name, "categories": []string{n.categories[0]}, "reason": "an expert", "isChair": isChair,
	}, "juror { id } proposal { id }")
	n.must(n.second, "confirmProposal", map[string]any{"proposal": p["proposal"].(map[string]any)["id"]}, "")
	n.tokens[name] = n.Token(n.t, name+"@jury.example")
	n.must(n.tokens[name], "answerInvitation", map[string]any{"invitation": p["juror"].(map[string]any)["id"], "accept": true}, "")
}

type nominationWork struct {
	ID, State string
	Entry     *struct{ ID, Title string }
	Project   *struct {
		ID       string
		Title    struct{ Value string }
		Category struct{ ID string }
	}
	Criteria []struct{ ID string }
}

// judge lets a juror judge all that is assigned to them: pass says which titles they let pass.
func (n *nominating) judge(name string, pass ...string) {
	n.t.Helper()
	var data struct {
		Viewer struct{ Assignments []nominationWork }
	}
	n.Read(n.t, &data, `{ viewer { assignments { id state entry { id title answers { text } } project { id title { value } category { id } stakeholders { id } country { code } } criteria { id } } } }`, nil, servertest.Bearer(n.tokens[name])...)
	if len(data.Viewer.Assignments) != len(n.titles)-1 { // without the one that was withdrawn
		n.t.Fatalf("%s judges %d entries", name, len(data.Viewer.Assignments))
	}
	for _, w := range data.Viewer.Assignments {
		if w.Entry == nil || w.Entry.Title != n.titles[w.Entry.ID] || w.Project.Title.Value != w.Entry.Title || w.Project.Category.ID != n.categories[0] {
			n.t.Fatalf("%s judges %+v", name, w)
		}
		if a := n.Ask(n.t, `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": w.Project.ID}); !strings.Contains(string(a.Body), `"node":null`) {
			n.t.Errorf("everybody finds what is not nominated: %s", a.Body)
		}
		points := 0
		if slices.Contains(pass, w.Entry.Title) {
			points = 1
		}
		n.must(n.tokens[name], "submitScoreSheet", map[string]any{
			"assignment": w.ID, "scores": []map[string]any{{"criterion": w.Criteria[0].ID, "points": points}}, "idempotencyKey": "key-" + w.ID[len(w.ID)-20:],
		}, "assignment { state }")
	}
}

// round waits until the sheets of the nomination are opened.
func (n *nominating) opened() (text string) {
	n.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 400 {
		a := n.Ask(n.t, `{ jury(contest: "`+prizes+`") { rounds { revealedAt appliedAt results { passed { title } undecided { title } standings { place isTied entry { title } project { title { value } } } }
			sheets { entry { title } total } nd: export(format: NDJSON) } } }`, nil, servertest.Bearer(n.officer)...)
		if text = string(a.Body); !strings.Contains(text, `"revealedAt":null`) {
			return text
		}
		<-tick.C
	}
	n.t.Fatalf("the sheets are not opened: %s", text)
	return ""
}

// The expert group lets entries pass or fail; an officer only carries out what its sheets say: all of it at once, with ties
// at the limit settled by the group itself, and a word to everybody who entered something.
func TestSR26_ARoundNominates(t *testing.T) {
	onEntries(t, map[string]any{"nomineesPerCategory": 2, "championsPerCategory": 1}, func(t *testing.T, e *entrants) {
		n := &nominating{entrants: e, second: e.Token(t, "second@example.org", auth.Secretariat), tokens: map[string]string{}, titles: map[string]string{}}
		ids := map[string]string{}
		for _, title := range []string{"Kites", "Boats", "Nets", "Sails", "Oars"} {
			made := e.draft(e.content(title, 1, 160))
			if code := e.submit(made); code != "" {
				t.Fatal(code)
			}
			if _, code := e.act(e.officer, "declareEntryEligible", map[string]any{"entry": made.ID}, ""); code != "" {
				t.Fatal(code)
			}
			n.titles[made.ID], ids[title] = title, made.ID
		}
		n.seat("ada", true)
		n.seat("bob", false)
		n.seat("eve", false)
		english := func(text string) []map[string]any { return []map[string]any{{"language": "en", "text": text}} }
		n.must(e.officer, "setCriteria", map[string]any{
			"contest": prizes, "round": "NOMINATION", "sheetsPerEntry": 3, "revealsWhenAllIn": true,
			"criteria": []map[string]any{{"name": english("Pass"), "weight": 1, "maxPoints": 1}},
		}, "")
		if p := n.must(e.officer, "assignJury", map[string]any{"contest": prizes, "round": "NOMINATION"}, "added short { entry { id } has }"); p["added"] != 15.0 {
			t.Fatalf("assigned: %v", p)
		}
		if _, code := e.act(e.school, "withdrawEntry", map[string]any{"entry": ids["Oars"]}, ""); code != "" { // the round does not wait for it
			t.Fatal(code)
		}
		contest := map[string]any{"contest": prizes}
		setForumTime(t, e.Store, time.Date(2019, 12, 3, 0, 0, 0, 0, time.UTC))
		if _, code := n.call(n.tokens["ada"], "nominateEntry", map[string]any{"entry": ids["Kites"]}, ""); code != "ROUND_DECIDES" {
			t.Errorf("nominated beside the round: %s", code)
		}
		n.judge("ada", "Kites", "Boats", "Nets")
		n.judge("bob", "Kites", "Boats")
		if _, code := n.call(e.officer, "applyNomination", contest, ""); code != "NOT_REVEALED" {
			t.Errorf("before the sheets are opened: %s", code)
		}
		n.judge("eve", "Kites", "Nets")
		if text := n.opened(); !strings.Contains(text, `"passed":[{"title":"Kites"}],"undecided":[{"title":"`) || !strings.Contains(text, `\"title\":\"Sails\"`) {
			t.Errorf("opened: %s", text)
		}
		n.applied(contest, ids)
	})
}

func (n *nominating) applied(contest map[string]any, ids map[string]string) {
	t := n.t
	for name, token := range map[string]string{"a juror": n.tokens["bob"], "an auditor": n.auditor, "an entrant": n.school} {
		if _, code := n.call(token, "applyNomination", contest, ""); code != "FORBIDDEN" {
			t.Errorf("%s carries it out: %s", name, code)
		}
	}
	if _, code := n.call(n.officer, "applyNomination", contest, ""); code != "TIED" {
		t.Errorf("with a tie at the limit: %s", code)
	}
	tie := map[string]any{"contest": prizes, "round": "NOMINATION", "category": n.categories[0], "projects": []string{ids["Boats"], ids["Nets"]}, "reason": "Boats reach more."}
	if _, code := n.call(n.tokens["bob"], "decideJuryTie", tie, ""); code != "FORBIDDEN" {
		t.Errorf("a juror who is no chair decides: %s", code)
	}
	n.must(n.tokens["ada"], "decideJuryTie", tie, "round { decisions { entries { title } } }")
	done := n.must(n.officer, "applyNomination", contest, "nominated left sequence round { appliedAt results { standings { project { title { value } } } } }")
	if done["nominated"] != 2.0 || done["left"] != 2.0 || done["sequence"] == nil {
		t.Fatalf("applied: %v", done)
	}
	if again := n.must(n.tokens["ada"], "applyNomination", contest, "nominated left"); again["nominated"] != 0.0 || again["left"] != 0.0 {
		t.Errorf("applied again: %v", again)
	}
	var mine struct {
		Viewer struct {
			Entries []struct{ Title, State string }
		}
	}
	n.Read(t, &mine, `{ viewer { entries(contest: "`+prizes+`") { title state } } }`, nil, servertest.Bearer(n.school)...)
	want := map[string]string{"Kites": "NOMINATED", "Boats": "NOMINATED", "Nets": "ELIGIBLE", "Sails": "ELIGIBLE", "Oars": "WITHDRAWN"}
	for _, e := range mine.Viewer.Entries {
		if e.State != want[e.Title] {
			t.Errorf("%s is %s", e.Title, e.State)
		}
	}
	nominees := n.Ask(t, `{ contest(slug: "`+prizes+`") { categories { nominees { title { value } } } } }`, nil)
	if body := string(nominees.Body); !strings.Contains(body, "Kites") || !strings.Contains(body, "Boats") || strings.Contains(body, "Nets") {
		t.Errorf("everybody sees %s", body)
	}
	trail := string(n.Ask(t, `{ auditTrail(first: 50) { nodes { action subject detail } } }`, nil, servertest.Bearer(n.officer)...).Body)
	for _, why := range []string{"NO_ROOM; place 3, 3 sheets", "NOT_PASSED; place 4, 3 sheets", "2 nominated, 2 left eligible"} {
		if !strings.Contains(trail, why) {
			t.Errorf("%q is not in the audit trail: %s", why, trail)
		}
	}
	n.letters()
	tie["projects"] = []string{ids["Nets"], ids["Boats"]}
	if _, code := n.call(n.tokens["ada"], "decideJuryTie", tie, ""); code != "APPLIED" {
		t.Errorf("decided again: %s", code)
	}
}

// letters waits for the letters that tell entrants what came of the nomination.
func (n *nominating) letters() {
	n.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var subjects []string
	for range 400 {
		subjects = nil
		for _, m := range n.Inbox.All("school@example.org") {
			if strings.HasPrefix(m.Subject, "Nominated") || strings.HasPrefix(m.Subject, "Not nominated") {
				subjects = append(subjects, m.Subject)
			}
		}
		if len(subjects) >= 4 {
			break
		}
		<-tick.C
	}
	slices.Sort(subjects)
	if got, _ := json.Marshal(subjects); string(got) != `["Nominated: Boats","Nominated: Kites","Not nominated: Nets","Not nominated: Sails"]` {
		n.t.Errorf("letters: %s", got)
	}
}
