package httpd

import (
	"container/list"
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// boundedListener takes no more connections than it has slots; the others wait in the kernel's queue. Where all slots are
// taken, the connection that has asked for nothing for longest has to make room: otherwise one client with as many idle
// connections would keep everybody out, at no cost. A new one is idle too until the headers of its first request are
// there, so that to send these slowly keeps nobody out either.
type boundedListener struct {
	net.Listener
	slots  chan struct{}
	closed chan struct{}
	close  func()

	mu   sync.Mutex
	full bool       // somebody waits for a slot, and no connection was idle
	idle *list.List // of *boundedConn, the longest idle first
}

func newBoundedListener(ln net.Listener, connections int) *boundedListener {
	l := &boundedListener{Listener: ln, slots: make(chan struct{}, connections), closed: make(chan struct{}), idle: list.New()}
	l.close = sync.OnceFunc(func() { close(l.closed) })
	return l
}

// Accept waits for a slot and a connection.
func (l *boundedListener) Accept() (net.Conn, error) {
	if err := l.takeSlot(); err != nil {
		return nil, err
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &boundedConn{Conn: conn, release: sync.OnceFunc(func() { <-l.slots })}, nil
}

func (l *boundedListener) takeSlot() error {
	select {
	case l.slots <- struct{}{}:
		return nil
	default:
	}
	l.makeRoom()
	defer l.setFull(false)
	select {
	case l.slots <- struct{}{}:
		return nil
	case <-l.closed:
		return net.ErrClosed
	}
}

// makeRoom closes the connection that has been idle longest; where none is, the next one that becomes idle.
func (l *boundedListener) makeRoom() {
	l.mu.Lock()
	var oldest *boundedConn
	if front := l.idle.Front(); front != nil {
		oldest = l.forget(front.Value.(*boundedConn))
	}
	l.full = oldest == nil
	l.mu.Unlock()
	if oldest != nil {
		_ = oldest.Close() // nobody reads from it
	}
}

func (l *boundedListener) setFull(full bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.full = full
}

// forget takes a connection off the list of idle ones, and gives it back. It needs the lock.
func (l *boundedListener) forget(c *boundedConn) *boundedConn {
	if c.place != nil {
		l.idle.Remove(c.place)
		c.place = nil
	}
	return c
}

// note keeps account of which connections are idle; it is the hook of http.Server for changes of their state.
func (l *boundedListener) note(conn net.Conn, state http.ConnState) {
	c, ok := conn.(*boundedConn)
	if !ok {
		return
	}
	l.mu.Lock()
	l.forget(c)
	unwanted := state == http.StateIdle && l.full
	switch {
	case unwanted:
		l.full = false
	case state == http.StateIdle || state == http.StateNew:
		c.place = l.idle.PushBack(c)
	}
	l.mu.Unlock()
	if unwanted {
		_ = c.Close() // nobody reads from it
	}
}

// Close wakes Accept too.
func (l *boundedListener) Close() error {
	l.close()
	return l.Listener.Close()
}

type boundedConn struct {
	net.Conn
	release func()
	place   *list.Element // among the idle ones; nil where it is not
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
