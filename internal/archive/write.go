package archive

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// Writer writes a backup. It is a Sink. Once one of its methods has failed, what it wrote is of no use.
type Writer struct {
	out      io.Writer // what is hashed and counted
	end      io.Writer // the same without the hash
	packed   *gzip.Writer
	all      hash.Hash
	table    hash.Hash
	line     bytes.Buffer
	contents Contents
}

// NewWriter begins a backup. Fault: Unavailable where it cannot be written.
func NewWriter(out io.Writer, h Header) (*Writer, error) {
	w := &Writer{all: sha256.New(), contents: Contents{Header: h}}
	w.end = &counted{out: out, size: &w.contents.Size}
	w.out = io.MultiWriter(w.end, w.all)
	w.packed = gzip.NewWriter(w.out)
	if _, err := io.WriteString(w.out, magic); err != nil {
		return nil, unwritable(err)
	}
	return w, w.write(h)
}

// counted counts the bytes that are written.
type counted struct {
	out  io.Writer
	size *int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.out.Write(p)
	*c.size += int64(n)
	return n, err
}

// write writes a line, which counts for the table that has begun.
func (w *Writer) write(value any) error {
	w.line.Reset()
	if err := writeJSON(&w.line, value); err != nil {
		return err
	}
	if w.line.Len() > maxLine {
		return fmt.Errorf("a line of %d bytes, %d are allowed", w.line.Len(), maxLine)
	}
	if w.table != nil {
		w.table.Write(w.line.Bytes())
	}
	if _, err := w.packed.Write(w.line.Bytes()); err != nil {
		return unwritable(err)
	}
	return nil
}

// Begin begins a table; its rows follow. Fault: Unavailable where it cannot be written.
func (w *Writer) Begin(t Table) error {
	w.endTable()
	w.table = sha256.New()
	w.contents.Tables = append(w.contents.Tables, t)
	w.contents.Written = append(w.contents.Written, Written{Table: t.Name})
	return w.write(t)
}

func (w *Writer) endTable() {
	if n := len(w.contents.Written); n > 0 {
		w.contents.Written[n-1].SHA256 = hex.EncodeToString(w.table.Sum(nil))
	}
}

// Row writes a row of the table that has begun. Fault: Unavailable where it cannot be written; a value that is not of
// its column's kind is an error.
func (w *Writer) Row(values []any) error {
	n := len(w.contents.Tables)
	if n == 0 {
		return fmt.Errorf("a row of no table")
	}
	table := w.contents.Tables[n-1]
	if len(values) != len(table.Columns) {
		return fmt.Errorf("table %s: %d values in a row, it has %d columns", table.Name, len(values), len(table.Columns))
	}
	row := make([]any, len(values))
	for i, column := range table.Columns {
		var err error
		if row[i], err = encode(column.Kind, values[i]); err != nil {
			return fmt.Errorf("table %s, column %s: %w", table.Name, column.Name, err)
		}
	}
	w.contents.Written[n-1].Rows++
	return w.write(row)
}

// Close ends the backup and says what is in it. Fault: Unavailable where it cannot be written.
func (w *Writer) Close() (Contents, error) {
	w.endTable()
	w.table = nil
	if err := w.write(manifest{Tables: w.contents.Written}); err != nil {
		return Contents{}, err
	}
	if err := w.packed.Close(); err != nil {
		return Contents{}, unwritable(err)
	}
	w.contents.SHA256 = hex.EncodeToString(w.all.Sum(nil))
	if _, err := fmt.Fprintf(w.end, "%s%s\n", hashMark, w.contents.SHA256); err != nil {
		return Contents{}, unwritable(err)
	}
	return w.contents, nil
}
