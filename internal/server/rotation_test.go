package server_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rostrum/internal/pgtest"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/token"
)

// Clients of two servers refresh their tokens at one and use them at the other, to see who they are and to vote, while an
// operator changes the key twice: a new one is made, signs once it has been published for a minute, and the one
// before is retired. Nobody is refused anything.
func TestKeysChangeUnderLoad(t *testing.T) {
	const clients, rotations = 8, 2
	folder := filepath.Join(t.TempDir(), "keys")
	own := func(c *server.Config) { c.Keys = openKeys(t, folder) } // each server reads the folder for itself
	dsn := pgtest.DSN(t)
	servers := []*servertest.Replica{startVoting(t, dsn, own), servertest.Start(t, dsn, own)}
	operator := openKeys(t, folder)
	ctx, stop := context.WithCancel(t.Context())
	load := &rotationLoad{signedBy: map[string]int{}}
	var running sync.WaitGroup
	for i := range clients {
		access, refreshToken := signIn(t, servers[0], fmt.Sprintf("voter%d@example.org", i))
		ballot := ballotFor(t, servers[1].Client, access)
		running.Go(func() { load.run(ctx, t, servers, i, refreshToken, ballot) })
	}
	defer func() { stop(); running.Wait() }()
	for range rotations {
		load.goesOn(t)
		before := signingKey(t, operator)
		fresh, err := operator.New()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range servers {
			eventually(t, 10*time.Second, "the new key is published", func() bool {
				return bytes.Contains(r.Get(t, "/.well-known/jwks.json").Body, []byte(fresh.ID))
			})
		}
		load.goesOn(t)
		passAMinute(t, folder, fresh.ID)
		if _, err := operator.Retire(before); err != nil {
			t.Fatal(err)
		}
		eventually(t, 10*time.Second, "the new key signs", func() bool { return load.signed(fresh.ID) >= clients })
	}
	load.goesOn(t)
	stop()
	running.Wait()
	if n := len(load.signedBy); n != 1+rotations {
		t.Errorf("tokens were signed by %d keys, want %d: %v", n, 1+rotations, load.signedBy)
	}
	t.Logf("%d tokens of %d keys, each used at two servers, and none refused", load.rounds.Load(), len(load.signedBy))
}

func openKeys(t *testing.T, folder string) *token.Keys {
	t.Helper()
	keys, err := token.OpenKeys(folder)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// signingKey names the key that signs.
func signingKey(t *testing.T, keys *token.Keys) string {
	t.Helper()
	all, err := keys.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range all {
		if key.State == token.Signing {
			return key.ID
		}
	}
	t.Fatal("no key signs")
	return ""
}

var created = regexp.MustCompile(`(?m)^Created: (.*)$`)

// passAMinute makes a key as much older as it takes to sign. That is all that a minute would change.
func passAMinute(t *testing.T, folder, id string) {
	t.Helper()
	path := filepath.Join(folder, id+".key.pem")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339Nano, string(created.FindSubmatch(content)[1]))
	if err != nil {
		t.Fatal(err)
	}
	older := created.ReplaceAll(content, []byte("Created: "+at.Add(-token.Overlap).Format(time.RFC3339Nano)))
	if err := os.WriteFile(path+".new", older, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil { // a reader sees the one or the other
		t.Fatal(err)
	}
}

// rotationLoad is what the clients have seen.
type rotationLoad struct {
	rounds atomic.Int64

	mu       sync.Mutex
	signedBy map[string]int // tokens by key
}

func (l *rotationLoad) signed(key string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.signedBy[key]
}

// goesOn waits until clients have made some more rounds.
func (l *rotationLoad) goesOn(t *testing.T) {
	t.Helper()
	from := l.rounds.Load()
	eventually(t, 20*time.Second, "clients go on", func() bool { return l.rounds.Load() >= from+8 })
}

// run is one client: a new token from one server, a look and a vote with it at both, and again from the other server.
func (l *rotationLoad) run(ctx context.Context, t *testing.T, servers []*servertest.Replica, client int, refreshToken string, ballot ballotOf) {
	for n := 0; ctx.Err() == nil; n++ {
		access, next, refusal := refresh(t, servers[(client+n)%2].Client, refreshToken)
		if refusal != "" {
			t.Errorf("client %d, round %d: %s", client, n, refusal)
			return
		}
		refreshToken = next
		key := newForger(t, access).header["kid"].(string)
		category := 1 + n%18
		for i := range 2 {
			c := servers[(client+n+1+i)%2].Client // first the one that did not sign it
			if s := whoAmI(t, c, access); s != http.StatusOK {
				t.Errorf("client %d, round %d, key %s: status %d", client, n, key, s)
			}
			var data castAnswer
			a := c.Ask(t, castMutation, cast(ballot, fmt.Sprintf("category-%02d", category), 0, category), servertest.Bearer(access)...)
			if decode(t, a.Data, &data); a.Status != http.StatusOK || len(data.CastVotes.Receipts) != 1 {
				t.Errorf("client %d, round %d, key %s: %d %s", client, n, key, a.Status, a.Body)
			}
		}
		l.mu.Lock()
		l.signedBy[key]++
		l.mu.Unlock()
		l.rounds.Add(1)
	}
}
