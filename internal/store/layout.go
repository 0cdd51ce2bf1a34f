package store

import (
	"fmt"
	"slices"

	"rostrum/internal/archive"
	"rostrum/internal/fault"
)

// layoutAt gives the tables of a version of the database, in the order in which they were made; so nothing comes before
// what it has to refer to. It is read from the migrations of PostgreSQL, which say of each column what SQLite knows as
// text or number only: an instant, JSON, a truth. Tests compare it with both engines.
func layoutAt(version int) ([]madeTable, error) {
	all, err := migrationsOf(PostgreSQL)
	if err != nil {
		return nil, err
	}
	var read schemaText
	for _, m := range all {
		if m.version > version {
			break
		}
		if err := read.apply(m.sql); err != nil {
			return nil, fmt.Errorf("migration %d: %w", m.version, err)
		}
	}
	for _, t := range read.tables {
		if len(t.key) == 0 { // nothing would say in which order its rows are read
			return nil, fmt.Errorf("table %s has no primary key", t.Name)
		}
	}
	return read.tables, nil
}

// newest gives the version of the database that this binary wants.
func newest() (int, error) {
	all, err := migrationsOf(PostgreSQL)
	if err != nil {
		return 0, err
	}
	return all[len(all)-1].version, nil
}

// columnName names a column of a database.
type columnName struct{ Table, Column string }

// compare tells what of a layout a database lacks, and what it has beside it, each in order.
func compare(layout []madeTable, has []columnName) (lacks, beside []string) {
	there := map[string]bool{}
	for _, c := range has {
		there[c.Table], there[c.Table+"."+c.Column] = true, true
	}
	ours := map[string]bool{migrationsTable: true}
	for _, t := range layout {
		ours[t.Name] = true
		if !there[t.Name] {
			lacks = append(lacks, t.Name)
			continue
		}
		for _, c := range t.Columns {
			name := t.Name + "." + c.Name
			ours[name] = true
			if !there[name] {
				lacks = append(lacks, name)
			}
		}
	}
	for _, c := range has {
		switch name := c.Table + "." + c.Column; {
		case c.Table == migrationsTable:
		case !ours[c.Table]:
			beside = append(beside, c.Table)
		case !ours[name]:
			beside = append(beside, name)
		}
	}
	slices.Sort(beside)
	return lacks, slices.Compact(beside)
}

// Fits tells whether this program can restore a backup. Faults: Conflict for one of a newer version of the database, and
// for one that does not have the tables and columns of its version.
func Fits(c archive.Contents) error {
	want, err := newest()
	if err != nil {
		return err
	}
	if c.Schema > want {
		return fault.New(fault.Conflict, "the backup is of a database of version %d, this program knows %d: use a newer program", c.Schema, want)
	}
	if c.Schema < 1 {
		return fault.New(fault.Conflict, "the backup says version %d of its database, which does not exist", c.Schema)
	}
	layout, err := layoutAt(c.Schema)
	if err != nil {
		return err
	}
	for i := range max(len(layout), len(c.Tables)) {
		switch {
		case i >= len(c.Tables):
			return fault.New(fault.Conflict, "the backup lacks the table %s of version %d", layout[i].Name, c.Schema)
		case i >= len(layout) || layout[i].Name != c.Tables[i].Name:
			return fault.New(fault.Conflict, "the backup has a table %s at place %d, where version %d has another", c.Tables[i].Name, i+1, c.Schema)
		case !slices.Equal(layout[i].Columns, c.Tables[i].Columns):
			return fault.New(fault.Conflict, "the backup has other columns of the table %s than version %d", layout[i].Name, c.Schema)
		}
	}
	return nil
}
