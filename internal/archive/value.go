package archive

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// isKind tells whether a kind exists.
func isKind(k Kind) bool {
	switch k {
	case Text, Integer, Boolean, Instant, JSON, Bytes:
		return true
	}
	return false
}

// encode gives a value as JSON writes it. Its errors hold nothing of the value.
func encode(k Kind, value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	switch v := value.(type) {
	case string:
		if k == Text || k == JSON {
			if !utf8.ValidString(v) { // which JSON would quietly write as something else
				return nil, errors.New("not text in UTF-8")
			}
			return v, nil
		}
	case int64:
		if k == Integer {
			return v, nil
		}
	case bool:
		if k == Boolean {
			return v, nil
		}
	case time.Time:
		if k == Instant {
			return v.UTC().Format(clockForm), nil
		}
	case []byte:
		if k == Bytes {
			return base64.StdEncoding.EncodeToString(v), nil
		}
	}
	return nil, fmt.Errorf("a %T where the kind is %s", value, k)
}

// decode gives the value that encode wrote, and an error for anything that encode would not write.
func decode(k Kind, written any) (any, error) {
	switch w := written.(type) {
	case nil:
		return nil, nil
	case bool:
		if k == Boolean {
			return w, nil
		}
	case json.Number:
		if k == Integer {
			return w.Int64()
		}
	case string:
		return decodeString(k, w)
	}
	return nil, fmt.Errorf("a %T where the kind is %s", written, k)
}

func decodeString(k Kind, s string) (any, error) {
	switch k {
	case Text:
		return s, nil
	case JSON:
		if !json.Valid([]byte(s)) {
			return nil, errors.New("no JSON")
		}
		return s, nil
	case Instant:
		return time.Parse(clockForm, s)
	case Bytes:
		return base64.StdEncoding.Strict().DecodeString(s)
	}
	return nil, fmt.Errorf("a string where the kind is %s", k)
}

// CanonicalJSON gives JSON without spaces and with the names of every object in order, so that what two engines keep of
// one value is the same text. Numbers stay as they are written.
func CanonicalJSON(text string) (string, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return "", err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return "", errors.New("more than one value")
	}
	var out bytes.Buffer
	if err := writeJSON(&out, value); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

// writeJSON writes a value and the end of its line.
func writeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
