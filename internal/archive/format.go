// Package archive is the form of a backup: the tables of a database as one stream that checks itself.
//
// A backup is a line "rostrum backup 1", then gzip, then a line with "sha256" and the hash, in hexadecimal, of every
// byte before that line. What is compressed are lines of JSON:
//
//	{"program":…,"schema":…,"engine":…,"made_at":…,…}       the header
//	{"table":…,"columns":[{"name":…,"kind":…},…]}           a table, and after it its rows
//	[…,…]                                                   a row, its values in the order of the columns
//	{"tables":[{"table":…,"rows":…,"sha256":…},…]}          the manifest: what was written, table by table
//
// The hash of a table is that of its lines, from its name to its last row, with their ends. Values are the same
// whatever engine they come from; Kind says how each is written. What is not there is null.
package archive

import (
	"time"

	"rostrum/internal/fault"
)

// Format is the number of the form that this program writes, and the only one that it reads.
const Format = 1

const (
	magic     = "rostrum backup 1\n"
	hashMark  = "sha256 "
	hashLine  = len(hashMark) + 64 + 1 // bytes of the last line
	maxLine   = 64 << 20               // bytes of a line that is read or written
	clockForm = "2006-01-02T15:04:05.000000Z"
)

// Kind says what the values of a column are.
type Kind string

// The kinds, and what their values are in memory and in a backup.
const (
	Text    Kind = "text"    // string; a string
	Integer Kind = "integer" // int64; a number
	Boolean Kind = "boolean" // bool; true or false
	Instant Kind = "instant" // time.Time in UTC; RFC 3339 with six decimals and Z
	JSON    Kind = "json"    // string; a string that holds JSON without spaces, its names in order
	Bytes   Kind = "bytes"   // []byte; a string in base64 (RFC 4648, with padding)
)

// Column is a column of a table.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Table is what a backup says of a table before its rows.
type Table struct {
	Name    string   `json:"table"`
	Columns []Column `json:"columns"`
}

// Header says what a backup is of.
type Header struct {
	Program  string    `json:"program"` // the version of the program that made it
	Schema   int       `json:"schema"`  // the version of the database
	Engine   string    `json:"engine"`
	MadeAt   time.Time `json:"made_at"`            // by the database's clock, in microseconds and UTC
	Sequence int64     `json:"sequence"`           // of the last committed change
	Forums   []string  `json:"forums"`             // slugs
	Keys     string    `json:"keys,omitempty"`     // the mark of the keys; empty where the database knows none yet
	LeftOut  []string  `json:"left_out,omitempty"` // tables and columns that are not the program's
}

// Written is what the manifest says of a table.
type Written struct {
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// Contents is what is in a backup.
type Contents struct {
	Header
	Tables  []Table
	Written []Written // in the order of Tables
	Size    int64     // bytes of the file
	SHA256  string    // hexadecimal, of all bytes before the last line
}

// Rows gives how many rows of a table there are; 0 for a table that is not there.
func (c Contents) Rows(table string) int64 {
	for _, w := range c.Written {
		if w.Table == table {
			return w.Rows
		}
	}
	return 0
}

// Sink takes tables and their rows, one after the other. Values are those of the kinds; nil for what is not there. They
// are good until the call returns.
type Sink interface {
	Begin(Table) error
	Row(values []any) error
}

// manifest is the last line of what is compressed.
type manifest struct {
	Tables []Written `json:"tables"`
}

func unwritable(err error) error {
	return fault.Wrap(fault.Unavailable, err, "the backup cannot be written")
}

func unreadable(err error) error {
	return fault.Wrap(fault.Unavailable, err, "the backup cannot be read")
}
