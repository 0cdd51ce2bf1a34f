package httpd

import (
	"context"
	"log/slog"
	"net"
	"sync"
)

// boundedListener takes no more connections than it has slots; the others wait in the kernel's queue.
type boundedListener struct {
	net.Listener
	slots  chan struct{}
	closed chan struct{}
	close  func()
}

func newBoundedListener(ln net.Listener, connections int) *boundedListener {
	l := &boundedListener{Listener: ln, slots: make(chan struct{}, connections), closed: make(chan struct{})}
	l.close = sync.OnceFunc(func() { close(l.closed) })
	return l
}

// Accept waits for a slot and a connection.
func (l *boundedListener) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &boundedConn{Conn: conn, release: sync.OnceFunc(func() { <-l.slots })}, nil
}

// Close wakes Accept too.
func (l *boundedListener) Close() error {
	l.close()
	return l.Listener.Close()
}

type boundedConn struct {
	net.Conn
	release func()
}

// Close gives the slot back.
func (c *boundedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}

// quiet writes what net/http complains of (clients that break off, odd headers) as details only: it holds addresses and
// what strangers sent, and nobody can act on it.
type quiet struct{ slog.Handler }

// Enabled asks the handler behind.
func (q quiet) Enabled(ctx context.Context, _ slog.Level) bool {
	return q.Handler.Enabled(ctx, slog.LevelDebug)
}
