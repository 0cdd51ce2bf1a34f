package httpd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"rostrum/internal/fault"
)

type rolesKey struct{}

// askers let four tokens in, and counts how often one is looked up.
func askers(looked *int) func(*Config) {
	roles := map[string][]string{"stakeholder": nil, "jury": {"JURY"}, "auditor": {"AUDITOR"}, "both": {"JURY", "AUDITOR"}, "gone": nil}
	return func(c *Config) {
		c.Authenticate = func(ctx context.Context, token string) (context.Context, error) {
			if _, ok := roles[token]; !ok {
				return nil, fault.New(fault.Unauthenticated, "the token is not valid")
			}
			return context.WithValue(ctx, rolesKey{}, token), nil
		}
		c.Principal = func(ctx context.Context) (context.Context, func(string) bool, error) {
			*looked++
			token := ctx.Value(rolesKey{}).(string)
			if token == "gone" {
				return nil, nil, fault.New(fault.Unauthenticated, "the session has ended")
			}
			return ctx, func(role string) bool { return slices.Contains(roles[token], role) }, nil
		}
	}
}

func TestAdmission(t *testing.T) {
	for name, c := range map[string]struct {
		query, token string
		status       int
		code         string
		looked       int
	}{
		"public, by anybody":                  {"{hello}", "", 200, "", 0},
		"public, by somebody":                 {"{hello}", "stakeholder", 200, "", 0},
		"public, by a bad token":              {"{hello}", "nonsense", 401, "UNAUTHENTICATED", 0},
		"public, in a session that ended":     {"{hello}", "gone", 200, "", 0},
		"personal, by anybody":                {"{me}", "", 200, "", 0},
		"personal, by somebody":               {"{me}", "stakeholder", 200, "", 1},
		"personal, in a session that ended":   {"{me}", "gone", 401, "UNAUTHENTICATED", 1},
		"signed in, by anybody":               {"{mine}", "", 401, "UNAUTHENTICATED", 0},
		"signed in, by somebody":              {"{mine}", "stakeholder", 200, "", 1},
		"signed in, in a session that ended":  {"{mine}", "gone", 401, "UNAUTHENTICATED", 1},
		"a role, by anybody":                  {"{trail}", "", 401, "UNAUTHENTICATED", 0},
		"a role, without it":                  {"{trail}", "jury", 403, "FORBIDDEN", 1},
		"a role, with it":                     {"{trail}", "auditor", 200, "", 1},
		"two roles, with one":                 {"{trail scores}", "auditor", 403, "FORBIDDEN", 1},
		"two roles, with both":                {"{trail scores}", "both", 200, "", 1},
		"a role beside what is public":        {"{hello trail}", "jury", 403, "FORBIDDEN", 1},
		"a role, in a fragment":               {"{...F} fragment F on Query {hello trail}", "jury", 403, "FORBIDDEN", 1},
		"a role, left out":                    {"{hello trail @include(if: false)}", "jury", 200, "", 0},
		"a role of an operation not asked of": {"query A {hello} query B {trail}", "jury", 200, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			looked := 0
			h := newHarness(t, askers(&looked))
			body, err := json.Marshal(map[string]any{"query": c.query, "operationName": map[bool]any{true: "A"}[c.query[0] == 'q']})
			if err != nil {
				t.Fatal(err)
			}
			authorization := ""
			if c.token != "" {
				authorization = "Bearer " + c.token
			}
			res := h.do(t, post(string(body), "Authorization", authorization))
			answer := read(t, res)
			if code, _ := firstError(t, answer); res.StatusCode != c.status || code != c.code || looked != c.looked {
				t.Errorf("got %d %s, looked up %d times", res.StatusCode, answer, looked)
			}
			if res.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("Cache-Control: %s", res.Header.Get("Cache-Control"))
			}
		})
	}
}

func TestWhereIdentityMattersNobodyKeepsTheAnswer(t *testing.T) {
	looked := 0
	h := newHarness(t, askers(&looked))
	for path, want := range map[string]string{"{hello}": "public, max-age=1", "{me}": "no-store", "{hello,me}": "no-store"} {
		if got := h.do(t, get("/graphql?query="+path)).Header.Get("Cache-Control"); got != want {
			t.Errorf("%s, by anybody: %s", path, got)
		}
		if got := h.do(t, get("/graphql?query="+path, "Authorization", "Bearer stakeholder")).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s, by somebody: %s", path, got)
		}
	}
}

// A document with what its client says written into it is carried out, and kept nowhere.
func TestWhatAMutationSaysIsNotKept(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		kept  bool
	}{
		"a query":                       {`{hello(name: "x")}`, true},
		"a mutation with variables":     {`mutation($w: String) {say(words: $w)}`, true},
		"a mutation of no words":        {`mutation {bump}`, true},
		"words":                         {`mutation {say(words: "x")}`, false},
		"words in a block":              {`mutation {say(words: """x""")}`, false},
		"words in an input":             {`mutation {say(input: {words: "x"})}`, false},
		"a number for an id":            {`mutation {say(input: {number: 1})}`, false},
		"a default":                     {`mutation($w: String = "x") {say(words: $w)}`, false},
		"in a fragment":                 {`mutation {...F} fragment F on Mutation {say(words: "x")}`, false},
		"in a fragment of a fragment":   {`mutation {...F} fragment F on Mutation {...G} fragment G on Mutation {say(words: "x")}`, false},
		"in place":                      {`mutation {... {say(words: "x")}}`, false},
		"beside a query that is run":    {`query A {hello} mutation B {say(words: "x")}`, false},
		"in another than the first one": {`mutation A {bump} mutation B {say(words: "x")}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			sum := sha256.Sum256([]byte(c.query))
			extension := map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hex.EncodeToString(sum[:])}}
			operation := map[bool]any{true: "A"}[len(c.query) > 40 && (c.query[:7] == "query A" || c.query[:10] == "mutation A")]
			ask := func(members map[string]any) (*http.Response, string) {
				body, err := json.Marshal(members)
				if err != nil {
					t.Fatal(err)
				}
				res := h.do(t, post(string(body)))
				return res, read(t, res)
			}
			for range 2 {
				if res, body := ask(map[string]any{"query": c.query, "operationName": operation, "extensions": extension}); res.StatusCode != 200 {
					t.Fatalf("got %d %s", res.StatusCode, body)
				}
			}
			_, body := ask(map[string]any{"operationName": operation, "extensions": extension})
			if code, _ := firstError(t, body); (code == "") != c.kept {
				t.Errorf("by its hash: %s", body)
			}
		})
	}
}

func TestKeysAreServed(t *testing.T) {
	keys := `{"keys":[1]}`
	h := newHarness(t, func(c *Config) { c.JWKS = func() []byte { return []byte(keys) } })
	res := h.do(t, get("/.well-known/jwks.json"))
	if body := read(t, res); body != keys || res.Header.Get("Content-Type") != "application/jwk-set+json" || res.Header.Get("Cache-Control") != "public, max-age=30" {
		t.Errorf("got %s %v", body, res.Header)
	}
	tag := res.Header.Get("ETag")
	if res := h.do(t, get("/.well-known/jwks.json", "If-None-Match", tag)); res.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: %d", res.StatusCode)
	}
	keys = `{"keys":[1,2]}`
	if res := h.do(t, get("/.well-known/jwks.json", "If-None-Match", tag)); res.StatusCode != http.StatusOK {
		t.Errorf("with a new key: %d", res.StatusCode)
	}
}
