package httpd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// brief makes the waits of a server short, for tests that need their end.
var brief = bounds{header: 50 * time.Millisecond, read: time.Minute, write: time.Minute, idle: time.Minute, lame: time.Millisecond, stop: time.Minute, connections: 16}

// start serves on a port of this machine. Stop asks for the end; done gives what serve returned.
func start(t *testing.T, h *harness, tm bounds) (address string, stop context.CancelFunc, done chan error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done = make(chan error, 1)
	go func() { done <- serve(ctx, ln, h.Server, tm) }()
	t.Cleanup(cancel)
	return ln.Addr().String(), cancel, done
}

func TestStopLetsRequestsFinish(t *testing.T) {
	h := newHarness(t)
	started, leave := make(chan struct{}), make(chan struct{})
	h.toy.fields["slow"] = func(context.Context, map[string]any) (any, error) {
		close(started)
		<-leave
		return "done", nil
	}
	usual := brief
	usual.header = time.Minute
	address, stop, done := start(t, h, usual)
	answer := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + address + "/graphql?query={slow}")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		answer <- fmt.Sprintf("%s close=%v", b, res.Close)
	}()
	<-started
	stop()
	// The listener closes once readiness is off; from then on a connection is refused.
	for {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		conn.Close()
	}
	if res := h.do(t, get("/readyz")); res.StatusCode != 503 {
		t.Errorf("readiness is %d while the server stops", res.StatusCode)
	}
	select {
	case err := <-done:
		t.Fatalf("the server ended with a request in flight: %v", err)
	default:
	}
	close(leave)
	if got := <-answer; !strings.HasPrefix(got, `{"data":{"slow":"done"}}`) {
		t.Errorf("the request got %s", got)
	}
	if err := <-done; err != nil {
		t.Errorf("serve gave %v", err)
	}
}

func TestStopGivesUpOnWhatNeverEnds(t *testing.T) {
	h := newHarness(t)
	started, leave := make(chan struct{}), make(chan struct{})
	defer close(leave)
	h.toy.fields["slow"] = func(context.Context, map[string]any) (any, error) { close(started); <-leave; return "", nil }
	hasty := brief
	hasty.stop = 10 * time.Millisecond
	address, stop, done := start(t, h, hasty)
	go func() {
		if res, err := http.Get("http://" + address + "/graphql?query={slow}"); err == nil {
			res.Body.Close()
		}
	}()
	<-started
	stop()
	if err := <-done; err == nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("serve gave %v", err)
	}
}

func TestConnectionsCloseAfterTheirNextAnswerWhileStopping(t *testing.T) {
	h := newHarness(t)
	if res := h.do(t, get("/healthz")); res.Header.Get("Connection") != "" {
		t.Errorf("Connection: %s", res.Header.Get("Connection"))
	}
	h.draining.Store(true)
	if res := h.do(t, get("/healthz")); res.StatusCode != 200 || res.Header.Get("Connection") != "close" {
		t.Errorf("%d, Connection: %s", res.StatusCode, res.Header.Get("Connection"))
	}
}

func TestSlowHeadersAreCut(t *testing.T) {
	address, _, _ := start(t, newHarness(t), brief)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(conn); errors.Is(err, context.DeadlineExceeded) || isTimeout(err) {
		t.Errorf("still open after 10 s: %q %v", b, err)
	}
}

func isTimeout(err error) bool {
	n, ok := errors.AsType[net.Error](err)
	return ok && n.Timeout()
}

func TestHeadersAreBounded(t *testing.T) {
	usual := brief
	usual.header = time.Minute
	address, _, _ := start(t, newHarness(t), usual)
	r, err := http.NewRequest(http.MethodGet, "http://"+address+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Long", strings.Repeat("a", 64<<10))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %d", res.StatusCode)
	}
}

func TestNothingIsReadBehindABodyThatTwoMayReadDifferently(t *testing.T) {
	usual := brief
	usual.header = time.Minute
	address, _, _ := start(t, newHarness(t), usual)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const first = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
	const second = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	if _, err := io.WriteString(conn, first+second); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(conn)
	res, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, res.Body)
	if !res.Close {
		t.Error("the connection stays open")
	}
	if _, err := http.ReadResponse(reader, nil); err == nil || isTimeout(err) {
		t.Errorf("the second request was answered, or the connection is open: %v", err)
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := newBoundedListener(inner, 1)
	accepted := make(chan net.Conn)
	failed := make(chan error, 1)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				failed <- err
				return
			}
			accepted <- conn
		}
	}()
	for range 2 {
		conn, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	first := <-accepted
	select {
	case <-accepted:
		t.Fatal("a second connection was taken")
	default:
	}
	first.Close()
	second := <-accepted // the slot is free again
	defer second.Close()
	ln.Close()
	if err := <-failed; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept gave %v", err)
	}
}

// TestIdleConnectionsKeepNobodyOut fills a server with connections that wait for their next request, or will.
func TestIdleConnectionsKeepNobodyOut(t *testing.T) {
	few := brief
	few.header, few.connections = time.Minute, 3
	address, _, _ := start(t, newHarness(t), few)
	for i := range 8 {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || res.StatusCode != 200 {
			t.Fatalf("client %d beside idle ones: %v %v", i+1, res, err)
		}
	}
}

// TestSlowHeadersKeepNobodyOut fills a server with connections whose first request never comes to its end.
func TestSlowHeadersKeepNobodyOut(t *testing.T) {
	few := brief
	few.header, few.connections = time.Minute, 3
	address, _, _ := start(t, newHarness(t), few)
	for _, begun := range []string{"", "GET /healthz HTTP/1.1\r\n", "", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, begun); err != nil {
			t.Fatal(err)
		}
	}
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for range 3 {
		res, err := client.Get("http://" + address + "/healthz")
		if err != nil {
			t.Fatalf("beside slow ones: %v", err)
		}
		res.Body.Close()
	}
}

func TestWhoWasIdleLongestMakesRoom(t *testing.T) {
	l := newBoundedListener(nil, 3)
	var closed []string
	open := func(name string) *boundedConn {
		server, client := net.Pipe()
		t.Cleanup(func() { client.Close() })
		return &boundedConn{Conn: server, release: func() { closed = append(closed, name) }}
	}
	a, b, c := open("a"), open("b"), open("c")
	for _, conn := range []*boundedConn{a, b, c} {
		l.note(conn, http.StateActive)
		l.note(conn, http.StateIdle)
	}
	l.note(a, http.StateActive)
	l.note(a, http.StateIdle)
	l.makeRoom() // b, for a has asked again
	l.note(c, http.StateClosed)
	l.makeRoom() // a, for c has gone by itself
	l.makeRoom() // nobody is idle
	d, e := open("d"), open("e")
	l.note(d, http.StateIdle) // so the next one that is
	l.note(e, http.StateIdle) // and nobody more
	if diff := cmp.Diff([]string{"b", "a", "d"}, closed); diff != "" {
		t.Errorf("who made room (-want +got):\n%s", diff)
	}
	l.note(&net.TCPConn{}, http.StateIdle) // not of this listener
}

func TestServeTellsThatItsListenerFailed(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := Serve(t.Context(), ln, newHarness(t).Server); err == nil {
		t.Error("serve gave nil")
	}
}
