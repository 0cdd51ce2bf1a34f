package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"

	"rostrum/internal/programtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// A server that is killed as people vote, over and over, and started again on the same database and at the same address:
// whoever has no answer calls again under the same key until there is one. No vote that was acknowledged is lost, none is
// stored twice, and every call that is repeated gets the answer of the first, byte for byte.
func TestAServerThatIsKilledAsPeopleVote(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		kills := storetest.Crashes(25)
		keys := t.TempDir() + "/keys"
		openVote(t, dsn)
		h := &hall{t: t, dsn: dsn, address: steadyAddress(t), each: 3, answers: map[call][]byte{}}
		if storetest.AllCrashes() {
			h.each = 18
		}
		h.serve = []string{"serve", "--listen", h.address, "--database", dsn, "--keys", keys}
		h.start()
		h.tokens = tokensFor(t, kills*voters, "--database", dsn, "--keys", keys)
		h.client = servertest.NewClient(t, "http://"+h.address)
		h.ballot = ballotOf(t, h.client, h.tokens[0])
		for round := range kills {
			h.round(round)
			if t.Failed() {
				return
			}
		}
		if storetest.AllCrashes() {
			h.repeat(0, kills)
		}
		t.Logf("%d kills -9 of the server: %d votes acknowledged, 0 lost, 0 doubled; %d were stored and not yet acknowledged at a kill; %d calls were made again",
			kills, len(h.answers), h.unanswered, h.again)
	})
}

// call is one vote of one voter; it tells all of what is sent.
type call struct{ voter, question int }

func (c call) key() string { return fmt.Sprintf("vote-%d-%d", c.voter, c.question) }

// hall is where people vote: one server that comes and goes, and what it has answered.
type hall struct {
	t       *testing.T
	dsn     string
	address string
	serve   []string // the command
	server  *programtest.Process
	client  servertest.Client
	tokens  []string // by voter
	each    int      // votes of a voter, one call after the other
	ballot  []question

	door       sync.RWMutex // locked while there is no server
	mu         sync.Mutex
	answers    map[call][]byte
	again      int // calls that got no answer
	unanswered int // votes that were stored and not yet acknowledged at a kill
}

func (h *hall) start() {
	h.t.Helper()
	h.server = start(h.t, h.serve...)
	h.server.Address(h.t)
}

// round lets voters cast, kills the server once some of their votes are acknowledged, starts it again, and checks what
// is there in the end.
func (h *hall) round(round int) {
	after := 1 + rand.IntN(voters*h.each)
	enough := make(chan struct{})
	var voting sync.WaitGroup
	before := len(h.answers)
	for voter := round * voters; voter < (round+1)*voters; voter++ {
		voting.Go(func() {
			for q := range h.each {
				c := call{voter, q}
				body := h.castUntilAnswered(c)
				h.mu.Lock()
				h.answers[c] = body
				if len(h.answers) == before+after {
					close(enough)
				}
				h.mu.Unlock()
			}
		})
	}
	<-enough
	h.crash()
	voting.Wait()
	h.repeat(round, round+1)
	h.compare((round + 1) * voters * h.each)
}

// crash kills the server and starts it again. All that was acknowledged is there before anybody may call again.
func (h *hall) crash() {
	h.door.Lock()
	defer h.door.Unlock()
	h.server.Kill()
	h.mu.Lock()
	acknowledged := make([]call, 0, len(h.answers))
	for c := range h.answers {
		acknowledged = append(acknowledged, c)
	}
	h.mu.Unlock()
	h.start() // the first to open the database after the crash
	stored := h.casts()
	for _, c := range acknowledged {
		if !stored[c.key()] {
			h.t.Errorf("%s was acknowledged, and is not there", c.key())
		}
	}
	h.unanswered += len(stored) - len(acknowledged)
}

// castUntilAnswered makes a call until it has a whole answer, which must be a receipt of the vote.
func (h *hall) castUntilAnswered(c call) []byte {
	q := h.ballot[c.question]
	project := q.nominees[(c.voter+c.question)%len(q.nominees)]
	for {
		h.door.RLock()                      // nobody has to knock while it is shut
		ended := h.t.Context().Err() != nil // the server did not come back
		h.door.RUnlock()
		if ended {
			return nil
		}
		a, ok := h.client.Try(h.t, castMutation, castInput(c.key(), q.category, project), servertest.Bearer(h.tokens[c.voter])...)
		if !ok {
			h.mu.Lock()
			h.again++
			h.mu.Unlock()
			continue
		}
		var data castAnswer
		if err := json.Unmarshal(a.Data, &data); err != nil || a.Status != http.StatusOK || len(data.CastVotes.Receipts) != 1 ||
			data.CastVotes.Receipts[0].Project.ID != project {
			h.t.Errorf("%s: status %d, %v: %s", c.key(), a.Status, err, a.Body)
		}
		return a.Body
	}
}

// repeat makes every call of some rounds again, and expects the answer that it got.
func (h *hall) repeat(from, to int) {
	var calling sync.WaitGroup
	for voter := from * voters; voter < to*voters; voter++ {
		calling.Go(func() {
			for q := range h.each {
				c := call{voter, q}
				if again := h.castUntilAnswered(c); string(again) != string(h.answers[c]) {
					h.t.Errorf("%s got\n%s\nand again\n%s", c.key(), h.answers[c], again)
				}
			}
		})
		if voter%voters == voters-1 {
			calling.Wait()
		}
	}
}

// casts reads the keys of all that is cast.
func (h *hall) casts() map[string]bool {
	h.t.Helper()
	db := storetest.Raw(h.t, h.dsn)
	defer db.Close()
	rows, err := db.QueryContext(h.t.Context(), "SELECT idempotency_key FROM casts")
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			h.t.Fatal(err)
		}
		found[key] = true
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return found
}

// compare counts what is stored.
func (h *hall) compare(want int) {
	h.t.Helper()
	db := storetest.Raw(h.t, h.dsn)
	defer db.Close()
	for _, table := range []string{"votes", "casts"} {
		var n int
		if err := db.QueryRowContext(h.t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil || n != want {
			h.t.Errorf("%d %s, want %d: %v", n, table, want, err)
		}
	}
}

// steadyAddress finds an address to listen at over and over: not one of the ports that systems give to whoever asks for
// any, for then somebody could have it in the meantime.
func steadyAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		if l, err := net.Listen("tcp", address); err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("there is no free port from 20000 to 30000")
	return ""
}
