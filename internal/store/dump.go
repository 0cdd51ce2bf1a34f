package store

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/archive"
	"rostrum/internal/fault"
)

// Dump writes everything that the database holds as a backup, as of one moment, while others read and write. Memory does
// not grow with the database. program is the version of the program. The database may be older than this binary. Faults:
// Conflict for a database that is newer or was never migrated; Unavailable where it is damaged or away, or where the
// backup cannot be written.
func (s *Store) Dump(ctx context.Context, out io.Writer, program string) (contents archive.Contents, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		header, layout, err := s.survey(ctx, db)
		if err != nil {
			return err
		}
		header.Program = program
		w, err := archive.NewWriter(out, header)
		if err != nil {
			return err
		}
		for _, t := range layout {
			if err := dumpTable(ctx, db, t, w); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
		}
		contents, err = w.Close()
		return err
	})
	if err != nil {
		return archive.Contents{}, err
	}
	return contents, nil
}

// survey says what the database is, and which tables it has.
func (s *Store) survey(ctx context.Context, db bun.IDB) (h archive.Header, layout []madeTable, err error) {
	want, err := newest()
	if err != nil {
		return h, nil, err
	}
	if h.Schema, err = s.versionOf(ctx, db); err != nil {
		return h, nil, err
	}
	switch {
	case h.Schema == 0:
		return h, nil, fault.New(fault.Conflict, "the database has not been migrated: there is nothing in it")
	case h.Schema > want:
		return h, nil, fault.New(fault.Conflict, "the database has version %d, this binary knows %d: use a newer binary", h.Schema, want)
	}
	// What is damaged now would be refused when it is restored, which is too late.
	if err := s.engine.check(ctx, db); err != nil {
		return h, nil, err
	}
	if layout, err = layoutAt(h.Schema); err != nil {
		return h, nil, err
	}
	has, err := s.engine.columns(ctx, db)
	if err != nil {
		return h, nil, err
	}
	lacks, beside := compare(layout, has)
	if len(lacks) > 0 {
		return h, nil, fault.New(fault.Unavailable, "the database is damaged: it lacks %s", strings.Join(lacks, ", "))
	}
	h.LeftOut, h.Engine = beside, s.Engine()
	return h, layout, s.describe(ctx, db, &h)
}

// describe says what a backup holds, in words of the forum.
func (s *Store) describe(ctx context.Context, db bun.IDB, h *archive.Header) (err error) {
	var clock int64
	if err := db.NewRaw("SELECT "+s.engine.clock()).Scan(ctx, &clock); err != nil {
		return err
	}
	h.MadeAt = time.UnixMicro(clock).UTC()
	if h.Sequence, err = headOf(ctx, db); err != nil {
		return err
	}
	if h.Keys, err = metaOf(ctx, db, MetaKeys); err != nil {
		return err
	}
	return db.NewRaw("SELECT slug FROM forums ORDER BY year, slug").Scan(ctx, &h.Forums)
}

// dumpTable writes the rows of a table in the order of its key.
func dumpTable(ctx context.Context, db bun.IDB, t madeTable, into archive.Sink) error {
	if err := into.Begin(t.Table); err != nil {
		return err
	}
	names := make([]string, len(t.Columns))
	cells, places, values := make([]cell, len(t.Columns)), make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
		cells[i].kind = c.Kind
		places[i] = &cells[i]
	}
	rows, err := db.QueryContext(ctx, "SELECT "+quoted(names)+" FROM "+quoted([]string{t.Name})+" ORDER BY "+quoted(t.key))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		for i := range cells {
			values[i] = cells[i].value
		}
		if err := into.Row(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// quoted lists names of tables or columns, which come from migrations.
func quoted(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

// cell takes a value from either engine, as its kind has it.
type cell struct {
	kind  archive.Kind
	value any
}

// sqliteInstant is how bun writes an instant for SQLite.
const sqliteInstant = "2006-01-02 15:04:05.999999-07:00"

// Scan is called by database/sql. Its errors hold nothing of the value.
func (c *cell) Scan(from any) (err error) {
	c.value = nil
	switch v := from.(type) {
	case nil:
		return nil
	case []byte:
		if c.kind == archive.Bytes {
			c.value = append([]byte{}, v...)
			return nil
		}
		return c.scanText(string(v))
	case string:
		return c.scanText(v)
	case int64:
		switch {
		case c.kind == archive.Integer:
			c.value = v
			return nil
		case c.kind == archive.Boolean && (v == 0 || v == 1):
			c.value = v == 1
			return nil
		}
	case bool:
		if c.kind == archive.Boolean {
			c.value = v
			return nil
		}
	case time.Time:
		if c.kind == archive.Instant {
			c.value = v.UTC()
			return nil
		}
	}
	return fmt.Errorf("a value is no %s", c.kind)
}

func (c *cell) scanText(text string) error {
	var err error
	switch c.kind {
	case archive.Text:
		c.value = text
	case archive.JSON:
		c.value, err = archive.CanonicalJSON(text)
	case archive.Instant:
		var at time.Time
		at, err = time.Parse(sqliteInstant, text)
		c.value = at.UTC()
	default:
		err = fmt.Errorf("a text")
	}
	if err != nil {
		return fmt.Errorf("a value is no %s", c.kind)
	}
	return nil
}
