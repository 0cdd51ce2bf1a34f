package httpd

import (
	"net/http"
	"strings"
	"testing"
)

func TestNegotiation(t *testing.T) {
	page := func(c *Config) {
		c.Explorer = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { plain(w, 200, "explorer") })
	}
	h := newHarness(t, page)
	for name, c := range map[string]struct {
		accept string
		status int
		want   string // Content-Type on GET
	}{
		"none given":                    {"", 200, "application/json; charset=utf-8"},
		"anything":                      {"*/*", 200, "application/json; charset=utf-8"},
		"any application":               {"application/*", 200, "application/json; charset=utf-8"},
		"json":                          {"application/json", 200, "application/json; charset=utf-8"},
		"json in upper case":            {"Application/JSON", 200, "application/json; charset=utf-8"},
		"json in utf-8":                 {"application/json; charset=utf-8", 200, "application/json; charset=utf-8"},
		"json in latin-1":               {"application/json; charset=iso-8859-1", 406, "application/json; charset=utf-8"},
		"the new type":                  {"application/graphql-response+json", 200, "application/graphql-response+json; charset=utf-8"},
		"both":                          {"application/json, application/graphql-response+json", 200, "application/graphql-response+json; charset=utf-8"},
		"both, as Apollo sends":         {"application/graphql-response+json,application/json;q=0.9", 200, "application/graphql-response+json; charset=utf-8"},
		"both, json first by q":         {"application/graphql-response+json;q=0.5,application/json", 200, "application/json; charset=utf-8"},
		"the new type, else anything":   {"application/graphql-response+json, */*;q=0.1", 200, "application/graphql-response+json; charset=utf-8"},
		"as mobile Apollo sends":        {"multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json", 200, "application/graphql-response+json; charset=utf-8"},
		"as urql sends":                 {"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed", 200, "application/graphql-response+json; charset=utf-8"},
		"json refused, anything else":   {"application/json;q=0, */*", 200, "application/graphql-response+json; charset=utf-8"},
		"all refused":                   {"application/json;q=0", 406, "application/json; charset=utf-8"},
		"an image":                      {"image/png", 406, "application/json; charset=utf-8"},
		"nonsense":                      {";;;", 406, "application/json; charset=utf-8"},
		"q out of range":                {"application/json;q=7", 406, "application/json; charset=utf-8"},
		"q not a number":                {"application/json;q=NaN", 406, "application/json; charset=utf-8"},
		"a browser":                     {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200, "text/plain; charset=utf-8"},
		"a page less than json":         {"text/html;q=0.5, application/json", 200, "application/json; charset=utf-8"},
		"any text, which names no page": {"text/*", 406, "application/json; charset=utf-8"},
		"a page and json, equally dear": {"text/html, application/json", 200, "application/json; charset=utf-8"},
	} {
		t.Run(name, func(t *testing.T) {
			res := h.do(t, get("/graphql?query={hello}", "Accept", c.accept))
			if got := res.Header.Get("Content-Type"); res.StatusCode != c.status || got != c.want {
				t.Errorf("GET: %d %s, want %d %s", res.StatusCode, got, c.status, c.want)
			}
			isPage := c.want[:4] == "text"
			res = h.do(t, post(query("{hello}"), "Accept", c.accept))
			if got := res.Header.Get("Content-Type"); !isPage && (res.StatusCode != c.status || got != c.want) {
				t.Errorf("POST: %d %s, want %d %s", res.StatusCode, got, c.status, c.want)
			}
			if isPage && res.Header.Get("Content-Type") != "application/json; charset=utf-8" {
				t.Errorf("POST: %s, pages are for GET", res.Header.Get("Content-Type"))
			}
		})
	}
}

func TestStatuses(t *testing.T) {
	h := newHarness(t)
	for name, c := range map[string]struct {
		request func() *http.Request
		old     int // with application/json
		new     int // with application/graphql-response+json
		code    string
		text    string
	}{
		"an answer":                {func() *http.Request { return post(query("{hello}")) }, 200, 200, "", ""},
		"a field that failed":      {func() *http.Request { return post(query("{refused}")) }, 200, 200, "BAD_USER_INPUT", "day: not a day"},
		"a parse error":            {func() *http.Request { return post(query("{")) }, 200, 400, "GRAPHQL_PARSE_FAILED", "Expected Name"},
		"a validation error":       {func() *http.Request { return post(query("{nothing}")) }, 200, 400, "GRAPHQL_VALIDATION_FAILED", "Cannot query field"},
		"a comment for a document": {func() *http.Request { return post(query("# nothing")) }, 200, 400, "GRAPHQL_VALIDATION_FAILED", "no operation"},
		"no variable":              {func() *http.Request { return post(query("query($n: Int!) {items(first: $n) {nodes {name}}}")) }, 200, 400, "BAD_USER_INPUT", "variables.n: must be given"},
		"no such operation": {func() *http.Request {
			return post(`{"query": "query A {hello} query B {hello}", "operationName": "C"}`)
		}, 200, 400, "BAD_USER_INPUT", "operationName"},
		"two operations, no name": {func() *http.Request { return post(`{"query": "query A {hello} query B {hello}"}`) }, 200, 400, "BAD_USER_INPUT", "operationName"},
		"too costly": {func() *http.Request {
			return post(query("{items(first: 100) {nodes {items(first: 100) {nodes {name}}}}}"))
		}, 200, 400, "TOO_COSTLY", "cost 10201, 10000 are allowed"},
		"a page of 0":           {func() *http.Request { return post(query("{items(first: 0) {nodes {name}}}")) }, 200, 400, "BAD_USER_INPUT", "first: 0 is out of range, 1–100 are allowed"},
		"not JSON":              {func() *http.Request { return post(`{"query": `) }, 400, 400, "BAD_USER_INPUT", "the body is not JSON (byte 10)"},
		"an empty body":         {func() *http.Request { return post(``) }, 400, 400, "BAD_USER_INPUT", "the body is empty"},
		"a list":                {func() *http.Request { return post(`[{"query": "{hello}"}]`) }, 400, 400, "BAD_USER_INPUT", "several requests in one"},
		"null":                  {func() *http.Request { return post(`null`) }, 400, 400, "BAD_USER_INPUT", "must be a JSON object"},
		"a number":              {func() *http.Request { return post(`1`) }, 400, 400, "BAD_USER_INPUT", "must be a JSON object"},
		"something behind":      {func() *http.Request { return post(`{"query": "{hello}"} {}`) }, 400, 400, "BAD_USER_INPUT", "the body is not JSON"},
		"no query":              {func() *http.Request { return post(`{}`) }, 400, 400, "BAD_USER_INPUT", "query must be given"},
		"an empty query":        {func() *http.Request { return post(`{"query": ""}`) }, 400, 400, "BAD_USER_INPUT", "query must be given"},
		"a query of 1":          {func() *http.Request { return post(`{"query": 1}`) }, 400, 400, "BAD_USER_INPUT", "query must be a string"},
		"variables in a list":   {func() *http.Request { return post(`{"query": "{hello}", "variables": []}`) }, 400, 400, "BAD_USER_INPUT", "variables must be an object"},
		"variables in a string": {func() *http.Request { return post(`{"query": "{hello}", "variables": "{}"}`) }, 400, 400, "BAD_USER_INPUT", "variables must be an object"},
		"extensions of 0":       {func() *http.Request { return post(`{"query": "{hello}", "extensions": 0}`) }, 400, 400, "BAD_USER_INPUT", "extensions must be an object"},
		"a name of false":       {func() *http.Request { return post(`{"query": "{hello}", "operationName": false}`) }, 400, 400, "BAD_USER_INPUT", "operationName must be a string"},
		"unknown members":       {func() *http.Request { return post(`{"query": "{hello}", "id": 7, "variables": null}`) }, 200, 200, "", ""},
		"a token":               {func() *http.Request { return post(query("{hello}"), "Authorization", "Bearer abc") }, 401, 401, "UNAUTHENTICATED", "token"},
		"another scheme":        {func() *http.Request { return post(query("{hello}"), "Authorization", "Basic abc") }, 401, 401, "UNAUTHENTICATED", "must be Bearer"},
		"text":                  {func() *http.Request { return post(query("{hello}"), "Content-Type", "text/plain") }, 415, 415, "BAD_USER_INPUT", "application/json"},
		"no content type":       {func() *http.Request { return post(query("{hello}"), "Content-Type", "") }, 415, 415, "BAD_USER_INPUT", "application/json"},
		"a form": {func() *http.Request {
			return post("query={hello}", "Content-Type", "application/x-www-form-urlencoded")
		}, 415, 415, "BAD_USER_INPUT", "application/json"},
		"multipart": {func() *http.Request { return post("--x--", "Content-Type", "multipart/form-data; boundary=x") }, 415, 415, "BAD_USER_INPUT", "application/json"},
		"latin-1": {func() *http.Request {
			return post(query("{hello}"), "Content-Type", "application/json; charset=latin1")
		}, 415, 415, "BAD_USER_INPUT", "UTF-8"},
		"utf-8":                   {func() *http.Request { return post(query("{hello}"), "Content-Type", "application/json; charset=UTF-8") }, 200, 200, "", ""},
		"gzip":                    {func() *http.Request { return post(query("{hello}"), "Content-Encoding", "gzip") }, 415, 415, "BAD_USER_INPUT", "compressed"},
		"a mutation":              {func() *http.Request { return post(query("mutation {bump}")) }, 200, 200, "", ""},
		"a mutation by GET":       {func() *http.Request { return get("/graphql?query=mutation{bump}") }, 405, 405, "BAD_USER_INPUT", "POST"},
		"a query by GET":          {func() *http.Request { return get("/graphql?query={hello}") }, 200, 200, "", ""},
		"GET without a query":     {func() *http.Request { return get("/graphql") }, 400, 400, "BAD_USER_INPUT", "query must be given"},
		"GET with two":            {func() *http.Request { return get("/graphql?query={hello}&query={now}") }, 400, 400, "BAD_USER_INPUT", "more than once"},
		"GET, variables not JSON": {func() *http.Request { return get("/graphql?query={hello}&variables={") }, 400, 400, "BAD_USER_INPUT", "variables is not JSON"},
		"GET, variables a list":   {func() *http.Request { return get("/graphql?query={hello}&variables=[]") }, 400, 400, "BAD_USER_INPUT", "variables must be an object"},
		"GET, a broken address":   {func() *http.Request { return get("/graphql?query=%zz") }, 400, 400, "BAD_USER_INPUT", "the address is not well-formed"},
		"PUT":                     {func() *http.Request { r := post("{}"); r.Method = "PUT"; return r }, 405, 405, "BAD_USER_INPUT", "GET or POST"},
		"a sequence":              {func() *http.Request { return post(query("{hello}"), "X-Rostrum-After", "7") }, 200, 200, "", ""},
		"a sequence in words":     {func() *http.Request { return post(query("{hello}"), "X-Rostrum-After", "seven") }, 400, 400, "BAD_USER_INPUT", "X-Rostrum-After"},
		"a sequence below 0":      {func() *http.Request { return post(query("{hello}"), "X-Rostrum-After", "-7") }, 400, 400, "BAD_USER_INPUT", "X-Rostrum-After"},
	} {
		for accept, status := range map[media]int{plainJSON: c.old, graphqlJSON: c.new} {
			t.Run(name+" as "+string(accept), func(t *testing.T) {
				r := c.request()
				r.Header.Set("Accept", string(accept))
				res := h.do(t, r)
				body := read(t, res)
				if res.StatusCode != status {
					t.Errorf("status %d, want %d: %s", res.StatusCode, status, body)
				}
				if code, text := firstError(t, body); code != c.code || !strings.Contains(text, c.text) {
					t.Errorf("got %s %q, want %s %q", code, text, c.code, c.text)
				}
				if res.StatusCode == 405 && res.Header.Get("Allow") == "" {
					t.Error("405 without Allow")
				}
				if res.StatusCode == 401 && res.Header.Get("WWW-Authenticate") != "Bearer" {
					t.Error("401 without WWW-Authenticate")
				}
			})
		}
	}
}
