package servertest

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
)

// Line is a way to a server that loses answers.
type Line struct {
	URL     string
	dropped atomic.Int64
}

// Dropped tells how many answers were lost.
func (l *Line) Dropped() int { return int(l.dropped.Load()) }

// BadLine makes a way to a server on which every nth answer is lost: the request arrives and is carried out.
func BadLine(tb testing.TB, to string, nth int) *Line {
	tb.Helper()
	target, err := url.Parse(to)
	if err != nil {
		tb.Fatal(err)
	}
	l := &Line{}
	var asked atomic.Int64
	proxy := httputil.NewSingleHostReverseProxy(target)
	transport := &http.Transport{}
	proxy.Transport = transport
	proxy.ModifyResponse = func(*http.Response) error {
		if asked.Add(1)%int64(nth) != 0 {
			return nil
		}
		l.dropped.Add(1)
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	front := httptest.NewServer(proxy)
	tb.Cleanup(func() { front.Close(); transport.CloseIdleConnections() })
	l.URL = front.URL
	return l
}
