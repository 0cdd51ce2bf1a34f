package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Whoever runs an import in a script must be able to tell that it was stopped. A server is there to be stopped.
func TestExitCodeOfWhatIsStopped(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "forum.db")
	command(t, "migrate", "--database", dsn)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, row := range []struct {
		name string
		args []string
		want int
		says string
	}{
		{"import", append([]string{"import", "--database", dsn}, shipped(t)...), exitStopped, "stopped before it was done"},
		{"migrate", []string{"migrate", "--database", dsn}, exitStopped, "stopped before it was done"},
		{"serve", []string{"serve", "--listen", "127.0.0.1:0", "--database", dsn}, exitOK, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out, errs strings.Builder
			if code := run(stopped, row.args, &out, &errs); code != row.want || !strings.Contains(errs.String(), row.says) {
				t.Errorf("exit code %d, want %d; it says %q", code, row.want, errs.String())
			}
		})
	}
}

// A server that finishes what is in flight ends at once where it is asked a second time.
func TestASecondInterruptEndsAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t, "serve", "--listen", "127.0.0.1:0", "--database", "sqlite:"+filepath.Join(t.TempDir(), "forum.db"))
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.Address(t), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// A request whose body never comes keeps a stopping server waiting for 10 s.
	if _, err := fmt.Fprint(conn, "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for {
		select {
		case err := <-ended:
			exit, ok := errors.AsType[*exec.ExitError](err)
			if !ok || !exit.Sys().(syscall.WaitStatus).Signaled() {
				t.Errorf("it ended by %v, want by the signal", err)
			}
			return
		case <-again.C:
			_ = p.Signal(syscall.SIGINT) // it may have ended just now
		}
	}
}
