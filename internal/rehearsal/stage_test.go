package rehearsal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rostrum/internal/programtest"
)

// Short names of the edition.
const (
	forum   = "forum-2027"
	contest = "prizes-2027"
)

// stage is an edition under way: a server that comes and goes, who takes part, and what they have been told.
type stage struct {
	t       *testing.T
	plan    *plan
	dsn     string
	keys    string
	address string
	serving []string // the command
	server  *programtest.Process
	http    *http.Client
	post    *post
	door    sync.RWMutex // locked while there is no server

	nobody, first, second, third, auditor, stakeholder person
	entrants, jurors, voters                           []person

	organisations []string       // ids
	categories    []string       // ids
	entries       []entered      // by project of the plan
	projects      []string       // ids by project of the plan; empty where it is no nominee
	places        map[string]int // projects of the plan by id
	seats         []string       // ids of jurors
	ledger        []cast         // by voter
	crowd         []person       // who vote at once from one place
	gone          int            // the project that was taken out while voting was open; -1 before
	results       []standing     // this test's own count, by category
	done          outcome        // what is published in the end
	lot           string         // the randomness

	mu     sync.Mutex
	sealed map[sheetKey]marks // sheets that count
}

// newStage starts a rehearsal in a new database.
func newStage(t *testing.T, dsn string, p *plan) *stage {
	s := &stage{
		t: t, plan: p, dsn: dsn, keys: filepath.Join(t.TempDir(), "keys"), address: steadyAddress(t), post: newPost(t),
		http:   &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * abreast}, Timeout: 30 * time.Second},
		places: map[string]int{}, sealed: map[sheetKey]marks{}, gone: -1,
	}
	t.Cleanup(s.http.CloseIdleConnections)
	s.serving = []string{
		"serve", "--listen", s.address, "--database", dsn, "--keys", s.keys, "--trusted-proxies", "127.0.0.1/32",
		"--smtp", "smtp://" + s.post.address + "?from=prizes@forum.example",
	}
	s.server = serve(t, append(s.serving, "--rehearsal", "2026-08-20T09:00:00Z")...)
	s.nobody = person{email: "nobody"}
	s.first, s.second, s.third = s.officer("first", "secretariat"), s.officer("second", "secretariat"), s.officer("third")
	s.auditor, s.stakeholder = s.officer("auditor", "auditor"), s.officer("somebody")
	s.voters = s.people("voter@home{i}.example", 0, len(p.voters))
	s.entrants = s.people("entrant@org{i}.example", 100, entrants)
	s.jurors = s.people("juror@panel{i}.example", 200, jurors+1) // one of them will decline
	s.crowd = s.people("crowd{i}@crowd.example", 250, crowded)
	for i := range s.crowd {
		s.crowd[i].network = "10.255.0.7"
	}
	return s
}

// officer gives somebody with roles for everything.
func (s *stage) officer(name string, roles ...string) person {
	args := []string{"token", "--database", s.dsn, "--keys", s.keys, "--email", name + "@forum.example", "--ttl", "2h"}
	for _, role := range roles {
		args = append(args, "--role", role)
	}
	return person{name + "@forum.example", strings.TrimSpace(command(s.t, args...)), "192.0.2.1"}
}

// people gives n people, each in a network of their own, which are counted from one on.
func (s *stage) people(email string, networks, n int) (all []person) {
	tokens := strings.Fields(command(s.t, "token", "--database", s.dsn, "--keys", s.keys, "--email", email, "--count", fmt.Sprint(n), "--ttl", "2h"))
	for i, token := range tokens {
		all = append(all, person{strings.ReplaceAll(email, "{i}", fmt.Sprint(i+1)), token, fmt.Sprintf("10.%d.%d.7", networks+i/250, i%250)})
	}
	if len(all) != n {
		s.t.Fatalf("%d of %d tokens for %s", len(all), n, email)
	}
	return all
}

// load imports a document as an operator does.
func (s *stage) load(document any) {
	s.t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		s.t.Fatal(err)
	}
	file := filepath.Join(s.t.TempDir(), "document.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		s.t.Fatal(err)
	}
	command(s.t, "import", "--database", s.dsn, file)
}

// at moves forum time on while the server runs, and waits until it shows that time.
func (s *stage) at(instant string) {
	s.t.Helper()
	s.check()
	command(s.t, "rehearsal", "--database", s.dsn, "--to", instant)
	want, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		s.t.Fatal(err)
	}
	s.until("it is "+instant, func() bool {
		var data struct{ Clock struct{ Now time.Time } }
		s.read(s.nobody, &data, `{ clock { now } }`, nil)
		return !data.Clock.Now.Before(want)
	})
}

// restart ends the server, well or by a kill, moves forum time on while there is none, and starts it again.
func (s *stage) restart(well bool, instant string) {
	s.t.Helper()
	s.door.Lock()
	defer s.door.Unlock()
	if well {
		s.server.Stop(s.t)
	} else {
		s.server.Kill()
	}
	if instant != "" {
		command(s.t, "rehearsal", "--database", s.dsn, "--to", instant)
	}
	s.server = serve(s.t, s.serving...)
}

// until waits for something that the server does by itself.
func (s *stage) until(what string, is func() bool) {
	s.t.Helper()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		s.check()
		select {
		case <-limit.C:
			s.t.Fatalf("it does not come that %s", what)
		case <-tick.C:
		}
	}
}
