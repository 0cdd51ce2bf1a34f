package rehearsal

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is a running server.
type program struct {
	cmd  *exec.Cmd
	log  bytes.Buffer
	said chan string // the lines of its standard output; closed at its end
}

var listens = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serve starts a server, and waits until it says where it listens. It is killed at the end of the test where it still
// runs.
func serve(t *testing.T, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(filepath.Join(tools, "rostrum"), args...), said: make(chan string, 100)}
	p.cmd.Stderr = &p.log
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
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		select {
		case line, open := <-p.said:
			if !open {
				t.Fatalf("the server ended: %v\n%s", p.cmd.Wait(), p.log.String())
			}
			if listens.MatchString(line) {
				return p
			}
		case <-limit.C:
			t.Fatal("the server does not say where it listens")
		}
	}
}

// kill ends the server as a power cut would.
func (p *program) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	_ = p.wait()
}

// stop tells the server to end, which it must do well.
func (p *program) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.wait(); err != nil {
		t.Fatalf("the server ended with %v\n%s", err, p.log.String())
	}
}

func (p *program) wait() error {
	for range p.said { // read to the end, as Wait demands
	}
	return p.cmd.Wait()
}

// command runs a command of the program, which must succeed, and gives what it says.
func command(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	cmd := exec.CommandContext(t.Context(), filepath.Join(tools, "rostrum"), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("rostrum %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.String()
}

// steadyAddress finds an address to listen at over and over: not one of the ports that systems give to whoever asks for
// any, for then somebody could have it in the meantime.
func steadyAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		if l, err := net.Listen("tcp", address); err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("there is no free port from 20000 to 30000")
	return ""
}
