package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"unicode/utf8"

	"rostrum/internal/fault"
	"rostrum/internal/text"
)

// MaxBytes is the size that a file may have at most: 64 MiB.
const MaxBytes = 64 << 20

// Read reads a document of the import format. It refuses what is not exactly of the format with a fault.List, in which
// each fault names the file and the place in it; at most 100 problems are told. It does not look at the rules of the
// topics: Apply does. A reader that breaks gives its own error.
func Read(r io.Reader, name string) (Document, error) {
	return readAtMost(r, name, MaxBytes)
}

func readAtMost(r io.Reader, name string, limit int) (Document, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return Document{}, err
	}
	if len(data) > limit {
		return Document{Name: name}, inFile(name, single("larger than %d MiB", limit>>20))
	}
	doc, err := read(data)
	doc.Name = name
	if problems, ok := errors.AsType[fault.List](err); ok {
		err = inFile(name, problems)
	}
	return doc, err
}

func read(data []byte) (Document, error) {
	if !utf8.Valid(data) {
		return Document{}, single("not valid UTF-8")
	}
	d := decoder{in: json.NewDecoder(bytes.NewReader(data)), fields: map[reflect.Type]map[string]field{}}
	d.in.UseNumber()
	var doc Document
	err := d.value(nil, reflect.ValueOf(&doc).Elem(), false)
	if err == nil {
		err = d.end()
	}
	switch {
	case errors.Is(err, errTooMany):
	case errors.Is(err, errTooDeep):
		d.problems = append(d.problems, fault.New(fault.BadUserInput, "nested deeper than %d levels at byte %d", maxDepth, d.in.InputOffset()))
	case err != nil:
		d.problems = append(d.problems, fault.New(fault.BadUserInput, "not JSON at byte %d", d.in.InputOffset()))
	case len(d.problems) > 0 && d.problems[0].Field == "": // no object at all
	default:
		d.checkHead(doc)
	}
	return doc, d.problems.Err()
}

func single(format string, args ...any) fault.List {
	return fault.List{fault.New(fault.BadUserInput, format, args...)}
}

// checkHead looks at what makes the records of a document recognisable.
func (d *decoder) checkHead(doc Document) {
	if doc.Format != Format {
		d.problems.Refuse("format", "must be %q", Format)
	}
	if _, err := text.Clean(doc.Source, text.MaxName); err != nil {
		d.problems.Add("source", err)
	}
	for _, list := range recordsOf(&doc) {
		seen := make(map[string]bool, list.len)
		for i := range list.len {
			if len(d.problems) >= maxProblems {
				return
			}
			external, field := list.external(i), text.Index(list.name, i)+"."+list.key
			if _, err := text.Clean(external, text.MaxName); err != nil {
				d.problems.Add(field, err)
			} else if seen[external] {
				d.problems.Refuse(field, "stands in the file twice")
			}
			if list.coded && list.alias(i) != "" && list.alias(i) != external {
				d.problems.Refuse(text.Index(list.name, i)+".externalId", "must be left out, or be the code itself")
			}
			seen[external] = true
		}
	}
}

// inFile puts the file's name before every problem, and keeps the first hundred.
func inFile(name string, problems fault.List) fault.List {
	told := make(fault.List, 0, len(problems))
	for _, p := range problems[:min(len(problems), maxProblems)] {
		inner := *p
		inner.Text = name + ": " + inner.Text
		told = append(told, &inner)
	}
	return told
}
