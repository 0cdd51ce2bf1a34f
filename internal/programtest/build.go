package programtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Main is TestMain of a package that runs the program: it builds it as it ships, without the race detector also where the
// tests have it, and then runs the tests. It gives their exit code, and tells them the folder in which rostrum is.
func Main(m *testing.M, folder *string) int {
	made, err := os.MkdirTemp("", "rostrum-program-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(made)
	if out, err := exec.Command("go", "build", "-o", filepath.Join(made, "rostrum"), "rostrum/cmd/rostrum").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the program: %v\n%s", err, out)
		return 1
	}
	*folder = made
	return m.Run()
}
