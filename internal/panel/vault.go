package panel

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"rostrum/internal/jury"
)

// vault keeps what nobody may read in the database: AES-256-GCM, with a key of its own for each kind of thing, and bound
// to the row that it stands in.
type vault struct {
	sheets, drafts, addresses cipher.AEAD
	calls                     []byte // keys hashes of calls
}

const minSecret = 32

func newVault(secret []byte) (*vault, error) {
	if len(secret) < minSecret {
		return nil, fmt.Errorf("the secret of the jury needs %d bytes, this one has %d", minSecret, len(secret))
	}
	var v vault
	for _, k := range []struct {
		info string
		aead *cipher.AEAD
	}{{"rostrum score sheets", &v.sheets}, {"rostrum score drafts", &v.drafts}, {"rostrum jurors", &v.addresses}} {
		key, err := hkdf.Key(sha256.New, secret, nil, k.info, 32)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		if *k.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, err
		}
	}
	var err error
	v.calls, err = hkdf.Key(sha256.New, secret, nil, "rostrum score calls", 32)
	return &v, err
}

var errOpen = errors.New("what was sealed for the jury was sealed with another secret, or changed")

// sealSheet makes a sheet of canonical bytes, under a new salt.
func (v *vault) sealSheet(s jury.Sheet, content []byte) jury.Sheet {
	salt := make([]byte, jury.SaltBytes)
	_, _ = rand.Read(salt) // it never fails
	s.Commitment = jury.Commitment(salt, content)
	s.Sealed = v.sheets.Seal(nil, nil, append(salt, content...), []byte(s.ID+" "+s.Commitment))
	return s
}

// openSheet reads a sealed sheet, and checks that it is the one that was committed to.
func (v *vault) openSheet(s jury.Sheet) (salt, content []byte, err error) {
	plain, err := v.sheets.Open(nil, nil, s.Sealed, []byte(s.ID+" "+s.Commitment))
	if err != nil || len(plain) < jury.SaltBytes {
		return nil, nil, errOpen
	}
	salt, content = plain[:jury.SaltBytes], plain[jury.SaltBytes:]
	if jury.Commitment(salt, content) != s.Commitment {
		return nil, nil, errOpen
	}
	return salt, content, nil
}

// opened gives a sheet as everybody who may can read it.
func (v *vault) opened(s jury.Sheet) (jury.Sheet, error) {
	salt, content, err := v.openSheet(s)
	s.Salt, s.Text = hex.EncodeToString(salt), string(content)
	return s, err
}

func (v *vault) sealDraft(assignmentID string, content []byte) []byte {
	return v.drafts.Seal(nil, nil, content, []byte(assignmentID))
}

func (v *vault) openDraft(d jury.Saved) (jury.Scores, error) {
	content, err := v.drafts.Open(nil, nil, d.Sealed, []byte(d.AssignmentID))
	if err != nil {
		return jury.Scores{}, errOpen
	}
	return jury.ReadCanonical(content)
}

func (v *vault) sealAddress(jurorID, address string) []byte {
	return v.addresses.Seal(nil, nil, []byte(address), []byte(jurorID))
}

func (v *vault) openAddress(m jury.Member) (string, error) {
	address, err := v.addresses.Open(nil, nil, m.SealedAddress, []byte(m.ID))
	if err != nil {
		return "", errOpen
	}
	return string(address), nil
}

// callHash tells calls under one key apart. It is keyed, since scores are few and could be tried out.
func (v *vault) callHash(content []byte) string {
	h := hmac.New(sha256.New, v.calls)
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}
