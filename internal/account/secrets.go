package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/netip"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/mail"
	"rostrum/internal/store"
)

// minSecret is the shortest secret, in bytes.
const minSecret = 32

// Secrets are the keys of what the database holds only as keyed hashes. All replicas need the same.
type Secrets struct {
	// Voter is for the tags by which addresses are known to have voted. Who loses it lets everybody vote anew.
	Voter []byte
	// Challenge is for challenges, codes, refresh tokens, networks, and for mail on its way.
	Challenge []byte
}

func (s Secrets) check() error {
	if len(s.Voter) < minSecret || len(s.Challenge) < minSecret {
		return fmt.Errorf("the secrets of accounts need %d bytes each", minSecret)
	}
	return nil
}

// Seal makes the seal of letters in the outbox, for the service and for the postman.
func (s Secrets) Seal() (*mail.Seal, error) { return mail.NewSeal(s.Challenge) }

// mac gives a keyed hash of a value, in hexadecimal; what it is of keeps hashes of different things apart.
func mac(key []byte, of string, values ...string) string {
	h := hmac.New(sha256.New, key)
	for _, v := range append([]string{of}, values...) {
		fmt.Fprintf(h, "%d:%s", len(v), v)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// voterTag stands for a canonical address among the voters.
func (s Secrets) voterTag(addressKey string) string { return mac(s.Voter, "voter", addressKey) }

// addressTag stands for a canonical address in what is short-lived. It is another one than voterTag, so that nothing
// leads from a mail to a vote.
func (s Secrets) addressTag(addressKey string) string { return mac(s.Challenge, "address", addressKey) }

// networkTag stands for a network: the first 24 bits of an IPv4 address, the first 48 of another one.
func (s Secrets) networkTag(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	bits := 48
	if ip.Is4() {
		bits = 24
	}
	network, _ := ip.Prefix(bits) // no address at all stands for a network of its own
	return mac(s.Challenge, "network", network.String())
}

// AddressTag stands for a canonical address in what other rooms keep of it.
func (s *Service) AddressTag(addressKey string) string { return s.Secrets.addressTag(addressKey) }

// Letter makes a letter for other rooms, to go into the outbox: to an address, or to an account's where its id is given.
// Fault: BadUserInput about email.
func (s *Service) Letter(accountID string, t mail.Template, c mail.Content, ttl time.Duration) (store.Letter, error) {
	_, key, err := auth.Canonical(c.To)
	if err != nil {
		return store.Letter{}, err
	}
	now := s.clock()
	return s.seal.Letter(store.Letter{
		AddressTag: s.Secrets.addressTag(key), AccountID: accountID, CreatedAt: now, ExpiresAt: now.Add(ttl),
	}, t, c)
}

func (s Secrets) challengeHash(challenge string) string {
	return mac(s.Challenge, "challenge", challenge)
}

func (s Secrets) codeHash(challenge, code string) string {
	return mac(s.Challenge, "code", challenge, code)
}

func (s Secrets) refreshHash(token string) string { return mac(s.Challenge, "refresh", token) }

// sameHash compares without telling by its time where two hashes differ.
func sameHash(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

// opaqueBytes is how long challenges and refresh tokens are; opaqueText is that in base64.
const (
	opaqueBytes = 32
	opaqueText  = 43
)

// opaque makes a random text that says nothing.
func opaque() string {
	var b [opaqueBytes]byte
	_, _ = rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// isOpaque tells whether a text may come from opaque, so that nothing else is looked up.
func isOpaque(s string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(s) == opaqueText && len(b) == opaqueBytes
}

// codeDigits is how long a code is. Digits, since everybody can type them, whatever script they write; eight, since then
// five guesses are right in one of twenty million challenges.
const codeDigits = 8

// newCode makes a random code.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		panic(err) // it never fails
	}
	return fmt.Sprintf("%0*d", codeDigits, n)
}
