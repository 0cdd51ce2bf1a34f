package rehearsal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// person is somebody who takes part, at a device of their own.
type person struct {
	email   string
	token   string // empty for the anonymous
	network string // the address that they ask from
}

// fields are the fields of an input, or variables.
type fields = map[string]any

// answer is what a server said.
type answer struct {
	Status int
	Body   []byte
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
}

// send sends a query; the error is that no whole answer came.
func (s *stage) send(who person, query string, variables fields) (a answer, err error) {
	body, err := json.Marshal(fields{"query": query, "variables": variables})
	if err != nil {
		return a, err
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, "http://"+s.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	if who.token != "" {
		r.Header.Set("Authorization", "Bearer "+who.token)
	}
	if who.network != "" {
		r.Header.Set("X-Forwarded-For", who.network)
	}
	response, err := s.http.Do(r)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	a.Status = response.StatusCode
	if a.Body, err = io.ReadAll(response.Body); err != nil {
		return a, err
	}
	return a, json.Unmarshal(a.Body, &a)
}

// read asks for what must be there.
func (s *stage) read(who person, into any, query string, variables fields) {
	s.t.Helper()
	a, err := s.send(who, query, variables)
	if err != nil || a.Status != http.StatusOK || len(a.Errors) > 0 {
		s.t.Errorf("%s asks %s: %v, status %d: %s", who.email, query, err, a.Status, a.Body)
		return
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		s.t.Errorf("%s: %v", a.Data, err)
	}
}

// payload is what a mutation answers, as far as this script looks at it.
type payload struct {
	UserErrors []struct {
		Code, Message string
	}
	Proposal *struct{ ID, State string }
	Claim    *struct{ ID string }
	Entry    *struct {
		ID, State string
		Revision  int
		Project   *struct{ ID string }
	}
	Juror      *struct{ ID, State string }
	Assignment *work
	Count      *voteCount
	Round      *juryRound
	Case       *struct{ State string }
	Seed       string
	Added      int
	Short      []struct{ Has, Needed int }
}

// attempt carries out a mutation: its payload, and the codes of what kept it from being done.
func (s *stage) attempt(who person, name string, input fields, selection string) (p payload, codes []string) {
	s.t.Helper()
	a, err := s.send(who, fmt.Sprintf(`mutation($input: %sInput!) { p: %s(input: $input) { userErrors { code message } %s } }`,
		strings.ToUpper(name[:1])+name[1:], name, selection), fields{"input": input})
	if err != nil {
		s.t.Errorf("%s %s: %v", who.email, name, err)
		return p, []string{"NO_ANSWER"}
	}
	for _, e := range a.Errors {
		codes = append(codes, e.Extensions.Code)
	}
	var data struct{ P *payload }
	if err := json.Unmarshal(a.Data, &data); err != nil && len(codes) == 0 {
		s.t.Errorf("%s: %v", a.Body, err)
	}
	if data.P != nil {
		p = *data.P
	}
	for _, e := range p.UserErrors {
		codes = append(codes, e.Code)
	}
	return p, codes
}

// did carries out what must be done.
func (s *stage) did(who person, name string, input fields, selection string) payload {
	s.t.Helper()
	p, codes := s.attempt(who, name, input, selection)
	if len(codes) > 0 {
		s.t.Errorf("%s %s: %v %v", who.email, name, codes, p.UserErrors)
	}
	return p
}

// refused tries what must be refused with a code.
func (s *stage) refused(who person, name string, input fields, code string) {
	s.t.Helper()
	if _, codes := s.attempt(who, name, input, ""); !slices.Equal(codes, []string{code}) {
		s.t.Errorf("%s %s: %v, want %s", who.email, name, codes, code)
	}
}

// byTwo carries out what takes two officers: the first may not confirm it alone.
func (s *stage) byTwo(name string, input fields) {
	s.t.Helper()
	p := s.did(s.first, name, input, "proposal { id state }")
	if p.Proposal == nil {
		s.t.Fatalf("%s waits for nobody: %+v", name, p)
	}
	s.refused(s.first, "confirmProposal", fields{"proposal": p.Proposal.ID}, "FORBIDDEN")
	s.did(s.second, "confirmProposal", fields{"proposal": p.Proposal.ID}, "")
}

// abreast is how many people ask at once.
const abreast = 8

// each lets n people act, some at once, and ends the test where one of them failed.
func (s *stage) each(n int, act func(i int)) {
	s.t.Helper()
	var working sync.WaitGroup
	turns := make(chan int)
	for range abreast {
		working.Go(func() {
			for i := range turns {
				act(i)
			}
		})
	}
	for i := range n {
		turns <- i
	}
	close(turns)
	working.Wait()
	s.check()
}

// check ends the test where something failed: what follows stands on it.
func (s *stage) check() {
	s.t.Helper()
	if s.t.Failed() {
		s.t.FailNow()
	}
}
