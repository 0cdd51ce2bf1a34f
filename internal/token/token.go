// Package token makes and checks access tokens: JWTs signed with Ed25519, by keys that overlap when they change.
package token

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"rostrum/internal/fault"
)

// The lifetimes of access tokens.
const (
	Lifetime    = 15 * time.Minute // of those that a sign-in gives
	MaxLifetime = 24 * time.Hour   // of any that a server takes
)

const (
	audience  = "rostrum"
	mediaType = "at+jwt" // RFC 9068
	maxLength = 2048     // bytes of a token that is looked at
	skew      = time.Minute
)

// Claims are what a token says: which account, in which session.
type Claims struct {
	AccountID string
	SessionID string
	TokenID   string
	ExpiresAt time.Time
}

// payload is the claims as the token carries them.
type payload struct {
	SessionID string `json:"sid"`
	jwt.RegisteredClaims
}

// Tokens issues and verifies access tokens of one issuer. It goes by real time.
type Tokens struct {
	keys   *Keys
	issuer string
	now    func() time.Time
}

// New makes an issuer and verifier. The issuer's name stands in every token, and only such tokens are taken.
func New(keys *Keys, issuer string) *Tokens {
	return &Tokens{keys: keys, issuer: issuer, now: time.Now}
}

// Issue makes a token for a session. Its lifetime is at most MaxLifetime.
func (t *Tokens) Issue(accountID, sessionID string, lifetime time.Duration) (text string, expiresAt time.Time, err error) {
	if lifetime <= 0 || lifetime > MaxLifetime {
		return "", time.Time{}, fault.BadInput("ttl", "%v, must be more than 0 and at most %v", lifetime, MaxLifetime)
	}
	key, err := t.keys.signing()
	if err != nil {
		return "", time.Time{}, err
	}
	var id [16]byte
	_, _ = rand.Read(id[:]) // it never fails
	now := t.now().Truncate(time.Second)
	claims := payload{SessionID: sessionID, RegisteredClaims: jwt.RegisteredClaims{
		Issuer: t.issuer, Audience: jwt.ClaimStrings{audience}, Subject: accountID, ID: hex.EncodeToString(id[:]),
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(lifetime)),
	}}
	unsigned := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	unsigned.Header["typ"], unsigned.Header["kid"] = mediaType, key.ID
	text, err = unsigned.SignedString(key.private)
	return text, now.Add(lifetime), err
}

// refused is all that somebody hears about a token that is not good.
func refused(cause error) error {
	return fault.Wrap(fault.Unauthenticated, cause, "the access token is not valid or has expired")
}

// Verify checks a token's form, signature, times, issuer and audience. Whether its session still lasts is for the
// database to say. Fault: Unauthenticated.
func (t *Tokens) Verify(text string) (Claims, error) {
	if len(text) > maxLength || strings.ContainsFunc(text, isForeign) {
		return Claims{}, refused(nil)
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithStrictDecoding(),
		jwt.WithIssuer(t.issuer), jwt.WithAudience(audience), jwt.WithExpirationRequired(), jwt.WithTimeFunc(t.now))
	var claims payload
	parsed, err := parser.ParseWithClaims(text, &claims, func(token *jwt.Token) (any, error) { return t.keyOf(token) })
	if err != nil || !parsed.Valid {
		return Claims{}, refused(err)
	}
	if err := t.checkClaims(claims); err != nil {
		return Claims{}, err
	}
	return Claims{AccountID: claims.Subject, SessionID: claims.SessionID, TokenID: claims.ID, ExpiresAt: claims.ExpiresAt.Time}, nil
}

// isForeign tells whether a character is in no token. The decoder skips line breaks, even a strict one, so that without
// this many texts would be the same token.
func isForeign(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !letter && r != '-' && r != '_' && r != '.'
}

// keyOf gives the key that a token's header names, after it has looked at the rest of the header, of which the library
// takes no notice.
func (t *Tokens) keyOf(token *jwt.Token) (any, error) {
	for name := range token.Header {
		switch name {
		case "alg", "typ", "kid":
		default: // crit asks for what we do not know; jwk, jku and x5c bring a key of their own
			return nil, refused(nil)
		}
	}
	id, _ := token.Header["kid"].(string)
	if kind, _ := token.Header["typ"].(string); kind != mediaType || id == "" {
		return nil, refused(nil)
	}
	key, ok := t.keys.find(id)
	if !ok {
		return nil, refused(nil)
	}
	return key.Public(), nil
}

// checkClaims checks what the library leaves open.
func (t *Tokens) checkClaims(c payload) error {
	now := t.now()
	switch {
	case c.Subject == "" || c.SessionID == "" || c.ID == "" || c.IssuedAt == nil || len(c.Audience) != 1:
	case c.IssuedAt.After(now.Add(skew)):
	case c.ExpiresAt.Sub(c.IssuedAt.Time) > MaxLifetime || !c.ExpiresAt.After(c.IssuedAt.Time):
	default:
		return nil
	}
	return refused(nil)
}
