package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/auth"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
	"rostrum/internal/taxonomy"
)

// The contest of these tests takes entries from October to November, and nominates in December.
const (
	prizes        = "prizes-next"
	submitsUntil  = "2019-11-30T23:00:00+01:00"
	entryFields   = `entry { id title state revision language startedOn answers { box goal { number } text words } findings { check message } moves { number from to reason despite } project { title { value } description { value language } } }`
	officersEntry = `entry { id state moves { to movedBy } }`
)

type entryOf struct {
	ID, Title, State, Language string
	Revision                   int
	StartedOn                  *string
	Answers                    []struct {
		Box, Text string
		Goal      *struct{ Number int }
		Words     int
	}
	Findings []struct{ Check, Message string }
	Moves    []struct {
		Number           int
		From, To, Reason string
		Despite          []string
		MovedBy          string
	}
	Project *struct {
		Title       struct{ Value string }
		Description *struct{ Value, Language string }
	}
}

// entrants is a server that takes entries, with those who take part.
type entrants struct {
	*servertest.Replica
	t                                     *testing.T
	officer, auditor, juror, school, bank string            // tokens; the last two speak for an organisation each
	stakeholders                          map[string]string // by name
	categories                            []string
}

func startEntries(t *testing.T, dsn string, settings map[string]any) *entrants {
	t.Helper()
	st := servertest.Open(t, dsn)
	servertest.Rehearse(t, st, startOfSubmission)
	servertest.Import(t, st, servertest.Tiny(t))
	e := &entrants{Replica: servertest.Start(t, dsn), t: t, stakeholders: map[string]string{}}
	e.officer, e.auditor = e.Token(t, "officer@example.org", auth.Secretariat), e.Token(t, "auditor@example.org", auth.Auditor)
	e.juror = e.Token(t, "juror@example.org", auth.Jury)
	phase := func(kind, opens, closes string) map[string]any {
		return map[string]any{"kind": kind, "opensAt": opens, "closesAt": closes}
	}
	named := map[string]any{"name": "The next prizes"}
	maps.Copy(named, settings)
	made, a := perform(t, e.Client, e.officer, "createContest", map[string]any{"slug": prizes, "forum": "wsis-forum-2020", "settings": named, "phases": []map[string]any{
		phase("SUBMISSION", "2019-09-01T00:00:00Z", submitsUntil), phase("NOMINATION", "2019-12-02T00:00:00Z", "2019-12-20T00:00:00Z"),
		phase("VOTING", "2020-01-13T00:00:00Z", "2020-01-24T00:00:00Z"),
	}}, contestFields)
	if made.Contest == nil {
		t.Fatalf("%s", a.Body)
	}
	var public struct {
		Stakeholders struct {
			Nodes []struct {
				ID   string
				Name struct{ Value string }
			}
		}
		Contest struct{ Categories []struct{ ID string } }
	}
	e.Read(t, &public, `query($c: String!) { stakeholders(first: 50) { nodes { id name { value } } } contest(slug: $c) { categories { id } } }`, map[string]any{"c": prizes})
	for _, s := range public.Stakeholders.Nodes {
		e.stakeholders[s.Name.Value] = s.ID
	}
	for _, c := range public.Contest.Categories {
		e.categories = append(e.categories, c.ID)
	}
	e.school, e.bank = e.speaker("school@example.org", "School of Tides"), e.speaker("post@example.org", "Ministry of Posts")
	return e
}

// speaker gives the token of an account that speaks for an organisation.
func (e *entrants) speaker(email, organisation string) string {
	e.t.Helper()
	token := e.Token(e.t, email)
	var claimed struct {
		ClaimOrganisation struct{ Claim struct{ ID string } }
	}
	e.Read(e.t, &claimed, `mutation($s: ID!) { claimOrganisation(input: {stakeholder: $s}) { claim { id } } }`,
		map[string]any{"s": e.stakeholders[organisation]}, servertest.Bearer(token)...)
	e.Read(e.t, &json.RawMessage{}, `mutation($c: ID!) { decideOrganisationClaim(input: {claim: $c, decision: CONFIRM}) { userErrors { code } } }`,
		map[string]any{"c": claimed.ClaimOrganisation.Claim.ID}, servertest.Bearer(e.officer)...)
	return token
}

// act carries out a mutation about an entry: the entry that comes back, and the codes of its user errors or its error.
func (e *entrants) act(token, name string, input map[string]any, fields string) (entryOf, string) {
	e.t.Helper()
	a := e.Ask(e.t, fmt.Sprintf(`mutation($input: %sInput!) { p: %s(input: $input) { userErrors { code message path } %s } }`, strings.ToUpper(name[:1])+name[1:], name, fields),
		map[string]any{"input": input}, servertest.Bearer(token)...)
	if len(a.Errors) > 0 {
		return entryOf{}, a.Errors[0].Extensions.Code
	}
	var data struct {
		P struct {
			Entry      *entryOf
			UserErrors []userError
		}
	}
	decode(e.t, a.Data, &data)
	var codes []string
	for _, u := range data.P.UserErrors {
		codes = append(codes, u.Code)
		if u.Message == "" || len(u.Path) < 2 || u.Path[0] != "input" {
			e.t.Errorf("%s: %+v", name, u)
		}
	}
	if data.P.Entry == nil {
		return entryOf{}, strings.Join(codes, " ")
	}
	return *data.P.Entry, strings.Join(codes, " ")
}

// content is a form that is filled in.
func (e *entrants) content(title string, category, words int) map[string]any {
	box := func(kind, text string) map[string]any { return map[string]any{"box": kind, "text": text} }
	linkage := box("SDG_LINKAGE", "It serves the goal.")
	linkage["goal"] = 9
	return map[string]any{"title": title, "category": e.categories[category-1], "answers": []map[string]any{
		linkage, box("SHORT_DESCRIPTION", strings.TrimSpace(strings.Repeat("word ", words))), box("IMPACT", "Much."), box("PARTNERSHIPS", "Many."), box("CHALLENGES_AND_FUTURE", "Few."),
	}}
}

// draft makes a draft of the School of Tides.
func (e *entrants) draft(content map[string]any) entryOf {
	e.t.Helper()
	made, code := e.act(e.school, "createEntry", map[string]any{"contest": prizes, "stakeholder": e.stakeholders["School of Tides"], "content": content}, entryFields)
	if code != "" || made.State != "DRAFT" {
		e.t.Fatalf("no draft: %s %+v", code, made)
	}
	return made
}

func (e *entrants) submit(made entryOf) string {
	e.t.Helper()
	_, code := e.act(e.school, "submitEntry", map[string]any{"entry": made.ID, "revision": made.Revision}, entryFields)
	return code
}

// onEntries runs a test on both engines.
func onEntries(t *testing.T, settings map[string]any, f func(t *testing.T, e *entrants)) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) { f(t, startEntries(t, dsn, settings)) })
}

// From draft to nominee: each side sees what it may, everybody is told, and the public sees the project at the end.
func TestTheLifeOfAnEntry(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		made := e.draft(e.content("Kites for all", 3, 160))
		listed := func(token string) string {
			a := e.Ask(t, `{ entries(contest: "`+prizes+`") { totalCount nodes { id state } } }`, nil, servertest.Bearer(token)...)
			return string(a.Body)
		}
		if body := listed(e.officer); !strings.Contains(body, `"totalCount":0`) {
			t.Errorf("an officer sees a draft: %s", body)
		}
		if code := e.submit(made); code != "" {
			t.Fatalf("not submitted: %s", code)
		}
		if code := e.submit(made); code != "" {
			t.Errorf("a repeated call: %s", code)
		}
		id := map[string]any{"entry": made.ID}
		reason := map[string]any{"entry": made.ID, "reason": "Tell us more."}
		if back, code := e.act(e.officer, "returnEntry", reason, "entry { state revision moves { to reason movedBy } }"); code != "" || back.State != "RETURNED" || !strings.HasPrefix(back.Moves[1].MovedBy, "account ") {
			t.Errorf("returned: %s %+v", code, back)
		}
		var mine struct {
			Viewer struct{ Entries []entryOf }
		}
		e.Read(t, &mine, `{ viewer { entries(contest: "`+prizes+`") { id state revision findings { check } moves { reason } } } }`, nil, servertest.Bearer(e.school)...)
		if len(mine.Viewer.Entries) != 1 || mine.Viewer.Entries[0].Moves[1].Reason != "Tell us more." {
			t.Fatalf("the entrants see %+v", mine)
		}
		saved, code := e.act(e.school, "saveEntry", map[string]any{"entry": made.ID, "revision": mine.Viewer.Entries[0].Revision, "content": map[string]any{"title": "Kites for everybody"}}, entryFields)
		if code != "" || saved.Title != "Kites for everybody" || len(saved.Answers) != 5 {
			t.Fatalf("saved: %s %+v", code, saved)
		}
		if code := e.submit(saved); code != "" {
			t.Fatalf("submitted again: %s", code)
		}
		if body := listed(e.juror); !strings.Contains(body, `"totalCount":0`) {
			t.Errorf("the jury sees what is not eligible: %s", body)
		}
		setForumTime(t, e.Store, time.Date(2019, 12, 3, 0, 0, 0, 0, time.UTC))
		if _, code := e.act(e.officer, "returnEntry", reason, ""); code != "SUBMISSION_CLOSED" {
			t.Errorf("returned when nobody can submit: %s", code)
		}
		if _, code := e.act(e.juror, "nominateEntry", id, ""); code != "NOT_FOUND" {
			t.Errorf("nominated before it is eligible: %s", code)
		}
		if good, code := e.act(e.officer, "declareEntryEligible", id, officersEntry); code != "" || good.State != "ELIGIBLE" {
			t.Errorf("eligible: %s %+v", code, good)
		}
		if body := listed(e.juror); !strings.Contains(body, `"state":"ELIGIBLE"`) || !strings.Contains(listed(e.auditor), made.ID) {
			t.Errorf("the jury sees %s", body)
		}
		done, code := e.act(e.juror, "nominateEntry", id, entryFields)
		if code != "" || done.State != "NOMINATED" || done.Project == nil || done.Project.Description == nil || !strings.HasPrefix(done.Project.Description.Value, "word word") {
			t.Fatalf("nominated: %s %+v", code, done)
		}
		if again, code := e.act(e.juror, "nominateEntry", id, entryFields); code != "" || again.State != "NOMINATED" {
			t.Errorf("nominated again: %s", code)
		}
		var public struct {
			Contest struct {
				Categories []struct {
					Nominees []struct {
						Title       struct{ Value string }
						Stakeholder struct{ ID string }
						Country     *struct{ Code string }
					}
				}
			}
		}
		e.Read(t, &public, `{ contest(slug: "`+prizes+`") { categories { nominees { title { value } stakeholder { id } country { code } } } } }`, nil)
		if n := public.Contest.Categories[2].Nominees; len(n) != 1 || n[0].Title.Value != "Kites for everybody" || n[0].Stakeholder.ID != e.stakeholders["School of Tides"] || n[0].Country.Code != "WS" {
			t.Errorf("the public sees %+v", n)
		}
		if _, code := e.act(e.school, "withdrawEntry", id, ""); code != "NOT_POSSIBLE" {
			t.Errorf("withdrawn when nominated: %s", code)
		}
		var own struct{ Viewer struct{ Export string } }
		e.Read(t, &own, `{ viewer { export } }`, nil, servertest.Bearer(e.school)...)
		if !strings.Contains(own.Viewer.Export, "Kites for everybody") || strings.Count(own.Viewer.Export, `"to": "SUBMITTED"`) != 2 {
			t.Errorf("the export lacks the entry or what was done with it: %s", own.Viewer.Export)
		}
		e.told(t, "school@example.org", "Submitted", "Returned to you", "Submitted", "Eligible", "Nominated")
		if n := len(e.Inbox.All("post@example.org")); n != 0 {
			t.Errorf("somebody else got %d mails", n)
		}
	})
}

// told waits for the mails to an address, and looks what they begin with.
func (e *entrants) told(t *testing.T, email string, states ...string) {
	t.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for len(e.Inbox.All(email)) < len(states) {
		select {
		case <-deadline.C:
			t.Fatalf("%d mails to %s, want %d", len(e.Inbox.All(email)), email, len(states))
		case <-tick.C:
		}
	}
	got := map[string]int{}
	for _, m := range e.Inbox.All(email) {
		subject, title, _ := strings.Cut(m.Subject, ": ")
		got[subject]++
		if !strings.HasPrefix(title, "Kites for") || !strings.Contains(m.Body, title) || strings.Contains(m.Body, "Tell us more.") != (subject == "Returned to you") {
			t.Errorf("the mail %q says %q", m.Subject, m.Body)
		}
	}
	want := map[string]int{}
	for _, s := range states {
		want[s]++
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("mails (-want +got): %s", d)
	}
}

func TestSR20_OneCategoryAndNotTwice(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		first := e.draft(e.content("Kites", 1, 160))
		if code := e.submit(first); code != "" {
			t.Fatal(code)
		}
		second := e.draft(e.content(" KÍTES", 2, 160))
		if code := e.submit(second); code != "DUPLICATE" {
			t.Errorf("the same project in another category: %s", code)
		}
		waive := map[string]any{"entry": second.ID, "checks": []string{"DUPLICATE"}, "reason": "It is another project."}
		if shown, code := e.act(e.officer, "waiveEntryChecks", waive, officersEntry); code != "" || shown.ID != "" {
			t.Errorf("waived: %s %+v", code, shown)
		}
		if _, code := e.act(e.officer, "waiveEntryChecks", map[string]any{"entry": second.ID, "checks": []string{"INCOMPLETE"}, "reason": "x"}, ""); code != "BAD_USER_INPUT" {
			t.Errorf("what cannot be waived: %s", code)
		}
		if code := e.submit(second); code != "" {
			t.Errorf("after an officer waived it: %s", code)
		}
		third := e.draft(e.content("Kites", 3, 160))
		if _, code := e.act(e.school, "withdrawEntry", map[string]any{"entry": first.ID}, entryFields); code != "" {
			t.Error(code)
		}
		if code := e.submit(third); code != "DUPLICATE" { // the second one holds the title of nobody, but is in
			t.Errorf("a third one: %s", code)
		}
		other, _ := e.act(e.bank, "createEntry", map[string]any{"contest": prizes, "stakeholder": e.stakeholders["Ministry of Posts"], "content": e.content("Kites", 1, 160)}, entryFields)
		if _, code := e.act(e.bank, "submitEntry", map[string]any{"entry": other.ID, "revision": other.Revision}, ""); code != "" {
			t.Errorf("a project of another organisation: %s", code)
		}
	})
}

func TestSR21_OneEntryAnEntityAndCategory(t *testing.T) {
	t.Parallel()
	for _, one := range []bool{true, false} {
		onEntries(t, map[string]any{"oneEntryPerCategory": one}, func(t *testing.T, e *entrants) {
			if code := e.submit(e.draft(e.content("Kites", 1, 160))); code != "" {
				t.Fatal(code)
			}
			want := map[bool]string{true: "ONE_ENTRY_PER_CATEGORY", false: ""}[one]
			if code := e.submit(e.draft(e.content("Boats", 1, 160))); code != want {
				t.Errorf("a second one in the category: %q, want %q", code, want)
			}
			if code := e.submit(e.draft(e.content("Nets", 2, 160))); code != "" {
				t.Errorf("one in another category: %s", code)
			}
		})
	}
}

func TestSR22_WordsOfTheShortDescription(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		for words, want := range map[int]string{149: "TOO_FEW_WORDS", 150: "", 200: "", 201: "TOO_MANY_WORDS"} {
			made := e.draft(e.content(fmt.Sprint("Kites ", words), 1, words))
			if code := e.submit(made); code != want || made.Answers[0].Words != words {
				t.Errorf("%d words: %q, want %q; counted as %d", words, code, want, made.Answers[0].Words)
			}
		}
	})
	onEntries(t, map[string]any{"form": []map[string]any{{"kind": "SHORT_DESCRIPTION", "isRequired": true, "minWords": 3, "maxWords": 100}}}, func(t *testing.T, e *entrants) {
		content := e.content("Kites", 1, 3)
		content["answers"] = content["answers"].([]map[string]any)[1:2]
		if code := e.submit(e.draft(content)); code != "" {
			t.Errorf("by a form of another edition: %s", code)
		}
	})
}

func TestSR23_IncompleteFormsAreDraftsOnly(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		empty := e.draft(nil)
		if code := e.submit(empty); code != strings.TrimSpace(strings.Repeat("INCOMPLETE ", 7)) || len(empty.Findings) != 7 {
			t.Errorf("nothing at all: %s, %+v", code, empty.Findings)
		}
		for i := range 5 {
			content := e.content(fmt.Sprint("Kites ", i), 1, 160)
			answers := content["answers"].([]map[string]any)
			content["answers"] = append(append([]map[string]any{}, answers[:i]...), answers[i+1:]...)
			if code := e.submit(e.draft(content)); code != "INCOMPLETE" {
				t.Errorf("without %v: %s", answers[i]["box"], code)
			}
		}
	})
}

func TestSR24_PastWinnersDoNotEnterAgain(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		var categories []string
		for i, line := range taxonomy.Lines() {
			categories = append(categories, fmt.Sprintf(`{"id": "old-%d", "number": %d, "actionLine": %q}`, i+1, i+1, line))
		}
		servertest.Import(t, e.Store, servertest.Tiny(t), servertest.Document(t, []byte(`{"format": "rostrum/1", "source": "archive",
			"forums": [{"externalId": "f", "slug": "wsis-forum-2018", "year": 2018, "theme": "2018", "startsOn": "2018-03-19", "endsOn": "2018-03-23", "timeZone": "Europe/Zurich", "isArchive": true}],
			"contests": [{"externalId": "old", "slug": "wsis-prizes-2018", "forum": "f", "name": "Prizes 2018", "categories": [`+strings.Join(categories, ",")+`]}],
			"projects": [{"externalId": "won", "contest": "old", "title": "Kites", "claims": [{"statement": "WINNER", "source": {"title": "News"}}]},
				{"externalId": "close", "contest": "old", "title": "Boats", "claims": [{"statement": "CHAMPION", "source": {"title": "News"}}]}]}`), "archive.json"))
		if code := e.submit(e.draft(e.content("KITES", 1, 160))); code != "PAST_WINNER" {
			t.Errorf("a past winner: %s", code)
		}
		if code := e.submit(e.draft(e.content("Boats", 2, 160))); code != "" {
			t.Errorf("a past champion: %s", code)
		}
	})
}

func TestSR25_TheDeadlineIsAnInstant(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		deadline, err := time.Parse(time.RFC3339, submitsUntil)
		if err != nil {
			t.Fatal(err)
		}
		early, late, draft := e.draft(e.content("Kites", 1, 160)), e.draft(e.content("Boats", 2, 160)), e.draft(nil)
		setForumTime(t, e.Store, deadline.Add(-time.Minute))
		if code := e.submit(early); code != "" {
			t.Errorf("a minute before the deadline: %s", code)
		}
		setForumTime(t, e.Store, deadline)
		if code := e.submit(late); code != "SUBMISSION_CLOSED" {
			t.Errorf("at the deadline: %s", code)
		}
		if code := e.submit(early); code != "" {
			t.Errorf("a repeated call after the deadline: %s", code)
		}
		if _, code := e.act(e.school, "saveEntry", map[string]any{"entry": draft.ID, "revision": draft.Revision, "content": map[string]any{"title": "Not lost"}}, ""); code != "" {
			t.Errorf("what was written is lost: %s", code)
		}
		if _, code := e.act(e.school, "createEntry", map[string]any{"contest": prizes, "stakeholder": e.stakeholders["School of Tides"]}, ""); code != "SUBMISSION_CLOSED" {
			t.Errorf("a new draft: %s", code)
		}
	})
}

func TestSR26_OnlyTheExpertGroupNominates(t *testing.T) {
	t.Parallel()
	onEntries(t, map[string]any{"nomineesPerCategory": 2, "championsPerCategory": 1}, func(t *testing.T, e *entrants) {
		var ready []entryOf
		for _, title := range []string{"Kites", "Boats", "Nets"} {
			made := e.draft(e.content(title, 1, 160))
			if code := e.submit(made); code != "" {
				t.Fatal(code)
			}
			if _, code := e.act(e.officer, "declareEntryEligible", map[string]any{"entry": made.ID}, ""); code != "" {
				t.Fatal(code)
			}
			ready = append(ready, made)
		}
		nominate := func(token string, i int) string {
			_, code := e.act(token, "nominateEntry", map[string]any{"entry": ready[i].ID}, "sequence")
			return code
		}
		if code := nominate(e.juror, 0); code != "NOMINATION_NOT_OPEN" {
			t.Errorf("before nomination opens: %s", code)
		}
		setForumTime(t, e.Store, time.Date(2019, 12, 2, 0, 0, 0, 0, time.UTC))
		own := e.Token(t, "school@example.org", auth.Jury)
		for name, c := range map[string]struct{ token, want string }{
			"the secretariat": {e.officer, "FORBIDDEN"}, "an auditor": {e.auditor, "FORBIDDEN"}, "the entrants": {e.bank, "FORBIDDEN"},
			"a juror of the organisation": {own, "CONFLICT_OF_INTEREST"},
		} {
			if code := nominate(c.token, 0); code != c.want {
				t.Errorf("%s: %s", name, code)
			}
		}
		for i, want := range []string{"", "", "CATEGORY_FULL"} {
			if code := nominate(e.juror, i); code != want {
				t.Errorf("nominee %d: %q, want %q", i+1, code, want)
			}
		}
		setForumTime(t, e.Store, votingDay)
		if code := nominate(e.juror, 2); code != "RULES_FROZEN" {
			t.Errorf("when voting has opened: %s", code)
		}
		if _, code := e.act(e.officer, "declareEntryIneligible", map[string]any{"entry": ready[2].ID, "reason": "late"}, ""); code != "RULES_FROZEN" {
			t.Errorf("ineligible when voting has opened: %s", code)
		}
	})
}

// Two devices write one draft: neither overwrites what it has not seen, and what is stored is shown.
func TestTwoDevicesLoseNothing(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		made := e.draft(e.content("Kites", 1, 160))
		save := func(revision int, content map[string]any) (entryOf, string) {
			return e.act(e.school, "saveEntry", map[string]any{"entry": made.ID, "revision": revision, "content": content}, entryFields)
		}
		phone, code := save(1, map[string]any{"title": "From the phone", "startedOn": "2019-01-01"})
		if code != "" || phone.Revision != 2 || *phone.StartedOn != "2019-01-01" {
			t.Fatalf("%s %+v", code, phone)
		}
		desk, code := save(1, map[string]any{"title": "From the desk"})
		if code != "CHANGED_MEANWHILE" || desk.Title != "From the phone" || desk.Revision != 2 {
			t.Errorf("from an old revision: %s %+v", code, desk)
		}
		if again, code := save(1, map[string]any{"title": "From the phone", "startedOn": "2019-01-01"}); code != "" || again.Revision != 2 {
			t.Errorf("a repeated call: %s, revision %d", code, again.Revision)
		}
		if merged, code := save(2, map[string]any{"title": "From both", "startedOn": nil}); code != "" || merged.Revision != 3 || merged.StartedOn != nil {
			t.Errorf("merged: %s %+v", code, merged)
		}
		if _, code := e.act(e.school, "submitEntry", map[string]any{"entry": made.ID, "revision": 2}, ""); code != "CHANGED_MEANWHILE" {
			t.Errorf("submitted what was not seen: %s", code)
		}
		if _, code := save(3, map[string]any{"links": []map[string]any{{"url": "javascript:x"}}}); code != "BAD_USER_INPUT" {
			t.Errorf("a bad address: %s", code)
		}
	})
}

// For everybody whom it does not concern it is as if there were no such entry.
func TestEntriesAreNobodyElsesBusiness(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		made := e.draft(e.content("Kites", 1, 160))
		node := func(token string) bool {
			a := e.Ask(t, `query($i: ID!) { node(id: $i) { id ... on Entry { title } } }`, map[string]any{"i": made.ID}, servertest.Bearer(token)...)
			return strings.Contains(string(a.Body), "Kites")
		}
		for name, c := range map[string]struct {
			token string
			sees  bool
		}{"its entrants": {e.school, true}, "other entrants": {e.bank, false}, "an officer": {e.officer, false}, "a juror": {e.juror, false}, "nobody": {"", false}} {
			if got := node(c.token); got != c.sees {
				t.Errorf("a draft, %s: %v", name, got)
			}
		}
		for _, name := range []string{"saveEntry", "submitEntry", "withdrawEntry"} {
			input := map[string]any{"entry": made.ID, "revision": 1, "content": map[string]any{}}
			if name == "withdrawEntry" {
				delete(input, "revision")
			}
			if name != "saveEntry" {
				delete(input, "content")
			}
			if _, code := e.act(e.bank, name, input, ""); code != "NOT_FOUND" {
				t.Errorf("%s by somebody else: %s", name, code)
			}
		}
		stranger := e.Token(t, "stranger@example.org")
		if _, code := e.act(stranger, "createEntry", map[string]any{"contest": prizes, "stakeholder": e.stakeholders["School of Tides"]}, ""); code != "NOT_YOURS" {
			t.Errorf("for an organisation that is not theirs: %s", code)
		}
		if code := e.submit(made); code != "" {
			t.Fatal(code)
		}
		if !node(e.officer) || !node(e.auditor) || node(e.juror) || node(e.bank) {
			t.Error("what was submitted is seen by the wrong people")
		}
		if a := e.Ask(t, `{ search(text: "Kites for all") { totalCount } }`, nil); !strings.Contains(string(a.Body), `"totalCount":0`) {
			t.Errorf("it can be searched for: %s", a.Body)
		}
	})
}

// An officer finds an entry eligible though a machine does not, and says why.
func TestOfficersOverrideWithAReason(t *testing.T) {
	t.Parallel()
	onEntries(t, nil, func(t *testing.T, e *entrants) {
		made := e.draft(e.content("Kites", 1, 160))
		if code := e.submit(made); code != "" {
			t.Fatal(code)
		}
		if _, a := perform(t, e.Client, e.officer, "updateContest", map[string]any{"contest": prizes, "settings": map[string]any{"form": []map[string]any{{"kind": "SHORT_DESCRIPTION", "isRequired": true, "minWords": 170}}}}, ""); len(a.Errors) > 0 {
			t.Fatalf("%s", a.Body)
		}
		id := map[string]any{"entry": made.ID}
		if _, code := e.act(e.officer, "declareEntryEligible", id, ""); code != "REASON_NEEDED" {
			t.Errorf("without a reason: %s", code)
		}
		out, code := e.act(e.officer, "declareEntryIneligible", map[string]any{"entry": made.ID, "reason": "Too short."}, officersEntry)
		if code != "" || out.State != "INELIGIBLE" {
			t.Errorf("ineligible: %s", code)
		}
		back, code := e.act(e.officer, "declareEntryEligible", map[string]any{"entry": made.ID, "reason": "The form was changed afterwards."}, entryFields)
		if last := back.Moves[len(back.Moves)-1]; code != "" || back.State != "ELIGIBLE" || last.Reason == "" || cmp.Diff([]string{"TOO_FEW_WORDS"}, last.Despite) != "" {
			t.Errorf("eligible: %s %+v", code, back)
		}
		a := e.Ask(t, `{ auditTrail { nodes { action subject detail } } }`, nil, servertest.Bearer(e.auditor)...)
		for _, want := range []string{"entry.eligible", "entry.ineligible", "The form was changed afterwards.", "contest.update"} {
			if !strings.Contains(string(a.Body), want) {
				t.Errorf("the audit trail lacks %q", want)
			}
		}
	})
}
