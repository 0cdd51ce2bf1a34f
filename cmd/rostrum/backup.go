package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"rostrum/internal/archive"
	"rostrum/internal/store"
)

type backupCommand struct {
	Database string `required:"" placeholder:"DSN" help:"sqlite:PATH or postgres://…"`
	Keys     string `placeholder:"DIR" type:"path" help:"The folder of the keys, which is not in the backup, to name it at the end."`
	File     string `arg:"" name:"file" type:"path" help:"The file to write, which must not exist."`
}

// Run backs a database up, while servers read and write it.
func (c *backupCommand) Run(s *streams) error {
	st, err := store.Open(s.ctx, c.Database, store.Existing())
	if err != nil {
		return err
	}
	defer st.Close()
	contents, err := archive.Create(s.ctx, c.File, func(out io.Writer) (archive.Contents, error) {
		return st.Dump(s.ctx, out, version())
	})
	if err != nil {
		return err
	}
	printContents(s.out, contents)
	folder, err := keysFolder(c.Keys, c.Database, "")
	if err != nil { // PostgreSQL, and no folder is given
		folder = "the one that its servers get as --keys"
	}
	fmt.Fprintf(s.out, `Wrote %s, read it back and found it whole.
It is as secret as the database: it says who voted for what.
The keys are not in it. Keep their folder too (%s): without it nobody who voted can be told from a new voter.
`, c.File, folder)
	return nil
}

// printContents says what is in a backup.
func printContents(w io.Writer, c archive.Contents) {
	fmt.Fprintf(w, "Backup of %s, made by rostrum %s from %s at version %d.\n", c.MadeAt.Format(time.RFC3339), c.Program, c.Engine, c.Schema)
	for _, line := range []struct{ name, table, also string }{
		{"forums", "forums", strings.Join(c.Forums, ", ")},
		{"sessions", "sessions", ""},
		{"people", "people", ""},
		{"projects", "projects", ""},
		{"accounts", "accounts", ""},
		{"casts", "casts", ""},
		{"votes", "votes", ""},
		{"audit entries", "audit_trail", ""},
	} {
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-13s %8d  %s", line.name, c.Rows(line.table), line.also), " "))
	}
	var rows int64
	for _, t := range c.Written {
		rows += t.Rows
	}
	fmt.Fprintf(w, "In all %d rows of %d tables in %d bytes; the change log is at sequence %d.\n", rows, len(c.Tables), c.Size, c.Sequence)
	if len(c.LeftOut) > 0 {
		fmt.Fprintf(w, "Left out, since no version of Rostrum made it: %s.\n", strings.Join(c.LeftOut, ", "))
	}
}
