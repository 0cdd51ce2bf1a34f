package server_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rostrum/internal/pgtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// senders is how many clients vote at once.
const senders = 32

// BenchmarkVotes measures votes over HTTP, one a call, each with a token that is checked; beside one plain insert in a
// transaction of its own by the same driver into the same database, and beside pgbench. Every commit waits for the disk.
func BenchmarkVotes(b *testing.B) {
	b.Run(store.SQLite, func(b *testing.B) {
		dsn := storetest.SQLite(b)
		benchmarkHTTP(b, dsn)
		benchmarkPlain(b, dsn, 1) // it has one writer
	})
	b.Run(store.PostgreSQL, func(b *testing.B) {
		server := pgtest.NewServer(b) // the other one of the tests does not wait for the disk
		benchmarkHTTP(b, server.DSN())
		benchmarkPlain(b, server.DSN(), senders)
		b.Run("pgbench", func(b *testing.B) {
			const insert = "INSERT INTO plain VALUES (md5(random()::text), md5(random()::text), 'category', 'project', now());\n"
			b.ReportMetric(server.PGBench(insert, senders, b.N), "votes/s")
		})
	})
}

func benchmarkHTTP(b *testing.B, dsn string) {
	st := servertest.Open(b, dsn)
	servertest.Rehearse(b, st, votingDay)
	servertest.Import(b, st, servertest.Votable(b))
	r := servertest.Start(b, dsn)
	ballot := ballotFor(b, r.Client, r.Token(b, "sample@example.org"))
	round := 0
	b.Run("http", func(b *testing.B) {
		round++
		emails := make([]string, (b.N+17)/18)
		for i := range emails {
			emails[i] = fmt.Sprintf("voter-%d-%d@example.org", round, i)
		}
		tokens, err := r.Server.Accounts().Mint(b.Context(), emails, nil, time.Hour)
		if err != nil {
			b.Fatal(err)
		}
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
		defer client.CloseIdleConnections()
		inParallel(b, func(i int) error {
			return voteOnce(client, r.URL, tokens[i/18], ballot, i%18)
		})
	})
}

// voteOnce casts one vote and demands its receipt.
func voteOnce(client *http.Client, url, token string, ballot ballotOf, category int) error {
	body, err := json.Marshal(map[string]any{"query": castMutation, "variables": cast(ballot, fmt.Sprintf("bench-%02d", category), 0, category+1)})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && !bytes.Contains(answer, []byte(`"acceptedAt"`)) {
		err = fmt.Errorf("%d %s", response.StatusCode, answer)
	}
	return err
}

func benchmarkPlain(b *testing.B, dsn string, connections int) {
	db := storetest.Raw(b, dsn)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	const table = `CREATE TABLE plain (contest_id text, voter_id text, category_id text, project_id text, accepted_at text, PRIMARY KEY (contest_id, voter_id))`
	if _, err := db.ExecContext(b.Context(), table); err != nil {
		b.Fatal(err)
	}
	round := 0
	b.Run("plain", func(b *testing.B) {
		round++
		inParallel(b, func(i int) error { return insertOnce(b, db, fmt.Sprintf("voter-%d-%d", round, i)) })
	})
}

func insertOnce(b *testing.B, db *sql.DB, voter string) error {
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(b.Context(), "INSERT INTO plain VALUES ('contest', '"+voter+"', 'category', 'project', 'now')"); err != nil {
		return err
	}
	return tx.Commit()
}

// inParallel does something b.N times, shared out to senders, and reports how often a second and how long it takes.
func inParallel(b *testing.B, do func(i int) error) {
	b.Helper()
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range min(senders, b.N) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < b.N; i = int(next.Add(1)) - 1 {
				began := time.Now()
				if err := do(i); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(began)
			}
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "votes/s")
	b.ReportMetric(milliseconds(took[len(took)/2]), "p50-ms")
	b.ReportMetric(milliseconds(took[len(took)*99/100]), "p99-ms")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
