package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"rostrum/internal/catalogue"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// Marks that stand nowhere else, so that they are found wherever they are: those of a sheet, of a draft, and of a sheet
// that is no good.
const (
	plantedMark  = 739
	plantedDraft = 647
	plantedWrong = 918273
)

// longestAddress is what a server reads of one before it hangs up.
const longestAddress = 16 << 10

// plantedWords are what people of the contest write, by what it is.
var plantedWords = map[string]string{
	"a comment of a sheet": "planted-sheet", "a comment of a draft": "planted-draft",
	"a mark that is no good": fmt.Sprint(plantedWrong), "why somebody recuses": "planted-recusal", "why a tie is settled": "planted-decision",
	"a key": "planted-key", "a title of an entry": "planted-title", "a box of an entry": "planted-box", "why an entry is returned": "planted-return",
	"why a result is certified": "planted-certificate", "public randomness": "planted-randomness",
}

// Whatever the jury, entrants and officers send, and whatever goes wrong, no log and no persisted query holds a score, a
// comment, a box, or why a tie is settled; and until sheets open no table holds what is in them, nor what is in drafts.
func TestNothingOfTheJuryIsLoggedOrKept(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		var logged record
		j := startJudging(t, dsn, logged.everything)
		e := j.entrantsOf(t)
		j.seat(t, "ada", map[string]any{"isChair": true})
		j.seat(t, "eve", nil)
		j.criteria(t, map[string]any{"criteria": []map[string]any{{"name": []map[string]any{{"language": "en", "text": "Impact"}}, "weight": 1, "maxPoints": 1000}}})
		j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "")
		acts := append(e.plant(t), j.plantBefore(t)...)
		setForumTime(t, j.Store, selectionOpens)
		acts = append(acts, j.plant(t)...)
		for _, act := range acts {
			j.inWrongPlaces(t, act)
		}
		whileAway(t, j.Replica, func() { j.allAtOnce(t, acts) })
		restsSealed(t, j.Store)
		setForumTime(t, j.Store, sheetsOpen)
		r := j.revealed(t, j.first)
		opened, err := json.Marshal(r.Sheets)
		if err != nil || !strings.Contains(string(opened), "planted-sheet") || !strings.Contains(string(opened), fmt.Sprint(plantedMark)) {
			t.Errorf("nothing was planted: %s", opened)
		}
		for _, act := range acts {
			j.send(t, act)
		}
		j.Stop()
		logged.holdsNone(t, plantedWords)
		logged.holdsNoNumber(t, plantedMark, plantedMark-1, plantedDraft)
	})
}

// holdsNoNumber looks for numbers in a log, wherever it does not speak of time, of sizes and of requests.
func (r *record) holdsNoNumber(t *testing.T, numbers ...int) {
	t.Helper()
	for line := range strings.Lines(r.String()) {
		var said map[string]any
		if err := json.Unmarshal([]byte(line), &said); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"time", "request", "ms", "bytes", "seq"} {
			delete(said, key)
		}
		rest := fmt.Sprint(said)
		for _, n := range numbers {
			if slices.Contains(strings.FieldsFunc(rest, func(c rune) bool { return c < '0' || c > '9' }), fmt.Sprint(n)) {
				t.Errorf("the log holds %d: %s", n, line)
			}
		}
	}
}

// act is a mutation with what is planted in it.
type act struct {
	token, name string
	input       map[string]any
}

func (a act) document(fields string) string {
	return fmt.Sprintf(`mutation($input: %sInput!) { %s(input: $input) { userErrors { code message } %s } }`, strings.ToUpper(a.name[:1])+a.name[1:], a.name, fields)
}

// send carries an act out, whatever comes of it, as long as the server knows what to say.
func (j *judging) send(t *testing.T, a act) {
	t.Helper()
	answer := j.Ask(t, a.document(""), map[string]any{"input": a.input}, servertest.Bearer(a.token)...)
	if len(answer.Errors) > 0 && (answer.Errors[0].Extensions.Code == "INTERNAL" || strings.HasPrefix(answer.Errors[0].Extensions.Code, "GRAPHQL")) {
		t.Errorf("%s: %s", a.name, answer.Body)
	}
}

// entrantsOf makes somebody who speaks for the school, over a contest that takes entries.
func (j *judging) entrantsOf(t *testing.T) *entrants {
	t.Helper()
	e := &entrants{Replica: j.Replica, t: t, officer: j.first, stakeholders: map[string]string{}, categories: []string{j.category}}
	e.stakeholders["School of Tides"] = j.school(t)
	e.school = e.speaker("school@example.org", "School of Tides")
	return e
}

// plant writes an entry that only its organisation, officers and the jury may read.
func (e *entrants) plant(t *testing.T) []act {
	t.Helper()
	content := e.content("planted-title", 1, 10)
	answers := content["answers"].([]map[string]any)
	answers[len(answers)-1]["text"] = "planted-box"
	create := act{e.school, "createEntry", map[string]any{"contest": juryContest, "stakeholder": e.stakeholders["School of Tides"], "content": content}}
	a := e.Ask(t, create.document("entry { id revision }"), map[string]any{"input": create.input}, servertest.Bearer(e.school)...)
	var data struct{ CreateEntry struct{ Entry *entryOf } }
	decode(t, a.Data, &data)
	made := data.CreateEntry.Entry
	if made == nil {
		t.Fatalf("no entry: %s", a.Body)
	}
	bad := e.content("planted-title", 1, 10)
	bad["answers"] = []map[string]any{{"box": "SDG_LINKAGE", "goal": 99, "text": "planted-box"}}
	bad["links"] = []map[string]any{{"url": "planted-box", "title": "planted-box"}}
	id := func(more map[string]any) map[string]any { more["entry"] = made.ID; return more }
	acts := []act{
		create,
		{e.school, "saveEntry", id(map[string]any{"revision": made.Revision, "content": content})},
		{e.school, "saveEntry", id(map[string]any{"revision": made.Revision, "content": bad})},
		{e.school, "saveEntry", id(map[string]any{"revision": 77, "content": content})},
		{e.school, "submitEntry", id(map[string]any{"revision": made.Revision})},
		{e.officer, "returnEntry", id(map[string]any{"reason": "planted-return"})},
		{e.officer, "declareEntryIneligible", id(map[string]any{"reason": "planted-return"})},
		{e.officer, "waiveEntryChecks", id(map[string]any{"checks": []string{"DUPLICATE"}, "reason": "planted-return"})},
	}
	for _, a := range acts[1:] {
		(&judging{Replica: e.Replica}).send(t, a)
	}
	return acts
}

// plantBefore sends what officers say of ties and results, before there is any.
func (j *judging) plantBefore(t *testing.T) []act {
	t.Helper()
	project := catalogue.GlobalID(catalogue.KindProject, nominee(1, 'a'))
	acts := []act{
		{j.first, "decideTie", map[string]any{"contest": juryContest, "count": "planted-certificate", "category": j.category, "projects": []string{project}, "reason": "planted-decision"}},
		{j.first, "drawLot", map[string]any{"contest": juryContest, "source": "https://example.org/lot", "randomness": "planted-randomness", "reason": "planted-decision"}},
		{j.first, "certifyResult", map[string]any{"contest": juryContest, "count": "planted-certificate", "reason": "planted-certificate"}},
	}
	for _, a := range acts {
		j.send(t, a)
	}
	return acts
}

// plant lets two jurors write: a sheet that stays sealed and a draft that stays one, and all that is refused.
func (j *judging) plant(t *testing.T) []act {
	t.Helper()
	ada, eve := j.tokens["ada"], j.tokens["eve"]
	mine, hers := j.mine(t, "ada"), j.mine(t, "eve")
	taken := sheetInput(mine[1], "planted-key-0002", "planted-sheet", plantedMark)
	j.must(t, ada, "submitScoreSheet", sheetInput(mine[0], "planted-key-0001", "planted-sheet", plantedMark), "")
	j.must(t, ada, "submitScoreSheet", taken, "")
	j.must(t, ada, "takeBackScoreSheet", map[string]any{"assignment": mine[1].ID}, "")
	j.must(t, eve, "saveScoreDraft", draftInput(hers[0], 0, "planted-draft", plantedDraft), "")
	wrongCriterion := sheetInput(mine[2], "planted-key-0005", "planted-sheet", plantedMark)
	wrongCriterion["scores"] = []map[string]any{{"criterion": "planted-sheet", "points": plantedMark}}
	tie := map[string]any{"contest": juryContest, "round": "SELECTION", "category": j.category, "projects": []string{mine[0].Project.ID, mine[1].Project.ID}, "reason": "planted-decision"}
	acts := []act{
		{ada, "submitScoreSheet", sheetInput(mine[0], "planted-key-0001", "planted-sheet", plantedMark-1)}, // its key is used
		{ada, "submitScoreSheet", sheetInput(mine[0], "planted-key-0003", "planted-sheet", plantedMark)},   // it is sealed
		{ada, "submitScoreSheet", sheetInput(mine[2], "planted-key-0004", "planted-sheet", plantedWrong)},
		{ada, "submitScoreSheet", sheetInput(mine[2], "planted-key-0004", "planted-sheet"+strings.Repeat("!", 100_000), plantedMark)},
		{ada, "submitScoreSheet", sheetInput(mine[2], "planted-key "+strings.Repeat("x", 60), "planted-sheet", plantedMark)},
		{ada, "submitScoreSheet", wrongCriterion},
		{eve, "submitScoreSheet", sheetInput(mine[0], "planted-key-0006", "planted-sheet", plantedMark)}, // unless it is hers
		{j.first, "submitScoreSheet", sheetInput(mine[0], "planted-key-0007", "planted-sheet", plantedMark)},
		{"", "submitScoreSheet", sheetInput(mine[0], "planted-key-0008", "planted-sheet", plantedMark)},
		{eve, "saveScoreDraft", draftInput(hers[0], 0, "planted-draft", plantedDraft)}, // it is stale
		{eve, "saveScoreDraft", draftInput(hers[1], 0, "planted-draft", plantedWrong)},
		{ada, "saveScoreDraft", draftInput(mine[0], 1, "planted-draft", plantedDraft)}, // it is sealed
		{ada, "takeBackScoreSheet", map[string]any{"assignment": "planted-key"}},
		{ada, "recuse", map[string]any{"assignment": mine[3].ID, "reason": "RELATIONSHIP", "comment": "planted-recusal"}},
		{ada, "recuse", map[string]any{"assignment": mine[3].ID, "reason": "OTHER", "comment": "planted-recusal"}}, // a second time
		{ada, "decideJuryTie", tie},
		{eve, "decideJuryTie", tie},
	}
	for _, a := range acts {
		j.send(t, a)
	}
	return acts
}

// inWrongPlaces sends an act where it does not belong, so that errors could repeat it: as a query that is to be kept, cut
// off, in places of other types, in an address, and as a name.
func (j *judging) inWrongPlaces(t *testing.T, a act) {
	t.Helper()
	literal := literalOf(a.input)
	field := a.name + "(input: " + literal + ")"
	for _, document := range []string{
		"mutation { " + field + " { userErrors { code } } }",
		"mutation { " + field + " { nonsense } }",
		"mutation { " + a.name + "(input: " + literal + ", more: " + literal + ") { userErrors { code } } }",
	} {
		j.Ask(t, document, nil, servertest.Bearer(a.token)...)
		persist(t, j.Replica, document, a.token)
	}
	j.Ask(t, "mutation { "+field, nil, servertest.Bearer(a.token)...)
	for _, variables := range []map[string]any{{"input": literal}, {"input": []any{a.input}}, {"input": map[string]any{literal: a.input}}} {
		j.Ask(t, a.document(""), variables, servertest.Bearer(a.token)...)
	}
	given, err := json.Marshal(map[string]any{"input": a.input})
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []url.Values{
		{"query": {a.document("")}, "variables": {string(given)}},
		{"query": {"mutation { " + field + " { userErrors { code } } }"}},
		{"query": {"{ clock { now } }"}, "operationName": {literal}, "extensions": {string(given)}},
	} {
		if address := "/graphql?" + query.Encode(); len(address) < longestAddress {
			if answer := j.Get(t, address); len(answer.Errors) == 0 || strings.Contains(string(answer.Data), "planted") {
				t.Errorf("%s by GET: %d %s", a.name, answer.Status, answer.Body)
			}
		}
	}
	named, err := json.Marshal(map[string]any{"query": "query planted { clock { now } }", "operationName": literal})
	if err != nil {
		t.Fatal(err)
	}
	j.Post(t, named, servertest.Bearer(a.token)...)
	j.Post(t, given[:len(given)-3], servertest.Bearer(a.token)...)
}

// literalOf writes a value as it stands in a document.
func literalOf(value any) string {
	switch v := value.(type) {
	case map[string]any:
		var fields []string
		for name, field := range v {
			text := literalOf(field)
			if name == "round" || name == "box" || name == "reason" && strings.ToUpper(fmt.Sprint(field)) == field {
				text = fmt.Sprint(field) // an enum
			}
			fields = append(fields, name+": "+text)
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case []map[string]any:
		var all []string
		for _, one := range v {
			all = append(all, literalOf(one))
		}
		return "[" + strings.Join(all, ", ") + "]"
	default:
		text, _ := json.Marshal(v) // strings, numbers, and lists of them, which JSON writes as GraphQL does
		return string(text)
	}
}

// allAtOnce sends acts while the database is away, so that its errors come with what was sent to it.
func (j *judging) allAtOnce(t *testing.T, acts []act) {
	t.Helper()
	var all sync.WaitGroup
	for _, a := range acts {
		all.Go(func() {
			answer, ok := j.Try(t, a.document(""), map[string]any{"input": a.input}, servertest.Bearer(a.token)...)
			said := strings.ToLower(string(answer.Body))
			if !ok || strings.Contains(said, "sql") || strings.Contains(said, "planted") {
				t.Errorf("%s while the database is away: %s", a.name, answer.Body)
			}
		})
	}
	all.Wait()
}

// restsSealed looks through all that a database holds for what is sealed in it.
func restsSealed(t *testing.T, st *store.Store) {
	t.Helper()
	var held bytes.Buffer
	if _, err := st.Dump(t.Context(), &held, "test"); err != nil {
		t.Fatal(err)
	}
	_, packed, _ := bytes.Cut(held.Bytes(), []byte("\n"))
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	unpacked.Multistream(false)
	rows, err := io.ReadAll(unpacked)
	if err != nil || !bytes.Contains(rows, []byte("planted-title")) {
		t.Fatalf("the dump does not hold what is not sealed either: %v", err)
	}
	for _, words := range []string{"planted-sheet", "planted-draft"} {
		if bytes.Contains(rows, []byte(words)) {
			t.Errorf("the database holds %q as it is", words)
		}
	}
}
