package mail

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

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

// Letter completes a letter for the outbox: with an id, its template and its content, sealed.
func (s *Seal) Letter(l store.Letter, t Template, c Content) (store.Letter, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return store.Letter{}, err
	}
	l.ID, l.Template = store.NewID(), string(t)
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
	if _, ok := words[0].letters[Template(l.Template)]; !ok && !slices.Contains([]Template{EntryMoved, EntryPassedOver}, Template(l.Template)) {
		return Mail{}, errors.New("the letter is none that this program knows")
	}
	return write(l.ID, Template(l.Template), c), nil
}

// bound is what a seal covers beside the content: so a sealed content is good in its own row only.
func bound(l store.Letter) []byte { return []byte(l.ID + " " + l.Template) }
