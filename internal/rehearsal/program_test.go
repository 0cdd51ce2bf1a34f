package rehearsal

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rostrum/internal/programtest"
)

// serve starts a server, and waits until it says where it listens.
func serve(t *testing.T, args ...string) *programtest.Process {
	t.Helper()
	p := programtest.Start(t, filepath.Join(tools, "rostrum"), args...)
	p.Address(t)
	return p
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
