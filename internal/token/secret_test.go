package token

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rostrum/internal/fault"
)

func TestSecretsAreTheSameForAll(t *testing.T) {
	tokens, _ := fixture(t)
	var mu sync.Mutex
	seen := map[string]bool{}
	var running sync.WaitGroup
	for range 16 {
		running.Go(func() {
			secret, err := tokens.keys.Secret("voter")
			mu.Lock()
			defer mu.Unlock()
			if err != nil || len(secret) != 32 {
				t.Error(secret, err)
			}
			seen[string(secret)] = true
		})
	}
	running.Wait()
	if len(seen) != 1 {
		t.Errorf("%d different secrets", len(seen))
	}
}

func TestKnownSecretsAreNotMade(t *testing.T) {
	tokens, _ := fixture(t)
	keys := tokens.keys
	if _, err := keys.KnownSecret("voter"); fault.Of(err) != fault.NotFound {
		t.Error("one that is not there:", err)
	}
	made, err := keys.Secret("voter")
	if err != nil {
		t.Fatal(err)
	}
	if known, err := keys.KnownSecret("voter"); err != nil || string(known) != string(made) {
		t.Error(known, err)
	}
	path := filepath.Join(keys.folder, "voter"+secretEnding)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	for name, content := range map[string]string{"empty": "", "short": "00ff", "not hexadecimal": strings.Repeat("zz", 32)} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if secret, err := keys.Secret("voter"); err == nil { // a damaged one is never replaced: votes depend on it
			t.Errorf("%s: taken as %x", name, secret)
		}
	}
}
