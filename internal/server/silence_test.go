package server_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// record is what a server has logged.
type record struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// Whatever people send, and whatever goes wrong, no log and no persisted query holds a choice, a code, a token or an
// address.
func TestNothingOfAnybodyIsLoggedOrKept(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		var logged record
		r := startVoting(t, dsn, logged.everything)
		planted := plant(t, r)
		whileAway(t, r, func() { askWhileAway(t, r, planted) })
		r.Stop()
		logged.holdsNone(t, planted)
	})
}

// everything lets a server log all that it has to say.
func (r *record) everything(c *server.Config) {
	c.Log = slog.New(slog.NewJSONHandler(r, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// holdsNone looks for what was planted, in a log that tells of requests and of errors with their causes.
func (r *record) holdsNone(t *testing.T, planted map[string]string) {
	t.Helper()
	log := r.String()
	if !strings.Contains(log, `"msg":"request"`) || !strings.Contains(log, `"cause"`) {
		t.Errorf("the log is not what was expected: %.2000s", log)
	}
	for what, words := range planted {
		if words == "" || strings.Contains(log, words) {
			t.Errorf("the log holds %s, %q", what, words)
		}
	}
}

// whileAway does something as the database is away, and waits until it is back.
func whileAway(t *testing.T, r *servertest.Replica, do func()) {
	t.Helper()
	away := lockFile
	if r.Store.Engine() == store.PostgreSQL {
		away = shutOut
	}
	back := away(t, r.DSN)
	do()
	back()
	eventually(t, 10*time.Second, "writes go on", func() bool { return r.Get(t, "/readyz?for=writes").Status == 200 })
}

// plant sends everything that is somebody's own, in good requests and in bad ones, and gives it by name.
func plant(t *testing.T, r *servertest.Replica) map[string]string {
	t.Helper()
	const address = "planted.address@example.org"
	access, refreshToken := signIn(t, r, address)
	b := ballotFor(t, r.Client, access)
	input := cast(b, "planted-key-0001", 1, all()...)
	r.Ask(t, castMutation, input, servertest.Bearer(access)...)
	project := b.Categories[2].Nominees[1].ID
	// All over again, refused by the rules.
	input["input"].(map[string]any)["idempotencyKey"] = "planted-key-0002"
	r.Ask(t, castMutation, input, servertest.Bearer(access)...)
	_, next, _ := refresh(t, r.Client, refreshToken)
	var asked struct{ RequestSignInCode struct{ Challenge string } }
	r.Read(t, &asked, `mutation { requestSignInCode(input: {email: "`+address+`"}) { challenge } }`, nil)
	code := r.Inbox.Code(t, address, 2)
	planted := map[string]string{
		"an address": "planted.address", "an access token": access, "the end of an access token": access[len(access)-20:],
		"a refresh token": refreshToken, "the next refresh token": next, "a code": code, "a challenge": asked.RequestSignInCode.Challenge,
		"a choice": project, "a choice by the store's id": "nominee-", "a key": "planted-key",
	}
	// In places where they do not belong, so that errors could repeat them.
	for _, query := range []string{
		`mutation { signIn(input: {challenge: "` + asked.RequestSignInCode.Challenge + `", code: "` + code + `x"}) { tokens { accessToken } userErrors { message } } }`,
		`mutation { signIn(input: {challenge: 7, code: ["` + code + `"]}) { nonsense } }`,
		`mutation { requestSignInCode(input: {email: "` + address + `", language: "` + address + `"}) { challenge } }`,
		`mutation { castVotes(input: {contest: "` + address + `", idempotencyKey: "planted-key-0003", votes: {category: "` + project + `", project: "` + project + `"}}) { userErrors { message } } }`,
		`mutation { refreshTokens(input: {refreshToken: "` + next + `"`,
		`{ node(id: "` + project + `") { nonsense } viewer { ballot(contest: "` + address + `") { done } } }`,
	} {
		r.Ask(t, query, nil, servertest.Bearer(access)...)
		persist(t, r, query, access)
	}
	r.Get(t, "/"+address+"?token="+access)
	r.Ask(t, `{ clock { now } }`, nil, "Authorization", "Bearer "+access+"x", "X-Request-Id", address, "User-Agent", address)
	officer := r.Token(t, "planted.address+officer@example.org", auth.Secretariat)
	r.Ask(t, `mutation($e: String!) { grantRole(input: {email: $e, role: JURY, reason: $e}) { userErrors { message } } }`, map[string]any{"e": address}, servertest.Bearer(officer)...)
	planted["an officer's token"] = officer
	return planted
}

// persist sends a document as a persisted query, and looks whether it was kept.
func persist(t *testing.T, r *servertest.Replica, query, token string) {
	t.Helper()
	sum := sha256.Sum256([]byte(query))
	extensions := map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hex.EncodeToString(sum[:])}}
	for _, members := range []map[string]any{{"query": query, "extensions": extensions}, {"extensions": extensions}} {
		body, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		a := r.Post(t, body, servertest.Bearer(token)...)
		if _, whole := members["query"]; !whole && (len(a.Errors) == 0 || a.Errors[0].Extensions.Code != "PERSISTED_QUERY_NOT_FOUND") {
			t.Errorf("%s was kept: %s", query, a.Body)
		}
	}
}

// askWhileAway sends what needs the database, which is away, so that its errors come with what was sent to it.
func askWhileAway(t *testing.T, r *servertest.Replica, planted map[string]string) {
	t.Helper()
	var all sync.WaitGroup
	for _, c := range []struct {
		query     string
		variables map[string]any
	}{
		{`mutation($e: String!) { requestSignInCode(input: {email: $e}) { challenge } }`, map[string]any{"e": "planted.address@example.org"}},
		{`mutation($c: String!, $k: String!) { signIn(input: {challenge: $c, code: $k}) { tokens { accessToken } } }`, map[string]any{"c": planted["a challenge"], "k": planted["a code"]}},
		{`mutation($t: String!) { refreshTokens(input: {refreshToken: $t}) { tokens { accessToken } } }`, map[string]any{"t": planted["the next refresh token"]}},
		{castMutation, map[string]any{"input": map[string]any{"contest": "wsis-prizes-2020", "idempotencyKey": "planted-key-0004",
			"votes": []map[string]any{{"category": planted["a choice"], "project": planted["a choice"]}}}}},
		{`{ viewer { email export ballot(contest: "wsis-prizes-2020") { done } } }`, nil},
	} {
		all.Go(func() {
			a, ok := r.Try(t, c.query, c.variables, servertest.Bearer(planted["an access token"])...)
			said := strings.ToLower(string(a.Body))
			busy := a.Status == 429 // more at once of one person than run at once
			if !ok || strings.Contains(said, "sql") || len(a.Errors) > 0 && (a.Status != 503 && !busy || a.Header.Get("Retry-After") == "") {
				t.Errorf("%s: %d %s", c.query, a.Status, a.Body)
			}
		})
	}
	all.Wait()
}
