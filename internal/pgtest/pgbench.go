package pgtest

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

var perSecond = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// PGBench runs a script of PostgreSQL's own benchmark, a number of times shared out to clients, and gives the
// transactions per second.
func (s *Server) PGBench(script string, clients, transactions int) float64 {
	s.tb.Helper()
	cmd := exec.CommandContext(s.tb.Context(), s.program("pgbench"), "--no-vacuum", "--file=-",
		"--client="+strconv.Itoa(clients), "--jobs=2", "--transactions="+strconv.Itoa(max(1, transactions/clients)), s.DSN())
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.tb.Fatalf("pgbench: %v\n%s", err, out)
	}
	found := perSecond.FindSubmatch(out)
	if found == nil {
		s.tb.Fatalf("pgbench does not say how many transactions there were a second:\n%s", out)
	}
	tps, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		s.tb.Fatal(err)
	}
	return tps
}

// program finds a program of PostgreSQL beside the ones that are known, also where those are links.
func (s *Server) program(name string) string {
	s.tb.Helper()
	real, err := filepath.EvalSymlinks(filepath.Join(s.cluster.bin, "initdb"))
	if err != nil {
		s.tb.Fatal(err)
	}
	for _, folder := range []string{s.cluster.bin, filepath.Dir(real)} {
		if path := filepath.Join(folder, name); isProgram(path) {
			return path
		}
	}
	s.tb.Fatalf("%s is not installed beside PostgreSQL's other programs", name)
	return ""
}
