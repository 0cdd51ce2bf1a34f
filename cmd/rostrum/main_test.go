package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rostrum/internal/programtest"
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

// start starts the program in a process of its own.
func start(t *testing.T, args ...string) *programtest.Process {
	t.Helper()
	return programtest.Start(t, "rostrum", args...)
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
