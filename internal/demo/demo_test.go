package demo_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver by which the test looks at the file behind the store's back

	"rostrum/internal/account"
	"rostrum/internal/demo"
	"rostrum/internal/fault"
	"rostrum/internal/runner"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
)

var ceremony = time.Date(2020, time.September, 7, 10, 0, 0, 0, time.UTC) // noon in Geneva

func open(t *testing.T, folder string, at time.Time) *store.Store {
	t.Helper()
	st, err := demo.Open(t.Context(), folder, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	play(t, st, folder, at)
	return st
}

// play plays the sample prizes, as the command does.
func play(t *testing.T, st *store.Store, folder string, at time.Time) {
	t.Helper()
	keys, err := server.OpenKeys(t.Context(), st, filepath.Join(folder, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	accounts, err := server.OpenAccounts(st, keys, account.Settings{}, log)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := server.JurySecret(keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Play(t.Context(), st, demo.Desks{Accounts: accounts.Service, JurySecret: secret, Log: log}, at); err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, folder string, at time.Time) {
	t.Helper()
	st, err := demo.Open(t.Context(), folder, at, nil)
	if err == nil {
		_ = st.Close()
		t.Fatal("it was opened")
	}
	if f, ok := errors.AsType[*fault.Fault](err); !ok || f.Code != fault.Conflict {
		t.Errorf("refused by %v, want a conflict", err)
	}
}

// claims counts the claims of a contest that the database shows.
func claims(t *testing.T, st *store.Store, contest string) (n int) {
	t.Helper()
	rows, err := st.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range rows.Projects {
		if p.ContestID == contest {
			n += len(p.Claims)
		}
	}
	return n
}

// TestOneFolder goes through the life of a demo's folder; loading it takes most of the time, so it is done once.
func TestOneFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "folder")
	st := open(t, folder, time.Time{})
	now, shifted, err := st.ForumTime(t.Context())
	if err != nil || !shifted || now.Before(demo.Start) || now.After(demo.Start.Add(5*time.Minute)) {
		t.Errorf("forum time %v (shifted: %v, %v), want a moment after %v", now, shifted, err, demo.Start)
	}
	if n := claims(t, st, "PRIZES2020"); n != 0 {
		t.Errorf("%d claims of 2020 show in January", n)
	}
	if n := claims(t, st, "PRIZES2019"); n != 21 {
		t.Errorf("%d claims of the archive of 2019 show, want all 21", n)
	}
	head, err := st.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shut(t, st)

	st = open(t, folder, time.Time{})
	if again, _, err := st.ForumTime(t.Context()); err != nil || again.Before(now) || again.After(now.Add(5*time.Minute)) {
		t.Errorf("it goes on at %v (%v), want a moment after %v", again, err, now)
	}
	if h, err := st.Head(t.Context()); err != nil || h != head {
		t.Errorf("the second start changed something: sequence %d (%v), was %d", h, err, head)
	}
	shut(t, st)

	refused(t, folder, demo.Start.AddDate(0, 0, -1))

	st = open(t, folder, ceremony)
	if _, err := runner.New(st, time.Now, slog.New(slog.DiscardHandler)).Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := claims(t, st, "PRIZES2020"); n != 39 {
		t.Errorf("%d claims of 2020 show after the ceremony, want 39", n)
	}
	shut(t, st)
	refused(t, folder, demo.Start) // time never goes back
}

func shut(t *testing.T, st *store.Store) {
	t.Helper()
	if err := st.Close(); err != nil {
		t.Error(err)
	}
}

// A database of another program is not even brought to this program's version.
func TestADatabaseOfAnotherKeepsItsVersion(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "rostrum.db")
	st, err := store.Open(t.Context(), "sqlite:"+file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	servertest.Import(t, st, servertest.Tiny(t))
	shut(t, st)
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "DELETE FROM schema_migrations WHERE version > 1"); err != nil {
		t.Fatal(err)
	}
	refused(t, folder, time.Time{})
	var version int
	if err := db.QueryRowContext(t.Context(), "SELECT max(version) FROM schema_migrations").Scan(&version); err != nil || version != 1 {
		t.Errorf("it is at version %d now (%v), and was at 1", version, err)
	}
}

func TestADatabaseOfAnother(t *testing.T) {
	for name, fill := range map[string]func(t *testing.T, st *store.Store){
		"that serve made": func(t *testing.T, st *store.Store) {
			_, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.SetMeta(ctx, store.MetaMadeBy, "serve")
			})
			if err != nil {
				t.Fatal(err)
			}
		},
		"that something was imported into": func(t *testing.T, st *store.Store) { servertest.Import(t, st, servertest.Tiny(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(folder, "rostrum.db"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := st.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			fill(t, st)
			shut(t, st)
			refused(t, folder, time.Time{})
		})
	}
}
