package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// bounds are the times that a server goes by, and the connections that it takes; tests make them smaller.
type bounds struct {
	header time.Duration // for the headers of a request
	read   time.Duration // for a whole request
	write  time.Duration // from the end of the headers to the end of the answer
	idle   time.Duration // between two requests of a connection
	lame   time.Duration // between the first sign of the end and the closing of the listener
	stop   time.Duration // for requests to finish

	connections int // that are open at once
}

var usual = bounds{
	header: 5 * time.Second, read: 15 * time.Second, write: 30 * time.Second, idle: 90 * time.Second,
	lame: 250 * time.Millisecond, stop: 10 * time.Second,
	connections: 4096,
}

const maxHeaderBytes = 32 << 10

// Serve answers on a listener until the context ends, then stops so that nothing is cut off: readiness goes off and
// connections are closed after their next answer, new ones are taken for a moment longer, and requests get 10 s to
// finish. It returns nil after such a stop, and an error where the listener fails or requests had to be cut off.
func Serve(ctx context.Context, ln net.Listener, s *Server) error {
	return serve(ctx, ln, s, usual)
}

func serve(ctx context.Context, ln net.Listener, s *Server, t bounds) error {
	bounded := newBoundedListener(ln, t.connections)
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: t.header,
		ReadTimeout:       t.read,
		WriteTimeout:      t.write,
		IdleTimeout:       t.idle,
		MaxHeaderBytes:    maxHeaderBytes,
		ConnState:         bounded.note,
		ErrorLog:          slog.NewLogLogger(quiet{s.cfg.Log.Handler()}, slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(bounded) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	s.draining.Store(true)
	lame := time.NewTimer(t.lame)
	defer lame.Stop()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-lame.C:
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.stop)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		closed := server.Close()
		return fmt.Errorf("requests were cut off after %v: %w", t.stop, errors.Join(err, closed))
	}
	return nil
}
