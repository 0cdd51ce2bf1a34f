package token

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Overlap is how long a new key is published before it signs, so that whoever keeps a copy of the public keys has it by
// then.
const Overlap = time.Minute

// Key is a signing key.
type Key struct {
	ID      string // kid: from the public key, so that it names one key only
	Created time.Time
	Retired time.Time // zero while tokens of the key are taken
	private ed25519.PrivateKey
}

// Public gives the public half.
func (k Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Keys is a folder of keys and secrets that all replicas share. Changes in the folder are seen within a second. It is
// safe for use by many goroutines.
type Keys struct {
	folder string
	now    func() time.Time

	mu     sync.Mutex
	read   time.Time // when the folder was last read
	loaded []Key     // by age
}

const (
	keyEnding    = ".key.pem"
	secretEnding = ".secret"
	pemType      = "PRIVATE KEY"
	fresh        = time.Second // how long a reading of the folder holds
)

// OpenKeys opens a folder of keys, and makes it, with a first key, where there is none. It refuses a folder that others
// may read.
func OpenKeys(folder string) (*Keys, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the keys: %w", err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		return nil, fmt.Errorf("examining the folder of the keys: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the folder of the keys %s can be read by others; run chmod 700 on it", folder)
	}
	k := &Keys{folder: folder, now: time.Now}
	all, err := k.List()
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(all, func(key Key) bool { return key.Retired.IsZero() }) {
		if _, err := k.New(); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// New makes a key. It is published at once and signs after Overlap, or at once where it is the only one.
func (k *Keys) New() (Key, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, fmt.Errorf("making a key: %w", err)
	}
	sum := sha256.Sum256(public)
	key := Key{ID: hex.EncodeToString(sum[:8]), Created: k.now().UTC().Truncate(time.Second), private: private}
	return key, k.write(key)
}

// Retire ends a key: tokens that it signed are refused from then on. It refuses to retire the last one.
func (k *Keys) Retire(id string) error {
	all, err := k.List()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(key Key) bool { return key.ID == id && key.Retired.IsZero() })
	if i < 0 {
		return fmt.Errorf("there is no key %s in use", id)
	}
	if !slices.ContainsFunc(all, func(key Key) bool { return key.ID != id && key.Retired.IsZero() }) {
		return errors.New("this is the only key in use; make a new one first")
	}
	all[i].Retired = k.now().UTC().Truncate(time.Second)
	return k.write(all[i])
}

func (k *Keys) write(key Key) error {
	der, err := x509.MarshalPKCS8PrivateKey(key.private)
	if err != nil {
		return fmt.Errorf("encoding a key: %w", err)
	}
	block := &pem.Block{Type: pemType, Bytes: der, Headers: map[string]string{"Created": key.Created.Format(time.RFC3339)}}
	if !key.Retired.IsZero() {
		block.Headers["Retired"] = key.Retired.Format(time.RFC3339)
	}
	k.mu.Lock()
	k.read = time.Time{} // what was read before is out of date
	k.mu.Unlock()
	return writeFile(filepath.Join(k.folder, key.ID+keyEnding), pem.EncodeToMemory(block))
}

// writeFile puts a file in place whole or not at all, readable by its owner only.
func writeFile(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("writing a key: %w", err)
	}
	defer os.Remove(file.Name()) // gone already where all went well
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("writing a key: %w", err)
	}
	return nil
}

// List gives all keys, the oldest first, retired ones among them.
func (k *Keys) List() ([]Key, error) {
	paths, err := filepath.Glob(filepath.Join(escapeGlob(k.folder), "*"+keyEnding))
	if err != nil {
		return nil, fmt.Errorf("listing the keys: %w", err)
	}
	keys := make([]Key, 0, len(paths))
	for _, path := range paths {
		key, err := readKey(path)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b Key) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return keys, nil
}

func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
}

func readKey(path string) (Key, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("reading a key: %w", err)
	}
	bad := fmt.Errorf("%s is not a key of this program", path)
	block, _ := pem.Decode(content)
	if block == nil || block.Type != pemType {
		return Key{}, bad
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, bad
	}
	key := Key{ID: strings.TrimSuffix(filepath.Base(path), keyEnding)}
	ok := false
	if key.private, ok = parsed.(ed25519.PrivateKey); !ok {
		return Key{}, bad
	}
	if key.Created, err = time.Parse(time.RFC3339, block.Headers["Created"]); err != nil {
		return Key{}, bad
	}
	if retired := block.Headers["Retired"]; retired != "" {
		if key.Retired, err = time.Parse(time.RFC3339, retired); err != nil {
			return Key{}, bad
		}
	}
	return key, nil
}

// current gives the keys in use, the oldest first, as of a second ago at most. A folder that cannot be read for a moment
// leaves the keys as they were.
func (k *Keys) current(atLeast time.Duration) []Key {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if now.Sub(k.read) < atLeast && k.loaded != nil {
		return k.loaded
	}
	all, err := k.List()
	k.read = now
	if err != nil {
		return k.loaded
	}
	k.loaded = slices.DeleteFunc(all, func(key Key) bool { return !key.Retired.IsZero() })
	return k.loaded
}

// find gives the key in use with an id. One that is not known makes it look into the folder again, but not often.
func (k *Keys) find(id string) (Key, bool) {
	for _, age := range []time.Duration{fresh, fresh / 10} {
		for _, key := range k.current(age) {
			if key.ID == id {
				return key, true
			}
		}
	}
	return Key{}, false
}

// signing gives the key to sign with: the newest that has been published for Overlap, else the oldest there is.
func (k *Keys) signing() (Key, error) {
	keys := k.current(fresh)
	if len(keys) == 0 {
		return Key{}, errors.New("there is no key in use")
	}
	best := keys[0]
	for _, key := range keys {
		if k.now().Sub(key.Created) >= Overlap {
			best = key
		}
	}
	return best, nil
}

// Secret gives 32 secret bytes by name, the same on all replicas, and makes them where there are none.
func (k *Keys) Secret(name string) ([]byte, error) {
	path := filepath.Join(k.folder, name+secretEnding)
	for {
		content, err := os.ReadFile(path)
		if err == nil {
			secret, err := hex.DecodeString(strings.TrimSpace(string(content)))
			if err != nil || len(secret) != 32 {
				return nil, fmt.Errorf("%s is not a secret of this program", path)
			}
			return secret, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("reading a secret: %w", err)
		}
		if err := k.newSecret(path); err != nil {
			return nil, err
		}
	}
}

// newSecret makes a secret unless somebody else has made it meanwhile: a link, unlike a renaming, never takes the place
// of what is there.
func (k *Keys) newSecret(path string) error {
	secret, name := make([]byte, 32), make([]byte, 8)
	_, _ = rand.Read(secret) // it never fails
	_, _ = rand.Read(name)
	draft := filepath.Join(k.folder, ".draft-"+hex.EncodeToString(name))
	defer os.Remove(draft)
	if err := writeFile(draft, []byte(hex.EncodeToString(secret)+"\n")); err != nil {
		return err
	}
	if err := os.Link(draft, path); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("writing a secret: %w", err)
	}
	return nil
}
