// Package server is one running replica: store, catalogue, clock, runner, accounts, ballots, mail and HTTP, joined together.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"rostrum/graph"
	"rostrum/graph/generated"
	"rostrum/internal/account"
	"rostrum/internal/catalogue"
	"rostrum/internal/certificate"
	"rostrum/internal/clock"
	"rostrum/internal/edition"
	"rostrum/internal/explorer"
	"rostrum/internal/foureyes"
	"rostrum/internal/httpd"
	"rostrum/internal/limits"
	"rostrum/internal/mail"
	"rostrum/internal/panel"
	"rostrum/internal/returning"
	"rostrum/internal/runner"
	"rostrum/internal/scrutineer"
	"rostrum/internal/store"
	"rostrum/internal/submission"
	"rostrum/internal/text"
	"rostrum/internal/token"
)

// Config says how a replica runs.
type Config struct {
	SDL            string // the schema as text
	PublicURL      string // the address under which clients reach the server; empty where it is not known
	AllowOrigins   []string
	TrustedProxies []netip.Prefix
	Limits         limits.Limits
	Keys           *token.Keys // the same for all replicas
	Accounts       account.Settings
	Mail           mail.Sender // nil where none is sent: then it waits, and expires
	Log            *slog.Logger
}

// Server is one replica over a store that is migrated.
type Server struct {
	address   string
	writes    *writable
	catalogue *catalogue.Catalogue
	clock     *clock.Clock
	runner    *runner.Runner
	accounts  *Accounts
	ballots   ballots
	desk      *foureyes.Desk
	editions  *edition.Service
	entries   *submission.Service
	jury      *panel.Service
	returning *returning.Service
	scrutiny  *scrutineer.Service
	postman   *mail.Postman // nil where no mail is sent
	http      *httpd.Server
}

// Open publishes what is due, loads the catalogue and makes the replica ready to serve. The store stays its opener's,
// who closes it.
func Open(ctx context.Context, st *store.Store, cfg Config) (*Server, error) {
	s := &Server{address: cfg.PublicURL, writes: &writable{store: st}}
	var err error
	if s.clock, err = clock.Open(ctx, st, cfg.Log); err != nil {
		return nil, err
	}
	s.runner = runner.New(st, func() time.Time { now, _ := s.clock.Now(); return now }, cfg.Log)
	s.runner.IsShifted = func() bool { _, shifted := s.clock.Now(); return shifted }
	if err := s.openPersonal(st, cfg); err != nil {
		return nil, err
	}
	s.desk = foureyes.NewDesk(foureyes.Config{Store: st, Now: time.Now, Log: cfg.Log, SingleOfficer: cfg.Accounts.SingleOfficer})
	s.editions, s.returning = edition.New(st, s.desk), returning.New(st, s.desk)
	s.entries = submission.New(st, s.desk, s.accounts.Service)
	if err := s.openJury(st, cfg); err != nil {
		return nil, err
	}
	s.returning.Winners, s.returning.Entrants = s.jury.Winners, s.entries
	s.runner.Also(s.returning.Step)
	// What came due while no server ran is public before the first answer.
	if err := s.Step(ctx); err != nil {
		return nil, err
	}
	if s.catalogue, err = catalogue.Open(ctx, st, cfg.Log); err != nil {
		return nil, err
	}
	s.openScrutiny(st)
	if s.http, err = s.newHTTP(cfg); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) newHTTP(cfg Config) (*httpd.Server, error) {
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: &graph.Resolver{
		Limits: cfg.Limits, Accounts: s.accounts.Service, Ballots: s.ballots, Editions: s.editions, Proposals: s.desk, Latest: s.latest,
		Entries: s.entries, Returning: s.returning, Juries: s.jury, Scrutiny: s.scrutiny,
	}})
	table, err := limits.NewTable(schema.Schema())
	if err != nil {
		return nil, err
	}
	table.IsPersonal = func(id string) bool { _, _, personal := catalogue.PersonalKey(id); return personal }
	return httpd.New(httpd.Config{
		Schema:         schema,
		SDL:            cfg.SDL,
		Table:          table,
		Limits:         cfg.Limits,
		View:           s.withView,
		WaitFor:        s.catalogue.WaitFor,
		Ready:          s.ready,
		Authenticate:   s.authenticate,
		Account:        accountOf,
		Principal:      s.principal,
		JWKS:           cfg.Keys.JWKS,
		Explorer:       explorer.Handler(),
		Certificates:   certificate.Handler(s.view),
		AllowOrigins:   cfg.AllowOrigins,
		TrustedProxies: cfg.TrustedProxies,
		Log:            cfg.Log,
	})
}

// withView gives a request its view.
func (s *Server) withView(ctx context.Context, want text.Preference, client netip.Addr) context.Context {
	return graph.WithClient(graph.WithView(ctx, s.view(want)), client)
}

// view makes the view of a request: one snapshot, one instant.
func (s *Server) view(want text.Preference) *catalogue.View {
	now, shifted := s.clock.Now()
	return s.catalogue.Snapshot().View(want, now, shifted).Under(s.address)
}

// patience is how long a mutation waits until this replica shows what it changed.
const patience = 2 * time.Second

// latest gives a view as it is once the replica has reached a sequence.
func (s *Server) latest(ctx context.Context, v *catalogue.View, seq int64) (*catalogue.View, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.catalogue.WaitFor(ctx, seq); err != nil {
		return nil, err
	}
	return v.On(s.catalogue.Snapshot()), nil
}

// ready tells whether the replica can serve: reads as long as it has a catalogue, writes while the database takes them.
func (s *Server) ready(ctx context.Context, forWrites bool) error {
	if !forWrites {
		return nil
	}
	return s.writes.check(ctx)
}

// Run serves until the context ends, then finishes what is in flight.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	// What runs beside the answers goes on until the last answer is given.
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	all := []func(context.Context){s.catalogue.Follow, s.clock.Run, s.runner.Run, s.accounts.Service.Run, s.ballots.Run, s.desk.Run}
	if s.postman != nil {
		all = append(all, s.postman.Run)
	}
	for _, work := range all {
		running.Go(func() { work(beside) })
	}
	err := httpd.Serve(ctx, listener, s.http)
	stop()
	running.Wait()
	return err
}

// Step does now what is due, as the server does by itself while it runs.
func (s *Server) Step(ctx context.Context) error {
	_, err := s.runner.Step(ctx)
	return err
}

// Catalogue gives the replica's catalogue, for those who compare replicas.
func (s *Server) Catalogue() *catalogue.Catalogue { return s.catalogue }

// Accounts gives the replica's accounts, for the program that runs it.
func (s *Server) Accounts() *Accounts { return s.accounts }
