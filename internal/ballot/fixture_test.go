package ballot

import (
	"context"
	"fmt"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// The world of these tests: a contest of three categories with three nominees each, open from opens to closes, in a
// rehearsal that begins at begins.
var (
	begins = time.Date(2020, 1, 17, 9, 0, 0, 0, time.UTC)
	opens  = begins.Add(-time.Hour)
	closes = begins.Add(24 * time.Hour)
)

const contest = "c20"

func categoryID(i int) string   { return fmt.Sprintf("K%d", i) }
func nomineeID(i, j int) string { return fmt.Sprintf("J%d-%d", i, j) }

func rows(closes time.Time, mayChange bool) catalogue.Rows {
	r := catalogue.Rows{
		Stakeholders: []people.Stakeholder{{ID: "O1", Name: text.Of("Owner"), Type: people.Government}},
		Forums:       []programme.Forum{{ID: "F1", Slug: "f1", Year: 2020, Theme: text.Of("T"), StartsOn: "2020-06-22", EndsOn: "2020-09-10", TimeZone: "Europe/Zurich"}},
	}
	for i, code := range taxonomy.Lines()[:3] {
		title := text.Of("Line " + code)
		r.ActionLines = append(r.ActionLines, taxonomy.ActionLine{ID: code, Code: code, Line: code, Position: i + 1, Title: title, ShortName: title})
	}
	first := contestRows("", closes, mayChange)
	r.Contests, r.Projects = first.Contests, first.Projects
	return r
}

// contestRows makes a contest whose ids and slug all begin with a word, so that a world may hold several.
func contestRows(word string, closes time.Time, mayChange bool) (r catalogue.Rows) {
	r.Contests = []prize.Contest{{ID: word + "C1", Slug: word + contest, ForumID: "F1", Name: text.Of("P"), VotesMayChange: mayChange,
		Phases: []prize.Phase{{Kind: prize.Voting, OpensAt: scalar.DateTime{Time: opens}, ClosesAt: scalar.DateTime{Time: closes}}}}}
	for i, code := range taxonomy.Lines()[:3] {
		r.Contests[0].Categories = append(r.Contests[0].Categories, prize.Category{ID: word + categoryID(i), Number: i + 1, ActionLine: code})
		for j := range 3 {
			r.Projects = append(r.Projects, prize.Project{ID: word + nomineeID(i, j), ContestID: word + "C1", CategoryID: word + categoryID(i), Title: text.Of("Project"), Stakeholders: []string{"O1"}})
		}
	}
	return r
}

// world is a store with the contest and some voters.
type world struct {
	t     testing.TB
	store *store.Store
	dsn   string
}

func newWorld(t testing.TB, dsn string, r catalogue.Rows) *world {
	t.Helper()
	st := storetest.Open(t, dsn)
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SetMeta(ctx, store.MetaMadeBy, "rehearsal"); err != nil {
			return err
		}
		if err := tx.SetForumTime(ctx, begins); err != nil {
			return err
		}
		_, err := tx.Save(ctx, r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, st, dsn}
}

func accountID(i int) string { return fmt.Sprintf("a-%04d", i) }
func sessionID(i int) string { return fmt.Sprintf("s-%04d", i) }
func voterID(i int) string   { return fmt.Sprintf("v-%04d", i) }

// write runs fn in a transaction.
func (w *world) write(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if _, err := w.store.Write(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// voters makes n accounts, each signed in.
func (w *world) voters(n int) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error {
		for i := range n {
			if err := addVoter(ctx, tx, accountID(i), sessionID(i), voterID(i)); err != nil {
				return err
			}
		}
		return nil
	})
}

func addVoter(ctx context.Context, tx *store.Tx, account, session, voter string) error {
	address := account + "@example.org"
	err := tx.AddAccount(ctx, auth.Account{ID: account, VoterID: voter, Email: address, AddressKey: address, Language: "en", State: auth.Active, RegisteredAt: time.Now()})
	if err != nil {
		return err
	}
	return tx.AddSession(ctx, auth.Session{ID: session, AccountID: account, StartedAt: time.Now(), LastSeenAt: time.Now()})
}

// caster starts a caster that stops with the test.
func (w *world) caster() *Caster {
	c := NewCaster(w.store)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); c.Run(ctx) }()
	w.t.Cleanup(func() { stop(); <-done })
	return c
}

func (w *world) setTime(at time.Time) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error { return tx.SetForumTime(ctx, at) })
}

// setBack sets forum time back, which the store itself never does.
func (w *world) setBack(by time.Duration) {
	w.t.Helper()
	_, err := storetest.Raw(w.t, w.dsn).Exec(fmt.Sprintf(`UPDATE meta SET value = CAST(CAST(value AS bigint) - %d AS text) WHERE "key" = 'clock_offset'`, by.Microseconds()))
	if err != nil {
		w.t.Fatal(err)
	}
}

// count counts the rows of a table.
func (w *world) count(table string) (n int) {
	w.t.Helper()
	if err := storetest.Raw(w.t, w.dsn).QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// close records the close of voting where it is due, as the runner does.
func (w *world) close() {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.CloseVoting(ctx)
		return err
	})
}

// stored gives the votes of a voter: category → project.
func (w *world) stored(voter int) map[string]string {
	w.t.Helper()
	rows, err := w.store.Votes(w.t.Context(), "C1", voterID(voter))
	if err != nil {
		w.t.Fatal(err)
	}
	found := map[string]string{}
	for _, r := range rows {
		found[r.CategoryID] = r.ProjectID
	}
	return found
}

func request(voter int, key string, votes ...prize.Vote) Request {
	return Request{AccountID: accountID(voter), SessionID: sessionID(voter), Contest: contest, Key: key, Votes: votes}
}

func vote(i, j int) prize.Vote {
	return prize.Vote{CategoryID: categoryID(i), ProjectID: nomineeID(i, j)}
}
