package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"rostrum"
	"rostrum/internal/fault"
	"rostrum/internal/intake"
	"rostrum/internal/store"
)

type migrateCommand struct {
	Database string `required:"" placeholder:"DSN" help:"sqlite:PATH or postgres://…"`
}

// Run migrates a database.
func (c *migrateCommand) Run(s *streams) error {
	st, err := store.Open(s.ctx, c.Database)
	if err != nil {
		return err
	}
	defer st.Close()
	applied, err := st.Migrate(s.ctx)
	if err != nil {
		return err
	}
	version, _, err := st.SchemaVersion(s.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d migrations applied; the database is at version %d.\n", applied, version)
	return nil
}

type importCommand struct {
	Database string   `required:"" placeholder:"DSN" help:"sqlite:PATH or postgres://…"`
	DryRun   bool     `help:"Report without writing."`
	Paths    []string `arg:"" name:"path" type:"existingfile" help:"Files in the documented format (docs/import-format.md)."`
}

// Run imports files. Nothing is written before all of them have been read and checked.
func (c *importCommand) Run(s *streams) error {
	documents, err := readDocuments(c.Paths)
	if err != nil {
		return err
	}
	st, err := store.Open(s.ctx, c.Database, store.Existing())
	if err != nil {
		return err
	}
	defer st.Close()
	report, err := c.apply(s, st, documents)
	if err != nil {
		return err
	}
	printReport(s.out, report, c.DryRun)
	return nil
}

func (c *importCommand) apply(s *streams, st *store.Store, documents []intake.Document) (intake.Report, error) {
	if err := needCurrent(s.ctx, st); err != nil {
		return intake.Report{}, err
	}
	return intake.Apply(s.ctx, st, documents, intake.Options{DryRun: c.DryRun, Progress: s.progress("importing")})
}

func needCurrent(ctx context.Context, st *store.Store) error {
	have, want, err := st.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("the database is at version %d, this program needs %d; run `rostrum migrate`", have, want)
	}
	return nil
}

// readDocuments reads all files. Its error holds the problems of all that could be opened.
func readDocuments(paths []string) ([]intake.Document, error) {
	documents := make([]intake.Document, 0, len(paths))
	var problems fault.List
	for _, path := range paths {
		// A pipe or a device is refused before it is opened, which could wait for ever.
		info, err := os.Stat(path)
		if err == nil && !info.Mode().IsRegular() {
			return nil, fault.New(fault.BadUserInput, "%s is no file, but a pipe, folder or device", path)
		}
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		document, err := intake.Read(file, path)
		_ = file.Close()
		if _, ok := errors.AsType[fault.List](err); err != nil && !ok {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		problems.Add("", err)
		documents = append(documents, document)
	}
	return documents, problems.Err()
}

type schemaCommand struct{}

// Run prints the schema.
func (schemaCommand) Run(s *streams) error {
	_, err := fmt.Fprint(s.out, rostrum.Schema)
	return err
}
