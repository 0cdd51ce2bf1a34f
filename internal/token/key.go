package token

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"time"
)

// Overlap is how long a new key is published before it signs, so that whoever keeps a copy of the public keys has it by
// then.
const Overlap = time.Minute

// State is where a key stands in its life.
type State string

// The states of a key, in their order.
const (
	Next    State = "next"    // published; it signs when Overlap has passed
	Signing State = "signing" // new tokens are signed with it
	Former  State = "former"  // it signs no more; tokens that it signed are taken
	Gone    State = "gone"    // tokens that it signed are refused
)

// Key is a signing key.
type Key struct {
	ID      string    // kid: from the public key, so that it names one key only
	Created time.Time // as exact as the clock, so that of two keys one is the older
	Retired time.Time // from when on it does not sign, if another key can; zero while it is not retired
	Refused time.Time // from when on tokens that it signed are refused; zero while it is not retired
	State   State     // as of when the keys were listed
	private ed25519.PrivateKey
}

// Public gives the public half.
func (k Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// verifies tells whether tokens of the key are taken.
func (k Key) verifies(now time.Time) bool { return k.Refused.IsZero() || now.Before(k.Refused) }

// signer finds the key to sign with among keys by age; -1 where there is none. It is the newest that has been published
// for Overlap and is not retired. While there is none such, a retired key goes on for the little that the next one needs,
// and after an emergency the next one begins at once.
func signer(keys []Key, now time.Time) int {
	first, retired, ready := -1, -1, -1
	for i, key := range keys {
		switch {
		case !key.verifies(now):
		case !key.Retired.IsZero():
			retired = i
		case now.Sub(key.Created) >= Overlap:
			ready = i
		case first < 0:
			first = i
		}
	}
	switch {
	case ready >= 0:
		return ready
	case retired >= 0 && first >= 0 && now.Sub(keys[retired].Retired) < Overlap:
		return retired
	}
	return first
}

// setStates says of keys by age where each stands.
func setStates(keys []Key, now time.Time) {
	signing := signer(keys, now)
	for i := range keys {
		switch key := &keys[i]; {
		case i == signing:
			key.State = Signing
		case !key.verifies(now):
			key.State = Gone
		case key.Retired.IsZero() && now.Sub(key.Created) < Overlap:
			key.State = Next
		default:
			key.State = Former
		}
	}
}

func newKey(now time.Time) (Key, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, fmt.Errorf("making a key: %w", err)
	}
	return Key{ID: keyID(public), Created: now.UTC().Round(0), private: private}, nil
}

func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// A file of a key is PKCS #8 in PEM; these are the headers that tell its life.
const (
	pemType       = "PRIVATE KEY"
	headerCreated = "Created"
	headerRetired = "Retired"
	headerRefused = "Refused"
)

func (k Key) encode() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return nil, fmt.Errorf("encoding a key: %w", err)
	}
	headers := map[string]string{headerCreated: k.Created.Format(time.RFC3339Nano)}
	if !k.Retired.IsZero() {
		headers[headerRetired], headers[headerRefused] = k.Retired.Format(time.RFC3339Nano), k.Refused.Format(time.RFC3339Nano)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der, Headers: headers}), nil
}

// decodeKey reads the file of the key with an id; not ok where it is none, or that of another key.
func decodeKey(id string, content []byte) (key Key, ok bool) {
	block, _ := pem.Decode(content)
	if block == nil || block.Type != pemType {
		return Key{}, false
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, false
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return Key{}, false
	}
	key = Key{ID: id, private: private}
	if key.ID != keyID(key.Public()) {
		return Key{}, false
	}
	if key.Created, err = time.Parse(time.RFC3339Nano, block.Headers[headerCreated]); err != nil {
		return Key{}, false
	}
	retired, refused := block.Headers[headerRetired], block.Headers[headerRefused]
	if retired == "" && refused == "" {
		return key, true
	}
	if key.Retired, err = time.Parse(time.RFC3339Nano, retired); err != nil {
		return Key{}, false
	}
	key.Refused, err = time.Parse(time.RFC3339Nano, refused)
	return key, err == nil
}
