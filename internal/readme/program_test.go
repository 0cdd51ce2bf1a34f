package readme

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"rostrum/internal/programtest"
)

// patience is how long anything may take before a test gives it up.
const patience = 2 * time.Minute

// tools is the folder that the program was built into.
var tools string

func TestMain(m *testing.M) { os.Exit(programtest.Main(m, &tools)) }

// environment is what commands see: the program in their path, and none of the settings of whoever runs the tests.
func environment() []string {
	env := []string{"PATH=" + tools + string(os.PathListSeparator) + os.Getenv("PATH"), "LC_ALL=C.UTF-8"}
	for _, name := range []string{"HOME", "TMPDIR", "GOCACHE", "GOMODCACHE", "GOFLAGS", "GOPROXY", "GOTOOLCHAIN"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// server is a program that serves until the test is over.
type server struct {
	address  string      // host and port
	shown    string      // what it has said until it was ready
	terminal *transcript // what it says
}

// serve starts `rostrum` with arguments, on a port of the system's choice, and waits until it says where it listens.
func serve(t *testing.T, folder string, args []string) server {
	t.Helper()
	said := &transcript{}
	var complaints bytes.Buffer
	command := exec.Command(filepath.Join(tools, "rostrum"), args...)
	command.Dir, command.Env, command.Stdout, command.Stderr = folder, environment(), said, &complaints
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		if err := <-ended; err != nil {
			t.Errorf("rostrum %s: it did not stop well: %v\n%s", strings.Join(args, " "), err, complaints.String())
		}
	})
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	timeout := time.After(patience)
	for {
		select {
		case err := <-ended:
			ended <- nil
			t.Fatalf("rostrum %s: it ended: %v\n%s", strings.Join(args, " "), err, complaints.String())
		case <-timeout:
			t.Fatalf("rostrum %s: it is not ready after %v", strings.Join(args, " "), patience)
		case <-ticker.C:
		}
		shown := said.String()
		if address := hostPort.FindString(shown); address != "" && isReady(t, address) {
			return server{address, said.String(), said}
		}
	}
}

var hostPort = regexp.MustCompile(`127\.0\.0\.1:[1-9]\d*`)

func isReady(t *testing.T, address string) bool {
	response, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		return false
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode == http.StatusOK
}

// shell runs one command in a folder and gives what it shows, on whichever stream.
func shell(t *testing.T, folder, command string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, "bash", "-c", command)
	c.Dir, c.Env = folder, environment()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}

// help gives what `rostrum COMMAND --help` says, on one line; of the program itself where the command is empty.
func help(t *testing.T, command string) string {
	t.Helper()
	return strings.Join(strings.Fields(shell(t, t.TempDir(), "rostrum "+command+" --help")), " ")
}

// transcript is a buffer that is written and read at once.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
