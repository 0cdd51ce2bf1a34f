package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"rostrum/internal/pgtest"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// replicas starts n servers over one database in which the public vote is open, with the same keys.
func replicas(t *testing.T, dsn string, n int) (all []*servertest.Replica) {
	t.Helper()
	keys := servertest.Keys(t)
	same := func(c *server.Config) { c.Keys = keys }
	all = append(all, startVoting(t, dsn, same))
	for len(all) < n {
		all = append(all, servertest.Start(t, dsn, same))
	}
	return all
}

// 64 clients, each the device of one of a few voters, cast at once for the same ballots: devices of a voter share some
// keys, and disagree about nominees. Each repeats every call under its key. However they race, each ballot is stored
// once, every call that was answered is answered the same again, and nobody is told that something is busy.
func TestDevicesRaceForTheSameBallots(t *testing.T) {
	for _, setting := range []struct {
		name    string
		dsn     func(testing.TB) string
		servers int
	}{
		{"sqlite", storetest.SQLite, 1},
		{"postgres", pgtest.DSN, 1},
		{"two servers over one postgres", pgtest.DSN, 2},
	} {
		t.Run(setting.name, func(t *testing.T) {
			const voters, devices = 8, 8
			r := race{servers: replicas(t, setting.dsn(t), setting.servers), categories: 2, first: map[string]string{}, codes: map[string]int{}}
			if storetest.AllCrashes() {
				r.categories = 18
			}
			for voter := range voters {
				r.tokens = append(r.tokens, r.servers[0].Token(t, fmt.Sprintf("voter%d@example.org", voter)))
			}
			r.ballot = ballotFor(t, r.servers[0].Client, r.tokens[0])
			var running sync.WaitGroup
			for client := range voters * devices {
				running.Go(func() { r.run(t, client%voters, client/voters) })
			}
			running.Wait()
			r.check(t)
			for _, code := range []string{"", "KEY_REUSED", "ALREADY_VOTED"} {
				if r.codes[code] == 0 {
					t.Errorf("nobody got %q: %v", code, r.codes)
				}
			}
		})
	}
}

// race is voters with several devices each, and what these were answered.
type race struct {
	servers    []*servertest.Replica
	tokens     []string // by voter
	ballot     ballotOf
	categories int // that they race for

	mu    sync.Mutex
	first map[string]string // by voter, key and choice: the answer with receipts; empty for a refusal
	codes map[string]int    // of user errors; "" for receipts
}

// run is one device. Its odd calls are under a key that the voter's devices share, its even ones under one of its own;
// every third device wants another nominee.
func (r *race) run(t *testing.T, voter, device int) {
	for category := 1; category <= r.categories; category++ {
		key := fmt.Sprintf("category-%02d", category)
		if category%2 == 0 {
			key = fmt.Sprintf("device-%d-category-%02d", device, category)
		}
		nth := 0
		if device%3 == 2 {
			nth = 1
		}
		input := cast(r.ballot, key, nth, category)
		for range 2 {
			c := r.servers[(voter+device+category)%len(r.servers)].Client
			a := c.Ask(t, castMutation, input, servertest.Bearer(r.tokens[voter])...)
			r.note(t, fmt.Sprint(voter, key, nth), a)
		}
		// The same call on another server, as a phone makes it that has changed the network.
		a := r.servers[(voter+device+category+1)%len(r.servers)].Ask(t, castMutation, input, servertest.Bearer(r.tokens[voter])...)
		r.note(t, fmt.Sprint(voter, key, nth), a)
	}
}

// note compares an answer with what the same call was answered before. Receipts are for good, and so is a refusal, which
// may only turn into another one as the ballot fills.
func (r *race) note(t *testing.T, call string, a servertest.Answer) {
	if a.Status != http.StatusOK || len(a.Errors) > 0 {
		t.Errorf("%s: status %d: %s", call, a.Status, a.Body)
		return
	}
	var data castAnswer
	decode(t, a.Data, &data)
	r.mu.Lock()
	defer r.mu.Unlock()
	now := ""
	switch {
	case len(data.CastVotes.Receipts) == 1:
		r.codes[""]++
		now = string(a.Body)
	case len(data.CastVotes.UserErrors) == 1:
		r.codes[data.CastVotes.UserErrors[0].Code]++
	default:
		t.Errorf("%s: %s", call, a.Body)
	}
	if first, had := r.first[call]; had && first != now {
		t.Errorf("%s got\n%s\nand then\n%s", call, first, a.Body)
	}
	r.first[call] = now
}

// check looks at what is stored: each ballot once, and as the one call says that got its receipt.
func (r *race) check(t *testing.T) {
	t.Helper()
	db := storetest.Raw(t, r.servers[0].DSN)
	want := len(r.tokens) * r.categories
	for _, table := range []string{"votes", "casts"} {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil || n != want {
			t.Errorf("%d %s, want %d: %v", n, table, want, err)
		}
	}
	for voter, token := range r.tokens {
		for _, c := range ballotFor(t, r.servers[0].Client, token).Categories[:r.categories] {
			receipts := 0
			for call, body := range r.first {
				if strings.HasPrefix(call, fmt.Sprint(voter)) && strings.Contains(body, `"`+c.Category.ID+`"`) {
					receipts++
					if c.Receipt == nil || !strings.Contains(body, `"`+c.Receipt.Project.ID+`"`) {
						t.Errorf("voter %d, category %d: stored is %+v, a receipt says %s", voter, c.Category.Number, c.Receipt, body)
					}
				}
			}
			if receipts != 1 {
				t.Errorf("voter %d, category %d: receipts of %d calls", voter, c.Category.Number, receipts)
			}
		}
	}
}
