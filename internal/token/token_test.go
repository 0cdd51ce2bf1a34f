package token

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"rostrum/internal/fault"
)

func fixture(t *testing.T) (*Tokens, Key) {
	t.Helper()
	keys, err := OpenKeys(filepath.Join(t.TempDir(), "keys [*]"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.signing()
	if err != nil {
		t.Fatal(err)
	}
	return New(keys, "issuer"), key
}

// forge signs whatever header and claims it is given.
func forge(t *testing.T, header, claims map[string]any, sign func(input string) []byte) string {
	t.Helper()
	part := func(v map[string]any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	input := part(header) + "." + part(claims)
	return input + "." + base64.RawURLEncoding.EncodeToString(sign(input))
}

func with(base map[string]any, changes map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range base {
		out[k] = v
	}
	for k, v := range changes {
		if v == nil {
			delete(out, k)
			continue
		}
		out[k] = v
	}
	return out
}

func TestTokensThatAreRefused(t *testing.T) {
	tokens, key := fixture(t)
	now := time.Now().Unix()
	header := map[string]any{"alg": "EdDSA", "typ": "at+jwt", "kid": key.ID}
	claims := map[string]any{"iss": "issuer", "aud": "rostrum", "sub": "a", "sid": "s", "jti": "j", "iat": now, "exp": now + 900}
	ours := func(input string) []byte { return ed25519.Sign(key.private, []byte(input)) }
	if _, err := tokens.Verify(forge(t, header, claims, ours)); err != nil {
		t.Fatal("the forger's own model is refused:", err)
	}
	_, foreign, _ := ed25519.GenerateKey(rand.Reader)
	good, _, err := tokens.Issue("a", "s", Lifetime)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{
		"none at all": "", "no dots": "abc", "cut": good[:len(good)-4], "without signature": good[:strings.LastIndex(good, ".")+1],
		"white space": " " + good, "line break before": "\n" + good, "line break behind": good + "\n", "line break within the signature": good[:len(good)-9] + "\r\n" + good[len(good)-9:],
		"line break at a dot": strings.Replace(good, ".", "\n.", 1), "four parts": good + ".x", "padded": good + "=", "opaque, as a refresh token": base64.RawURLEncoding.EncodeToString(make([]byte, 32)),
		"foreign key": forge(t, header, claims, func(in string) []byte { return ed25519.Sign(foreign, []byte(in)) }),
		"alg none":    forge(t, with(header, map[string]any{"alg": "none"}), claims, func(string) []byte { return nil }),
		"alg None":    forge(t, with(header, map[string]any{"alg": "None"}), claims, func(string) []byte { return nil }),
		"HS256, public key as secret": forge(t, with(header, map[string]any{"alg": "HS256"}), claims, func(in string) []byte {
			h := hmac.New(sha256.New, key.Public())
			h.Write([]byte(in))
			return h.Sum(nil)
		}),
	}
	for name, change := range map[string]map[string]any{
		"typ JWT": {"typ": "JWT"}, "no typ": {"typ": nil}, "unknown kid": {"kid": "0011223344556677"}, "no kid": {"kid": nil}, "kid with a path": {"kid": "../../etc/passwd"},
		"unknown crit": {"crit": []string{"exp"}, "exp": 1}, "embedded key": {"jwk": map[string]string{"kty": "OKP"}}, "jku": {"jku": "http://127.0.0.1/keys"}, "x5c": {"x5c": []string{"x"}},
	} {
		cases[name] = forge(t, with(header, change), claims, ours)
	}
	for name, change := range map[string]map[string]any{
		"another iss": {"iss": "other"}, "no iss": {"iss": nil}, "another aud": {"aud": "other"}, "no aud": {"aud": nil}, "iat as text": {"iat": "now"}, "two auds": {"aud": []string{"rostrum", "other"}},
		"no exp": {"exp": nil}, "past exp": {"exp": now - 1}, "exp a year away": {"exp": now + 365*86400}, "exp beyond a day": {"exp": now + 86401}, "exp before iat": {"iat": now + 30, "exp": now + 20},
		"no iat": {"iat": nil}, "iat in the future": {"iat": now + 3600, "exp": now + 4000}, "nbf in the future": {"nbf": now + 3600},
		"no sub": {"sub": nil}, "no session": {"sid": nil}, "no jti": {"jti": nil}, "exp beyond all time": {"exp": 1e300}, "iat before all time": {"iat": -1e300}, "exp as text": {"exp": "tomorrow"}, "too long": {"sub": strings.Repeat("a", 3000)},
	} {
		cases[name] = forge(t, header, with(claims, change), ours)
	}
	for i := 0; i < len(good); i++ { // flipped, everywhere
		flipped := []byte(good)
		flipped[i] ^= 1
		cases[fmt.Sprintf("flipped at %d", i)] = string(flipped)
	}
	for name, text := range cases {
		if c, err := tokens.Verify(text); fault.Of(err) != fault.Unauthenticated {
			t.Errorf("%s: taken as %v, %v", name, c, err)
		}
	}
}

func TestIssueAndVerify(t *testing.T) {
	tokens, _ := fixture(t)
	text, expires, err := tokens.Issue("account", "session", Lifetime)
	if err != nil {
		t.Fatal(err)
	}
	c, err := tokens.Verify(text)
	if err != nil || c.AccountID != "account" || c.SessionID != "session" || !c.ExpiresAt.Equal(expires) || c.TokenID == "" {
		t.Fatal(c, err)
	}
	for _, ttl := range []time.Duration{0, -time.Second, MaxLifetime + time.Second} {
		if _, _, err := tokens.Issue("a", "s", ttl); fault.Of(err) != fault.BadUserInput {
			t.Error(ttl, err)
		}
	}
	tokens.now = func() time.Time { return time.Now().Add(Lifetime + time.Second) }
	if _, err := tokens.Verify(text); fault.Of(err) != fault.Unauthenticated {
		t.Error("after its time:", err)
	}
	if c, err := New(tokens.keys, "somebody else").Verify(text); err == nil {
		t.Error("of another issuer:", c)
	}
}

func TestPublishedKeysVerifyOurTokens(t *testing.T) {
	tokens, key := fixture(t)
	var set struct {
		Keys []struct{ Kid, X, Alg, Kty, Crv string }
	}
	if err := json.Unmarshal(tokens.keys.JWKS(), &set); err != nil || len(set.Keys) != 1 || set.Keys[0].Kid != key.ID {
		t.Fatal(set, err)
	}
	public, err := base64.RawURLEncoding.DecodeString(set.Keys[0].X)
	if err != nil {
		t.Fatal(err)
	}
	text, _, err := tokens.Issue("a", "s", Lifetime)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jwt.Parse(text, func(*jwt.Token) (any, error) { return ed25519.PublicKey(public), nil }); err != nil {
		t.Error(err)
	}
}
