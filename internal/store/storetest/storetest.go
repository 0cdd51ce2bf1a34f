// Package storetest is the contract that a store keeps on every engine, and what tests of other packages need to run
// on all of them.
package storetest

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"rostrum/internal/catalogue"
	"rostrum/internal/pgtest"
	"rostrum/internal/store"
)

// OnBoth runs f on SQLite and on PostgreSQL side by side, each time with the name of a fresh database that is migrated,
// and returns when both are done.
func OnBoth(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	onBoth(t, f, func(tb testing.TB) string {
		dsn := SQLite(tb)
		Prepare(tb, dsn)
		return dsn
	}, func(tb testing.TB) string { return pgtest.Copy(tb, "migrated", migrate) })
}

// OnBothInTurn is OnBoth for what measures: one after the other.
func OnBothInTurn(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	var turn sync.Mutex
	OnBoth(t, func(t *testing.T, dsn string) {
		turn.Lock()
		defer turn.Unlock()
		f(t, dsn)
	})
}

// OnBothEmpty is OnBoth with databases that are not migrated.
func OnBothEmpty(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	onBoth(t, f, SQLite, pgtest.DSN)
}

// onBoth does not leave it to t.Parallel to run the two side by side: f would then begin after the caller's return.
func onBoth(t *testing.T, f func(t *testing.T, dsn string), sqlite, postgres func(testing.TB) string) {
	t.Helper()
	var both sync.WaitGroup
	both.Go(func() { t.Run(store.SQLite, func(t *testing.T) { f(t, sqlite(t)) }) })
	both.Go(func() { t.Run(store.PostgreSQL, func(t *testing.T) { f(t, postgres(t)) }) })
	both.Wait()
}

// SQLite names a database file that does not exist yet, in a folder that goes with the test.
func SQLite(tb testing.TB) string {
	tb.Helper()
	return "sqlite:" + filepath.Join(tb.TempDir(), "forum 100%?.db") // a path may hold what means something in an address
}

// Open opens and migrates a database until the end of the test.
func Open(tb testing.TB, dsn string) *store.Store {
	tb.Helper()
	Prepare(tb, dsn)
	s, err := store.Open(tb.Context(), dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	if _, err := s.Migrate(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return s
}

// Save saves rows in one transaction and gives its sequence and tally.
func Save(tb testing.TB, s *store.Store, rows catalogue.Rows) (int64, store.Tally) {
	tb.Helper()
	seq, tally, err := save(tb.Context(), s, rows)
	if err != nil {
		tb.Fatal(err)
	}
	return seq, tally
}

func save(ctx context.Context, s *store.Store, rows catalogue.Rows) (seq int64, tally store.Tally, err error) {
	seq, err = s.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		tally, err = tx.Save(ctx, rows)
		return err
	})
	return seq, tally, err
}

// Run runs the contract. fresh names a new database each time, not migrated.
func Run(t *testing.T, fresh func(tb testing.TB) string) {
	for _, c := range []struct {
		name string
		test func(*testing.T, string)
	}{
		{"every field comes back", everyFieldComesBack},
		{"saving the same again changes nothing", sameAgain},
		{"a value in another form is the same", sameInAnotherForm},
		{"the log says what the public sees", logSays},
		{"drafts are seen by nobody", draftsUnseen},
		{"what is held back is seen by nobody", heldBackUnseen},
		{"what is published stays so", publishedStays},
		{"who is asking is looked up each time", whoIsAsking},
		{"the audit trail stays", auditStays},
		{"what is closed stays closed", closedStays},
		{"a vote is stored once", votesOnce},
		{"entries come back", entriesComeBack},
		{"a score sheet is written once", sheetsStay},
		{"groups that were looked at", casesOfGroups},
		{"traces go after their time", tracesGo},
		{"a number is never given again", numberNeverAgain},
		{"the database refuses what the rules refuse", constraints},
		{"the database refuses what the rules of who is asking refuse", askingConstraints},
		{"who is asking comes back", askingComesBack},
		{"refusals are faults with safe texts", refusals},
		{"a failed transaction leaves nothing", failureLeavesNothing},
		{"the sequence is commit order without gaps", noGaps},
		{"deltas add up to a load", deltasAddUp},
		{"concurrent saves of one aggregate", concurrentSaves},
		{"external ids stand for one id", externalIDs},
		{"forum time", forumTime},
		{"who made a database is said once", madeOnce},
		{"wakes after commits", wakes},
		{"migrations", migrations},
		{"two migrate at once", twoMigrate},
		{"a newer database is refused", newerRefused},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, fresh(t))
		})
	}
}
