package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/foureyes"
	"rostrum/internal/intake"
	"rostrum/internal/pgtest"
	"rostrum/internal/returning"
	"rostrum/internal/runner"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// countedVoters cast two million votes, 18 each; every twentieth only ten.
const countedVoters = 113_630

// BenchmarkCount counts two million votes, while others read what is public, read their ballots from the
// database, and vote in another contest. It reports how long their calls take, before and during the count.
func BenchmarkCount(b *testing.B) {
	b.Run(store.SQLite, func(b *testing.B) { benchmarkCount(b, storetest.SQLite(b)) })
	b.Run(store.PostgreSQL, func(b *testing.B) { benchmarkCount(b, pgtest.DSN(b)) })
}

func benchmarkCount(b *testing.B, dsn string) {
	st := servertest.Open(b, dsn)
	servertest.Rehearse(b, st, startOfSubmission)
	servertest.Import(b, st, servertest.Votable(b), secondVote(b))
	r := servertest.Start(b, dsn)
	r.Token(b, "officer@example.org", auth.Secretariat)
	officers, err := r.Server.Accounts().Service.Ensure(b.Context(), []string{"officer@example.org"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	fillVotes(b, dsn)
	if _, err := st.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.SetForumTime(ctx, votingCloses.Add(time.Hour))
	}); err != nil {
		b.Fatal(err)
	}
	if _, err := runner.New(st, time.Now, slog.New(slog.DiscardHandler)).Step(b.Context()); err != nil { // it closes the vote
		b.Fatal(err)
	}
	around := watch(b, r)
	for b.Loop() {
		around.during(b, "before", func() { <-time.After(5 * time.Second) })
		around.during(b, "during", func() { countAll(b, r, officers[0]) })
	}
}

// countAll counts as officers do, and checks the sums. It asks the service and not over HTTP, where a call ends after ten
// seconds, so that a slow machine has a figure, too.
func countAll(b *testing.B, r *servertest.Replica, officer auth.Principal) {
	desk := foureyes.NewDesk(foureyes.Config{Store: r.Store, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	count, err := returning.New(r.Store, desk).Count(b.Context(), officer, "wsis-prizes-2020")
	if err != nil {
		b.Fatal(err)
	}
	valid, apart := 0, 0
	for _, c := range count.Results {
		apart += c.IncompleteVotes
		for _, t := range c.Tallies {
			valid += t.Votes
		}
	}
	few := countedVoters / 20
	if valid != 18*(countedVoters-few) || apart != 10*few {
		b.Errorf("%d votes count and %d do not", valid, apart)
	}
}

// secondVote is another contest with nominees of its own, whose vote is open when that of the first is closed.
func secondVote(b *testing.B) intake.Document {
	b.Helper()
	var votable map[string]any
	content, err := json.Marshal(servertest.VotableJSON(b, map[string]any{"externalId": "other", "id": "other", "slug": "other-prizes", "phases": []map[string]any{
		{"kind": "VOTING", "opensAt": "2020-01-20T00:00:00Z", "closesAt": "2020-06-01T00:00:00Z"},
	}}))
	if err != nil {
		b.Fatal(err)
	}
	for _, of := range []string{"nominee-", "cat-", `"contest":"prizes-2020"`} {
		content = []byte(strings.ReplaceAll(string(content), of, map[string]string{"nominee-": "other-nominee-", "cat-": "other-cat-", `"contest":"prizes-2020"`: `"contest":"other"`}[of]))
	}
	if err := json.Unmarshal(content, &votable); err != nil {
		b.Fatal(err)
	}
	only := map[string]any{"format": votable["format"], "source": votable["source"], "contests": votable["contests"]}
	only["projects"] = slices.DeleteFunc(votable["projects"].([]any), func(p any) bool { return !strings.HasPrefix(p.(map[string]any)["id"].(string), "other-") })
	if content, err = json.Marshal(only); err != nil {
		b.Fatal(err)
	}
	return servertest.Document(b, content, "other.json")
}

// fillVotes writes votes as they would lie after a vote of many days: those of a voter together, under ids in no order.
func fillVotes(b *testing.B, dsn string) {
	b.Helper()
	db := storetest.Raw(b, dsn)
	voters := fmt.Sprintf(`voters AS MATERIALIZED (SELECT i, md5(i::text) AS id FROM generate_series(1, %d) AS n(i)), categories AS (SELECT c FROM generate_series(1, 18) AS g(c))`, countedVoters)
	number, at := "lpad(c::text, 2, '0')", "now()"
	if strings.HasPrefix(dsn, store.SQLite) {
		voters = fmt.Sprintf(`RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d),
			voters AS MATERIALIZED (SELECT i, lower(hex(randomblob(16))) AS id FROM n), categories(c) AS (SELECT 1 UNION ALL SELECT c + 1 FROM categories WHERE c < 18)`, countedVoters)
		number, at = "printf('%02d', c)", "'2020-01-17T10:00:00.000000Z'"
	} else if _, err := db.ExecContext(b.Context(), "ALTER TABLE votes DISABLE TRIGGER ALL"); err != nil { // which would look at each row twice
		b.Fatal(err)
	}
	if _, err := db.ExecContext(b.Context(), fmt.Sprintf(`WITH %s INSERT INTO votes (contest_id, category_id, voter_id, project_id, accepted_at, revision)
		SELECT 'prizes-2020', 'cat-' || %s, id, 'nominee-' || %s || '-' || substr('abc', 1 + (i * 7 + c) %% 3, 1), %s, 1
		FROM voters, categories WHERE i %% 20 <> 0 OR c <= 10`, voters, number, number, at)); err != nil {
		b.Fatal(err)
	}
	settle := "ANALYZE"
	if strings.HasPrefix(dsn, store.SQLite) {
		settle = "PRAGMA wal_checkpoint(TRUNCATE)" // else the next commit would bring all of it from the log into the file
	}
	if _, err := db.ExecContext(b.Context(), settle); err != nil {
		b.Fatal(err)
	}
}

// others are people who use the server beside the count.
type others struct {
	r      *servertest.Replica
	reader string
	voters []string // tokens
	cast   atomic.Int64
}

func watch(b *testing.B, r *servertest.Replica) *others {
	b.Helper()
	emails := make([]string, 4000)
	for i := range emails {
		emails[i] = fmt.Sprintf("other%d@example.org", i)
	}
	tokens, err := r.Server.Accounts().Mint(b.Context(), emails, nil, time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	return &others{r: r, reader: r.Token(b, "reader@example.org"), voters: tokens}
}

// during lets them go on as something is done, and reports what it took and how long they waited.
func (o *others) during(b *testing.B, when string, do func()) {
	b.Helper()
	var all sync.WaitGroup
	var reports sync.Mutex
	done := make(chan struct{})
	for what, ask := range map[string]func(){
		"public": func() { o.r.Read(b, new(json.RawMessage), publicResult, nil) },
		"ballot": func() {
			o.r.Read(b, new(json.RawMessage), `{ viewer { ballot(contest: "other-prizes") { done } } }`, nil, servertest.Bearer(o.reader)...)
		},
		"cast": func() { o.vote(b) },
	} {
		all.Go(func() {
			var took []time.Duration
			for {
				select {
				case <-done:
					slices.Sort(took)
					reports.Lock()
					defer reports.Unlock()
					b.ReportMetric(milliseconds(took[len(took)/2]), what+"-"+when+"-p50-ms")
					b.ReportMetric(milliseconds(took[len(took)*99/100]), what+"-"+when+"-p99-ms")
					return
				default:
				}
				began := time.Now()
				ask()
				took = append(took, time.Since(began))
			}
		})
	}
	began := time.Now()
	do()
	b.ReportMetric(time.Since(began).Seconds(), when+"-s")
	close(done)
	all.Wait()
}

// vote casts a vote of the next of 4000 voters in the other contest.
func (o *others) vote(b *testing.B) {
	n := int(o.cast.Add(1)) - 1
	vote := map[string]any{"category": catalogue.GlobalID(catalogue.KindCategory, "other-cat-01"), "project": catalogue.GlobalID(catalogue.KindProject, "other-nominee-01-a")}
	a := o.r.Ask(b, castMutation, map[string]any{"input": map[string]any{"contest": "other-prizes", "idempotencyKey": fmt.Sprintf("other-%08d", n), "votes": []map[string]any{vote}}},
		servertest.Bearer(o.voters[n%len(o.voters)])...)
	if n < len(o.voters) && !strings.Contains(string(a.Body), `"acceptedAt"`) {
		b.Errorf("%s", a.Body)
	}
}
