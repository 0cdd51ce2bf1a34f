package server_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/server/servertest"
)

// What is planted in the entry, part by part.
const (
	partnersWord = "partnerword"
	linkWord     = "linkword"
	imageWord    = "imageword"
	reasonWord   = "reasonword"
	waiveWord    = "DUPLICATE"
)

// blindEntry and blindProject are all that leads from an entry and a project to who is behind it, in pieces of which no
// list costs too much.
var (
	blindEntry = []string{
		"title state hidden", "stakeholder { id name { value } }", "stakeholder { country { code name { value } } }", "answers { text }", "links { url title }",
		"images { url description }", "waivedChecks", "moves { reason }", "moves { despite }", "project { id }",
	}
	blindProject = []string{
		"title { value }", "description { value }", "stakeholder { id name { value } }", "stakeholders { id name { value } }", "partners { id name { value } }",
		"country { code name { value } }",
	}
)

// blindEntries and blindProjects are the places where the jury reads entries and projects by lists.
var (
	blindEntries = []string{
		"viewer { assignments { explanation entry { %s } } }", "viewer { assignments { sheets { entry { %s } } } }", `entries(contest: "` + prizes + `", first: 50) { nodes { %s } }`,
		inRounds("sheets { entry { %s } }"), inRounds("decisions { reason entries { %s } }"), inRounds("results { passed { %s } }"),
		inRounds("results { undecided { %s } }"), inRounds("results { standings { entry { %s } } }"), inRounds("results { standingsBefore { entry { %s } } }"),
	}
	blindProjects = []string{
		"viewer { assignments { project { %s } } }", "viewer { assignments { sheets { project { %s } } } }", inRounds("sheets { project { %s } }"),
		inRounds("decisions { projects { %s } }"), inRounds("results { standings { project { %s } } }"),
	}
	// blindWhole is an entry alone, with what a list cannot ask for; blindWork is what a juror is shown of an assignment.
	blindWhole = strings.Join(blindEntry, " ") + " findings { message }"
	blindWork  = "explanation entry { " + blindWhole + " } project { " + strings.Join(blindProject, " ") + " }"
)

func inRounds(fields string) string {
	return `jury(contest: "` + prizes + `") { rounds { hides progress { recused } ` + fields + ` } }`
}

// blindTest is a nomination whose jury judges without knowing whose an entry is.
type blindTest struct {
	*nominating
	words map[string]string // what must not be found, by what it is
	ids   map[string]string // entries by title
}

func startBlind(t *testing.T, e *entrants) *blindTest {
	t.Helper()
	b := &blindTest{
		nominating: &nominating{entrants: e, second: e.Token(t, "second@example.org", auth.Secretariat), tokens: map[string]string{}, titles: map[string]string{}},
		ids:        map[string]string{},
		words: map[string]string{
			"the organisation": "School of Tides", "its id": e.stakeholders["School of Tides"], "its country": `"WS"`, "its country's name": "Samoa",
			"the box of partnerships": partnersWord, "a link": linkWord, "an image": imageWord, "an officer's reason": reasonWord, "what was waived": waiveWord,
		},
	}
	for _, title := range []string{"Kites", "Boats", "Nets"} {
		content := e.content(title, 1, 160)
		content["links"] = []map[string]any{{"url": "https://example.org/" + linkWord, "title": "A page"}}
		content["images"] = []map[string]any{{"url": "https://example.org/" + imageWord + ".png", "description": "A " + title}}
		for _, a := range content["answers"].([]map[string]any) {
			if a["box"] == "PARTNERSHIPS" {
				a["text"] = "With the " + partnersWord + "."
			}
		}
		made := e.draft(content)
		b.ids[title], b.titles[made.ID] = made.ID, title
		if code := e.submit(made); code != "" {
			t.Fatal(code)
		}
		officer := func(name string, input map[string]any) {
			t.Helper()
			input["entry"], input["reason"] = made.ID, "We said "+reasonWord+"."
			if _, code := e.act(e.officer, name, input, ""); code != "" {
				t.Fatalf("%s: %s", name, code)
			}
		}
		officer("waiveEntryChecks", map[string]any{"checks": []string{waiveWord}})
		officer("declareEntryIneligible", map[string]any{})
		officer("declareEntryEligible", map[string]any{})
	}
	return b
}

func (b *blindTest) criteria(round string, hides []string) (path string) {
	b.t.Helper()
	a := b.Ask(b.t, `mutation($input: SetCriteriaInput!) { setCriteria(input: $input) { round { hides } userErrors { code message path } } }`, map[string]any{"input": map[string]any{
		"contest": prizes, "round": round, "sheetsPerEntry": 2, "revealsWhenAllIn": true, "hasCountryConflicts": true, "hides": hides,
		"criteria": []map[string]any{{"name": []map[string]any{{"language": "en", "text": "Pass"}}, "weight": 1, "maxPoints": 1}},
	}}, servertest.Bearer(b.officer)...)
	return string(a.Body)
}

// asked is all that somebody of the jury can be answered about the entries by reading.
func (b *blindTest) asked(token string) map[string]string {
	b.t.Helper()
	answers := map[string]string{}
	ask := func(name, question string) {
		a := b.Ask(b.t, question, nil, servertest.Bearer(token)...)
		answers[name] = string(a.Body)
	}
	for place, pieces := range map[*[]string]*[]string{&blindEntries: &blindEntry, &blindProjects: &blindProject} {
		for _, where := range *place {
			for _, piece := range *pieces {
				question := "{ " + fmt.Sprintf(where, piece) + " }"
				ask(question, question)
			}
		}
	}
	ask("the page to print", `{ viewer { assignmentsToPrint(contest: "`+prizes+`", language: "en") } }`)
	ask("the export", `{ viewer { export } }`)
	for title, id := range b.ids {
		ask("the node of "+title, fmt.Sprintf(`{ node(id: %q) { ... on Entry { %s } } }`, id, blindWhole))
	}
	var data struct {
		Viewer struct{ Assignments []struct{ ID string } }
	}
	b.Read(b.t, &data, `{ viewer { assignments { id } } }`, nil, servertest.Bearer(token)...)
	for _, w := range data.Viewer.Assignments {
		ask("the node of "+w.ID, fmt.Sprintf(`{ node(id: %q) { ... on Assignment { %s } } }`, w.ID, blindWork))
	}
	return answers
}

// isElsewhere tells whether somebody is refused a jury that they have no place in.
func (b *blindTest) isElsewhere(name, body string) bool {
	return strings.Contains(name, "jury(") && strings.Contains(body, "NOT_FOUND")
}

// finds tells which of the planted words are in an answer.
func (b *blindTest) finds(body string) (found []string) {
	for _, what := range slices.Sorted(maps.Keys(b.words)) {
		if strings.Contains(body, b.words[what]) {
			found = append(found, what)
		}
	}
	return found
}

// nothing looks that somebody of the jury finds nothing of what is hidden, and does find the entries.
func (b *blindTest) nothing(when, who, token string) {
	b.t.Helper()
	for name, body := range b.asked(token) {
		if found := b.finds(body); len(found) > 0 {
			b.t.Errorf("%s, %s finds in %s %v: %s", when, who, name, found, body)
		}
		if isList := strings.Contains(name, "entries(") && strings.Contains(name, "title state"); strings.Contains(body, `"errors"`) && !b.isElsewhere(name, body) || isList && !strings.Contains(body, "Kites") {
			b.t.Errorf("%s, %s asks for %s: %s", when, who, name, body)
		}
	}
}

// all looks that somebody finds everything in an answer.
func (b *blindTest) all(who, body string) {
	b.t.Helper()
	found := b.finds(body)
	if strings.Contains(who, "jury(") { // a round shows entries without how they came where they stand
		found = append(found, "an officer's reason")
	}
	if len(found) < len(b.words) {
		b.t.Errorf("%s finds only %v: %s", who, found, body)
	}
}

// Whose an entry is, and what leads there, is found by nobody who judges it: in no answer that they can get, before the
// reveal or after. Officers, auditors and entrants read all of it.
func TestSR26_ABlindNomination(t *testing.T) {
	onEntries(t, map[string]any{"nomineesPerCategory": 1, "championsPerCategory": 1}, func(t *testing.T, e *entrants) {
		b := startBlind(t, e)
		if body := b.criteria("SELECTION", []string{"LINKS"}); !strings.Contains(body, "NO_PHASE") {
			t.Errorf("a round that there is not: %s", body)
		}
		if body := b.criteria("NOMINATION", []string{"LINKS", "LINKS"}); !strings.Contains(body, "hides[1]: is named twice") {
			t.Errorf("a part twice: %s", body)
		}
		if body := b.criteria("NOMINATION", []string{"IMAGES", "LINKS", "PARTNERSHIPS", "ORGANISATION"}); !strings.Contains(body, `"hides":["ORGANISATION","PARTNERSHIPS","LINKS","IMAGES"]`) {
			t.Fatalf("hidden: %s", body)
		}
		b.seat("ada", true)
		b.seat("bob", false)
		b.seatAs("barred", "WS")
		if p := b.must(e.officer, "assignJury", map[string]any{"contest": prizes, "round": "NOMINATION"}, "added round { hides } short { entry { id } }"); p["added"] != 6.0 {
			t.Fatalf("assigned: %v", p) // nobody of the country of the organisation is drawn
		}
		if body := b.criteria("NOMINATION", nil); !strings.Contains(body, "ROUND_OPEN") {
			t.Errorf("changed once it is assigned: %s", body)
		}
		setForumTime(t, e.Store, time.Date(2019, 12, 3, 0, 0, 0, 0, time.UTC))
		for who, token := range b.tokens {
			b.nothing("sealed", who, token)
		}
		b.nothing("sealed", "somebody of the jury without a place", e.juror)
		b.claims("ada") // a claim that nobody has confirmed opens nothing
		b.nothing("sealed", "who says to speak for the organisation", b.tokens["ada"])
		b.acts()
		b.opened()
		for _, who := range []string{"ada", "bob", "barred"} {
			b.nothing("opened", who, b.tokens[who])
		}
		b.decided()
		b.readers()
		b.inBothRoles()
		b.letters()
	})
}

// claims lets somebody say that they speak for the organisation.
func (b *blindTest) claims(who string) {
	b.t.Helper()
	a := b.Ask(b.t, `mutation($s: ID!) { claimOrganisation(input: {stakeholder: $s}) { claim { state } userErrors { code } } }`,
		map[string]any{"s": b.words["its id"]}, servertest.Bearer(b.tokens[who])...)
	if !strings.Contains(string(a.Body), `"state":"CLAIMED"`) {
		b.t.Fatalf("%s", a.Body)
	}
}

// inBothRoles looks that an auditor who judges too reads everything as an auditor, and stays blind in their own assignments,
// and that who speaks for the organisation reads its entries, of the jury or not.
func (b *blindTest) inBothRoles() {
	t := b.t
	bob := b.Token(t, "bob@jury.example", auth.Auditor)
	school := b.Token(t, "school@example.org", auth.Jury)
	own := []string{`viewer { assignmentsToPrint(contest: "` + prizes + `") }`}
	for _, piece := range blindEntry {
		own = append(own, "viewer { assignments { entry { state "+piece+" } } }")
	}
	for _, question := range own {
		a := b.Ask(t, "{ "+question+" }", nil, servertest.Bearer(bob)...)
		if found := b.finds(string(a.Body)); len(found) > 0 || len(a.Errors) > 0 {
			t.Errorf("an auditor who judges finds %v by %s: %s", found, question, a.Body)
		}
	}
	var lists [2]strings.Builder
	for _, piece := range blindEntry {
		for i, token := range []string{bob, school} {
			lists[i].Write(b.Ask(t, "{ "+fmt.Sprintf(blindEntries[2], piece)+" }", nil, servertest.Bearer(token)...).Body)
		}
	}
	b.all("an auditor who judges, in the list of entries", lists[0].String())
	b.all("of the jury, who speaks for the organisation, in the list of entries", lists[1].String())
	one := b.Ask(t, fmt.Sprintf(`{ node(id: %q) { ... on Entry { %s } } }`, b.ids["Nets"], blindWhole), nil, servertest.Bearer(school)...)
	b.all("of the jury, who speaks for the organisation, by a node", string(one.Body))
}

// letters looks that no letter to a juror names what is hidden.
func (b *blindTest) letters() {
	for who := range b.tokens {
		for _, m := range b.Inbox.All(who + "@jury.example") {
			if found := b.finds(m.Subject + m.Body); len(found) > 0 {
				b.t.Errorf("a letter to %s holds %v: %s", who, found, m.Body)
			}
		}
	}
}

// seatAs seats a juror of a country.
func (b *blindTest) seatAs(name, country string) {
	b.t.Helper()
	p := b.must(b.officer, "inviteJuror", map[string]any{
		"contest": prizes, "email": name + "@jury.example", "name": name, "categories": []string{b.categories[0]}, "reason": "an expert", "country": country,
	}, "juror { id } proposal { id }")
	b.must(b.second, "confirmProposal", map[string]any{"proposal": p["proposal"].(map[string]any)["id"]}, "")
	b.tokens[name] = b.Token(b.t, name+"@jury.example")
	b.must(b.tokens[name], "answerInvitation", map[string]any{"invitation": p["juror"].(map[string]any)["id"], "accept": true}, "")
}

// acts lets jurors do all that they can do, and looks at what they are answered.
func (b *blindTest) acts() {
	t := b.t
	act := func(who, name string, input map[string]any, fields string) {
		t.Helper()
		a := b.Ask(t, fmt.Sprintf(`mutation($input: %sInput!) { %s(input: $input) { userErrors { code message } %s } }`, strings.ToUpper(name[:1])+name[1:], name, fields),
			map[string]any{"input": input}, servertest.Bearer(b.tokens[who])...)
		if found := b.finds(string(a.Body)); len(found) > 0 || a.Status != 200 || len(a.Errors) > 0 {
			t.Errorf("%s finds %v in the answer of %s: %d %s", who, found, name, a.Status, a.Body)
		}
	}
	for _, id := range b.ids {
		act("ada", "nominateEntry", map[string]any{"entry": id}, "entry { "+blindWhole+" }")
	}
	for _, who := range []string{"ada", "bob"} {
		var data struct {
			Viewer struct{ Assignments []nominationWork }
		}
		b.Read(t, &data, `{ viewer { assignments { id state entry { id title } criteria { id } } } }`, nil, servertest.Bearer(b.tokens[who])...)
		if len(data.Viewer.Assignments) != 3 {
			t.Fatalf("%s judges %+v", who, data.Viewer.Assignments)
		}
		for _, w := range data.Viewer.Assignments {
			points := 1
			if w.Entry.Title == "Nets" {
				points = 0
			}
			scores := []map[string]any{{"criterion": w.Criteria[0].ID, "points": points}}
			key := "key-" + w.ID[len(w.ID)-20:]
			act(who, "saveScoreDraft", map[string]any{"assignment": w.ID, "revision": 0, "scores": scores, "comment": "Good."}, "assignment { "+blindWork+" }")
			act(who, "submitScoreSheet", map[string]any{"assignment": w.ID, "scores": scores, "idempotencyKey": key}, "assignment { "+blindWork+" }")
		}
	}
}

// decided lets the chair settle the tie between the two that passed, and carries it out.
func (b *blindTest) decided() {
	t := b.t
	p := b.must(b.tokens["ada"], "decideJuryTie", map[string]any{
		"contest": prizes, "round": "NOMINATION", "category": b.categories[0], "projects": []string{b.ids["Kites"], b.ids["Boats"]}, "reason": "Kites reach more.",
	}, "round { decisions { entries { "+strings.Join(blindEntry[1:6], " ")+" moves { reason } } } }")
	if found := b.finds(fmt.Sprint(p)); len(found) > 0 {
		t.Errorf("the chair finds %v in the answer: %v", found, p)
	}
	b.must(b.tokens["ada"], "applyNomination", map[string]any{"contest": prizes}, "nominated left sequence round { appliedAt }")
	// From now on everybody reads whose the nominee is, and nobody whose the others are, nor what the form says to officers.
	for name, body := range b.asked(b.tokens["bob"]) {
		if strings.Contains(name, "Boats") || strings.Contains(name, "Nets") || name == "the list of entries" {
			if found := b.finds(body); len(found) > 0 {
				t.Errorf("once it is applied, bob finds in %s %v: %s", name, found, body)
			}
		}
		for _, word := range []string{partnersWord, linkWord, imageWord, reasonWord, waiveWord} {
			if strings.Contains(body, word) {
				t.Errorf("once it is applied, bob finds in %s %s: %s", name, word, body)
			}
		}
	}
}

// readers looks that those who do not judge read everything.
func (b *blindTest) readers() {
	t := b.t
	all := blindWhole
	for who, token := range map[string]string{"an officer": b.officer, "an auditor": b.auditor} {
		for _, where := range blindEntries[2:] {
			var bodies strings.Builder
			for _, piece := range blindEntry {
				bodies.Write(b.Ask(t, "{ "+fmt.Sprintf(where, piece)+" }", nil, servertest.Bearer(token)...).Body)
			}
			if !strings.Contains(where, "undecided") { // nobody is, by now
				b.all(who+" by "+where, bodies.String())
			}
		}
		for title, id := range b.ids {
			one := b.Ask(t, fmt.Sprintf(`{ node(id: %q) { ... on Entry { %s } } }`, id, all), nil, servertest.Bearer(token)...)
			b.all(who+" by the node of "+title, string(one.Body))
		}
		pairs := b.Ask(t, `{ juryAssignments(contest: "`+prizes+`", round: NOMINATION, first: 2) { nodes { id entry { `+all+` } } } }`, nil, servertest.Bearer(token)...)
		b.all(who+" by assignments", string(pairs.Body))
	}
	b.all("an entrant", string(b.Ask(t, `{ viewer { entries(contest: "`+prizes+`") { `+all+` } } }`, nil, servertest.Bearer(b.school)...).Body))
}
