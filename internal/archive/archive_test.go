package archive_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/archive"
	"rostrum/internal/fault"
)

var made = time.Date(2020, 6, 22, 8, 0, 0, 123456000, time.UTC)

var header = archive.Header{Program: "v1", Schema: 3, Engine: "sqlite", MadeAt: made, Sequence: 7, Forums: []string{"wsis-forum-2020"}, Keys: "mark"}

// data is a table with its rows.
type data struct {
	archive.Table
	Rows [][]any
}

// small is a backup with a value of each kind.
var small = []data{
	{archive.Table{Name: "people", Columns: []archive.Column{{Name: "id", Kind: archive.Text}, {Name: "age", Kind: archive.Integer}, {Name: "is_sample", Kind: archive.Boolean}}},
		[][]any{{"Ada \"<é>\u2028\\ \n", int64(-1 << 63), true}, {"", int64(1<<63 - 1), false}, {nil, nil, nil}}},
	{archive.Table{Name: "empty", Columns: []archive.Column{{Name: "id", Kind: archive.Text}}}, nil},
	{archive.Table{Name: "letters", Columns: []archive.Column{{Name: "at", Kind: archive.Instant}, {Name: "names", Kind: archive.JSON}, {Name: "sealed", Kind: archive.Bytes}}},
		[][]any{{made, `{"a":1.50,"b":null}`, []byte{0, 0xff}}, {made.Truncate(time.Second), `null`, []byte{}}}},
}

func written(t testing.TB, tables []data) ([]byte, archive.Contents) {
	t.Helper()
	var out bytes.Buffer
	contents, err := write(&out, tables)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), contents
}

func write(out io.Writer, tables []data) (archive.Contents, error) {
	w, err := archive.NewWriter(out, header)
	if err != nil {
		return archive.Contents{}, err
	}
	for _, table := range tables {
		if err := w.Begin(table.Table); err != nil {
			return archive.Contents{}, err
		}
		for _, row := range table.Rows {
			if err := w.Row(row); err != nil {
				return archive.Contents{}, err
			}
		}
	}
	return w.Close()
}

func read(b []byte, into archive.Sink) (archive.Contents, error) {
	return archive.Read(context.Background(), bytes.NewReader(b), int64(len(b)), into)
}

// gathered takes what is read.
type gathered []data

func (g *gathered) Begin(t archive.Table) error {
	*g = append(*g, data{Table: t})
	return nil
}

func (g *gathered) Row(values []any) error {
	last := &(*g)[len(*g)-1]
	last.Rows = append(last.Rows, slices.Clone(values))
	return nil
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	file, contents := written(t, small)
	var back gathered
	found, err := read(file, &back)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(small, []data(back)); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
	if diff := cmp.Diff(contents, found); diff != "" {
		t.Errorf("-written +read:\n%s", diff)
	}
	if found.Rows("people") != 3 || found.Rows("empty") != 0 || found.Rows("none") != 0 || found.Size != int64(len(file)) {
		t.Errorf("found %+v", found)
	}
}

// TestTheFormStays holds the form to its description: what was written once must be read for ever.
func TestTheFormStays(t *testing.T) {
	file, _ := written(t, small)
	first, rest, _ := bytes.Cut(file, []byte("\n"))
	const last = len("sha256 ") + 64 + 1
	unpacked, err := gzip.NewReader(bytes.NewReader(rest[:len(rest)-last]))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	tables := "{\"table\":\"people\",\"columns\":[{\"name\":\"id\",\"kind\":\"text\"},{\"name\":\"age\",\"kind\":\"integer\"},{\"name\":\"is_sample\",\"kind\":\"boolean\"}]}\n" +
		"[\"Ada \\\"<é>\\u2028\\\\ \\n\",-9223372036854775808,true]\n[\"\",9223372036854775807,false]\n[null,null,null]\n" +
		"{\"table\":\"empty\",\"columns\":[{\"name\":\"id\",\"kind\":\"text\"}]}\n" +
		"{\"table\":\"letters\",\"columns\":[{\"name\":\"at\",\"kind\":\"instant\"},{\"name\":\"names\",\"kind\":\"json\"},{\"name\":\"sealed\",\"kind\":\"bytes\"}]}\n" +
		"[\"2020-06-22T08:00:00.123456Z\",\"{\\\"a\\\":1.50,\\\"b\\\":null}\",\"AP8=\"]\n[\"2020-06-22T08:00:00.000000Z\",\"null\",\"\"]\n"
	empty := "{\"table\":\"empty\",\"columns\":[{\"name\":\"id\",\"kind\":\"text\"}]}\n"
	before, after, _ := strings.Cut(tables, empty)
	want := "{\"program\":\"v1\",\"schema\":3,\"engine\":\"sqlite\",\"made_at\":\"2020-06-22T08:00:00.123456Z\",\"sequence\":7,\"forums\":[\"wsis-forum-2020\"],\"keys\":\"mark\"}\n" +
		tables + fmt.Sprintf("{\"tables\":[{\"table\":\"people\",\"rows\":3,\"sha256\":\"%x\"},{\"table\":\"empty\",\"rows\":0,\"sha256\":\"%x\"},{\"table\":\"letters\",\"rows\":2,\"sha256\":\"%x\"}]}\n",
		sha256.Sum256([]byte(before)), sha256.Sum256([]byte(empty)), sha256.Sum256([]byte(after)))
	if diff := cmp.Diff(want, string(text)); diff != "" || string(first) != "rostrum backup 1" {
		t.Errorf("%s\n-want +got:\n%s", first, diff)
	}
	if sum := fmt.Sprintf("sha256 %x\n", sha256.Sum256(file[:len(file)-last])); !bytes.HasSuffix(file, []byte(sum)) {
		t.Errorf("the last line is not %s", sum)
	}
}

// TestNoDamageIsMissed flips every bit of a small backup, cuts it at every byte, and adds to it.
func TestNoDamageIsMissed(t *testing.T) {
	file, _ := written(t, small)
	refused := func(what string, b []byte) {
		t.Helper()
		var back gathered
		_, err := read(b, &back)
		if fault.Of(err) != fault.BadUserInput {
			t.Errorf("%s: %v", what, err)
		}
		if len(back) > 0 {
			t.Errorf("%s: rows were handed over", what)
		}
	}
	for i := range file {
		refused(fmt.Sprintf("cut to %d bytes", i), file[:i])
		refused(fmt.Sprintf("without byte %d", i), slices.Concat(file[:i], file[i+1:]))
		for bit := range 8 {
			flipped := bytes.Clone(file)
			flipped[i] ^= 1 << bit
			refused(fmt.Sprintf("bit %d of byte %d of %d flipped", bit, i, len(file)), flipped)
		}
	}
	refused("with one more byte", append(bytes.Clone(file), '\n'))
	refused("twice", slices.Concat(file, file))
	refused("nothing", nil)
}

func TestAnyTablesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tables []data
		for i := range rapid.IntRange(0, 4).Draw(t, "tables") {
			table := data{Table: archive.Table{Name: fmt.Sprint("t", i)}}
			for j := range rapid.IntRange(1, 5).Draw(t, "columns") {
				kind := rapid.SampledFrom([]archive.Kind{archive.Text, archive.Integer, archive.Boolean, archive.Instant, archive.JSON, archive.Bytes}).Draw(t, "kind")
				table.Columns = append(table.Columns, archive.Column{Name: fmt.Sprint("c", j), Kind: kind})
			}
			for range rapid.IntRange(0, 5).Draw(t, "rows") {
				var row []any
				for _, c := range table.Columns {
					row = append(row, value(t, c.Kind))
				}
				table.Rows = append(table.Rows, row)
			}
			tables = append(tables, table)
		}
		var out bytes.Buffer
		if _, err := write(&out, tables); err != nil {
			t.Fatal(err)
		}
		var back gathered
		if _, err := read(out.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tables, []data(back)); diff != "" {
			t.Fatalf("-written +read:\n%s", diff)
		}
		damaged := bytes.Clone(out.Bytes())
		damaged[rapid.IntRange(0, len(damaged)-1).Draw(t, "place")] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		if _, err := read(damaged, nil); fault.Of(err) != fault.BadUserInput {
			t.Fatalf("damaged: %v", err)
		}
	})
}

func value(t *rapid.T, kind archive.Kind) any {
	if rapid.IntRange(0, 4).Draw(t, "null") == 0 {
		return nil
	}
	switch kind {
	case archive.Text:
		return rapid.String().Draw(t, "text")
	case archive.Integer:
		return rapid.Int64().Draw(t, "integer")
	case archive.Boolean:
		return rapid.Bool().Draw(t, "boolean")
	case archive.Instant:
		return time.UnixMicro(rapid.Int64Range(-1<<55, 1<<57).Draw(t, "instant")).UTC()
	case archive.JSON:
		return fmt.Sprintf(`{"n":%d}`, rapid.Int64().Draw(t, "json"))
	}
	return rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
}

// forged gives a backup with given lines, all its own hashes right.
func forged(t *testing.T, lines string) []byte {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("rostrum backup 1\n")
	packed := gzip.NewWriter(&out)
	if _, err := io.WriteString(packed, lines); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "sha256 %x\n", sha256.Sum256(out.Bytes()))
	return out.Bytes()
}

func TestRefusalsSayWhatWasFound(t *testing.T) {
	file, contents := written(t, small)
	const top = `{"program":"v1","schema":3,"engine":"sqlite","made_at":"2020-06-22T08:00:00Z","sequence":7,"forums":[]}` + "\n"
	const table = `{"table":"t","columns":[{"name":"n","kind":"integer"}]}` + "\n"
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, `this is no backup of Rostrum: it does not begin with "rostrum backup 1"`},
		{"another file", []byte("SQLite format 3\x00"), "no backup of Rostrum"},
		{"a newer form", append([]byte("rostrum backup 2\n"), file...), "the backup is of format 2, this program reads 1"},
		{"the form in other digits", append([]byte("rostrum backup 01\n"), file[17:]...), "damaged in its first line"},
		{"half of it", file[:len(file)/2], "cut short"},
		{"the first line alone", file[:17], "cut short"},
		{"another hash", slices.Concat(file[:len(file)-5], []byte("0000\n")), "its SHA-256 is not the one that its last line says"},
		{"damage in a table", slices.Concat(file[:len(file)-100], make([]byte, 8), file[len(file)-92:]), "damaged in table"},
		{"no lines", forged(t, ""), "damaged before its first table"},
		{"no manifest", forged(t, top+table), "damaged in table t, after row 0"},
		{"a row of no table", forged(t, top+"[1]\n"), "damaged before its first table"},
		{"a field that nobody knows", forged(t, strings.Replace(top, `{`, `{"x":1,`, 1)), "damaged before its first table"},
		{"a kind that nobody knows", forged(t, top+strings.Replace(table, "integer", "colour", 1)), `a column t.n of kind "colour"`},
		{"a row too long", forged(t, top+table+"[1]\n[1,2]\n"), "in table t, after row 1"},
		{"half a number", forged(t, top+table+"[1.5]\n"), "in table t, after row 0"},
		{"a text where a number should be", forged(t, top+table+"[\"1\"]\n"), "in table t, after row 0"},
		{"a list where a number should be", forged(t, top+table+"[[1]]\n"), "in table t, after row 0"},
		{"two rows in a line", forged(t, top+table+"[1] [2]\n"), "in table t, after row 0"},
		{"a row less", forged(t, top+table+"[1]\n"+`{"tables":[{"table":"t","rows":2,"sha256":""}]}`+"\n"), "table t has 1 rows, whose SHA-256 is not the one of the manifest, which says 2 rows of t"},
		{"a table less", forged(t, top+`{"tables":[{"table":"t","rows":0,"sha256":""}]}`+"\n"), "it has 0 tables, its manifest says 1"},
		{"something behind the manifest", forged(t, top+`{"tables":[]}`+"\n"+table), "something follows its manifest"},
		{"something behind what is compressed", slices.Concat(file[:len(file)-72], []byte("x"), file[len(file)-72:]), "the backup is damaged"},
	} {
		_, err := read(c.file, nil)
		if fault.Of(err) != fault.BadUserInput || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := read(forged(t, top+`{"tables":[]}`+"\n"), nil); err != nil {
		t.Errorf("a backup of no tables: %v", err)
	}
	if contents.SHA256 == "" {
		t.Error("no hash")
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	one := func(kind archive.Kind, values ...any) []data {
		return []data{{archive.Table{Name: "t", Columns: []archive.Column{{Name: "c", Kind: kind}}}, [][]any{values}}}
	}
	for _, c := range []struct {
		name   string
		tables []data
		want   string
	}{
		{"no text", one(archive.Text, "a\xff"), "table t, column c: not text in UTF-8"},
		{"another kind", one(archive.Instant, "now"), "table t, column c: a string where the kind is instant"},
		{"a value too many", one(archive.Text, "a", "b"), "2 values in a row, it has 1 columns"},
	} {
		if _, err := write(io.Discard, c.tables); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestCanonicalJSON(t *testing.T) {
	for text, want := range map[string]string{
		` { "b" : [ 1.0, 1e3 ], "a" : "<é>" } `: `{"a":"<é>","b":[1.0,1e3]}`,
		`12345678901234567890`:                  `12345678901234567890`,
		`null`:                                  `null`,
		`{} {}`:                                 "",
		`{`:                                     "",
	} {
		if got, err := archive.CanonicalJSON(text); got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
}

// TestASinkThatFails sees its own error come back.
func TestASinkThatFails(t *testing.T) {
	file, _ := written(t, small)
	mine := errors.New("mine")
	for _, s := range []failing{{atTable: mine}, {atRow: mine}} {
		if _, err := read(file, s); err != mine {
			t.Errorf("got %v", err)
		}
	}
}

type failing struct{ atTable, atRow error }

func (f failing) Begin(archive.Table) error { return f.atTable }
func (f failing) Row([]any) error           { return f.atRow }

func TestAFileIsWholeOrNotThere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "forum.backup")
	nothing := func(when string) {
		t.Helper()
		if names, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(names) > 0 {
			t.Errorf("%s: %v is there, %v", when, names, err)
		}
	}
	full := errors.New("no space left on device")
	if _, err := archive.Create(t.Context(), path, func(out io.Writer) (archive.Contents, error) {
		_, _ = out.Write([]byte("rostrum backup 1\n"))
		return archive.Contents{}, full
	}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	nothing("after an error")
	if _, err := archive.Create(t.Context(), path, func(out io.Writer) (archive.Contents, error) {
		contents, err := write(out, small)
		_, _ = out.(*os.File).WriteAt([]byte("x"), contents.Size/2) // as a bad disk would
		return contents, err
	}); fault.Of(err) != fault.BadUserInput || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("got %v", err)
	}
	nothing("after the disk changed a byte")
	good := func(out io.Writer) (archive.Contents, error) { return write(out, small) }
	if _, err := archive.Create(t.Context(), filepath.Join(folder, "none", "x"), good); fault.Of(err) != fault.Unavailable {
		t.Errorf("no folder: %v", err)
	}
	contents, err := archive.Create(t.Context(), path, good)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || info.Size() != contents.Size {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := archive.Create(t.Context(), path, good); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "exists; a backup takes the place of nothing") {
		t.Errorf("a name that is taken: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "other.partial"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Create(t.Context(), filepath.Join(folder, "other"), good); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "another backup is being made") {
		t.Errorf("two at once: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "other.partial")); err != nil {
		t.Error("the other backup was taken away")
	}
	file, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if found, err := file.Read(t.Context(), nil); err != nil || found.SHA256 != contents.SHA256 {
		t.Errorf("%+v, %v", found, err)
	}
	for _, name := range []string{folder, filepath.Join(folder, "none")} {
		if _, err := archive.Open(name); fault.Of(err) != fault.BadUserInput {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadingStops(t *testing.T) {
	file, _ := written(t, small)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := archive.Read(ctx, bytes.NewReader(file), int64(len(file)), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
