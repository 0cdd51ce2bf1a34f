package archive

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rostrum/internal/fault"
)

var firstLine = regexp.MustCompile(`^rostrum backup ([0-9]{1,9})\n`)

// Read checks a backup of size bytes and hands its tables and rows to a sink, or to nobody where that is nil. Every byte
// is checked before the first row is handed over, and again while rows are; a sink must let go of what it has where Read
// fails. Faults: those of the sink; BadUserInput for what is no backup, is of another format, or is damaged, with a text
// that says what was found; Unavailable where it cannot be read.
func Read(ctx context.Context, from io.ReaderAt, size int64, into Sink) (Contents, error) {
	if err := checkForm(from, size); err != nil {
		return Contents{}, err
	}
	is, says, err := hashes(ctx, from, size)
	if err != nil {
		return Contents{}, err
	}
	packed := func() io.Reader {
		return io.NewSectionReader(from, int64(len(magic)), size-int64(len(magic))-int64(hashLine))
	}
	if is != says {
		// Read on, if only to say where the damage is.
		if _, err := (&reader{}).read(ctx, packed()); err != nil {
			return Contents{}, err
		}
		return Contents{}, fault.New(fault.BadUserInput, "the backup is damaged: its SHA-256 is not the one that its last line says")
	}
	contents, err := (&reader{into: into}).read(ctx, packed())
	contents.Size, contents.SHA256 = size, is
	return contents, err
}

// checkForm looks at the first line and the last.
func checkForm(from io.ReaderAt, size int64) error {
	head := make([]byte, min(size, 64))
	if _, err := from.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	first := firstLine.FindSubmatch(head)
	if first == nil {
		return fault.New(fault.BadUserInput, "this is no backup of Rostrum: it does not begin with %q", strings.TrimSpace(magic))
	}
	if format, err := strconv.Atoi(string(first[1])); err != nil || format != Format {
		return fault.New(fault.BadUserInput, "the backup is of format %s, this program reads %d: use the program that made it, or a newer one", first[1], Format)
	}
	if string(first[0]) != magic {
		return fault.New(fault.BadUserInput, "the backup is damaged in its first line")
	}
	tail := make([]byte, hashLine)
	if size < int64(len(magic)+hashLine) {
		return cutShort()
	}
	if _, err := from.ReadAt(tail, size-int64(hashLine)); err != nil && !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	if !bytes.HasPrefix(tail, []byte(hashMark)) || tail[hashLine-1] != '\n' {
		return cutShort()
	}
	return nil
}

func cutShort() error {
	return fault.New(fault.BadUserInput, "the backup is damaged at its end: it is cut short or something was added, and the line with its SHA-256 is not where it should be")
}

// hashes gives the hash of a backup, and what its last line says.
func hashes(ctx context.Context, from io.ReaderAt, size int64) (is, says string, err error) {
	body := size - int64(hashLine)
	sum := sha256.New()
	if _, err := io.Copy(sum, stopping{ctx, io.NewSectionReader(from, 0, body)}); err != nil {
		return "", "", unreadable(err)
	}
	tail := make([]byte, hashLine)
	if _, err := from.ReadAt(tail, body); err != nil && !errors.Is(err, io.EOF) {
		return "", "", unreadable(err)
	}
	return hex.EncodeToString(sum.Sum(nil)), string(tail[len(hashMark) : hashLine-1]), nil
}

// stopping reads until a context ends.
type stopping struct {
	ctx  context.Context
	from io.Reader
}

func (s stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.from.Read(p)
}

// reader reads what is compressed.
type reader struct {
	into     Sink
	lines    *bufio.Scanner
	table    hash.Hash
	contents Contents
	values   []any
}

// read reads to the end. Errors that are no faults yet become one that names the place.
func (r *reader) read(ctx context.Context, packed io.Reader) (Contents, error) {
	err := r.readAll(ctx, packed)
	if err == nil || errors.Is(err, context.Canceled) {
		return r.contents, err
	}
	if _, ok := errors.AsType[sinkError](err); ok {
		return Contents{}, errors.Unwrap(err)
	}
	if _, ok := errors.AsType[*fault.Fault](err); ok {
		return Contents{}, err
	}
	return Contents{}, fault.Wrap(fault.BadUserInput, err, "the backup is damaged %s", r.place())
}

// sinkError is an error that is not of the backup.
type sinkError struct{ error }

func (e sinkError) Unwrap() error { return e.error }

func (r *reader) place() string {
	n := len(r.contents.Written)
	if n == 0 {
		return "before its first table"
	}
	return fmt.Sprintf("in table %s, after row %d", r.contents.Written[n-1].Table, r.contents.Written[n-1].Rows)
}

func (r *reader) readAll(ctx context.Context, packed io.Reader) error {
	unpacked, err := gzip.NewReader(stopping{ctx, packed})
	if err != nil {
		return err
	}
	r.lines = bufio.NewScanner(unpacked)
	r.lines.Buffer(make([]byte, 0, 64<<10), maxLine+1)
	if err := r.next(); err != nil {
		return err
	}
	if err := strict(r.lines.Bytes(), &r.contents.Header); err != nil {
		return err
	}
	for {
		if err := r.next(); err != nil {
			return err
		}
		line := r.lines.Bytes()
		switch {
		case bytes.HasPrefix(line, []byte("[")):
			err = r.row(line)
		case bytes.HasPrefix(line, []byte(`{"table":`)):
			err = r.begin(line)
		default:
			return r.end(line)
		}
		if err != nil {
			return err
		}
	}
}

// next goes on to the next line, which must be there.
func (r *reader) next() error {
	if r.lines.Scan() {
		return nil
	}
	if err := r.lines.Err(); err != nil {
		return err
	}
	return io.ErrUnexpectedEOF
}

// strict reads a line that holds one value of a known form.
func strict(line []byte, value any) error {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	if err := decoder.Decode(value); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value in a line")
	}
	return nil
}

func (r *reader) begin(line []byte) error {
	r.endTable()
	var t Table
	if err := strict(line, &t); err != nil {
		return err
	}
	for _, c := range t.Columns {
		if !isKind(c.Kind) {
			return fault.New(fault.BadUserInput, "the backup has a column %s.%s of kind %q, which this program does not know", t.Name, c.Name, c.Kind)
		}
	}
	r.table = sha256.New()
	r.hash(line)
	r.contents.Tables = append(r.contents.Tables, t)
	r.contents.Written = append(r.contents.Written, Written{Table: t.Name})
	if r.into != nil {
		if err := r.into.Begin(t); err != nil {
			return sinkError{err}
		}
	}
	return nil
}

func (r *reader) hash(line []byte) {
	r.table.Write(line)
	r.table.Write([]byte{'\n'})
}

func (r *reader) endTable() {
	if n := len(r.contents.Written); n > 0 {
		r.contents.Written[n-1].SHA256 = hex.EncodeToString(r.table.Sum(nil))
	}
}

func (r *reader) row(line []byte) error {
	n := len(r.contents.Tables)
	if n == 0 {
		return errors.New("a row of no table")
	}
	columns := r.contents.Tables[n-1].Columns
	var written []any
	if err := strict(line, &written); err != nil {
		return err
	}
	if len(written) != len(columns) {
		return fmt.Errorf("%d values for %d columns", len(written), len(columns))
	}
	r.values = r.values[:0]
	for i, c := range columns {
		value, err := decode(c.Kind, written[i])
		if err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		r.values = append(r.values, value)
	}
	r.hash(line)
	r.contents.Written[n-1].Rows++
	if r.into != nil {
		if err := r.into.Row(r.values); err != nil {
			return sinkError{err}
		}
	}
	return nil
}

// end compares what was read with what the manifest says, and sees to it that nothing follows.
func (r *reader) end(line []byte) error {
	r.endTable()
	var said manifest
	if err := strict(line, &said); err != nil {
		return err
	}
	if r.lines.Scan() {
		return fault.New(fault.BadUserInput, "the backup is damaged: something follows its manifest")
	}
	if err := r.lines.Err(); err != nil {
		return err
	}
	for i, w := range r.contents.Written {
		if i < len(said.Tables) && said.Tables[i] != w {
			return fault.New(fault.BadUserInput, "the backup is damaged: table %s has %d rows, whose SHA-256 is not the one of the manifest, which says %d rows of %s",
				w.Table, w.Rows, said.Tables[i].Rows, said.Tables[i].Table)
		}
	}
	if !slices.Equal(said.Tables, r.contents.Written) {
		return fault.New(fault.BadUserInput, "the backup is damaged: it has %d tables, its manifest says %d", len(r.contents.Written), len(said.Tables))
	}
	return nil
}
