package token

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"rostrum/internal/fault"
)

// Keys is a folder of keys and secrets that all replicas share. Changes in the folder are seen within a second. It is
// safe for use by many goroutines.
type Keys struct {
	folder string
	now    func() time.Time

	mu     sync.Mutex
	read   time.Time // when the folder was last read
	stamp  time.Time // of the folder, before it was read
	loaded []Key     // by age
}

const (
	keyEnding = ".key.pem"
	fresh     = time.Second // how long a reading of the folder holds
)

// OpenKeys opens a folder of keys, and makes it, with a first key, where there is none. It refuses a folder that others
// may read. Fault: Conflict.
func OpenKeys(folder string) (*Keys, error) {
	if err := makeFolder(folder); err != nil {
		return nil, err
	}
	k, all, err := open(folder)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 || signer(all, k.now()) < 0 {
		if _, err := k.New(); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// ReadKeys opens a folder of keys that must be there, and changes nothing. Faults: NotFound, Conflict.
func ReadKeys(folder string) (*Keys, error) {
	k, all, err := open(folder)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(all) == 0 {
		return nil, fault.New(fault.NotFound, "there are no keys in %s", folder)
	}
	return k, err
}

func open(folder string) (*Keys, []Key, error) {
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("examining the folder of the keys: %w", err)
	case !info.IsDir():
		return nil, nil, fault.New(fault.Conflict, "%s is not a folder", folder)
	case info.Mode().Perm()&0o077 != 0:
		return nil, nil, fault.New(fault.Conflict, "the folder of the keys %s can be read by others; run chmod 700 on it", folder)
	}
	k := &Keys{folder: folder, now: time.Now}
	all, err := k.List()
	return k, all, err
}

// Folder tells where the keys are.
func (k *Keys) Folder() string { return k.folder }

// New makes a key. It is published at once and signs after Overlap, or at once where it is the only one. It is younger
// than all the others even where the clock says otherwise.
func (k *Keys) New() (Key, error) {
	all, err := k.List()
	if err != nil {
		return Key{}, err
	}
	now := k.now()
	if n := len(all); n > 0 && !now.After(all[n-1].Created) {
		now = all[n-1].Created.Add(time.Nanosecond)
	}
	key, err := newKey(now)
	if err != nil {
		return Key{}, err
	}
	return key, k.write(key)
}

// Retire lets a key end so that nobody notices: it signs no more as soon as another key can, and is refused once the
// last token that it signed has expired, which Refused of the answer tells. Faults: NotFound for a key that is not
// there or has been retired before, Conflict where no other key would be left.
func (k *Keys) Retire(id string) (Key, error) {
	return k.retire(id, func(key *Key, now time.Time) bool {
		if !key.Retired.IsZero() {
			return false
		}
		key.Retired, key.Refused = now, now.Add(Overlap+MaxLifetime)
		return true
	})
}

// RetireNow ends a key that has fallen into wrong hands: tokens that it signed are refused from now on. It may have been
// retired before. Faults: as of Retire.
func (k *Keys) RetireNow(id string) (Key, error) {
	return k.retire(id, func(key *Key, now time.Time) bool {
		if !key.verifies(now) {
			return false
		}
		if key.Retired.IsZero() {
			key.Retired = now
		}
		key.Refused = now
		return true
	})
}

func (k *Keys) retire(id string, end func(*Key, time.Time) bool) (Key, error) {
	all, err := k.List()
	if err != nil {
		return Key{}, err
	}
	i := slices.IndexFunc(all, func(key Key) bool { return key.ID == id })
	if i < 0 || !end(&all[i], k.now().UTC().Round(0)) {
		return Key{}, fault.New(fault.NotFound, "there is no key %s to retire", id)
	}
	if !slices.ContainsFunc(all, func(key Key) bool { return key.ID != id && key.Retired.IsZero() }) {
		return Key{}, fault.New(fault.Conflict, "no other key could sign; make a new one first")
	}
	return all[i], k.write(all[i])
}

func (k *Keys) write(key Key) error {
	content, err := key.encode()
	if err != nil {
		return err
	}
	err = writeFile(filepath.Join(k.folder, key.ID+keyEnding), content)
	k.mu.Lock()
	k.read = time.Time{} // what was read before is out of date
	k.mu.Unlock()
	return err
}

// List gives all keys and where each stands, the oldest first, retired ones among them. It fails where a file of a key
// cannot be read.
func (k *Keys) List() ([]Key, error) {
	entries, err := os.ReadDir(k.folder)
	if err != nil {
		return nil, fmt.Errorf("listing the keys: %w", err)
	}
	keys := make([]Key, 0, len(entries))
	for _, entry := range entries {
		id, isKey := strings.CutSuffix(entry.Name(), keyEnding)
		if !isKey {
			continue
		}
		path := filepath.Join(k.folder, entry.Name())
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading a key: %w", err)
		}
		key, ok := decodeKey(id, content)
		if !ok {
			return nil, fault.New(fault.Conflict, "%s is not a key of this program, or that of another name", path)
		}
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b Key) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	setStates(keys, k.now())
	return keys, nil
}

// current gives the keys as of some time ago at most. A folder that cannot be read leaves them as they were: the keys in
// memory are still good, and nobody is to be signed out by a disk.
func (k *Keys) current(age time.Duration) []Key {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.loaded == nil || k.now().Sub(k.read) >= age {
		k.reload()
	}
	return k.loaded
}

// afterMiss gives the keys for one that is not among them. Since anybody can name a key that there is not, it reads the
// folder only where it has changed; and, for a change that its stamp is too coarse to show, ten times a second.
func (k *Keys) afterMiss() []Key {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.stampNow().Equal(k.stamp) || k.now().Sub(k.read) >= fresh/10 {
		k.reload()
	}
	return k.loaded
}

func (k *Keys) reload() {
	k.read, k.stamp = k.now(), k.stampNow()
	if all, err := k.List(); err == nil {
		k.loaded = all
	}
}

// stampNow tells when a file of the folder was last made or replaced.
func (k *Keys) stampNow() time.Time {
	info, err := os.Stat(k.folder)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// find gives the key with an id, where tokens of it are taken.
func (k *Keys) find(id string) (Key, bool) {
	for _, look := range []func() []Key{func() []Key { return k.current(fresh) }, k.afterMiss} {
		for _, key := range look() {
			if key.ID == id {
				return key, key.verifies(k.now())
			}
		}
	}
	return Key{}, false
}

// signing gives the key to sign with.
func (k *Keys) signing() (Key, error) {
	keys := k.current(fresh)
	i := signer(keys, k.now())
	if i < 0 {
		return Key{}, errors.New("there is no key to sign with")
	}
	return keys[i], nil
}
