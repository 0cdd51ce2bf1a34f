package main

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // for what scripts do to a database behind the program's back

	"rostrum/internal/pgtest"
)

// TestScripts runs the program as it is typed. Beside what testscript knows, a script has
//
//	exits CODE rostrum …          runs the program, which must end with that code
//	answers PATH REGEXP           waits until the server at $ADDRESS answers so
//	bearer FILE                   reads an access token, which goes with every query from then on
//	retire FILE [--now]           retires the key that a list of keys of f.db begins with
//	asks QUERY REGEXP             the same for a GraphQL query
//	postgres NAME                 puts the address of a fresh PostgreSQL database into $NAME
//	sql FILE STATEMENT            changes an SQLite database
//	damage [-cut] FILE COPY       copies a file with a bit flipped in its middle, or without its last byte
//
// and in $ADDRESS a free port, in $SCHEMA and $FACTS the schema and the facts of the project.
func TestScripts(t *testing.T) {
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:             "testdata",
		ContinueOnError: false,
		Setup: func(env *testscript.Env) error {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Setenv("ADDRESS", listener.Addr().String())
			env.Setenv("SCHEMA", filepath.Join(top, "schema.graphql"))
			env.Setenv("FACTS", filepath.Join(top, "internal", "facts", "data"))
			env.Setenv("TMPDIR", env.WorkDir)
			return listener.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"answers":  answers,
			"asks":     asks,
			"bearer":   bearer,
			"retire":   retire,
			"sql":      change,
			"damage":   damage,
			"postgres": func(ts *testscript.TestScript, _ bool, args []string) { ts.Setenv(args[0], pgtest.DSN(t)) },
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	code := 0
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func answers(ts *testscript.TestScript, _ bool, args []string) {
	await(ts, args[1], func() (*http.Response, error) { return http.Get("http://" + ts.Getenv("ADDRESS") + args[0]) })
}

func asks(ts *testscript.TestScript, _ bool, args []string) {
	await(ts, args[1], func() (*http.Response, error) {
		body := []byte(`{"query":` + strconv.Quote(args[0]) + `}`)
		r, err := http.NewRequest(http.MethodPost, "http://"+ts.Getenv("ADDRESS")+"/graphql", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "application/json")
		if token := ts.Getenv("BEARER"); token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return http.DefaultClient.Do(r)
	})
}

// retire retires the key that a list begins with.
func retire(ts *testscript.TestScript, _ bool, args []string) {
	id, _, _ := strings.Cut(ts.ReadFile(args[0]), " ")
	ts.Check(ts.Exec("rostrum", append([]string{"keys", "retire", "--database", "sqlite:f.db", id}, args[1:]...)...))
}

func bearer(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv("BEARER", strings.TrimSpace(ts.ReadFile(args[0])))
}

// await asks until the answer matches.
func await(ts *testscript.TestScript, pattern string, ask func() (*http.Response, error)) {
	want, err := regexp.Compile(pattern)
	ts.Check(err)
	deadline := time.Now().Add(40 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	last := ""
	for time.Now().Before(deadline) {
		if response, err := ask(); err == nil {
			body, _ := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if last = string(body); want.MatchString(last) {
				return
			}
		}
		<-tick.C
	}
	ts.Fatalf("the answer does not match %s: %s", pattern, last)
}

func change(ts *testscript.TestScript, _ bool, args []string) {
	if _, err := os.Stat(ts.MkAbs(args[0])); err != nil {
		ts.Check(err)
	}
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}

func damage(ts *testscript.TestScript, _ bool, args []string) {
	cut := args[0] == "-cut"
	if cut {
		args = args[1:]
	}
	file := []byte(ts.ReadFile(args[0]))
	if cut {
		file = file[:len(file)-1]
	} else {
		file[len(file)/2] ^= 1
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), file, 0o600))
}
