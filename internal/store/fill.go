package store

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"rostrum/internal/archive"
	"rostrum/internal/fault"
)

const (
	fillRows  = 500       // at most, in one statement
	fillBytes = 256 << 10 // of texts in one statement, about
)

// Fill puts a backup into a database that holds nothing, and brings it to the version of this binary. contents is what
// its Read gave. All of it is one transaction: where anything fails, the database holds nothing as before. Faults: those
// of Fits and of archive.Read; Conflict for a database that holds anything; BadUserInput for rows that the database does
// not take; Unavailable.
func (s *Store) Fill(ctx context.Context, backup *archive.File, contents archive.Contents) error {
	if err := Fits(contents); err != nil {
		return err
	}
	steps, err := migrationsOf(s.engine.name())
	if err != nil {
		return err
	}
	until := 0
	for until < len(steps) && steps[until].version <= contents.Schema {
		until++
	}
	return s.fault(s.writer.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := s.mustBeEmpty(ctx, tx); err != nil {
			return err
		}
		if err := stepWithin(ctx, tx, steps[:until]); err != nil {
			return err
		}
		if err := s.pour(ctx, tx, backup, contents); err != nil {
			return err
		}
		if err := stepWithin(ctx, tx, steps); err != nil {
			return err
		}
		return s.engine.settle(ctx, tx)
	}))
}

// mustBeEmpty begins the filling of a database, which has no table yet and gets none from anybody else.
func (s *Store) mustBeEmpty(ctx context.Context, tx bun.Tx) error {
	if err := s.engine.beginFill(ctx, tx); err != nil {
		return err
	}
	has, err := s.engine.columns(ctx, tx)
	if err != nil {
		return err
	}
	if len(has) > 0 {
		return fault.New(fault.Conflict, "the database is not empty: it has a table %s; a backup is restored into a new database only", has[0].Table)
	}
	return nil
}

// stepWithin applies all migrations that the database lacks, in a transaction that goes on.
func stepWithin(ctx context.Context, tx bun.Tx, steps []migration) error {
	for {
		if more, err := step(ctx, tx.Tx, steps); err != nil || !more {
			return err
		}
	}
}

// pour takes out what migrations put in, puts in what the backup holds, and sees that it is that.
func (s *Store) pour(ctx context.Context, tx bun.Tx, backup *archive.File, contents archive.Contents) error {
	for _, t := range slices.Backward(contents.Tables) {
		if _, err := tx.NewRaw("DELETE FROM " + quoted([]string{t.Name})).Exec(ctx); err != nil {
			return err
		}
	}
	f := &filler{ctx: ctx, tx: tx}
	read, err := backup.Read(ctx, f)
	if err != nil {
		return err
	}
	if err := f.flush(); err != nil {
		return err
	}
	if read.SHA256 != contents.SHA256 {
		return fault.New(fault.Conflict, "the backup has changed while it was restored")
	}
	if err := s.engine.settle(ctx, tx); err != nil {
		return err
	}
	head, err := headOf(ctx, tx)
	if err == nil && head != contents.Sequence {
		err = fault.New(fault.BadUserInput, "the backup is damaged: it says sequence %d, and its change log is at %d", contents.Sequence, head)
	}
	return err
}

// filler inserts the rows that it is given, many in a statement.
type filler struct {
	ctx    context.Context
	tx     bun.Tx
	insert string
	row    string
	args   []any
	rows   int
	bytes  int
}

// Begin ends a table and begins the next.
func (f *filler) Begin(t archive.Table) error {
	if err := f.flush(); err != nil {
		return err
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	f.insert = "INSERT INTO " + quoted([]string{t.Name}) + " (" + quoted(names) + ") VALUES "
	f.row = "(" + strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ") + ")"
	return nil
}

// Row takes a row.
func (f *filler) Row(values []any) error {
	f.args = append(f.args, values...)
	f.rows++
	for _, v := range values {
		switch v := v.(type) {
		case string:
			f.bytes += len(v)
		case []byte:
			f.bytes += 2 * len(v)
		}
	}
	if f.rows < fillRows && f.bytes < fillBytes {
		return nil
	}
	return f.flush()
}

func (f *filler) flush() error {
	if f.rows == 0 {
		return nil
	}
	rows := strings.TrimSuffix(strings.Repeat(f.row+", ", f.rows), ", ")
	_, err := f.tx.NewRaw(f.insert+rows, f.args...).Exec(f.ctx)
	f.args, f.rows, f.bytes = f.args[:0], 0, 0
	return err
}
