package server_test

import (
	"regexp"
	"strings"
	"testing"

	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// inside is what an answer never shows: the names of libraries, of the language's own errors, of places in the code.
var inside = regexp.MustCompile(`(?i)sql|\bbun\b|gqlgen|gqlparser|panic|goroutine|\.go:|json: |strconv|parsing time|unmarshal`)

// TestBadInputNamesTheField sends what nobody should send. It never gets a 5xx, changes nothing, shows nothing of the
// inside, and is told which field is wrong.
func TestBadInputNamesTheField(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	servertest.Import(t, servertest.Open(t, dsn), servertest.Tiny(t))
	r := servertest.Start(t, dsn)
	before := string(r.Ask(t, `{ forums { slug sessions { totalCount nodes { id title { value } } } } }`, nil).Data)
	sessions := func(args string) string { return `{ forums { sessions(` + args + `) { totalCount } } }` }
	for name, tc := range map[string]struct{ query, field string }{
		"page size 0":                  {sessions(`first: 0`), "first"},
		"page size -1":                 {sessions(`first: -1`), "first"},
		"page size 10^9":               {sessions(`last: 1000000000`), "last"},
		"page size beyond 32 bits":     {sessions(`first: 99999999999`), "first"},
		"first and last":               {sessions(`first: 1, last: 1`), "last"},
		"a cursor of nothing":          {sessions(`after: "x"`), "after"},
		"an empty cursor":              {sessions(`before: ""`), "before"},
		"a wrong zone":                 {`{ forums { days(timeZone: "Mars/Olympus") { date } } }`, "timeZone"},
		"an empty zone":                {`{ forums { days(timeZone: "") { date } } }`, "timeZone"},
		"a path as zone":               {`{ forums { days(timeZone: "../../etc/passwd") { date } } }`, "timeZone"},
		"a wrong language":             {`{ forums { theme(language: "not a language") { value } } }`, "language"},
		"an empty language":            {`{ forums { theme(language: "") { value } } }`, "language"},
		"a malformed id":               {`{ session(id: "nonsense!") { id } }`, "id"},
		"an empty id":                  {`{ node(id: "") { id } }`, "id"},
		"a malformed id in a list":     {`{ nodes(ids: ["F0", "?"]) { id } }`, "ids"},
		"a wrong instant":              {sessions(`filter: {startsAt: {from: "yesterday"}}`), "from"},
		"a wrong day":                  {sessions(`filter: {day: "2020-02-30"}`), "day"},
		"an unknown value of an enum":  {sessions(`filter: {status: [SOON]}`), "SOON"},
		"an unknown field of input":    {sessions(`filter: {colour: "red"}`), "colour"},
		"a goal that is none":          {sessions(`filter: {sdg: [18]}`), "filter.sdg[0]"},
		"a line that is none":          {sessions(`filter: {actionLine: ["C99"]}`), "filter.actionLine[0]"},
		"a country in words":           {sessions(`filter: {country: ["Kenya"]}`), "filter.country[0]"},
		"an id of nothing in a filter": {sessions(`filter: {person: ["?"]}`), "filter.person[0]"},
		"empty words":                  {`{ search(text: "") { totalCount } }`, "text"},
		"blank words":                  {`{ search(text: "   ") { totalCount } }`, "text"},
		"words too long":               {`{ search(text: "` + strings.Repeat("a", 201) + `") { totalCount } }`, "text"},
		"NUL":                          {`{ search(text: "a\u0000b") { totalCount } }`, "query"},
		"a control character":          {`{ search(text: "a\u0007b") { totalCount } }`, "text"},
		"a bidirectional override":     {`{ search(text: "a\u202Eb") { totalCount } }`, "text"},
		"count 0":                      {`{ forums { nowAndNext(count: 0) { at } } }`, "count"},
	} {
		t.Run(name, func(t *testing.T) { refusal(t, r.Ask(t, tc.query, nil), tc.field) })
	}
	const byVariable = `query($first: Int, $filter: SessionFilter, $id: ID!) { session(id: $id) { id } forums { sessions(first: $first, filter: $filter) { totalCount } } }`
	for name, tc := range map[string]struct {
		variables map[string]any
		field     string
	}{
		"a word for a number":       {map[string]any{"id": "UzpTOTk5", "first": "ten"}, "first"},
		"a fraction for a number":   {map[string]any{"id": "UzpTOTk5", "first": 1.5}, "first"},
		"a list for a number":       {map[string]any{"id": "UzpTOTk5", "first": []int{1}}, "first"},
		"a missing variable":        {map[string]any{"first": 1}, "id"},
		"null where it must not be": {map[string]any{"id": nil}, "id"},
		"an object too much":        {map[string]any{"id": "UzpTOTk5", "filter": map[string]any{"x": 1}}, "filter"},
		"a deep mistake":            {map[string]any{"id": "UzpTOTk5", "filter": map[string]any{"startsAt": map[string]any{"before": 5}}}, "before"},
	} {
		t.Run("variable, "+name, func(t *testing.T) { refusal(t, r.Ask(t, byVariable, tc.variables), tc.field) })
	}
	for name, body := range map[string]string{
		"empty body": "", "no JSON": "query", "a list": "[]", "no query": "{}", "a number as query": `{"query":1}`, "cut": `{"query":"{ forums`,
		"invalid UTF-8": "{\"query\":\"{ search(text: \\\"\xff\\\") { totalCount } }\"}", "a lone surrogate": `{"query":"{ search(text: \"\ud800\") { totalCount } }"}`,
		"deep": strings.Repeat("[", 10000), "too long": `{"query":"` + strings.Repeat(" ", 70000) + `"}`,
	} {
		t.Run("body, "+name, func(t *testing.T) { refusal(t, r.Post(t, []byte(body)), "") })
	}
	for _, id := range []string{"UzpTOTk5", "UDpQMQ"} { // well-formed: unknown, and of another type
		if a := r.Ask(t, `query($id: ID!) { session(id: $id) { id } }`, map[string]any{"id": id}); string(a.Data) != `{"session":null}` || len(a.Errors) > 0 {
			t.Errorf("%s: %s", id, a.Body)
		}
	}
	if after := string(r.Ask(t, `{ forums { slug sessions { totalCount nodes { id title { value } } } } }`, nil).Data); after != before {
		t.Error("something has changed")
	}
}

func refusal(t *testing.T, a servertest.Answer, field string) {
	t.Helper()
	if a.Status >= 500 || len(a.Errors) == 0 {
		t.Fatalf("status %d: %.300s", a.Status, a.Body)
	}
	if a.Errors[0].Extensions.Code == "" || a.Errors[0].Extensions.Code == "INTERNAL" {
		t.Errorf("code %q: %s", a.Errors[0].Extensions.Code, a.Errors[0].Message)
	}
	if !strings.Contains(a.Errors[0].Message, field) {
		t.Errorf("the answer does not name %s: %s", field, a.Errors[0].Message)
	}
	if found := inside.Find(a.Body); found != nil {
		t.Errorf("the answer shows %q: %s", found, a.Body)
	}
}
