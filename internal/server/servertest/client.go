package servertest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"
)

// Client asks one server.
type Client struct {
	URL  string // without a path
	http *http.Client
}

// NewClient gives a client that keeps connections until the test ends.
func NewClient(tb testing.TB, url string) Client {
	c := Client{URL: url, http: &http.Client{Transport: &http.Transport{}, Timeout: 20 * time.Second}}
	tb.Cleanup(c.http.CloseIdleConnections)
	return c
}

// Answer is what a server said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Data   json.RawMessage
	Errors []Error
}

// Error is an error of a GraphQL answer.
type Error struct {
	Message    string `json:"message"`
	Extensions struct {
		Code  string `json:"code"`
		Field string `json:"field"`
	} `json:"extensions"`
}

// Ask sends a query; headers are names and values in turn.
func (c Client) Ask(tb testing.TB, query string, variables map[string]any, headers ...string) Answer {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	return c.Post(tb, body, headers...)
}

// Try sends a query on a line that may lose it; not ok where no answer came.
func (c Client) Try(tb testing.TB, query string, variables map[string]any, headers ...string) (a Answer, ok bool) {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	a, err = c.send(c.request(tb, body, headers))
	return a, err == nil
}

// Post sends a body to the endpoint as it is.
func (c Client) Post(tb testing.TB, body []byte, headers ...string) Answer {
	tb.Helper()
	return c.do(tb, c.request(tb, body, headers))
}

func (c Client) request(tb testing.TB, body []byte, headers []string) *http.Request {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, c.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// Get reads a path.
func (c Client) Get(tb testing.TB, path string) Answer {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, c.URL+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return c.do(tb, r)
}

func (c Client) do(tb testing.TB, r *http.Request) Answer {
	tb.Helper()
	a, err := c.send(r)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func (c Client) send(r *http.Request) (Answer, error) {
	response, err := c.http.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	a := Answer{Status: response.StatusCode, Header: response.Header}
	if a.Body, err = io.ReadAll(response.Body); err != nil {
		return Answer{}, err
	}
	var parts struct {
		Data   json.RawMessage
		Errors []Error
	}
	if json.Unmarshal(a.Body, &parts) == nil {
		a.Data, a.Errors = parts.Data, parts.Errors
	}
	return a, nil
}

// Read sends a query that must succeed, and reads its data.
func (c Client) Read(tb testing.TB, into any, query string, variables map[string]any, headers ...string) {
	tb.Helper()
	a := c.Ask(tb, query, variables, headers...)
	if a.Status != http.StatusOK || len(a.Errors) > 0 {
		tb.Fatalf("status %d: %s", a.Status, a.Body)
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		tb.Fatal(err)
	}
}
