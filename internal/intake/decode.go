package intake

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

const (
	maxDepth    = 32
	maxProblems = 100
)

var (
	errTooMany = errors.New("too many problems")
	errTooDeep = errors.New("too deep")
)

// decoder reads a document strictly: every field must be known by its exact name, stand once and have its type. It
// goes on after a problem, so that all of them are reported. An error from its methods ends the reading.
type decoder struct {
	in       *json.Decoder
	fields   map[reflect.Type]map[string]field
	problems fault.List
	depth    int
}

func (d *decoder) refuse(at *path, format string, args ...any) error {
	field := at.String()
	if field == "" {
		d.problems = append(d.problems, fault.New(fault.BadUserInput, format, args...))
	} else {
		d.problems.Refuse(field, format, args...)
	}
	if len(d.problems) >= maxProblems {
		return errTooMany
	}
	return nil
}

// add keeps the fault of a value that could not be read.
func (d *decoder) add(at *path, err error) error {
	if err == nil {
		return nil
	}
	d.problems.Add(at.String(), err)
	if len(d.problems) >= maxProblems {
		return errTooMany
	}
	return nil
}

// value reads the next value into v. A null leaves v as it is, as if the field were not there.
func (d *decoder) value(at *path, v reflect.Value, isRef bool) error {
	token, err := d.in.Token()
	if err != nil {
		return err
	}
	if token == nil {
		return nil
	}
	switch target := v.Addr().Interface().(type) {
	case *text.Text:
		return d.text(at, target, token)
	case *scalar.DateTime:
		return d.instant(at, target, token)
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.token(at, v.Elem(), token)
	case reflect.Slice:
		return d.list(at, v, token, isRef)
	case reflect.Struct:
		return d.object(at, v, token)
	case reflect.String:
		if isRef && token == json.Delim('{') {
			return d.reference(at, v)
		}
	}
	return d.token(at, v, token)
}

// token puts a plain value into v.
func (d *decoder) token(at *path, v reflect.Value, token json.Token) error {
	switch v.Kind() {
	case reflect.String:
		if s, ok := token.(string); ok {
			return d.word(at, v, s)
		}
		return d.mismatch(at, "a text", token)
	case reflect.Int, reflect.Int64:
		if number, ok := token.(json.Number); ok {
			n, err := strconv.ParseInt(number.String(), 10, 64)
			if err != nil || n > 1<<53 || n < -1<<53 {
				return d.refuse(at, "must be a whole number")
			}
			v.SetInt(n)
			return nil
		}
		return d.mismatch(at, "a number", token)
	case reflect.Bool:
		if b, ok := token.(bool); ok {
			v.SetBool(b)
			return nil
		}
		return d.mismatch(at, "true or false", token)
	}
	return d.mismatch(at, "something else", token)
}

// word puts a text into v. Days and zones must be well-formed; the rules of the topics look at all else.
func (d *decoder) word(at *path, v reflect.Value, s string) error {
	var err error
	switch v.Interface().(type) {
	case scalar.Date:
		_, err = scalar.ParseDate(s)
	case scalar.TimeZone:
		_, err = scalar.ParseTimeZone(s)
	}
	if err != nil {
		return d.add(at, err)
	}
	v.SetString(s)
	return nil
}

func (d *decoder) instant(at *path, target *scalar.DateTime, token json.Token) error {
	s, ok := token.(string)
	if !ok {
		return d.mismatch(at, "an instant like 2020-06-22T08:00:00Z", token)
	}
	t, err := scalar.ParseInstant(s)
	if err != nil {
		return d.add(at, err)
	}
	target.Time = t.UTC()
	return nil
}

func (d *decoder) text(at *path, target *text.Text, token json.Token) error {
	if s, ok := token.(string); ok {
		*target = text.Of(s)
		return nil
	}
	if token != json.Delim('{') {
		return d.mismatch(at, "a text or an object from language to text", token)
	}
	versions := map[string]string{}
	err := d.members(at, func(at *path, name string) error {
		var s string
		err := d.value(at, reflect.ValueOf(&s).Elem(), false)
		versions[name] = s
		return err
	})
	*target = text.FromMap(versions)
	return err
}

// reference reads the rest of {"source": …, "externalId": …}.
func (d *decoder) reference(at *path, v reflect.Value) error {
	parts := map[string]string{}
	err := d.members(at, func(at *path, name string) error {
		if name != "source" && name != "externalId" {
			return d.unknown(at)
		}
		var s string
		err := d.value(at, reflect.ValueOf(&s).Elem(), false)
		parts[name] = s
		return err
	})
	if err == nil && (parts["source"] == "" || parts["externalId"] == "") {
		return d.refuse(at, "must have source and externalId")
	}
	v.SetString(Ref(parts["source"], parts["externalId"]))
	return err
}

func (d *decoder) list(at *path, v reflect.Value, token json.Token, isRef bool) error {
	if token != json.Delim('[') {
		return d.mismatch(at, "a list", token)
	}
	if err := d.enter(); err != nil {
		return err
	}
	for i := 0; d.in.More(); i++ {
		item := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(&path{parent: at, index: i}, item, isRef); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
	d.depth--
	_, err := d.in.Token()
	return err
}

func (d *decoder) object(at *path, v reflect.Value, token json.Token) error {
	if token != json.Delim('{') {
		return d.mismatch(at, "an object", token)
	}
	fields, ok := d.fields[v.Type()]
	if !ok {
		fields = fieldsOf(v.Type())
		d.fields[v.Type()] = fields
	}
	return d.members(at, func(at *path, name string) error {
		field, ok := fields[name]
		if !ok {
			return d.unknown(at)
		}
		return d.value(at, v.FieldByIndex(field.index), field.isRef)
	})
}

// members reads the rest of an object, one call for each member. A member that stands there twice is refused.
func (d *decoder) members(at *path, each func(at *path, name string) error) error {
	if err := d.enter(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for d.in.More() {
		token, err := d.in.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		here := &path{parent: at, name: name}
		if seen[name] {
			if err := d.refuse(here, "stands there twice"); err != nil {
				return err
			}
		}
		seen[name] = true
		if err := each(here, name); err != nil {
			return err
		}
	}
	d.depth--
	_, err := d.in.Token()
	return err
}

func (d *decoder) enter() error {
	if d.depth++; d.depth > maxDepth {
		return errTooDeep
	}
	return nil
}

func (d *decoder) unknown(at *path) error {
	if err := d.refuse(at, "is no field of the format"); err != nil {
		return err
	}
	token, err := d.in.Token()
	if err != nil {
		return err
	}
	return d.skip(token)
}

func (d *decoder) mismatch(at *path, want string, token json.Token) error {
	if err := d.refuse(at, "must be %s", want); err != nil {
		return err
	}
	return d.skip(token)
}

// skip passes over the rest of a value of which the first token has been read.
func (d *decoder) skip(token json.Token) error {
	depth := 0
	for {
		switch token {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth+d.depth > maxDepth {
				return errTooDeep
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		var err error
		if token, err = d.in.Token(); err != nil {
			return err
		}
	}
}

// end refuses whatever follows the document.
func (d *decoder) end() error {
	if _, err := d.in.Token(); !errors.Is(err, io.EOF) {
		return d.refuse(nil, "something follows the document")
	}
	return nil
}
