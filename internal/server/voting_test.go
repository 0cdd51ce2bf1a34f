package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// votingDay lies in the public vote of the tiny forum, and of the real one.
var votingDay = time.Date(2020, time.January, 17, 9, 0, 0, 0, time.UTC)

// startVoting runs a server over a new database in which the public vote is open.
func startVoting(t *testing.T, dsn string, change ...func(*server.Config)) *servertest.Replica {
	t.Helper()
	st := servertest.Open(t, dsn)
	servertest.Rehearse(t, st, votingDay)
	servertest.Import(t, st, servertest.Votable(t))
	return servertest.Start(t, dsn, change...)
}

// signIn signs an address in by the code that comes by mail.
func signIn(t *testing.T, r *servertest.Replica, email string) (access, refresh string) {
	t.Helper()
	before := len(r.Inbox.All(email))
	var asked struct {
		RequestSignInCode struct {
			Challenge  string
			UserErrors []userError
		}
	}
	r.Read(t, &asked, `mutation($e: String!) { requestSignInCode(input: {email: $e}) { challenge userErrors { code } } }`, map[string]any{"e": email})
	return enter(t, r.Client, asked.RequestSignInCode.Challenge, r.Inbox.Code(t, email, before+1))
}

func enter(t *testing.T, c servertest.Client, challenge, code string) (access, refresh string) {
	t.Helper()
	var entered struct {
		SignIn struct {
			Tokens *struct {
				AccessToken, RefreshToken string
				ExpiresAt                 time.Time
			}
			UserErrors []userError
		}
	}
	c.Read(t, &entered, `mutation($c: String!, $k: String!) { signIn(input: {challenge: $c, code: $k}) {
		tokens { accessToken refreshToken expiresAt } userErrors { code message path } } }`, map[string]any{"c": challenge, "k": code})
	tokens := entered.SignIn.Tokens
	if tokens == nil {
		t.Fatalf("not signed in: %v", entered.SignIn.UserErrors)
	}
	if left := time.Until(tokens.ExpiresAt); left < 14*time.Minute || left > 15*time.Minute {
		t.Errorf("the token is good for %v", left)
	}
	return tokens.AccessToken, tokens.RefreshToken
}

type userError struct {
	Code, Message string
	Path          []string
}

const ballotQuery = `{ viewer { ballot(contest: "wsis-prizes-2020") { done wouldCount missing { id }
	contest { slug } categories { category { id number } nominees { id } receipt { project { id } acceptedAt } } } } }`

type ballotOf struct {
	Done       int
	WouldCount bool
	Missing    []struct{ ID string }
	Categories []struct {
		Category struct {
			ID     string
			Number int
		}
		Nominees []struct{ ID string }
		Receipt  *struct {
			Project    struct{ ID string }
			AcceptedAt time.Time
		}
	}
}

func ballotFor(t testing.TB, c servertest.Client, token string) ballotOf {
	t.Helper()
	var data struct{ Viewer struct{ Ballot ballotOf } }
	c.Read(t, &data, ballotQuery, nil, servertest.Bearer(token)...)
	return data.Viewer.Ballot
}

const castMutation = `mutation($input: CastVotesInput!) { castVotes(input: $input) {
	receipts { category { id } project { id title { value } } acceptedAt } userErrors { code message path } } }`

// cast is the input that votes for the nth nominee of each of the given categories.
func cast(b ballotOf, key string, nth int, categories ...int) map[string]any {
	votes := []map[string]any{}
	for _, c := range b.Categories {
		if slices.Contains(categories, c.Category.Number) {
			votes = append(votes, map[string]any{"category": c.Category.ID, "project": c.Nominees[nth].ID})
		}
	}
	return map[string]any{"input": map[string]any{"contest": "wsis-prizes-2020", "votes": votes, "idempotencyKey": key}}
}

// all are the numbers of the categories.
func all() []int {
	numbers := make([]int, 18)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

type castAnswer struct {
	CastVotes struct {
		Receipts []struct {
			Category, Project struct{ ID string }
			AcceptedAt        time.Time
		}
		UserErrors []userError
	}
}

// A stakeholder signs in by a code, votes in 18 categories and holds 18 receipts.
func TestSignInAndVote(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		token, _ := signIn(t, r, "Ada.Voter@example.org")
		empty := ballotFor(t, r.Client, token)
		if empty.Done != 0 || empty.WouldCount || len(empty.Missing) != 18 || len(empty.Categories) != 18 {
			t.Fatalf("an empty ballot: %d done, %d missing, would count: %v", empty.Done, len(empty.Missing), empty.WouldCount)
		}
		var data castAnswer
		input := cast(empty, "all-of-them", 0, all()...)
		r.Read(t, &data, castMutation, input, servertest.Bearer(token)...)
		if n := len(data.CastVotes.Receipts); n != 18 || len(data.CastVotes.UserErrors) > 0 {
			t.Fatalf("%d receipts, %v", n, data.CastVotes.UserErrors)
		}
		for i, receipt := range data.CastVotes.Receipts {
			vote := input["input"].(map[string]any)["votes"].([]map[string]any)[i]
			if receipt.Category.ID != vote["category"] || receipt.Project.ID != vote["project"] || receipt.AcceptedAt.Sub(votingDay).Abs() > 10*time.Minute {
				t.Errorf("receipt %d: %+v for %v", i, receipt, vote)
			}
		}
		full := ballotFor(t, r.Client, token)
		if full.Done != 18 || !full.WouldCount || len(full.Missing) != 0 {
			t.Errorf("a full ballot: %d done, %d missing, would count: %v", full.Done, len(full.Missing), full.WouldCount)
		}
		for i, c := range full.Categories {
			if c.Receipt == nil || c.Receipt.Project.ID != empty.Categories[i].Nominees[0].ID || !c.Receipt.AcceptedAt.Equal(data.CastVotes.Receipts[i].AcceptedAt) {
				t.Errorf("category %d: %+v", i+1, c.Receipt)
			}
		}
	})
}

// The same, by a client that never hears every third answer and asks again until it does.
func TestVoteOnABadLine(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		line := servertest.BadLine(t, r.URL, 3)
		c := servertest.NewClient(t, line.URL)
		ask := func(query string, variables map[string]any, headers ...string) []byte {
			for {
				if a, ok := c.Try(t, query, variables, headers...); ok {
					return a.Body
				}
			}
		}
		var asked struct {
			Data struct{ RequestSignInCode struct{ Challenge string } }
		}
		decode(t, ask(`mutation { requestSignInCode(input: {email: "bad.line@example.org"}) { challenge } }`, nil), &asked)
		var entered struct {
			Data struct {
				SignIn struct{ Tokens struct{ AccessToken string } }
			}
		}
		// The request may have been carried out twice; the answer that arrived is that of the last.
		code := r.Inbox.Code(t, "bad.line@example.org", line.Dropped()+1)
		decode(t, ask(`mutation($c: String!, $k: String!) { signIn(input: {challenge: $c, code: $k}) { tokens { accessToken } } }`,
			map[string]any{"c": asked.Data.RequestSignInCode.Challenge, "k": code}), &entered)
		token := entered.Data.SignIn.Tokens.AccessToken
		empty := ballotFor(t, r.Client, token)
		receipts := 0
		for number := 1; number <= 18; number++ {
			input := cast(empty, fmt.Sprintf("vote-in-%02d", number), number%servertest.NomineesEach, number)
			first := ask(castMutation, input, servertest.Bearer(token)...)
			var answer struct{ Data castAnswer }
			decode(t, first, &answer)
			receipts += len(answer.Data.CastVotes.Receipts)
			if again := ask(castMutation, input, servertest.Bearer(token)...); string(again) != string(first) {
				t.Errorf("category %d: a repeated call got another answer:\n%s\n%s", number, first, again)
			}
		}
		if b := ballotFor(t, r.Client, token); receipts != 18 || b.Done != 18 || !b.WouldCount {
			t.Errorf("%d receipts, %d done, would count: %v", receipts, b.Done, b.WouldCount)
		}
		if line.Dropped() < 10 {
			t.Errorf("only %d answers were dropped", line.Dropped())
		}
	})
}

func decode(t *testing.T, body []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
}

// What the rules of casting say, as a client hears it.
func TestRefusedVotes(t *testing.T) {
	t.Parallel()
	r := startVoting(t, storetest.SQLite(t))
	token := r.Token(t, "voter@example.org")
	b := ballotFor(t, r.Client, token)
	other := b.Categories[1]
	vote := func(category, project string) []map[string]any {
		return []map[string]any{{"category": category, "project": project}}
	}
	first := b.Categories[0]
	if a := castVotes(t, r.Client, token, "the-first-one", vote(first.Category.ID, first.Nominees[0].ID)); a.Status != http.StatusOK || len(a.Errors) > 0 {
		t.Fatalf("the first vote: %s", a.Body)
	}
	for name, c := range map[string]struct {
		key      string
		contest  string
		votes    []map[string]any
		code     string // of the user error, or of the error at the top
		field    string
		status   int
		atTheTop bool
	}{
		"a key reused":                 {key: "the-first-one", votes: vote(other.Category.ID, other.Nominees[0].ID), code: "KEY_REUSED"},
		"voted already":                {key: "another-key", votes: vote(first.Category.ID, first.Nominees[1].ID), code: "ALREADY_VOTED"},
		"no nominee of it":             {key: "another-key", votes: vote(other.Category.ID, first.Nominees[0].ID), code: "NOT_A_NOMINEE"},
		"a category for a project":     {key: "another-key", votes: vote(other.Category.ID, other.Category.ID), code: "NOT_A_NOMINEE"},
		"a project for a category":     {key: "another-key", votes: vote(other.Nominees[0].ID, other.Nominees[0].ID), code: "UNKNOWN_CATEGORY"},
		"a category twice":             {key: "another-key", votes: append(vote(other.Category.ID, other.Nominees[0].ID), vote(other.Category.ID, other.Nominees[1].ID)...), code: "DUPLICATE_CATEGORY"},
		"an id that is none":           {key: "another-key", votes: vote(other.Category.ID, "nonsense!"), code: "BAD_USER_INPUT", field: "input.votes[0].project", status: 200, atTheTop: true},
		"a short key":                  {key: "short", votes: vote(other.Category.ID, other.Nominees[0].ID), code: "BAD_USER_INPUT", field: "input.idempotencyKey", status: 200, atTheTop: true},
		"a key of spaces":              {key: "        ", votes: vote(other.Category.ID, other.Nominees[0].ID), code: "BAD_USER_INPUT", field: "input.idempotencyKey", status: 200, atTheTop: true},
		"no votes":                     {key: "another-key", votes: []map[string]any{}, code: "BAD_USER_INPUT", field: "input.votes", status: 200, atTheTop: true},
		"a contest that there is not":  {key: "another-key", contest: "nowhere", votes: vote(other.Category.ID, other.Nominees[0].ID), code: "NOT_FOUND", status: 200, atTheTop: true},
		"too many votes in one call":   {key: "another-key", votes: slices.Repeat(vote(other.Category.ID, other.Nominees[0].ID), 101), code: "BAD_USER_INPUT", field: "input.votes", status: 200, atTheTop: true},
		"the replay, which is no harm": {key: "the-first-one", votes: vote(first.Category.ID, first.Nominees[0].ID)},
	} {
		t.Run(name, func(t *testing.T) {
			a := castVotesIn(t, r.Client, token, c.key, orElse(c.contest, "wsis-prizes-2020"), c.votes)
			if c.atTheTop {
				if a.Status != c.status || len(a.Errors) != 1 || a.Errors[0].Extensions.Code != c.code || a.Errors[0].Extensions.Field != c.field {
					t.Errorf("status %d: %s", a.Status, a.Body)
				}
				return
			}
			var data castAnswer
			decode(t, a.Data, &data)
			switch {
			case c.code == "" && len(data.CastVotes.Receipts) == 1 && len(data.CastVotes.UserErrors) == 0:
			case c.code != "" && data.CastVotes.Receipts == nil && len(data.CastVotes.UserErrors) > 0 && data.CastVotes.UserErrors[0].Code == c.code &&
				data.CastVotes.UserErrors[0].Path[0] == "input":
			default:
				t.Errorf("got %s", a.Body)
			}
		})
	}
	if b := ballotFor(t, r.Client, token); b.Done != 1 || b.WouldCount {
		t.Errorf("%d done, would count: %v", b.Done, b.WouldCount)
	}
}

// From the close on nothing is accepted, and what was accepted before is answered as it was.
func TestTheCloseAndARepeatedCallAfterIt(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		token := r.Token(t, "voter@example.org")
		b := ballotFor(t, r.Client, token)
		before := cast(b, "before-the-close", 0, 1, 2, 3)
		first := r.Ask(t, castMutation, before, servertest.Bearer(token)...)
		if _, err := r.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.SetForumTime(ctx, time.Date(2020, time.January, 24, 23, 0, 0, 0, time.UTC))
		}); err != nil {
			t.Fatal(err)
		}
		var data castAnswer
		r.Read(t, &data, castMutation, cast(b, "after-the-close", 0, 4), servertest.Bearer(token)...)
		want := []userError{{"CLOSED", "voting closed at 2020-01-24T23:00:00Z", []string{"input", "contest"}}}
		if d := cmp.Diff(want, data.CastVotes.UserErrors); d != "" {
			t.Errorf("after the close: %s", d)
		}
		if again := r.Ask(t, castMutation, before, servertest.Bearer(token)...); string(again.Body) != string(first.Body) || len(first.Errors) > 0 {
			t.Errorf("the repeated call got\n%s\nthe first\n%s", again.Body, first.Body)
		}
		if b := ballotFor(t, r.Client, token); b.Done != 3 || b.WouldCount {
			t.Errorf("%d done, would count: %v", b.Done, b.WouldCount)
		}
	})
}

func castVotes(t *testing.T, c servertest.Client, token, key string, votes []map[string]any) servertest.Answer {
	t.Helper()
	return castVotesIn(t, c, token, key, "wsis-prizes-2020", votes)
}

func castVotesIn(t *testing.T, c servertest.Client, token, key, contest string, votes []map[string]any) servertest.Answer {
	t.Helper()
	return c.Ask(t, castMutation, map[string]any{"input": map[string]any{"contest": contest, "votes": votes, "idempotencyKey": key}}, servertest.Bearer(token)...)
}

// SR34: the nominees stand in an order that is the voter's own, and the same each time.
func TestSR34_NomineesInTheVotersOwnOrder(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		keys := servertest.Keys(t)
		same := func(c *server.Config) { c.Keys = keys }
		r := startVoting(t, dsn, same)
		other := servertest.Start(t, dsn, same)
		orders := map[string]int{}
		for i := range 12 {
			token := r.Token(t, fmt.Sprintf("voter%d@example.org", i))
			b := ballotFor(t, r.Client, token)
			if d := cmp.Diff(b, ballotFor(t, r.Client, token)); d != "" {
				t.Errorf("the second time: %s", d)
			}
			if d := cmp.Diff(b, ballotFor(t, other.Client, token)); d != "" {
				t.Errorf("from another server: %s", d)
			}
			orders[fmt.Sprint(b.Categories[1].Nominees)]++
		}
		if len(orders) < 3 {
			t.Errorf("12 voters see %d orders of 3 nominees", len(orders))
		}
	})
}

func orElse(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}
