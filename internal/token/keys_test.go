package token

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"rostrum/internal/fault"
)

// replicas opens some views of one folder, whose clock the test moves.
func replicas(t *testing.T, n int) (all []*Tokens, pass func(time.Duration)) {
	t.Helper()
	var ahead atomic.Int64
	start := time.Now()
	clock := func() time.Time { return start.Add(time.Duration(ahead.Load())) }
	folder := filepath.Join(t.TempDir(), "keys")
	for range n {
		keys, err := OpenKeys(folder)
		if err != nil {
			t.Fatal(err)
		}
		one := New(keys, "issuer")
		one.now, keys.now = clock, clock
		all = append(all, one)
	}
	return all, func(d time.Duration) { ahead.Add(int64(d)) }
}

func only(t *testing.T, keys *Keys) Key {
	t.Helper()
	all, err := keys.List()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0]
}

func signedBy(t *testing.T, tokens *Tokens) string {
	t.Helper()
	text, _, err := tokens.Issue("a", "s", Lifetime)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _, err := jwt.NewParser().ParseUnverified(text, jwt.MapClaims{})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := parsed.Header["kid"].(string)
	return id
}

func states(t *testing.T, keys *Keys) string {
	t.Helper()
	all, err := keys.List()
	if err != nil {
		t.Fatal(err)
	}
	words := make([]string, len(all))
	for i, key := range all {
		words[i] = string(key.State)
	}
	return strings.Join(words, " ")
}

// TestLifeOfAKey follows two keys through a rotation: the old one is retired at once, and nobody loses a token.
func TestLifeOfAKey(t *testing.T) {
	all, pass := replicas(t, 1)
	keys := all[0].keys
	first := only(t, keys)
	pass(time.Hour)
	longest, expires, err := all[0].Issue("a", "s", MaxLifetime)
	if err != nil {
		t.Fatal(err)
	}
	second, err := keys.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Retire(first.ID); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name      string
		after     time.Duration
		states    string
		signs     string
		published int
	}{
		{"the next key is not known everywhere yet", 0, "signing next", first.ID, 2},
		{"just before it is", Overlap - 2*time.Second, "signing next", first.ID, 2},
		{"it signs", 3 * time.Second, "former signing", second.ID, 2},
		{"the last token of the first one expires", MaxLifetime - 10*time.Second, "former signing", second.ID, 2},
		{"the first one is gone", 10 * time.Second, "gone signing", second.ID, 1},
	} {
		pass(step.after)
		if got := states(t, keys); got != step.states {
			t.Errorf("%s: %s, want %s", step.name, got, step.states)
		}
		if got := signedBy(t, all[0]); got != step.signs {
			t.Errorf("%s: signed by %s, want %s", step.name, got, step.signs)
		}
		if got := strings.Count(string(keys.JWKS()), `"kid"`); got != step.published {
			t.Errorf("%s: %d keys published, want %d", step.name, got, step.published)
		}
		if _, err := all[0].Verify(longest); (err == nil) != all[0].now().Before(expires) {
			t.Errorf("%s: the longest token: %v", step.name, err)
		}
	}
}

// TestRotationUnderLoadRefusesNobody issues at each of two replicas what the other one checks, from many goroutines,
// while keys come and go.
func TestRotationUnderLoadRefusesNobody(t *testing.T) {
	all, pass := replicas(t, 2)
	var stop atomic.Bool
	var served [4]atomic.Int64
	var users sync.WaitGroup
	for i := range served {
		users.Go(func() {
			for !stop.Load() {
				text, _, err := all[i%2].Issue("a", "s", MaxLifetime)
				if err == nil {
					_, err = all[1-i%2].Verify(text)
				}
				if err != nil {
					t.Errorf("refused: %v", err)
					return
				}
				served[i].Add(1)
			}
		})
	}
	var held []string // tokens of all keys, looked at again at the end
	signers := map[string]bool{}
	old := only(t, all[0].keys)
	for turn := range 5 {
		key, err := all[turn%2].keys.New()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := all[1-turn%2].keys.Retire(old.ID); err != nil {
			t.Fatal(err)
		}
		old = key
		for range 20 { // long enough for the next key to sign
			text, _, err := all[turn%2].Issue("a", "s", MaxLifetime)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, text)
			pass(5 * time.Second)
			for i, before := 0, served[0].Load(); served[0].Load() == before && i < 1e6 && !t.Failed(); i++ {
				signers[signedBy(t, all[1])] = true // until others had their turn
			}
		}
	}
	stop.Store(true)
	users.Wait()
	for _, text := range held {
		for _, replica := range all {
			if _, err := replica.Verify(text); err != nil {
				t.Fatal("a token from before a rotation:", err)
			}
		}
	}
	if len(signers) != 6 {
		t.Errorf("%d keys have signed, want 6", len(signers))
	}
}

func TestRetireNowRefusesAtOnce(t *testing.T) {
	all, pass := replicas(t, 2)
	first := only(t, all[0].keys)
	text, _, err := all[0].Issue("a", "s", Lifetime)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].keys.RetireNow(first.ID); fault.Of(err) != fault.Conflict {
		t.Fatal("the only key:", err)
	}
	second, err := all[0].keys.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all[1].Verify(text); err != nil {
		t.Fatal("before:", err)
	}
	if _, err := all[0].keys.RetireNow(first.ID); err != nil {
		t.Fatal(err)
	}
	pass(fresh)
	for i, replica := range all {
		if _, err := replica.Verify(text); fault.Of(err) != fault.Unauthenticated {
			t.Errorf("replica %d takes a token of a stolen key: %v", i, err)
		}
		if got := signedBy(t, replica); got != second.ID {
			t.Errorf("replica %d signs with %s", i, got)
		}
		if strings.Contains(string(replica.keys.JWKS()), first.ID) {
			t.Errorf("replica %d publishes a stolen key", i)
		}
	}
}

func TestRetiringIsRefused(t *testing.T) {
	all, _ := replicas(t, 1)
	keys := all[0].keys
	first := only(t, keys)
	if _, err := keys.Retire(first.ID); fault.Of(err) != fault.Conflict {
		t.Error("the only key:", err)
	}
	second, err := keys.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Retire(first.ID); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		retire func(string) (Key, error)
		id     string
		want   fault.Code
	}{
		"one that is not there":          {keys.Retire, "0011223344556677", fault.NotFound},
		"one that is not there, at once": {keys.RetireNow, "0011223344556677", fault.NotFound},
		"twice":                          {keys.Retire, first.ID, fault.NotFound},
		"the last one that can sign":     {keys.Retire, second.ID, fault.Conflict},
		"the last one, at once":          {keys.RetireNow, second.ID, fault.Conflict},
	} {
		if _, err := c.retire(c.id); fault.Of(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if key, err := keys.RetireNow(first.ID); err != nil || key.Refused.After(all[0].now()) {
		t.Error("after all at once:", key.Refused, err)
	}
	if _, err := keys.RetireNow(first.ID); fault.Of(err) != fault.NotFound {
		t.Error("at once, twice:", err)
	}
}

func TestFolderOfKeys(t *testing.T) {
	tokens, first := fixture(t)
	folder := tokens.keys.folder
	file := filepath.Join(folder, first.ID+keyEnding)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info, err)
	}
	foreign, err := newKey(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(folder, foreign.ID+keyEnding)
	half := slices.Clone(content[:len(content)/2])
	for name, text := range map[string][]byte{
		"empty": {}, "cut": half, "another key under its name": content, "no instant": []byte(strings.Replace(string(content), "Created: 2", "Created: x", 1)),
		"retired without an end": []byte(strings.Replace(string(content), "Created:", "Retired: 2026-01-01T00:00:00Z\nCreated:", 1)),
	} {
		path := other
		if name == "no instant" || name == "retired without an end" {
			path = file
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, open := range []func(string) (*Keys, error){OpenKeys, ReadKeys} {
			if _, err := open(folder); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), filepath.Base(path)) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := tokens.Verify(mustIssue(t, tokens)); err != nil { // what is in memory is still good
			t.Errorf("%s: a running replica: %v", name, err)
		}
		_ = os.Remove(other) // where it is
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeys(folder); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "chmod 700") {
		t.Error("a folder that others may read:", err)
	}
	if _, err := OpenKeys(file); err == nil {
		t.Error("a file is taken for a folder")
	}
}

func TestReadKeysMakesNothing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	if _, err := ReadKeys(folder); fault.Of(err) != fault.NotFound {
		t.Error("no folder:", err)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("it made the folder")
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadKeys(folder); fault.Of(err) != fault.NotFound {
		t.Error("an empty folder:", err)
	}
	if _, err := OpenKeys(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadKeys(folder); err != nil {
		t.Error(err)
	}
}

func mustIssue(t *testing.T, tokens *Tokens) string {
	t.Helper()
	text, _, err := tokens.Issue("a", "s", Lifetime)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestFirstKeysOfTwoReplicas lets replicas start together on an empty folder, so that each may make a first key: what one
// signs the other one takes at once.
func TestFirstKeysOfTwoReplicas(t *testing.T) {
	for range 30 {
		folder := filepath.Join(t.TempDir(), "keys")
		var replicas [4]*Tokens
		var starting sync.WaitGroup
		for i := range replicas {
			starting.Go(func() {
				keys, err := OpenKeys(folder)
				if err != nil {
					t.Error(err)
					return
				}
				replicas[i] = New(keys, "issuer")
			})
		}
		starting.Wait()
		if t.Failed() {
			return
		}
		for _, one := range replicas {
			text := mustIssue(t, one)
			for _, other := range replicas {
				if _, err := other.Verify(text); err != nil {
					t.Fatal("what a replica signs at its start:", err)
				}
			}
		}
	}
}

// TestKeysOfOneInstant makes a key at the very instant of the first one, which must not let it sign before its time.
func TestKeysOfOneInstant(t *testing.T) {
	for range 20 { // since ids are random
		all, _ := replicas(t, 2)
		first := only(t, all[0].keys)
		if signedBy(t, all[1]) != first.ID {
			t.Fatal("not signed by the only key")
		}
		if _, err := all[0].keys.New(); err != nil {
			t.Fatal(err)
		}
		if got := signedBy(t, all[0]); got != first.ID {
			t.Fatal("signed by a key that nobody knows yet")
		}
	}
}
