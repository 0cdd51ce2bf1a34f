package server_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// forger makes tokens by hand, with a key of its own.
type forger struct {
	key    ed25519.PrivateKey
	header map[string]any
	claims map[string]any
}

// newForger takes a good token apart.
func newForger(t *testing.T, good string) forger {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f := forger{key: key}
	for i, into := range []*map[string]any{&f.header, &f.claims} {
		raw, err := base64.RawURLEncoding.DecodeString(strings.Split(good, ".")[i])
		if err != nil || json.Unmarshal(raw, into) != nil {
			t.Fatalf("the token cannot be taken apart: %v", err)
		}
	}
	return f
}

// unsigned writes header and claims with some of them changed; a nil takes one away.
func (f forger) unsigned(changes map[string]any) string {
	header, claims := maps.Clone(f.header), maps.Clone(f.claims)
	for name, value := range changes {
		of := claims
		if in, ok := strings.CutPrefix(name, "header."); ok {
			of, name = header, in
		}
		of[name] = value
		if value == nil {
			delete(of, name)
		}
	}
	encode := func(m map[string]any) string {
		raw, _ := json.Marshal(m)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	return encode(header) + "." + encode(claims)
}

func (f forger) sign(changes map[string]any) string {
	text := f.unsigned(changes)
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(f.key, []byte(text)))
}

// Tokens that are not good are refused with 401 whatever is asked, and never taken for no token.
func TestBadTokens(t *testing.T) {
	r := startVoting(t, storetest.SQLite(t))
	_, refresh := signIn(t, r, "token@example.org")
	good := r.Token(t, "token@example.org")
	f := newForger(t, good)
	mac := func(text string, secret []byte) string {
		h := hmac.New(sha256.New, secret)
		h.Write([]byte(text))
		return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
	}
	public := r.Get(t, "/.well-known/jwks.json").Body
	signature := good[strings.LastIndexByte(good, '.')+1:]
	now := time.Now().Unix()
	for name, token := range map[string]string{
		"cut":                      good[:len(good)-8],
		"cut to two parts":         good[:strings.LastIndexByte(good, '.')],
		"a bit flipped":            flip(good, len(good)/2),
		"a flipped signature":      flip(good, len(good)-20),
		"another account":          f.unsigned(map[string]any{"sub": "other"}) + "." + signature,
		"a foreign key":            f.sign(nil),
		"an embedded key":          f.sign(map[string]any{"header.jwk": map[string]any{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(f.key.Public().(ed25519.PublicKey))}}),
		"alg none":                 f.unsigned(map[string]any{"header.alg": "none"}) + ".",
		"alg HS256 by the JWKS":    mac(f.unsigned(map[string]any{"header.alg": "HS256"}), public),
		"another kid":              f.sign(map[string]any{"header.kid": "other"}),
		"no kid":                   f.sign(map[string]any{"header.kid": nil}),
		"another typ":              f.sign(map[string]any{"header.typ": "JWT"}),
		"an unknown crit":          f.sign(map[string]any{"header.crit": []string{"b64"}}),
		"no exp":                   f.sign(map[string]any{"exp": nil}),
		"exp a year away":          f.sign(map[string]any{"exp": now + 365*24*3600}),
		"nbf in the future":        f.sign(map[string]any{"nbf": now + 3600}),
		"iat in the future":        f.sign(map[string]any{"iat": now + 3600}),
		"another issuer":           f.sign(map[string]any{"iss": "other"}),
		"another audience":         f.sign(map[string]any{"aud": "other"}),
		"a refresh token":          refresh,
		"a word":                   "nonsense",
		"very long":                strings.Repeat("a", 20_000),
		"several in one":           good + "," + good,
		"in another script's dots": strings.ReplaceAll(good, ".", "。"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, query := range []string{`{ forums { slug } }`, `{ viewer { email } }`, `mutation { signOut(input: {}) { userErrors { code } } }`} {
				a := r.Ask(t, query, nil, servertest.Bearer(token)...)
				if a.Status != http.StatusUnauthorized || len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "UNAUTHENTICATED" || len(a.Data) > 0 {
					t.Errorf("%s: %d %s", query, a.Status, a.Body)
				}
				if a.Header.Get("WWW-Authenticate") != "Bearer" || a.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("headers: %v", a.Header)
				}
			}
		})
	}
	for name, value := range map[string]string{"no scheme": good, "Basic": "Basic " + good, "a scheme alone": "Bearer", "two spaces before nothing": "Bearer  "} {
		if a := r.Ask(t, `{ forums { slug } }`, nil, "Authorization", value); a.Status != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if a := r.Ask(t, `{ viewer { email } }`, nil, servertest.Bearer(good)...); !bytes.Contains(a.Data, []byte("token@example.org")) {
		t.Errorf("the good one: %d %s", a.Status, a.Body)
	}
	if a := r.Ask(t, `mutation($t: String!) { refreshTokens(input: {refreshToken: $t}) { tokens { accessToken } userErrors { code } } }`, map[string]any{"t": good}); !bytes.Contains(a.Data, []byte("INVALID_REFRESH_TOKEN")) {
		t.Errorf("an access token as a refresh token: %s", a.Body)
	}
}

// flip changes a character of a token for another one of its alphabet.
func flip(token string, at int) string {
	other := byte('A')
	if token[at] == other {
		other = 'B'
	}
	return token[:at] + string(other) + token[at+1:]
}

func refresh(t *testing.T, c servertest.Client, token string) (access, next, refusal string) {
	t.Helper()
	var data struct {
		RefreshTokens struct {
			Tokens     *struct{ AccessToken, RefreshToken string }
			UserErrors []userError
		}
	}
	c.Read(t, &data, `mutation($t: String!) { refreshTokens(input: {refreshToken: $t}) { tokens { accessToken refreshToken } userErrors { code message path } } }`, map[string]any{"t": token})
	if data.RefreshTokens.Tokens == nil {
		return "", "", data.RefreshTokens.UserErrors[0].Code
	}
	return data.RefreshTokens.Tokens.AccessToken, data.RefreshTokens.Tokens.RefreshToken, ""
}

func whoAmI(t *testing.T, c servertest.Client, token string) int {
	t.Helper()
	return c.Ask(t, `{ viewer { email } }`, nil, servertest.Bearer(token)...).Status
}

// What ends a session, or a role, holds at once and on every server: access tokens that are still good are refused.
func TestItHoldsAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		keys := servertest.Keys(t)
		same := func(c *server.Config) { c.Keys = keys }
		r := startVoting(t, dsn, same)
		other := servertest.Start(t, dsn, same)
		gone := func(what, token string) {
			t.Helper()
			for i, c := range []servertest.Client{r.Client, other.Client} {
				if s := whoAmI(t, c, token); s != http.StatusUnauthorized {
					t.Errorf("after %s, server %d: status %d", what, i+1, s)
				}
			}
			if a := castVotes(t, other.Client, token, "too-late-for-this", []map[string]any{}); a.Status != http.StatusUnauthorized {
				t.Errorf("after %s, casting: %s", what, a.Body)
			}
		}

		first, _ := signIn(t, r, "ada@example.org")
		second, secondRefresh := signIn(t, r, "ada@example.org")
		do(t, r.Client, first, `mutation { signOut(input: {}) { userErrors { code } } }`, nil)
		gone("signing out", first)
		if s := whoAmI(t, other.Client, second); s != http.StatusOK {
			t.Errorf("another session of who signed out: %d", s)
		}
		third, _ := signIn(t, r, "ada@example.org")
		do(t, r.Client, third, `mutation { signOut(input: {everywhere: true}) { userErrors { code } } }`, nil)
		gone("signing out everywhere", second)
		gone("signing out everywhere", third)
		if _, _, refusal := refresh(t, r.Client, secondRefresh); refusal != "INVALID_REFRESH_TOKEN" {
			t.Errorf("the refresh token of a session that ended: %q", refusal)
		}

		secretariat := r.Token(t, "secretariat@example.org", auth.Secretariat)
		auditor := r.Token(t, "auditor@example.org", auth.Auditor)
		const trail = `{ auditTrail { totalCount } }`
		if a := other.Ask(t, trail, nil, servertest.Bearer(auditor)...); a.Status != http.StatusOK {
			t.Fatalf("an auditor: %d %s", a.Status, a.Body)
		}
		var assignments struct {
			RoleAssignments struct{ Nodes []struct{ ID string } }
		}
		r.Read(t, &assignments, `{ roleAssignments(role: AUDITOR) { nodes { id } } }`, nil, servertest.Bearer(secretariat)...)
		do(t, r.Client, secretariat, `mutation($i: ID!) { withdrawRole(input: {assignment: $i}) { assignment { withdrawnAt } userErrors { code } } }`,
			map[string]any{"i": assignments.RoleAssignments.Nodes[0].ID})
		if a := other.Ask(t, trail, nil, servertest.Bearer(auditor)...); a.Status != http.StatusForbidden || a.Errors[0].Extensions.Code != "FORBIDDEN" {
			t.Errorf("after the role was withdrawn: %d %s", a.Status, a.Body)
		}
		if s := whoAmI(t, other.Client, auditor); s != http.StatusOK {
			t.Errorf("a former auditor is nobody: %d", s)
		}

		for what, act := range map[string]func(email string) error{
			"being disabled": func(email string) error { return r.Server.Accounts().Service.Disable(t.Context(), email) },
			"being signed out": func(email string) error {
				_, err := r.Server.Accounts().Service.EndSessionsOf(t.Context(), email)
				return err
			},
		} {
			email := strings.ReplaceAll(what, " ", ".") + "@example.org"
			token := r.Token(t, email)
			if err := act(email); err != nil {
				t.Fatal(err)
			}
			gone(what, token)
		}
		leaver := r.Token(t, "leaver@example.org")
		do(t, r.Client, leaver, `mutation { deleteAccount(input: {email: "Leaver@example.org"}) { userErrors { code message } } }`, nil)
		gone("deleting the account", leaver)
	})
}

// do sends a mutation that must succeed.
func do(t *testing.T, c servertest.Client, token, mutation string, variables map[string]any) servertest.Answer {
	t.Helper()
	a := c.Ask(t, mutation, variables, servertest.Bearer(token)...)
	if a.Status != http.StatusOK || len(a.Errors) > 0 || !bytes.Contains(a.Data, []byte(`"userErrors":[]`)) {
		t.Fatalf("%s: %d %s", mutation, a.Status, a.Body)
	}
	return a
}

// A copy of a refresh token that is used after its owner has used it ends the session of both.
func TestACopiedRefreshTokenEndsTheSession(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		_, stolen := signIn(t, r, "ada@example.org")
		_, second, _ := refresh(t, r.Client, stolen)
		access, third, refusal := refresh(t, r.Client, second)
		if refusal != "" || whoAmI(t, r.Client, access) != http.StatusOK {
			t.Fatalf("the owner: %q", refusal)
		}
		if _, _, refusal := refresh(t, r.Client, stolen); refusal != "INVALID_REFRESH_TOKEN" {
			t.Errorf("the copy: %q", refusal)
		}
		if _, _, refusal := refresh(t, r.Client, third); refusal != "INVALID_REFRESH_TOKEN" || whoAmI(t, r.Client, access) != http.StatusUnauthorized {
			t.Errorf("the session goes on: %q", refusal)
		}
	})
}

// A key that is retired takes its tokens with it, and a new one is published before it signs. Nobody else notices.
func TestKeysChange(t *testing.T) {
	keys := servertest.Keys(t)
	r := startVoting(t, storetest.SQLite(t), func(c *server.Config) { c.Keys = keys })
	old := r.Token(t, "ada@example.org")
	list, err := keys.List()
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := keys.New()
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "the new key is published", func() bool {
		return bytes.Contains(r.Get(t, "/.well-known/jwks.json").Body, []byte(fresh.ID))
	})
	if s := whoAmI(t, r.Client, old); s != http.StatusOK {
		t.Errorf("beside a new key: %d", s)
	}
	if _, err := keys.RetireNow(list[0].ID); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "tokens of a retired key are refused", func() bool { return whoAmI(t, r.Client, old) == http.StatusUnauthorized })
	if s := whoAmI(t, r.Client, r.Token(t, "ada@example.org")); s != http.StatusOK {
		t.Errorf("a token of the new key: %d", s)
	}
	if body := r.Get(t, "/.well-known/jwks.json").Body; bytes.Contains(body, []byte(list[0].ID)) || bytes.Contains(body, []byte(`"d"`)) {
		t.Errorf("published: %s", body)
	}
}
