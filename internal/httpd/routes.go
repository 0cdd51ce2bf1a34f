package httpd

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"rostrum/internal/fault"
)

// alive says that the process answers at all.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") }

// ready says whether requests may be sent here: not before the catalogue is loaded, and not while the server stops.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	kind := r.URL.Query().Get("for")
	if kind != "" && kind != "writes" && kind != "reads" {
		plain(w, http.StatusBadRequest, "for: reads or writes")
		return
	}
	if s.draining.Load() {
		plain(w, http.StatusServiceUnavailable, "stopping")
		return
	}
	if err := s.cfg.Ready(r.Context(), kind == "writes"); err != nil {
		reason := "not ready"
		if f, ok := errors.AsType[*fault.Fault](err); ok {
			reason = clean(f.Text)
		} else {
			s.cfg.Log.WarnContext(r.Context(), "not ready", "cause", err)
		}
		plain(w, http.StatusServiceUnavailable, reason)
		return
	}
	plain(w, http.StatusOK, "ready")
}

// welcome sends a browser on to the explorer.
func welcome(w http.ResponseWriter, r *http.Request) {
	if choose(r.Header, true) == html {
		http.Redirect(w, r, "/graphql", http.StatusFound)
		return
	}
	plain(w, http.StatusNotFound, "the API is at /graphql, its schema at /schema.graphql")
}

func notFound(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusNotFound, "not found") }

func plain(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, words+"\n") // the client may be gone; there is nobody left to tell
}

// serveText serves a text that stays the same for the life of the process.
func serveText(words string) http.Handler {
	tag := newTag("text/plain", []byte(words))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, no-cache")
		if tag.unchanged(w, r) {
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, words)
	})
}

// serveKeys serves the public keys of access tokens as they are at this moment. A copy may be kept for less time than a
// new key is published before it signs.
func serveKeys(keys func() []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := keys()
		w.Header().Set("Cache-Control", "public, max-age=30")
		if newTag("application/jwk-set+json", body).unchanged(w, r) {
			return
		}
		w.Header().Set("Content-Type", "application/jwk-set+json")
		_, _ = w.Write(body) // the client may be gone; there is nobody left to tell
	})
}

// onlyGet lets GET and HEAD through and says to the others what is allowed.
func onlyGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead:
			next.ServeHTTP(w, r)
		case http.MethodOptions:
			allow(w, http.MethodGet, http.MethodHead, http.MethodOptions)
			w.WriteHeader(http.StatusNoContent)
		default:
			allow(w, http.MethodGet, http.MethodHead, http.MethodOptions)
			plain(w, http.StatusMethodNotAllowed, "method not allowed")
		}
	})
}

func allow(w http.ResponseWriter, methods ...string) {
	w.Header().Set("Allow", strings.Join(methods, ", "))
}
