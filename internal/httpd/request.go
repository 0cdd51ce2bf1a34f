package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"rostrum/internal/fault"
	"rostrum/internal/limits"
)

// request is what a client sends: the parameters of GraphQL over HTTP.
type request struct {
	query      string
	operation  string
	variables  map[string]any
	extensions map[string]any
}

// readRequest reads the parameters from the address or the body. Its faults say which parameter is wrong and never
// repeat what was sent.
func readRequest(w http.ResponseWriter, r *http.Request, l limits.Limits) (request, error) {
	if r.Method != http.MethodPost {
		if len(r.URL.RawQuery) > l.Bytes {
			return request{}, tooLarge(l.Bytes)
		}
		return readAddress(r.URL.RawQuery)
	}
	if !isJSON(r.Header.Get("Content-Type")) || len(r.Header.Values("Content-Type")) > 1 {
		return request{}, refuse(http.StatusUnsupportedMediaType, "the header Content-Type must be application/json, in UTF-8")
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return request{}, refuse(http.StatusUnsupportedMediaType, "the body must not be compressed")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(l.Bytes)))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return request{}, tooLarge(l.Bytes)
		}
		return request{}, refuse(http.StatusBadRequest, "the body could not be read to its end")
	}
	return readBody(body)
}

func tooLarge(allowed int) error {
	return &refusal{status: http.StatusRequestEntityTooLarge,
		fault: fault.New(fault.TooCostly, "bytes more than %d, %d are allowed", allowed, allowed)}
}

func readBody(body []byte) (request, error) {
	if err := checkText(body); err != nil {
		return request{}, bad("the body %v", err)
	}
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return request{}, bad("the body is empty, it must be a JSON object")
	case trimmed[0] == '[':
		return request{}, bad("the body is a list: several requests in one are not supported")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return request{}, notJSON("the body", err)
	}
	if members == nil {
		return request{}, bad("the body must be a JSON object")
	}
	return readMembers(members)
}

func readMembers(members map[string]json.RawMessage) (q request, err error) {
	if q.query, err = readString(members, "query"); err != nil {
		return q, err
	}
	if q.operation, err = readString(members, "operationName"); err != nil {
		return q, err
	}
	if q.variables, err = readObject(members, "variables"); err != nil {
		return q, err
	}
	q.extensions, err = readObject(members, "extensions")
	return q, err
}

func readString(members map[string]json.RawMessage, name string) (s string, err error) {
	raw, given := members[name]
	if !given || string(raw) == "null" {
		return "", nil
	}
	if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return "", bad("%s must be a string", name)
	}
	return s, nil
}

func readObject(members map[string]json.RawMessage, name string) (map[string]any, error) {
	raw, given := members[name]
	if !given || string(raw) == "null" {
		return nil, nil
	}
	if raw[0] != '{' {
		return nil, bad("%s must be an object", name)
	}
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		return nil, notJSON(name, err)
	}
	return object, nil
}

func readAddress(rawQuery string) (request, error) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return request{}, bad("the address is not well-formed after the question mark")
	}
	var q request
	for name, all := range values {
		if len(all) > 1 && (name == "query" || name == "operationName" || name == "variables" || name == "extensions") {
			return q, bad("%s is given more than once", name)
		}
		for _, value := range all {
			if err := checkText([]byte(value)); err != nil {
				return q, bad("the address %v", err)
			}
		}
	}
	q.query, q.operation = values.Get("query"), values.Get("operationName")
	if q.variables, err = readParameter(values, "variables"); err != nil {
		return q, err
	}
	q.extensions, err = readParameter(values, "extensions")
	return q, err
}

// readParameter reads an object that is written as JSON in the address.
func readParameter(values url.Values, name string) (map[string]any, error) {
	value := strings.TrimSpace(values.Get(name))
	if value == "" {
		return nil, nil
	}
	if !json.Valid([]byte(value)) {
		return nil, bad("%s is not JSON", name)
	}
	return readObject(map[string]json.RawMessage{name: json.RawMessage(value)}, name)
}

func notJSON(what string, err error) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return bad("%s is not JSON (byte %d)", what, syntax.Offset)
	}
	return bad("%s must be a JSON object", what)
}

func bad(format string, args ...any) error {
	return refuse(http.StatusBadRequest, format, args...)
}

// checkText refuses bytes that no later stage should meet: what is not UTF-8, a byte order mark, NUL, and escapes that
// stand for half a character. It serves JSON and GraphQL alike, for both write these escapes as \u and four digits.
func checkText(b []byte) error {
	switch {
	case bytes.HasPrefix(b, []byte("\uFEFF")):
		return errors.New("begins with a byte order mark")
	case !utf8.Valid(b):
		return errors.New("is not valid UTF-8")
	case bytes.IndexByte(b, 0) >= 0:
		return errors.New("holds a NUL character")
	}
	for i := bytes.IndexByte(b, '\\'); i >= 0 && i+1 < len(b); {
		step := 2
		if unit, ok := escaped(b[i:]); ok {
			step = 6
			switch {
			case unit == 0:
				return errors.New("holds an escaped NUL character")
			case unit >= 0xDC00 && unit <= 0xDFFF:
				return errors.New("holds half a character (a lone surrogate)")
			case unit >= 0xD800 && unit <= 0xDBFF:
				low, ok := escaped(b[i+6:])
				if !ok || low < 0xDC00 || low > 0xDFFF {
					return errors.New("holds half a character (a lone surrogate)")
				}
				step = 12
			}
		}
		next := bytes.IndexByte(b[i+step:], '\\')
		if next < 0 {
			return nil
		}
		i += step + next
	}
	return nil
}

// escaped reads an escape of one UTF-16 unit at the start of b.
func escaped(b []byte) (unit rune, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			unit = unit<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			unit = unit<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			unit = unit<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return unit, true
}

// refusal is a fault with a status of its own, because HTTP itself was used wrongly.
type refusal struct {
	status int
	allow  string // what Allow says with status 405
	fault  *fault.Fault
}

func (r *refusal) Error() string { return r.fault.Text }

// Unwrap gives the fault.
func (r *refusal) Unwrap() error { return r.fault }

func refuse(status int, format string, args ...any) error {
	return &refusal{status: status, fault: fault.New(fault.BadUserInput, "%s", fmt.Sprintf(format, args...))}
}
