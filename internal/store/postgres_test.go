package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/people"
	"rostrum/internal/pgtest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

func someone(name string) catalogue.Rows {
	return catalogue.Rows{People: []people.Person{{ID: "p", Name: name}}}
}

// TestWakesOfAnotherServer follows one store while another one writes, also after the connection that listens is lost.
func TestWakesOfAnotherServer(t *testing.T) {
	dsn := pgtest.DSN(t)
	here, there := storetest.Open(t, dsn), storetest.Open(t, dsn)
	wakes, err := here.Wakes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	storetest.Awake(t, wakes) // the one for what was committed before anybody listened
	storetest.Save(t, there, someone("A"))
	storetest.Awake(t, wakes)

	database := dsn[strings.LastIndex(dsn, "/")+1 : strings.Index(dsn, "?")]
	pgtest.Admin(t, fmt.Sprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND query LIKE 'LISTEN%%'", database))
	storetest.Awake(t, wakes) // the one for what was missed until the connection was made again
	storetest.Save(t, there, someone("B"))
	storetest.Awake(t, wakes)
}

// TestTextsStayTexts uses a database whose settings would let a backslash or half a character end a text early.
func TestTextsStayTexts(t *testing.T) {
	for _, setting := range []string{"standard_conforming_strings = off", "client_encoding = 'SJIS'"} {
		dsn := pgtest.DSN(t)
		database := dsn[strings.LastIndex(dsn, "/")+1 : strings.Index(dsn, "?")]
		pgtest.Admin(t, fmt.Sprintf(`ALTER DATABASE "%s" SET %s`, database, setting))
		s := storetest.Open(t, dsn)
		for _, name := range []string{`a\`, `a\' OR true -- `, "é' OR true -- ", `a?b`} {
			storetest.Save(t, s, someone(name))
			rows, err := s.Load(t.Context())
			if err != nil || len(rows.People) != 1 || rows.People[0].Name != name {
				t.Errorf("%s: %q came back as %+v, %v", setting, name, rows.People, err)
			}
		}
	}
}

// TestLostConnections breaks off every connection: a transaction under way fails as unavailable, and the next one runs.
func TestLostConnections(t *testing.T) {
	dsn := pgtest.DSN(t)
	s := storetest.Open(t, dsn)
	database := dsn[strings.LastIndex(dsn, "/")+1 : strings.Index(dsn, "?")]
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		pgtest.Admin(t, fmt.Sprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'", database))
		_, err := tx.Save(ctx, someone("A"))
		return err
	})
	if fault.Of(err) != fault.Unavailable {
		t.Errorf("got %v, want unavailable", err)
	}
	if seq, _ := storetest.Save(t, s, someone("A")); seq != 1 {
		t.Errorf("the next write has sequence %d, want 1", seq)
	}
}

// TestDeadlocksAreRetried lets two transactions wait for each other: PostgreSQL breaks one off, and both succeed.
func TestDeadlocksAreRetried(t *testing.T) {
	s := storetest.Open(t, pgtest.DSN(t))
	storetest.Save(t, s, catalogue.Rows{People: []people.Person{{ID: "a", Name: "1"}, {ID: "b", Name: "1"}}})
	var met sync.WaitGroup
	met.Add(2)
	errs := make(chan error)
	swap := func(first, second, name string) {
		tries := 0
		_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Save(ctx, catalogue.Rows{People: []people.Person{{ID: first, Name: name}}}); err != nil {
				return err
			}
			if tries++; tries == 1 {
				met.Done()
				met.Wait()
			}
			_, err := tx.Save(ctx, catalogue.Rows{People: []people.Person{{ID: second, Name: name}}})
			return err
		})
		errs <- err
	}
	go swap("a", "b", "2")
	go swap("b", "a", "3")
	for range 2 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	rows, err := s.Load(t.Context())
	if err != nil || rows.People[0].Name != rows.People[1].Name || rows.People[0].Revision != 3 {
		t.Errorf("%+v, %v: want both writes whole, one after the other", rows.People, err)
	}
}

func TestServerThatIsAway(t *testing.T) {
	_, err := store.Open(t.Context(), "postgres://somebody:secret@127.0.0.1:1/forum?sslmode=disable")
	if fault.Of(err) != fault.Unavailable || strings.Contains(err.Error(), "127.0.0.1") || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want unavailable and no address", err)
	}
}

func TestUnmigratedServerSaysSo(t *testing.T) {
	s, err := store.Open(t.Context(), pgtest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Load(t.Context()); fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "migrated") {
		t.Errorf("got %v, want that the database has not been migrated", err)
	}
}

// TestCastsWaitForTheDisk sets the server to tell of commits before they are on disk: casts overrule it, and leave alone
// what waits for more.
func TestCastsWaitForTheDisk(t *testing.T) {
	dsn := pgtest.DSN(t)
	for _, c := range []struct{ set, want string }{
		{"off", "on"}, {"local", "on"}, {"remote_write", "on"}, {"on", "on"}, {"remote_apply", "remote_apply"},
	} {
		s := storetest.Open(t, dsn+"&synchronous_commit="+c.set)
		var held string
		err := s.Casting(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			if before, err := store.Setting(ctx, tx, "synchronous_commit"); before != c.set {
				t.Errorf("the server has %s instead of %s, %v", before, c.set, err)
			}
			if err := tx.HoldVoting(ctx, []string{"contest-1"}); err != nil {
				return err
			}
			held, err = store.Setting(ctx, tx, "synchronous_commit")
			return err
		})
		if err != nil || held != c.want {
			t.Errorf("a server with %s: casts have %s, want %s; %v", c.set, held, c.want, err)
		}
	}
}
