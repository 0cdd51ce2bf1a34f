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
	"syscall"
	"testing"
	"time"

	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
)

// voters is how many clients vote at once.
const voters = 12

// crowd is clients that vote as long as there is a server, and note which requests were answered.
type crowd struct {
	mu       sync.Mutex
	answered map[string]bool // by the id of the request, whole answers only
	receipts map[string]bool // by voter and category
	enough   chan struct{}   // closed once some votes were cast
}

func (c *crowd) note(id string, voter int, categories []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answered[id] = true
	for _, category := range categories {
		c.receipts[fmt.Sprint(voter, " ", category)] = true
	}
	if len(c.receipts) >= 3*voters && c.enough != nil {
		close(c.enough)
		c.enough = nil
	}
}

// A server that is told to stop while people vote cuts off none of them: whatever it has begun, it answers, and every
// vote that it stores its voter has a receipt of.
func TestNoVoteIsCutOffAtTheStop(t *testing.T) {
	folder := t.TempDir()
	p := start(t, "demo", "--listen", "127.0.0.1:0", "--data", folder)
	address := p.address(t)
	tokens := strings.Fields(command(t, "token", "--data", folder, "--email", "crowd{i}@example.org", "--count", fmt.Sprint(voters)))
	if len(tokens) != voters {
		t.Fatalf("%d tokens", len(tokens))
	}
	enough := make(chan struct{})
	c := &crowd{answered: map[string]bool{}, receipts: map[string]bool{}, enough: enough}
	var all sync.WaitGroup
	for i, token := range tokens {
		ballot := ballotOf(t, servertest.NewClient(t, address), token)
		all.Go(func() { c.vote(t, address, token, i, ballot) })
	}
	<-enough
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	if err := p.wait(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, p.stderr.String())
	}
	begun := 0
	for lines := bufio.NewScanner(strings.NewReader(p.stderr.String())); lines.Scan(); {
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
	if begun < 3*voters {
		t.Errorf("only %d requests were begun", begun)
	}
	stored := 0
	for i := range tokens {
		stored += storedVotes(t, folder, i)
	}
	if stored != len(c.receipts) {
		t.Errorf("%d votes are stored, there are receipts of %d", stored, len(c.receipts))
	}
}

type choice struct{ category, project string }

// ballotOf gives a nominee of each category.
func ballotOf(t *testing.T, client servertest.Client, token string) (choices []choice) {
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
		choices = append(choices, choice{c.Category.ID, c.Nominees[0].ID})
	}
	if len(choices) != 18 {
		t.Fatalf("%d categories", len(choices))
	}
	return choices
}

// vote casts one vote after the other, each on a connection of its own, and all over again, until there is no server.
func (c *crowd) vote(t *testing.T, address, token string, voter int, choices []choice) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}
	for n := 0; ; n++ {
		pick := choices[n%len(choices)]
		id := fmt.Sprintf("crowd-%d-%d", voter, n)
		body, _ := json.Marshal(map[string]any{
			"query": `mutation($i: CastVotesInput!) { castVotes(input: $i) { receipts { category { id } } userErrors { code } } }`,
			"variables": map[string]any{"i": map[string]any{"contest": "wsis-prizes-2020", "idempotencyKey": fmt.Sprintf("crowd-%d-%d", voter, n%len(choices)),
				"votes": []map[string]any{{"category": pick.category, "project": pick.project}}}},
		})
		request, err := http.NewRequest(http.MethodPost, address+"/graphql", bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("X-Request-Id", id)
		response, err := client.Do(request)
		if err != nil {
			return // there is no server any more, or none that has begun
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		var parsed struct {
			Data struct {
				CastVotes struct {
					Receipts []struct{ Category struct{ ID string } }
				}
			}
		}
		if err != nil || json.Unmarshal(answer, &parsed) != nil {
			t.Errorf("%s: half an answer: %v %s", id, err, answer)
			return
		}
		var categories []string
		for _, r := range parsed.Data.CastVotes.Receipts {
			categories = append(categories, r.Category.ID)
		}
		c.note(id, voter, categories)
	}
}

// storedVotes counts the votes of a voter by what the next start of the server shows of them.
func storedVotes(t *testing.T, folder string, voter int) int {
	t.Helper()
	st, err := store.Open(t.Context(), store.SQLite+":"+folder+"/rostrum.db", store.Existing())
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	email := fmt.Sprintf("crowd%d@example.org", voter+1)
	var found int
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		account, _, err := tx.AccountByAddress(ctx, email)
		if err != nil {
			return err
		}
		votes, err := st.VotesOf(ctx, account.VoterID)
		found = len(votes)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return found
}
