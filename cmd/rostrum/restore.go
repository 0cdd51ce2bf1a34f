package main

import (
	"fmt"

	"rostrum/internal/archive"
	"rostrum/internal/fault"
	"rostrum/internal/server"
	"rostrum/internal/store"
)

type restoreCommand struct {
	Database string `placeholder:"DSN" help:"sqlite:PATH or postgres://… of a database that holds nothing yet."`
	Keys     string `placeholder:"DIR" type:"path" help:"The folder of the keys, to see whether they belong to the backup; beside an SQLite database where none is given."`
	DryRun   bool   `help:"Check the backup and report, without a database."`
	File     string `arg:"" name:"file" type:"path" help:"The backup."`
}

// Run checks a whole backup, says what it found, and only then touches a database.
func (c *restoreCommand) Run(s *streams) error {
	if c.Database == "" && !c.DryRun {
		return fault.New(fault.BadUserInput, "--database: name a database that holds nothing yet, or give --dry-run")
	}
	file, err := archive.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	contents, err := file.Read(s.ctx, nil)
	if err != nil {
		return fault.In(c.File, err)
	}
	printContents(s.out, contents)
	if err := store.Fits(contents); err != nil {
		return fault.In(c.File, err)
	}
	if c.DryRun {
		fmt.Fprintln(s.out, "The backup is whole. Nothing was written (--dry-run).")
		return nil
	}
	st, err := store.Open(s.ctx, c.Database, store.New())
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Fill(s.ctx, file, contents); err != nil {
		return err
	}
	if err := st.Check(s.ctx); err != nil {
		return err
	}
	have, _, err := st.SchemaVersion(s.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Restored into %s, which is at version %d.\n", st.Engine(), have)
	fmt.Fprintln(s.out, c.compareKeys(s, st, contents))
	return nil
}

// compareKeys says whether the keys that a server would use are those of the backup. Others are no failure: the database
// is restored, and its keys may still be on their way.
func (c *restoreCommand) compareKeys(s *streams, st *store.Store, contents archive.Contents) string {
	if contents.Keys == "" {
		return "Keys: the backup knows none; the first server makes them."
	}
	folder, err := keysFolder(c.Keys, c.Database, "")
	if err != nil { // PostgreSQL, and no folder is given
		return "Keys: not compared, as no --keys were given. Servers start only with the folder that the database had before."
	}
	if err := server.CheckKeys(s.ctx, st, folder); err != nil {
		return "Keys: NOT THOSE OF THE BACKUP, and no server starts: " + err.Error()
	}
	return "Keys: those in " + folder + " are those of the backup."
}
