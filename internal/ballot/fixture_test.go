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
		Contests: []prize.Contest{{ID: "C1", Slug: contest, ForumID: "F1", Name: text.Of("P"), VotesMayChange: mayChange,
			Phases: []prize.Phase{{Kind: prize.Voting, OpensAt: scalar.DateTime{Time: opens}, ClosesAt: scalar.DateTime{Time: closes}}}}},
	}
	for i, code := range taxonomy.Lines()[:3] {
		title := text.Of("Line " + code)
		r.ActionLines = append(r.ActionLines, taxonomy.ActionLine{ID: code, Code: code, Line: code, Position: i + 1, Title: title, ShortName: title})
		r.Contests[0].Categories = append(r.Contests[0].Categories, prize.Category{ID: categoryID(i), Number: i + 1, ActionLine: code})
		for j := range 3 {
			r.Projects = append(r.Projects, prize.Project{ID: nomineeID(i, j), ContestID: "C1", CategoryID: categoryID(i), Title: text.Of("Project"), Stakeholders: []string{"O1"}})
		}
	}
	return r
}

// world is a store with the contest and some voters.
type world struct {
	t     testing.TB
	store *store.Store
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
	return &world{t, st}
}

func accountID(i int) string { return fmt.Sprintf("a-%04d", i) }
func sessionID(i int) string { return fmt.Sprintf("s-%04d", i) }
func voterID(i int) string   { return fmt.Sprintf("v-%04d", i) }

// voters makes n accounts, each signed in.
func (w *world) voters(n int) {
	w.t.Helper()
	_, err := w.store.Write(w.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range n {
			address := fmt.Sprintf("voter%d@example.org", i)
			if err := tx.AddAccount(ctx, auth.Account{ID: accountID(i), VoterID: voterID(i), Email: address, AddressKey: address, Language: "en", State: auth.Active, RegisteredAt: time.Now()}); err != nil {
				return err
			}
			if err := tx.AddSession(ctx, auth.Session{ID: sessionID(i), AccountID: accountID(i), StartedAt: time.Now(), LastSeenAt: time.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
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
	if _, err := w.store.Write(w.t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetForumTime(ctx, at) }); err != nil {
		w.t.Fatal(err)
	}
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
