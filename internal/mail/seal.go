package mail

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rostrum/internal/store"
)

// Seal closes letters while they wait in the outbox, so that neither the database nor a backup of it shows a code or
// an address.
type Seal struct{ aead cipher.AEAD }

// NewSeal makes a seal from a secret of 32 bytes or more, which every worker needs.
func NewSeal(secret []byte) (*Seal, error) {
	if len(secret) < 32 {
		return nil, fmt.Errorf("a seal needs a secret of 32 bytes, this one has %d", len(secret))
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "rostrum outbox", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &Seal{aead: aead}, err
}

// Letter makes a letter for the outbox, which is worth sending until expires.
func (s *Seal) Letter(t Template, addressTag string, c Content, now, expires time.Time) (store.Letter, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return store.Letter{}, err
	}
	l := store.Letter{ID: store.NewID(), Template: string(t), AddressTag: addressTag, CreatedAt: now, ExpiresAt: expires}
	l.Sealed = s.aead.Seal(nil, nil, plain, bound(l))
	return l, nil
}

// open reads a letter.
func (s *Seal) open(l store.Letter) (Mail, error) {
	plain, err := s.aead.Open(nil, nil, l.Sealed, bound(l))
	if err != nil {
		return Mail{}, errors.New("the letter was sealed with another secret, or changed")
	}
	var c Content
	if err := json.Unmarshal(plain, &c); err != nil {
		return Mail{}, errors.New("the letter cannot be read")
	}
	if _, ok := words[0].letters[Template(l.Template)]; !ok {
		return Mail{}, errors.New("the letter is none that this program knows")
	}
	return write(l.ID, Template(l.Template), c), nil
}

// bound is what a seal covers beside the content: so a sealed content is good in its own row only.
func bound(l store.Letter) []byte { return []byte(l.ID + " " + l.Template) }
