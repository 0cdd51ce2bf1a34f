package httpd

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// trace is what the log will tell of a request, beside its answer.
type trace struct {
	id        string
	operation string // query or mutation, once it is known
	gone      bool   // the client left before the answer
	causes    atomic.Int32
}

// maxCauses bounds the causes of internal errors that one request may write to the log: one broken thing fails once for
// each item of a list.
const maxCauses = 3

func (t *trace) mayLog() bool { return t.causes.Add(1) <= maxCauses }

type traceKey struct{}

// traceOf gives the trace of a request; one that nobody reads where there is none.
func traceOf(ctx context.Context) *trace {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t
	}
	return &trace{}
}

func requestID(ctx context.Context) string { return traceOf(ctx).id }

// observe surrounds every request: its id, the headers that every answer has, the last catch for a panic, and one line
// in the log. The line holds nothing that a client wrote but a method and an id of narrow shape.
func (s *Server) observe(next http.Handler) http.Handler {
	presenter := presenter{s.cfg.Log}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		t := &trace{id: sane(r.Header.Get("X-Request-Id"))}
		ctx := context.WithValue(r.Context(), traceKey{}, t)
		rec := &recorder{ResponseWriter: w, anyOrigin: len(s.cfg.AllowOrigins) == 0, onGraph: r.URL.Path == "/graphql"}
		setHeaders(rec.Header(), t.id, rec.anyOrigin)
		if s.draining.Load() || len(r.TransferEncoding) > 0 {
			// A body of chunks may disagree with a Content-Length, which net/http has dropped by now: whoever stands in
			// front may have read it otherwise, so nothing else is read from this connection.
			rec.Header().Set("Connection", "close")
		}
		defer func() {
			v := recover()
			if v != nil && v != http.ErrAbortHandler {
				presenter.request(ctx, presenter.recovered(ctx, v))
				if rec.status == 0 {
					plain(rec, http.StatusInternalServerError, "internal error")
					v = nil
				}
			}
			s.log(ctx, r, rec, t, time.Since(start))
			if v != nil {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
		}()
		next.ServeHTTP(rec, r.WithContext(ctx))
	})
}

func (s *Server) log(ctx context.Context, r *http.Request, rec *recorder, t *trace, took time.Duration) {
	status := rec.status
	switch {
	case t.gone:
		status = 499
	case status == 0:
		status = http.StatusOK
	}
	s.cfg.Log.InfoContext(ctx, "request",
		"request", t.id, "method", known(r.Method, "other", methods), "path", known(r.URL.Path, "other", paths),
		"status", status, "bytes", rec.bytes, "ms", float64(took.Microseconds())/1000,
		"operation", t.operation, "client", network(clientOf(r, s.cfg.TrustedProxies)))
}

var (
	methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions, http.MethodPut, http.MethodPatch, http.MethodDelete}
	paths   = []string{"/", "/graphql", "/schema.graphql", "/.well-known/jwks.json", "/healthz", "/readyz"}
)

// known gives a word that is on the list, and another for every other: a log must not hold what strangers write.
func known(word, otherwise string, list []string) string {
	if slices.Contains(list, word) {
		return word
	}
	return otherwise
}

// sane gives the id that a client chose for its request where it looks like one, else a new one.
func sane(id string) string {
	if id == "" || len(id) > 64 {
		return rand.Text()
	}
	for _, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '.' && c != '-' {
			return rand.Text()
		}
	}
	return id
}

func setHeaders(h http.Header, id string, anyOrigin bool) {
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if anyOrigin {
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
}

// clientOf gives the address that a request comes from. X-Forwarded-For is believed from its right end, as long as the
// one who added an entry is a trusted proxy.
func clientOf(r *http.Request, trusted []netip.Prefix) netip.Addr {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := remote.Addr().Unmap()
	entries := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, entry := range slices.Backward(entries) {
		if !slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(client) }) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(entry))
		if err != nil {
			break
		}
		client = before.Unmap().WithZone("")
	}
	return client
}

// network gives the network of an address, which is enough to see an attack and too little to know a person.
func network(client netip.Addr) string {
	bits := 24
	if client.Is6() {
		bits = 48
	}
	prefix, err := client.Prefix(bits)
	if err != nil || !prefix.IsValid() {
		return ""
	}
	return prefix.String()
}
