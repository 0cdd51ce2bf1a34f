package readme

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bash is the shell of a reader: what one command sets is there for the next.
type bash struct {
	process *exec.Cmd
	in      io.Writer
	out     *bufio.Reader
	file    string // of the command that runs
}

// openBash opens a shell in a folder; it is closed when the test is over.
func openBash(t *testing.T, folder string) *bash {
	t.Helper()
	shown, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	process := exec.Command("bash", "--noprofile", "--norc", "-o", "pipefail")
	process.Dir, process.Env, process.Stdout, process.Stderr = folder, environment(), out, out
	in, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	_ = out.Close() // the shell has its own
	t.Cleanup(func() {
		_ = in.Close()
		_ = process.Wait()
		_ = shown.Close()
	})
	return &bash{process, in, bufio.NewReader(shown), filepath.Join(t.TempDir(), "command")}
}

// run carries out a command and gives what it shows, on whichever stream.
func (b *bash) run(t *testing.T, command string) string {
	t.Helper()
	if err := os.WriteFile(b.file, []byte(command+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	timeout := time.AfterFunc(patience, func() { _ = b.process.Process.Kill() })
	defer timeout.Stop()
	// No text holds a zero byte, so it tells where the answer ends.
	if _, err := fmt.Fprintf(b.in, ". '%s' </dev/null; printf '\\0%%d\\n' $?\n", b.file); err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	shown, err := b.out.ReadString(0)
	if err != nil {
		t.Fatalf("%s: it did not come to its end: %v\n%s", command, err, shown)
	}
	shown = strings.TrimSuffix(shown, "\x00")
	status, err := b.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if status != "0\n" {
		t.Errorf("%s: status %s%s", command, status, shown)
	}
	return shown
}

// set gives a variable of the shell a value.
func (b *bash) set(t *testing.T, name, value string) {
	t.Helper()
	b.run(t, name+"='"+strings.ReplaceAll(value, "'", `'\''`)+"'")
}

// value gives the value of a variable of the shell, which must have one.
func (b *bash) value(t *testing.T, name string) string {
	t.Helper()
	value := b.run(t, `printf %s "$`+name+`"`)
	if value == "" {
		t.Fatalf("nothing before has set $%s", name)
	}
	return value
}
