package ballot

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/pgtest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// votersOfRound cast in three categories each, in one round of crashes.
const votersOfRound = 40

// roundVote is one of the votes of a round: voter and category tell all of it, so that whoever survives can repeat it.
type roundVote struct{ voter, category int }

func (v roundVote) request() Request {
	return request(v.voter, fmt.Sprintf("key-%05d", v.category), vote(v.category, v.voter%3))
}

// votesOfRound gives the votes of a round, shared out to senders.
func votesOfRound(round, senders int) [][]roundVote {
	shares := make([][]roundVote, senders)
	for i := range votersOfRound {
		for category := range 3 {
			shares[i%senders] = append(shares[i%senders], roundVote{round*votersOfRound + i, category})
		}
	}
	return shares
}

const childVariable = "ROSTRUM_BALLOT_CHILD"

// child casts a round of votes in a process that will be killed, and writes a line for each that is acknowledged.
func child(dsn string) {
	var round int
	_, err := fmt.Sscan(os.Getenv(childVariable+"_ROUND"), &round)
	if err != nil {
		panic(err)
	}
	st, err := store.Open(context.Background(), dsn)
	if err != nil {
		panic(err)
	}
	c := NewCaster(st)
	go c.Run(context.Background())
	for _, share := range votesOfRound(round, 8) {
		go func() {
			for _, v := range share {
				o, err := c.Cast(context.Background(), v.request())
				if err != nil || len(o.Receipts) != 1 {
					panic(fmt.Sprint(o, err))
				}
				// One write a line, so that a line is whole or is not there.
				_, _ = fmt.Fprintf(os.Stdout, "acknowledged %d %d %d\n", v.voter, v.category, o.Receipts[0].AcceptedAt.UnixMicro())
			}
		}()
	}
	select {} // until killed
}

// TestAProcessThatIsKilled kills a process, as it casts a stream of votes, over and over. Every vote that was
// acknowledged is there; repeating all of them gives each the receipt that it got, and none is stored twice.
func TestAProcessThatIsKilled(t *testing.T) {
	if dsn := os.Getenv(childVariable); dsn != "" {
		child(dsn)
	}
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		rounds := storetest.Crashes(25)
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(rounds * votersOfRound)
		acknowledged, unanswered := 0, 0
		for round := range rounds {
			before := w.count("votes")
			got := killed(t, dsn, round, 1+rand.IntN(2*votersOfRound))
			acknowledged += len(got)
			unanswered += w.count("votes") - before - len(got)
			c, stop := newCaster(storetest.Open(t, dsn))
			for _, v := range votesOfRound(round, 1)[0] {
				at, was := got[v]
				if was && w.stored(v.voter)[categoryID(v.category)] != nomineeID(v.category, v.voter%3) {
					t.Errorf("round %d: the vote %v was acknowledged, and is not there", round, v)
				}
				o, err := c.Cast(t.Context(), v.request())
				if err != nil || len(o.Receipts) != 1 || was && o.Receipts[0].AcceptedAt.UnixMicro() != at {
					t.Errorf("round %d: repeated, %v gives %v %v; accepted at %d", round, v, o, err, at)
				}
			}
			stop()
			want := (round + 1) * votersOfRound * 3
			if votes, casts := w.count("votes"), w.count("casts"); votes != want || casts != want {
				t.Fatalf("round %d: %d votes of %d casts, want %d", round, votes, casts, want)
			}
		}
		t.Logf("%d kills: %d votes acknowledged, 0 lost, 0 doubled; %d were stored and not yet acknowledged", rounds, acknowledged, unanswered)
	})
}

// newCaster starts a caster until it is stopped.
func newCaster(st *store.Store) (c *Caster, stop func()) {
	c = NewCaster(st)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); c.Run(ctx) }()
	return c, func() { cancel(); <-done }
}

// killed runs a round in a process of its own, kills it after some acknowledgements, and gives all that it gave, with
// the instants at which the votes were accepted.
func killed(t *testing.T, dsn string, round, after int) map[roundVote]int64 {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestAProcessThatIsKilled$")
	cmd.Env = append(os.Environ(), childVariable+"="+dsn, fmt.Sprintf("%s_ROUND=%d", childVariable, round))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	got := map[roundVote]int64{}
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		var v roundVote
		var at int64
		if _, err := fmt.Sscanf(line, "acknowledged %d %d %d\n", &v.voter, &v.category, &at); err != nil {
			t.Errorf("the process says %q", line)
			break
		}
		if got[v] = at; len(got) == after {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // killed
	if len(got) < after {
		t.Errorf("round %d: %d votes were acknowledged before the kill, want %d", round, len(got), after)
	}
	return got
}

// TestADatabaseThatIsKilled kills PostgreSQL, with all its processes, as votes stream in from clients that repeat what
// fails. They hear of nothing but that the votes may not have been cast; in the end each vote is stored once, with the
// receipt that its client got.
func TestADatabaseThatIsKilled(t *testing.T) {
	rounds := storetest.Crashes(10)
	server := pgtest.NewServer(t)
	w := newWorld(t, server.DSN(), rows(closes, false))
	w.voters(rounds * votersOfRound)
	c := w.caster()
	total, refused := 0, 0
	for round := range rounds {
		receipts, failed := votesWhile(t, c, round, func() {
			server.Kill()
			server.Start()
		})
		refused += failed
		for v, first := range receipts {
			total++
			again, err := c.Cast(t.Context(), v.request())
			if err != nil || len(again.Receipts) != 1 || again.Receipts[0] != first || w.stored(v.voter)[first.CategoryID] != first.ProjectID {
				t.Errorf("round %d: %v got %v, then %v %v", round, v, first, again, err)
			}
		}
		if votes, casts := w.count("votes"), w.count("casts"); votes != total || casts != total {
			t.Fatalf("round %d: %d votes of %d casts, want %d", round, votes, casts, total)
		}
	}
	t.Logf("%d kills: %d votes acknowledged, 0 lost, 0 doubled; clients were told %d times to try again", rounds, total, refused)
}

// votesWhile casts the votes of a round, repeating what fails, and does something once a part of them is acknowledged.
func votesWhile(t *testing.T, c *Caster, round int, do func()) (receipts map[roundVote]Receipt, failed int) {
	receipts = map[roundVote]Receipt{}
	var mu sync.Mutex
	var running sync.WaitGroup
	some := make(chan struct{})
	after := 1 + rand.IntN(votersOfRound)
	for _, share := range votesOfRound(round, 8) {
		running.Go(func() {
			for _, v := range share {
				for {
					o, err := c.Cast(t.Context(), v.request())
					if err != nil && fault.Of(err) != fault.Unavailable || err == nil && len(o.Receipts) != 1 {
						t.Errorf("round %d: %v gives %v %v", round, v, o, err)
						return
					}
					mu.Lock()
					if err != nil {
						failed++
						mu.Unlock()
						continue
					}
					receipts[v] = o.Receipts[0]
					if len(receipts) == after {
						close(some)
					}
					mu.Unlock()
					break
				}
			}
		})
	}
	<-some
	do()
	running.Wait()
	return receipts, failed
}

// TestConnectionsThatAreLost breaks off every connection of the casters, over and over. Their clients notice nothing.
func TestConnectionsThatAreLost(t *testing.T) {
	dsn := pgtest.DSN(t)
	w := newWorld(t, dsn, rows(closes, false))
	w.voters(votersOfRound)
	c := w.caster()
	receipts, failed := votesWhile(t, c, 0, func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for range 10 {
			pgtest.Admin(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rostrum'")
			<-tick.C
		}
	})
	if failed > 0 || len(receipts) != 3*votersOfRound || w.count("votes") != len(receipts) {
		t.Errorf("%d calls failed; %d receipts for %d votes", failed, len(receipts), w.count("votes"))
	}
}
