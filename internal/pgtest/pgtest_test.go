package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestEachDatabaseIsFresh(t *testing.T) {
	for _, dsn := range []string{DSN(t), DSN(t)} {
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), "CREATE TABLE mine (id integer)"); err != nil {
			t.Errorf("a table of another test is there: %v", err)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestWithoutPostgreSQLSaysWhatToInstall(t *testing.T) {
	_, err := pick([]string{t.TempDir(), "/nowhere"})
	if !errors.Is(err, errMissing) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "install") {
		t.Errorf("got %v, want one line that says what to install", err)
	}
}

// TestNothingStaysBehind runs this test binary a second time, lets it start a cluster and kills it: the server must go
// and its files too.
func TestNothingStaysBehind(t *testing.T) {
	if os.Getenv("ROSTRUM_PGTEST_CHILD") != "" {
		_ = DSN(t)
		_, _ = os.Stdout.WriteString("started\n")
		select {} // until killed
	}
	temp := t.TempDir()
	if err := os.Chmod(temp, 0o777); err != nil {
		t.Fatal(err)
	}
	for parent := filepath.Dir(temp); parent != os.TempDir() && parent != "/"; parent = filepath.Dir(parent) {
		if err := os.Chmod(parent, 0o755); err != nil { // the server's user must pass
			t.Fatal(err)
		}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestNothingStaysBehind$", "-test.v")
	cmd.Env = append(os.Environ(), "ROSTRUM_PGTEST_CHILD=1", "TMPDIR="+temp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, out, "started")
	server := serverIn(t, temp)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	deadline := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		left, err := filepath.Glob(filepath.Join(temp, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 && errors.Is(syscall.Kill(server, 0), syscall.ESRCH) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("20 s after the end of the tests, files are left (%v) or the server runs", left)
		}
		<-tick.C
	}
}
