package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"rostrum/internal/intake"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/programtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
	"rostrum/internal/text"
)

// Servers that are killed, or told to stop, at moments drawn from a seed, as rules freeze, votes close, score sheets are
// opened, results are published and letters go out: each thing that is due happens once and not before its instant, and every letter arrives; twice, under one
// Message-ID, only where a server was killed between the mail server's word and its own commit.
func TestServersThatAreKilledAsThingsComeDue(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		d := &dueThings{t: t, dsn: dsn, keys: t.TempDir() + "/keys", rand: rand.New(rand.NewPCG(2020, 5)), rounds: storetest.Crashes(20), box: &letterbox{came: map[string]int{}}}
		servers := 1
		if strings.HasPrefix(dsn, store.PostgreSQL) {
			servers = 2
		}
		d.prepare()
		for range servers {
			d.servers = append(d.servers, &dueServer{address: steadyAddress(t)})
		}
		for _, s := range d.servers {
			d.start(s)
		}
		for round := range d.rounds {
			d.round(round)
			if t.Failed() {
				return
			}
		}
		d.finish()
		d.check()
		t.Logf("%d restarts, %d of them kills: %d closes, freezes, reveals and publications each, once and none early; %d letters, %d of them twice",
			d.rounds, d.kills, d.rounds, d.asked, d.box.doubles())
	})
}

// firstDue is when the vote of the first contest opens; each further one opens an hour later, as the one before it closes.
var firstDue = time.Date(2020, time.February, 1, 9, 0, 0, 0, time.UTC)

func opensAt(round int) time.Time  { return firstDue.Add(time.Duration(round) * time.Hour) }
func closesAt(round int) time.Time { return opensAt(round + 1) }

type dueServer struct {
	address string
	process *programtest.Process
}

// dueThings is one or two servers that come and go, and what comes due meanwhile.
type dueThings struct {
	t            *testing.T
	dsn, keys    string
	rand         *rand.Rand
	rounds       int
	servers      []*dueServer
	box          *letterbox
	mail         string // the address of the mail server
	kills, asked int
}

// prepare makes a database with a contest for each round, and a mail server.
func (d *dueThings) prepare() {
	d.t.Helper()
	d.mail = d.box.serve(d.t)
	st, err := store.Open(d.t.Context(), d.dsn)
	if err != nil {
		d.t.Fatal(err)
	}
	servertest.Rehearse(d.t, st, firstDue.Add(-time.Hour))
	documents := []intake.Document{servertest.Tiny(d.t)}
	for round := range d.rounds {
		documents = append(documents, d.contest(fmt.Sprintf("due-%02d", round), "VOTING", opensAt(round), closesAt(round)))
		documents = append(documents, d.contest(judged(round), "SELECTION", firstDue.Add(-time.Hour), opensAt(round)))
	}
	servertest.Import(d.t, st, documents...)
	for round := range d.rounds {
		d.judgedAndCertified(st, round)
	}
	if err := st.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// judged names the contest of a round whose score sheets are opened, and whose result is published, as the vote opens.
func judged(round int) string { return fmt.Sprintf("judged-%02d", round) }

// judgedAndCertified makes what is due of such a contest.
func (d *dueThings) judgedAndCertified(st *store.Store, round int) {
	d.t.Helper()
	if _, err := st.Write(d.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.ContestByID(ctx, judged(round))
		if err != nil {
			return err
		}
		c.Results = []prize.CategoryResult{{CategoryID: c.Categories[0].ID, Shortfall: 5}}
		return errors.Join(
			tx.SaveRound(ctx, jury.Round{ContestID: c.ID, Kind: jury.Selection, SheetsEach: 1, Seed: "due", AssignedAt: tx.Now(), Criteria: []jury.Criterion{
				{ID: "criterion-" + c.ID, Name: text.Of("Impact"), Weight: 1, MaxPoints: 10},
			}}),
			tx.SaveFrozenContest(ctx, c), tx.SetPublication(ctx, c.ID, prize.ChampionsPart, opensAt(round), ""),
		)
	}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dueThings) contest(id, phase string, opens, closes time.Time) intake.Document {
	d.t.Helper()
	whole := servertest.VotableJSON(d.t)
	contest := whole["contests"].([]any)[0].(map[string]any)
	contest["id"], contest["externalId"], contest["slug"] = id, id, id
	contest["phases"] = []map[string]any{{"kind": phase, "opensAt": opens.Format(time.RFC3339), "closesAt": closes.Format(time.RFC3339)}}
	for _, c := range contest["categories"].([]any) {
		category := c.(map[string]any)
		category["id"] = id + "-" + category["id"].(string)
	}
	content, err := json.Marshal(map[string]any{"format": whole["format"], "source": whole["source"], "contests": []any{contest}})
	if err != nil {
		d.t.Fatal(err)
	}
	return servertest.Document(d.t, content, id)
}

func (d *dueThings) start(s *dueServer) {
	d.t.Helper()
	s.process = start(d.t, "serve", "--listen", s.address, "--database", d.dsn, "--keys", d.keys, "--smtp", "smtp://"+d.mail+"?from=forum@mail.example")
	s.process.Address(d.t)
}

// round lets an instant come while a server ends and comes back, and people ask for letters.
func (d *dueThings) round(round int) {
	d.t.Helper()
	victim := d.servers[d.rand.IntN(len(d.servers))]
	client := servertest.NewClient(d.t, "http://"+victim.address)
	for n := range 2 { // an hour lets a network ask for 60
		a := client.Ask(d.t, `mutation($e: String!) { requestSignInCode(input: {email: $e}) { challenge } }`, map[string]any{"e": fmt.Sprintf("due%d-%d@example.org", round, n)})
		if len(a.Errors) > 0 {
			d.t.Fatalf("%s", a.Body)
		}
		d.asked++
	}
	d.moveTo(opensAt(round).Add(-500 * time.Millisecond))
	<-time.After(time.Duration(d.rand.IntN(1800)) * time.Millisecond) // before the instant, at it, or after it
	if round%2 == 0 {
		d.kills++
		d.box.killing(func() { victim.process.Kill() })
	} else {
		victim.process.Terminate(d.t)
		victim.process.EndedWell(d.t)
	}
	d.start(victim)
	d.done(round)
}

// done waits until all is done that is due in a round.
func (d *dueThings) done(round int) {
	d.t.Helper()
	d.await(min(round+1, d.rounds), "SELECT count(*) FROM manifests WHERE contest_id LIKE 'due-%'")
	d.await(round, "SELECT count(*) FROM closings WHERE contest_id LIKE 'due-%'")
	d.await(min(round+1, d.rounds), "SELECT count(*) FROM publications WHERE published_at IS NOT NULL")
	d.await(min(round+1, d.rounds), "SELECT count(*) FROM jury_rounds WHERE revealed_at IS NOT NULL")
}

func (d *dueThings) moveTo(at time.Time) {
	d.t.Helper()
	st := servertest.Open(d.t, d.dsn)
	defer func() { _ = st.Close() }()
	if _, err := st.Write(d.t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetForumTime(ctx, at) }); err != nil {
		d.t.Fatal(err)
	}
}

// await asks the database for a number until it is as wanted.
func (d *dueThings) await(want int, query string) {
	d.t.Helper()
	db := storetest.Raw(d.t, d.dsn)
	defer db.Close()
	deadline := time.NewTimer(60 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		var n int
		if err := db.QueryRowContext(d.t.Context(), query).Scan(&n); err != nil {
			d.t.Fatal(err)
		}
		if n == want {
			return
		}
		select {
		case <-deadline.C:
			d.t.Fatalf("%s: %d, want %d", query, n, want)
		case <-tick.C:
		}
	}
}

// finish lets all letters go out that a kill, or the mail server, has left: as if the time had passed until they are
// tried again.
func (d *dueThings) finish() {
	d.t.Helper()
	for _, s := range d.servers {
		s.process.Terminate(d.t)
		s.process.EndedWell(d.t)
	}
	db := storetest.Raw(d.t, d.dsn)
	if _, err := db.ExecContext(d.t.Context(), "UPDATE outbox SET due_at = created_at, worker = NULL WHERE state = 'WAITING'"); err != nil {
		d.t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.box.takeAll()
	d.start(d.servers[0])
	d.moveTo(opensAt(d.rounds))
	d.done(d.rounds)
	d.await(0, "SELECT count(*) FROM outbox WHERE state = 'WAITING'")
}

// check compares what is stored, and what came, with what was due.
func (d *dueThings) check() {
	d.t.Helper()
	st := servertest.Open(d.t, d.dsn)
	defer func() { _ = st.Close() }()
	log, err := st.Log(d.t.Context(), 0, 1<<20)
	if err != nil {
		d.t.Fatal(err)
	}
	changed := func(id string) (at []time.Time) {
		for _, c := range log {
			if c.ID == id {
				at = append(at, c.At)
			}
		}
		return at
	}
	rounds, err := st.Rounds(d.t.Context())
	if err != nil || len(rounds) != d.rounds {
		d.t.Fatal(rounds, err)
	}
	for i, r := range rounds { // by contest
		if r.RevealedAt.Before(opensAt(i)) {
			d.t.Errorf("the sheets of %s are due at %v and were opened at %v", r.ContestID, opensAt(i), r.RevealedAt)
		}
	}
	for round := range d.rounds {
		id := fmt.Sprintf("due-%02d", round)
		at := changed(id)
		// It was imported, its rules froze, and its vote closed.
		if len(at) != 3 || at[1].Before(opensAt(round)) || at[2].Before(closesAt(round)) {
			d.t.Errorf("%s is due at %v and %v, and changed at %v", id, opensAt(round), closesAt(round), at)
		}
		// It was imported, and its result was published. That was certified already, which nobody saw.
		if at := changed(judged(round)); len(at) != 2 || at[1].Before(opensAt(round)) {
			d.t.Errorf("the result of %s is due at %v, and it changed at %v", judged(round), opensAt(round), at)
		}
		d.await(1, "SELECT count(*) FROM manifests WHERE contest_id = '"+id+"'")
		d.await(1, "SELECT count(*) FROM closings WHERE contest_id = '"+id+"'")
	}
	d.await(d.asked, "SELECT count(*) FROM outbox WHERE state = 'SENT'")
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	if len(d.box.came) != d.asked {
		d.t.Errorf("%d letters came, %d were asked for", len(d.box.came), d.asked)
	}
	for id, n := range d.box.came {
		if n > 1 && !d.box.inDoubt[id] {
			d.t.Errorf("%s came %d times, and no server was killed meanwhile", id, n)
		}
	}
}

// letterbox is a mail server that keeps the ids of what it took, and now and then refuses a letter that it has read.
type letterbox struct {
	mu      sync.Mutex
	read    int
	takes   bool            // all
	came    map[string]int  // by Message-ID
	recent  []string        // taken since the last kill
	inDoubt map[string]bool // taken shortly before a kill
}

func (b *letterbox) serve(t *testing.T) string {
	t.Helper()
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{b}, nil }))
	srv.AllowInsecureAuth, srv.Domain = true, "mail.example"
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(at) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return at.Addr().String()
}

type delivery struct{ *letterbox }

func (delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (delivery) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (delivery) Reset()                               {}
func (delivery) Logout() error                        { return nil }

func (d delivery) Data(r io.Reader) error {
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.read++; d.read%7 == 0 && !d.takes {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
	}
	id := m.Header.Get("Message-Id")
	d.came[id]++
	d.recent = append(d.recent, id)
	return nil
}

// killing notes what came since the last kill: of that a server that is killed now may not know that it came.
func (b *letterbox) killing(kill func()) {
	kill()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inDoubt == nil {
		b.inDoubt = map[string]bool{}
	}
	for _, id := range b.recent {
		b.inDoubt[id] = true
	}
	b.recent = nil
}

func (b *letterbox) takeAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.takes = true
}

func (b *letterbox) doubles() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, came := range b.came {
		if came > 1 {
			n++
		}
	}
	return n
}
