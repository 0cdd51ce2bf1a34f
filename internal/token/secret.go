package token

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rostrum/internal/fault"
)

const (
	secretEnding = ".secret"
	secretBytes  = 32
)

// Secret gives 32 secret bytes by name, the same on all replicas, and makes them where there are none.
func (k *Keys) Secret(name string) ([]byte, error) {
	for {
		secret, err := k.KnownSecret(name)
		if fault.Of(err) != fault.NotFound {
			return secret, err
		}
		if err := k.newSecret(name); err != nil {
			return nil, err
		}
	}
}

// KnownSecret is Secret for one that must be there. Fault: NotFound.
func (k *Keys) KnownSecret(name string) ([]byte, error) {
	path := k.secretPath(name)
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "there is no %s", path)
	}
	if err != nil {
		return nil, fmt.Errorf("reading a secret: %w", err)
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(content)))
	if err != nil || len(secret) != secretBytes {
		return nil, fmt.Errorf("%s is not a secret of this program", path)
	}
	return secret, nil
}

func (k *Keys) secretPath(name string) string { return filepath.Join(k.folder, name+secretEnding) }

// newSecret makes a secret unless somebody else has made it meanwhile: a link, unlike a renaming, never takes the place
// of what is there.
func (k *Keys) newSecret(name string) error {
	secret, unique := make([]byte, secretBytes), make([]byte, 8)
	_, _ = rand.Read(secret) // it never fails
	_, _ = rand.Read(unique)
	draft := filepath.Join(k.folder, ".draft-"+hex.EncodeToString(unique))
	defer os.Remove(draft)
	if err := writeFile(draft, []byte(hex.EncodeToString(secret)+"\n")); err != nil {
		return err
	}
	if err := os.Link(draft, k.secretPath(name)); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("writing a secret: %w", err)
	}
	if err := syncFolder(k.folder); err != nil {
		return fmt.Errorf("writing a secret: %w", err)
	}
	return nil
}
