package storetest

import (
	"context"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// closedStays records a close, and tries to take it back in every way there is.
func closedStays(t *testing.T, dsn string) {
	st := Open(t, dsn)
	first, _ := Save(t, st, Full()) // its vote closed in 2020
	closing := func() (seq int64, next time.Time) {
		seq, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			next, err = tx.CloseVoting(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return seq, next
	}
	if next, err := st.NextClose(t.Context()); err != nil || next.Year() != 2020 {
		t.Fatalf("the close to come is %v, %v", next, err)
	}
	if seq, next := closing(); seq != first+1 || !next.IsZero() {
		t.Errorf("the close has sequence %d, want %d; the next is %v", seq, first+1, next)
	}
	if seq, _ := closing(); seq != 0 {
		t.Error("it was closed twice")
	}
	db := Raw(t, dsn)
	for _, statement := range []string{"UPDATE closings SET phase = 'SELECTION'", "DELETE FROM closings"} {
		if _, err := db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s is carried out", statement)
		}
	}
	if seq, _ := Save(t, st, Full()); seq != 0 {
		t.Errorf("a file that says nothing of the close changes something, with sequence %d", seq)
	}
	// Voting is taken out of the contest, and comes back.
	without := Full()
	without.Contests[0].Phases = nil
	Save(t, st, without)
	Save(t, st, Full())
	loaded := mustLoad(t, st)
	if !loaded.Contests[0].Phases[0].IsClosed {
		t.Error("a phase that came back is open again")
	}
}

// votesOnce tries to store a vote twice, and one that leads nowhere.
func votesOnce(t *testing.T, dsn string) {
	st := Open(t, dsn)
	Save(t, st, Full())
	now := time.Now().UTC().Truncate(time.Microsecond)
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAccount(ctx, auth.Account{ID: "a", VoterID: "v", Email: "a@example.org", AddressKey: "a@example.org", Language: "en", State: auth.Active, RegisteredAt: now})
	}); err != nil {
		t.Fatal(err)
	}
	good := store.VoteRow{ContestID: "contest-1", VoterID: "v", CategoryID: "category-1", ProjectID: "project-1", AcceptedAt: now}
	add := func(key string, change func(*store.VoteRow)) fault.Code {
		row := good
		change(&row)
		cast := store.Cast{AccountID: "a", Key: key, RequestHash: "0000000000000000000000000000000000000000000000000000000000000000",
			ContestID: row.ContestID, Votes: []prize.Vote{{CategoryID: row.CategoryID, ProjectID: row.ProjectID}}, AcceptedAt: now}
		return codeOf(st.Casting(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.AddCasts(ctx, []store.Cast{cast}, []store.VoteRow{row}, nil)
		}))
	}
	for _, c := range []struct {
		name, key string
		change    func(*store.VoteRow)
		want      fault.Code
	}{
		{"a vote", "key-00001", func(*store.VoteRow) {}, ""},
		{"a second one in the category", "key-00002", func(*store.VoteRow) {}, fault.Conflict},
		{"another voter's under a key that is taken", "key-00001", func(v *store.VoteRow) { v.VoterID = "w" }, fault.Conflict},
		{"a category that does not exist", "key-00003", func(v *store.VoteRow) { v.CategoryID = "none" }, fault.BadUserInput},
		{"a project that does not exist", "key-00004", func(v *store.VoteRow) { v.VoterID, v.ProjectID = "w", "none" }, fault.BadUserInput},
		{"no voter", "key-00005", func(v *store.VoteRow) { v.VoterID = "" }, fault.BadUserInput},
		{"a key that is too short", "key", func(v *store.VoteRow) { v.VoterID = "w" }, fault.BadUserInput},
		{"another voter's", "key-00006", func(v *store.VoteRow) { v.VoterID = "w" }, ""},
	} {
		if got := add(c.key, c.change); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	good.State, good.Revision = prize.VoteCast, 1
	rows, err := st.Votes(t.Context(), "contest-1", "v")
	if err != nil || len(rows) != 1 || rows[0] != good {
		t.Error(rows, err)
	}
}
