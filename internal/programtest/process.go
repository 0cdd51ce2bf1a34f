// Package programtest builds the program and runs it in a process of its own, for tests that stop and kill it.
package programtest

import (
	"bufio"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Process is the program, running.
type Process struct {
	Said   <-chan string // the lines of its standard output; closed at its end
	cmd    *exec.Cmd
	errors strings.Builder
}

// Start starts a program. It is killed at the end of the test where it still runs.
func Start(t *testing.T, program string, args ...string) *Process {
	t.Helper()
	said := make(chan string, 100)
	p := &Process{Said: said, cmd: exec.Command(program, args...)}
	p.cmd.Stderr = &p.errors
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(said)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			said <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.Kill()
		}
	})
	return p
}

// startUp is how long a server may take until it says where it listens.
const startUp = time.Minute

var addressLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// Address waits until a server says where it listens, and gives it: http://127.0.0.1 and a port.
func (p *Process) Address(t *testing.T) string {
	t.Helper()
	limit := time.NewTimer(startUp)
	defer limit.Stop()
	for {
		select {
		case line, open := <-p.Said:
			if !open {
				t.Fatalf("the server ended: %v\n%s", p.cmd.Wait(), p.errors.String())
			}
			if found := addressLine.FindString(line); found != "" {
				return found
			}
		case <-limit.C:
			t.Fatalf("the server does not say within %v where it listens", startUp)
		}
	}
}

// Kill ends the process as a power cut would.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	_ = p.Wait()
}

// KillAfter kills the process after a time, or lets it end before.
func (p *Process) KillAfter(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			p.Kill()
			return
		case _, open := <-p.Said:
			if !open {
				_ = p.Wait()
				return
			}
		}
	}
}

// Signal sends a signal to the process; it may have ended just now.
func (p *Process) Signal(s syscall.Signal) error { return p.cmd.Process.Signal(s) }

// Stop tells the process to stop and waits for its end, which must be a good one.
func (p *Process) Stop(t *testing.T) {
	t.Helper()
	p.Terminate(t)
	p.EndedWell(t)
}

// Terminate tells the process to stop.
func (p *Process) Terminate(t *testing.T) {
	t.Helper()
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// EndedWell waits for the end of a process that was told to stop, which must be a good one.
func (p *Process) EndedWell(t *testing.T) {
	t.Helper()
	if err := p.Wait(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, p.errors.String())
	}
}

// Wait waits for the end of the process.
func (p *Process) Wait() error {
	for range p.Said { // read to the end, as Wait of exec.Cmd demands
	}
	return p.cmd.Wait()
}

// Errors gives what an ended process wrote to its standard error.
func (p *Process) Errors() string { return p.errors.String() }
