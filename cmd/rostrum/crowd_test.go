package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"rostrum/internal/programtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
)

// voters is how many clients vote at once.
const voters = 12

// emailOf is the address of a voter, from 0.
func emailOf(voter int) string { return fmt.Sprintf("crowd%d@example.org", voter+1) }

// tokensFor makes a token for each of n voters; place says where the database and its keys are.
func tokensFor(t *testing.T, n int, place ...string) []string {
	t.Helper()
	tokens := strings.Fields(command(t, append([]string{"token", "--email", "crowd{i}@example.org", "--count", fmt.Sprint(n), "--ttl", "2h"}, place...)...))
	if len(tokens) != n {
		t.Fatalf("%d tokens", len(tokens))
	}
	return tokens
}

// openVote makes a database in which the public vote is open. Nothing of this process is connected to it afterwards.
func openVote(t *testing.T, dsn string) {
	t.Helper()
	st, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	servertest.Rehearse(t, st, time.Date(2020, time.January, 17, 9, 0, 0, 0, time.UTC))
	servertest.Import(t, st, servertest.Votable(t))
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}

// question is a category with its nominees.
type question struct {
	category string
	nominees []string
}

// ballotOf gives the categories, and in each the nominees in the order of a voter.
func ballotOf(t *testing.T, client servertest.Client, token string) (ballot []question) {
	t.Helper()
	var data struct {
		Viewer struct {
			Ballot struct {
				Categories []struct {
					Category struct{ ID string }
					Nominees []struct{ ID string }
				}
			}
		}
	}
	client.Read(t, &data, `{ viewer { ballot(contest: "wsis-prizes-2020") { categories { category { id } nominees { id } } } } }`, nil, servertest.Bearer(token)...)
	for _, c := range data.Viewer.Ballot.Categories {
		q := question{category: c.Category.ID}
		for _, n := range c.Nominees {
			q.nominees = append(q.nominees, n.ID)
		}
		ballot = append(ballot, q)
	}
	if len(ballot) != 18 {
		t.Fatalf("%d categories", len(ballot))
	}
	return ballot
}

const castMutation = `mutation($i: CastVotesInput!) { castVotes(input: $i) { receipts { category { id } project { id } acceptedAt } userErrors { code } } }`

// castInput is the variables of a call that casts one vote.
func castInput(key, category, project string) map[string]any {
	return map[string]any{"i": map[string]any{"contest": "wsis-prizes-2020", "idempotencyKey": key,
		"votes": []map[string]any{{"category": category, "project": project}}}}
}

// castAnswer is the answer to it.
type castAnswer struct {
	CastVotes struct {
		Receipts []struct {
			Category, Project struct{ ID string }
		}
	}
}

// crowd is clients that vote as long as there is a server, and note which requests were answered.
type crowd struct {
	voting sync.WaitGroup

	mu       sync.Mutex
	answered map[string]bool // by the id of the request, whole answers only
	receipts map[string]bool // by voter and category
	moved    int             // clients that went on with another server
	answers  int
	waiting  map[int]chan struct{} // by how many answers there must be
}

// newCrowd lets a client vote for each token. Each keeps to one of the servers as long as it is there.
func newCrowd(t *testing.T, tokens []string, servers ...string) *crowd {
	c := &crowd{answered: map[string]bool{}, receipts: map[string]bool{}, waiting: map[int]chan struct{}{}}
	for i, token := range tokens {
		ballot := ballotOf(t, servertest.NewClient(t, servers[0]), token)
		c.voting.Go(func() { c.vote(t, i, token, ballot, servers) })
	}
	return c
}

// enough gives a channel that is closed once there were so many answers.
func (c *crowd) enough(answers int) <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	done := make(chan struct{})
	if c.answers >= answers {
		close(done)
	} else {
		c.waiting[answers] = done
	}
	return done
}

func (c *crowd) note(request string, voter int, category string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answered[request] = true
	c.receipts[fmt.Sprint(voter, " ", category)] = true
	c.answers++
	if done := c.waiting[c.answers]; done != nil {
		close(done)
	}
}

// vote casts one vote after the other, each on a connection of its own, and all over again, until there is no server.
func (c *crowd) vote(t *testing.T, voter int, token string, ballot []question, servers []string) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}
	server, failures := voter, 0
	for n := 0; failures < len(servers); n++ {
		q := ballot[n%len(ballot)]
		id := fmt.Sprintf("crowd-%d-%d", voter, n)
		body, _ := json.Marshal(map[string]any{"query": castMutation, "variables": castInput(fmt.Sprintf("crowd-%d-%d", voter, n%len(ballot)), q.category, q.nominees[0])})
		request, err := http.NewRequest(http.MethodPost, servers[server%len(servers)]+"/graphql", bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("X-Request-Id", id)
		response, err := client.Do(request)
		if err != nil { // there is no server any more, or none that has begun
			server++
			failures++
			continue
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		var parsed struct{ Data castAnswer }
		if err != nil || json.Unmarshal(answer, &parsed) != nil || len(parsed.Data.CastVotes.Receipts) != 1 {
			t.Errorf("%s: no whole answer: %v %s", id, err, answer)
			return
		}
		if failures > 0 {
			c.mu.Lock()
			c.moved++
			c.mu.Unlock()
		}
		failures = 0
		c.note(id, voter, parsed.Data.CastVotes.Receipts[0].Category.ID)
	}
}

// begun reads in the log of a server that has ended how many requests of the crowd it began, all of which must have been
// answered.
func (c *crowd) begun(t *testing.T, p *programtest.Process) (begun int) {
	t.Helper()
	for lines := bufio.NewScanner(strings.NewReader(p.Errors())); lines.Scan(); {
		var line struct {
			Msg, Request string
			Status       int
		}
		if json.Unmarshal(lines.Bytes(), &line) != nil || line.Msg != "request" || !strings.HasPrefix(line.Request, "crowd-") {
			continue
		}
		begun++
		if !c.answered[line.Request] {
			t.Errorf("%s was begun (status %d), and its client has no answer", line.Request, line.Status)
		}
	}
	return begun
}

// stored checks that what a database holds of the crowd's votes is what they have receipts of.
func (c *crowd) stored(t *testing.T, dsn string) {
	t.Helper()
	st, err := store.Open(t.Context(), dsn, store.Existing())
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	stored := 0
	for voter := range voters {
		if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			account, _, err := tx.AccountByAddress(ctx, emailOf(voter))
			if err != nil {
				return err
			}
			votes, err := st.VotesOf(ctx, account.VoterID)
			stored += len(votes)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if stored != len(c.receipts) {
		t.Errorf("%d votes are stored, there are receipts of %d", stored, len(c.receipts))
	}
}
