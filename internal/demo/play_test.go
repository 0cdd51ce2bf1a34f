package demo_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rostrum/internal/account"
	"rostrum/internal/demo"
	"rostrum/internal/prize"
	"rostrum/internal/server"
	"rostrum/internal/store"
)

func openAt(t *testing.T, folder string, at time.Time) *store.Store {
	t.Helper()
	st, err := demo.Open(t.Context(), folder, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, st) })
	return st
}

// results gives the certified result of the sample prizes as text. The ids of nominees, which are drawn, are replaced by
// their titles.
func results(t *testing.T, st *store.Store) string {
	t.Helper()
	var contest prize.Contest
	var titles []string
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		if contest, _, err = tx.ContestBySlug(ctx, demo.Prizes); err != nil {
			return err
		}
		nominees, err := tx.NomineesOf(ctx, contest.ID)
		for _, p := range nominees {
			titles = append(titles, p.ID, p.Title[0].Value)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(contest.Results) != 18 {
		t.Fatalf("%d categories have results", len(contest.Results))
	}
	text, _ := prize.ResultText(contest.Results)
	return strings.NewReplacer(titles...).Replace(string(text))
}

// However often a start is cut short, the sample prizes come to the same result.
func TestPlayGoesOnWhereItWasCutShort(t *testing.T) {
	t.Parallel()
	selection := time.Date(2020, time.February, 3, 9, 0, 0, 0, time.UTC)
	whole, pieces := t.TempDir(), t.TempDir()
	st := openAt(t, whole, selection)
	play(t, st, whole, selection)
	want := results(t, st)

	st = openAt(t, pieces, selection)
	keys, err := server.OpenKeys(t.Context(), st, filepath.Join(pieces, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil)) // it says why the prizes go no further
	accounts, err := server.OpenAccounts(st, keys, account.Settings{}, log)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := server.JurySecret(keys)
	if err != nil {
		t.Fatal(err)
	}
	cuts := 0
	for patience := 10 * time.Millisecond; ; patience += patience / 4 {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		// Without an instant: it knows where it was going.
		err := demo.Play(ctx, st, demo.Desks{Accounts: accounts.Service, JurySecret: secret, Log: log}, time.Time{})
		cancel()
		if err == nil {
			break
		}
		if ctx.Err() == nil {
			t.Fatal(err)
		}
		cuts++
	}
	if got := results(t, st); got != want || cuts == 0 {
		t.Errorf("after %d cuts the result is\n%s\nwant\n%s", cuts, got, want)
	}
	if now, _, err := st.ForumTime(t.Context()); err != nil || now.Before(selection) {
		t.Errorf("forum time is %v (%v), want %v", now, err, selection)
	}
}

// Where forum time was moved past an act, the sample prizes stay as they are, and the demo starts all the same.
func TestPlayLeavesWhatIsTooLate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	entering := time.Date(2019, time.October, 1, 9, 0, 0, 0, time.UTC)
	st := openAt(t, folder, entering)
	play(t, st, folder, entering)
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetForumTime(ctx, demo.Start) }); err != nil {
		t.Fatal(err)
	}
	play(t, st, folder, ceremony)
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		nominees, err := tx.NomineesOf(ctx, "SAMPLES2020")
		if len(nominees) > 0 {
			t.Errorf("%d nominees came after voting had opened", len(nominees))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if now, _, err := st.ForumTime(t.Context()); err != nil || now.Before(ceremony) {
		t.Errorf("forum time is %v (%v)", now, err)
	}
}
