package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// A backup that is made while people vote is restored on either engine: whoever has a receipt gets it again, to the
// byte, nobody votes twice, and each cast is there with its votes.
func TestReceiptsOutliveARestore(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p := start(t, "demo", "--listen", "127.0.0.1:0", "--data", folder)
	address := p.Address(t)
	token := strings.TrimSpace(command(t, "token", "--data", folder, "--email", "ada@example.org", "--ttl", "24h"))
	ada := servertest.Bearer(token)
	client := servertest.NewClient(t, address)
	ballot := ballotOf(t, client, token)
	receipts := castAll(t, client, ballot, "ada-00001", ada)
	if strings.Count(receipts, `"acceptedAt"`) != len(ballot) {
		t.Fatalf("the receipts: %s", receipts)
	}
	c := newCrowd(t, tokensFor(t, voters, "--data", folder), address)
	<-c.enough(3 * voters)
	file := folder + "/forum.backup"
	command(t, "backup", "--database", "sqlite:"+folder+"/rostrum.db", file)
	p.Kill()
	c.voting.Wait()
	storetest.OnBothEmpty(t, func(t *testing.T, dsn string) {
		command(t, "restore", "--database", dsn, "--keys", folder+"/keys", file)
		var votes, casts int
		row := storetest.Raw(t, dsn).QueryRowContext(t.Context(), "SELECT (SELECT count(*) FROM votes WHERE contest_id = 'PRIZES2020'), (SELECT count(*) FROM casts WHERE contest_id = 'PRIZES2020')")
		if err := row.Scan(&votes, &casts); err != nil || votes != casts-1+len(ballot) || casts < 2 {
			t.Errorf("%d votes of %d casts, %v", votes, casts, err)
		}
		p := start(t, "serve", "--listen", "127.0.0.1:0", "--database", dsn, "--keys", folder+"/keys")
		client := servertest.NewClient(t, p.Address(t))
		if again := castAll(t, client, ballot, "ada-00001", ada); again != receipts {
			t.Errorf("the receipts were\n%s\nand are now\n%s", receipts, again)
		}
		if twice := castAll(t, client, ballot, "ada-00002", ada); !strings.Contains(twice, "ALREADY_VOTED") {
			t.Errorf("voting twice: %s", twice)
		}
		late := strings.TrimSpace(command(t, "token", "--database", dsn, "--keys", folder+"/keys", "--email", "late@example.org"))
		if first := castAll(t, client, ballot, "late-00001", servertest.Bearer(late)); strings.Count(first, `"acceptedAt"`) != len(ballot) {
			t.Errorf("a new voter: %s", first)
		}
	})
}

// castAll casts a whole ballot under a key and gives the answer as it came.
func castAll(t *testing.T, client servertest.Client, ballot []question, key string, bearer []string) string {
	t.Helper()
	var votes []map[string]any
	for _, q := range ballot {
		votes = append(votes, map[string]any{"category": q.category, "project": q.nominees[0]})
	}
	answer := client.Ask(t, `mutation($i: CastVotesInput!) { castVotes(input: $i) { receipts { acceptedAt category { id } project { id } } userErrors { code message } } }`,
		map[string]any{"i": map[string]any{"contest": "wsis-prizes-2020", "idempotencyKey": key, "votes": votes}}, bearer...)
	return string(answer.Body)
}

// A restore that is killed leaves a database that holds nothing, or all; where it holds nothing, the next one begins anew.
func TestARestoreThatIsKilled(t *testing.T) {
	t.Parallel()
	source := storetest.SQLite(t)
	command(t, "migrate", "--database", source)
	command(t, append([]string{"import", "--database", source}, shipped(t)...)...)
	file := t.TempDir() + "/forum.backup"
	command(t, "backup", "--database", source, file)
	whole := published(t, source)
	storetest.OnBothEmpty(t, func(t *testing.T, dsn string) {
		began := time.Now()
		if err := start(t, "restore", "--database", dsn, file).Wait(); err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		for _, point := range points {
			t.Run(fmt.Sprintf("after %.0f%%", 100*point), func(t *testing.T) {
				dsn := another(t, dsn)
				start(t, "restore", "--database", dsn, file).KillAfter(time.Duration(point * float64(took)))
				var out, errs strings.Builder
				if code := run(t.Context(), []string{"restore", "--database", dsn, file}, &out, &errs); code != exitOK && !strings.Contains(errs.String(), "not empty") {
					t.Errorf("the second restore: %s", errs.String())
				}
				if published(t, dsn) != whole {
					t.Error("something is missing")
				}
			})
		}
	})
}
