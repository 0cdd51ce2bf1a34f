// Package servertest runs whole replicas for tests, and reads all that they publish.
package servertest

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"rostrum"
	"rostrum/internal/intake"
	"rostrum/internal/limits"
	"rostrum/internal/server"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// Replica is a running server on a port of its own.
type Replica struct {
	Client
	Server *server.Server
	DSN    string // of its database
	Store  *store.Store
	Inbox  *Inbox // where its mail arrives
	Stop   func() // stops it and fails the test where it did not stop well; done at the end of the test at the latest
}

// Start opens and migrates a database and serves it until the test ends, with keys of its own where change gives none.
func Start(tb testing.TB, dsn string, change ...func(*server.Config)) *Replica {
	tb.Helper()
	st := Open(tb, dsn)
	inbox := &Inbox{}
	cfg := server.Config{SDL: rostrum.Schema, Limits: limits.Default, Mail: inbox, Log: slog.New(slog.DiscardHandler)}
	for _, c := range change {
		c(&cfg)
	}
	if cfg.Keys == nil {
		cfg.Keys = Keys(tb)
	}
	s, err := server.Open(tb.Context(), st, cfg)
	if err != nil {
		tb.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	// The context of the test ends before its clean-up begins, and a stop is to be seen as such.
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, listener) }()
	r := &Replica{Client: NewClient(tb, "http://"+listener.Addr().String()), Server: s, DSN: dsn, Store: st, Inbox: inbox}
	r.Stop = sync.OnceFunc(func() {
		r.Client.http.CloseIdleConnections()
		cancel()
		if err := <-ended; err != nil {
			tb.Errorf("stopping the replica: %v", err)
		}
	})
	tb.Cleanup(r.Stop)
	return r
}

// Open opens and migrates a database until the test ends, as another process would.
func Open(tb testing.TB, dsn string) *store.Store {
	tb.Helper()
	storetest.Prepare(tb, dsn)
	st, err := store.Open(tb.Context(), dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := st.Close(); err != nil {
			tb.Error(err)
		}
	})
	if _, err := st.Migrate(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return st
}

// Rehearse makes a new database one of a rehearsal and lets its forum time begin at an instant.
func Rehearse(tb testing.TB, st *store.Store, at time.Time) {
	tb.Helper()
	_, err := st.Write(tb.Context(), func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.SetMeta(ctx, store.MetaMadeBy, "rehearsal"), tx.SetForumTime(ctx, at))
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// Import brings documents into a database and gives the sequence that the change log has then; 0 where nothing changed.
func Import(tb testing.TB, st *store.Store, documents ...intake.Document) int64 {
	tb.Helper()
	report, err := intake.Apply(tb.Context(), st, documents, intake.Options{})
	if err != nil {
		tb.Fatalf("importing: %v", err)
	}
	return report.Seq
}
