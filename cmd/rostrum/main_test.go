package main

import (
	"bufio"
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rostrum/internal/store"
)

// TestMain lets the test binary be the program too: as "rostrum" it is on the path of scripts and tests.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"rostrum": main}) }

// shipped lists the files of the facts, which are documents of the import format.
func shipped(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../internal/facts/data/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no facts: %v", err)
	}
	return files
}

// process is the program, running as a process of its own.
type process struct {
	cmd    *exec.Cmd
	stderr strings.Builder
	said   chan string // the lines of its standard output; closed at its end
}

// start starts the program. It is killed at the end of the test where it still runs.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command("rostrum", args...), said: make(chan string, 100)}
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.said)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.said <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.kill()
		}
	})
	return p
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	_ = p.wait()
}

// terminate tells the process to stop.
func (p *process) terminate(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// endedWell waits for the end of a process that was told to stop, which must be a good one.
func (p *process) endedWell(t *testing.T) {
	t.Helper()
	if err := p.wait(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, p.stderr.String())
	}
}

// wait waits for the end of the process.
func (p *process) wait() error {
	for range p.said { // read to the end, as Wait demands
	}
	return p.cmd.Wait()
}

// killAfter kills the process after a time, or lets it end before.
func (p *process) killAfter(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			p.kill()
			return
		case _, open := <-p.said:
			if !open {
				_ = p.wait()
				return
			}
		}
	}
}

var addressLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// address waits until a server says where it listens.
func (p *process) address(t *testing.T) string {
	t.Helper()
	limit := time.NewTimer(60 * time.Second)
	defer limit.Stop()
	for {
		select {
		case line, open := <-p.said:
			if !open {
				t.Fatalf("the server ended: %v\n%s", p.cmd.Wait(), p.stderr.String())
			}
			if found := addressLine.FindString(line); found != "" {
				return found
			}
		case <-limit.C:
			t.Fatal("the server does not say where it listens")
		}
	}
}

// command runs a command in this process, and expects it to succeed.
func command(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := run(t.Context(), args, &out, &errs); code != exitOK {
		t.Fatalf("rostrum %s: exit code %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// published gives all that a database publishes, as text, and checks that it is whole: its pages, and its log.
func published(t *testing.T, dsn string) string {
	t.Helper()
	st, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Check(t.Context()); err != nil {
		t.Error(err)
	}
	rows, err := st.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t.Context(), t, st, rows.Seq)
	rows.Seq = 0
	text, err := json.Marshal(rows) // without revisions, which tell how often a record was written
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func checkLog(ctx context.Context, t *testing.T, st *store.Store, head int64) {
	t.Helper()
	log, err := st.Log(ctx, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range log {
		if c.Seq != int64(i+1) {
			t.Fatalf("row %d of the log has sequence %d", i+1, c.Seq)
		}
	}
	if int64(len(log)) != head {
		t.Errorf("the log has %d rows, its head is %d", len(log), head)
	}
}
