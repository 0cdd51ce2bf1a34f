// Package httpd serves the public contract over HTTP: GraphQL with its limits, the schema as text, the explorer, certificates, and
// the server's health.
package httpd

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"rostrum/internal/fault"
	"rostrum/internal/limits"
	"rostrum/internal/text"
)

// Config is what a server is made of. Schema and Table are required; everything else has a usable zero value.
type Config struct {
	Schema graphql.ExecutableSchema // runs what has passed the limits
	SDL    string                   // the schema as text, for /schema.graphql
	Table  *limits.Table            // made from the same schema
	Limits limits.Limits            // limits.Default where zero

	// View puts what one request sees of the catalogue into its context; called once, after Accept-Language was read.
	// client is the address that the request comes from.
	View func(ctx context.Context, want text.Preference, client netip.Addr) context.Context
	// WaitFor returns once this server has reached a sequence of the change log, or with the context's error in its own.
	WaitFor func(ctx context.Context, seq int64) error
	// Ready tells by a nil error that reads, or writes, can be served.
	Ready func(ctx context.Context, forWrites bool) error
	// Authenticate checks a token by itself, and puts what it says into the context. Nil refuses every token.
	Authenticate func(ctx context.Context, token string) (context.Context, error)
	// Account names the account of a token that Authenticate let pass, each of which has only its share of the server.
	// It gives nothing where there was no token. Nil knows no accounts.
	Account func(ctx context.Context) string
	// Principal looks up who is asking, with a token that Authenticate let pass, and puts that into the context too. It
	// is called once, and only where the document asks for something that depends on it. has tells whether a role is
	// held for anything at all. Nil refuses everybody.
	Principal func(ctx context.Context) (_ context.Context, has func(role string) bool, err error)
	// JWKS gives the public keys of access tokens. Nil has none.
	JWKS func() []byte
	// Explorer serves the page for browsers at /graphql, and what it needs below /explorer/. It may loosen the content
	// security policy for its own answers.
	Explorer http.Handler
	// Certificates serves the pages below /contests/. Nil has none.
	Certificates http.Handler

	AllowOrigins   []string       // origins that browsers may ask from; any where empty
	TrustedProxies []netip.Prefix // who may say by X-Forwarded-For on whose behalf it asks
	Log            *slog.Logger   // slog.Default() where nil
	RequestTimeout time.Duration  // 10 s where zero
	MaxRunning     int            // operations that run at once; 64 where zero
}

func (c *Config) setDefaults() error {
	if c.Schema == nil || c.Table == nil {
		return errors.New("httpd: a schema and its table of limits are required")
	}
	if c.Limits == (limits.Limits{}) {
		c.Limits = limits.Default
	}
	if c.View == nil {
		c.View = func(ctx context.Context, _ text.Preference, _ netip.Addr) context.Context { return ctx }
	}
	if c.WaitFor == nil {
		c.WaitFor = func(context.Context, int64) error { return nil }
	}
	if c.Ready == nil {
		c.Ready = func(context.Context, bool) error { return nil }
	}
	if c.Authenticate == nil {
		c.Authenticate = func(context.Context, string) (context.Context, error) {
			return nil, fault.New(fault.Unauthenticated, "the token is not valid")
		}
	}
	if c.Account == nil {
		c.Account = func(context.Context) string { return "" }
	}
	if c.Principal == nil {
		c.Principal = func(context.Context) (context.Context, func(string) bool, error) {
			return nil, nil, fault.New(fault.Unauthenticated, "nobody can sign in here")
		}
	}
	if c.JWKS == nil {
		c.JWKS = func() []byte { return []byte(`{"keys":[]}`) }
	}
	if c.Explorer == nil {
		c.Explorer = http.NotFoundHandler()
	}
	if c.Certificates == nil {
		c.Certificates = http.HandlerFunc(notFound)
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.RequestTimeout == 0 {
		c.RequestTimeout = 10 * time.Second
	}
	if c.MaxRunning == 0 {
		c.MaxRunning = 64
	}
	return nil
}

// Server is the whole of the HTTP side as one handler.
type Server struct {
	cfg      Config
	handler  http.Handler
	draining atomic.Bool
}

// New makes a server. Its error says what the configuration lacks.
func New(cfg Config) (*Server, error) {
	if err := cfg.setDefaults(); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg}
	mux := http.NewServeMux()
	mux.Handle("/graphql", newGraph(cfg))
	mux.Handle("/explorer/", onlyGet(cfg.Explorer))
	mux.Handle("/contests/", onlyGet(cfg.Certificates))
	mux.Handle("/schema.graphql", onlyGet(serveText(cfg.SDL)))
	mux.Handle("/.well-known/jwks.json", onlyGet(serveKeys(cfg.JWKS)))
	mux.Handle("/healthz", onlyGet(http.HandlerFunc(s.alive)))
	mux.Handle("/readyz", onlyGet(http.HandlerFunc(s.ready)))
	mux.Handle("/{$}", onlyGet(http.HandlerFunc(welcome)))
	mux.Handle("/", http.HandlerFunc(notFound))
	compressed, err := compress(mux)
	if err != nil {
		return nil, err
	}
	s.handler = s.observe(crossOrigin(cfg.AllowOrigins, compressed))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
