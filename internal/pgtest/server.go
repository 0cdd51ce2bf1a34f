package pgtest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server is a PostgreSQL server of one test's own, which it may kill. Unlike the one that DSN gives databases of, its
// commits wait for the disk.
type Server struct {
	tb      testing.TB
	cluster *cluster
	leashes []io.Closer
}

// NewServer starts a server that goes when the test ends.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	c, err := start(true)
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{tb, c, []io.Closer{c.leash}}
	tb.Cleanup(func() {
		for _, leash := range slices.Backward(s.leashes) {
			_ = leash.Close() // it takes the server and its files away
		}
	})
	return s
}

// DSN gives the address of its database.
func (s *Server) DSN() string { return s.cluster.dsn("postgres") }

// Kill kills all its processes at once, without a word to any of them.
func (s *Server) Kill() {
	s.tb.Helper()
	text, err := os.ReadFile(filepath.Join(s.cluster.folder, "data", "postmaster.pid"))
	if err != nil {
		s.tb.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(first)
	if err != nil {
		s.tb.Fatal(err)
	}
	// Stopped first, it can neither notice what happens to the others nor start any.
	_ = syscall.Kill(postmaster, syscall.SIGSTOP)
	children, err := childrenOf(postmaster)
	for _, id := range append(children, postmaster) {
		_ = syscall.Kill(id, syscall.SIGKILL)
	}
	if err != nil {
		s.tb.Fatal(err)
	}
	s.gone(children)
}

// gone waits until processes are no more, so that the next server finds their memory free; not for ever, since where
// nobody looks after orphans they stay listed.
func (s *Server) gone(ids []int) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.Now().Add(2 * time.Second)
	for _, id := range ids {
		for syscall.Kill(id, 0) == nil && time.Now().Before(deadline) {
			<-tick.C
		}
	}
}

// Start starts it again after Kill, at the same address.
func (s *Server) Start() {
	s.tb.Helper()
	if err := s.cluster.serve(); err != nil {
		s.tb.Fatal(err)
	}
	s.leashes = append(s.leashes, s.cluster.leash)
}

// childrenOf gives the processes that a process started.
func childrenOf(parent int) (ids []int, err error) {
	out, err := exec.Command("ps", "-A", "-o", "pid=", "-o", "ppid=").Output()
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		var id, of int
		if n, _ := fmt.Sscan(line, &id, &of); n == 2 && of == parent {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
