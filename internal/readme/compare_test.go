package readme

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dots stand in a document for what it leaves out.
const dots = "…"

// compare tells whether what was shown is what a document says: as JSON where it says JSON, else line by line.
func compare(said, shown string) error {
	said, shown = strings.TrimSpace(said), strings.TrimSpace(strings.ReplaceAll(shown, "\r\n", "\n"))
	if strings.HasPrefix(said, "{") {
		return compareJSON(said, shown)
	}
	if !pattern(said).MatchString(shown) {
		return errors.New(cmp.Diff(said, shown))
	}
	return nil
}

// pattern makes the expression that a text with dots stands for: a line of dots stands for any lines, dots in a line for
// any characters of that line.
func pattern(said string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`\A`)
	for i, line := range strings.Split(said, "\n") {
		if i > 0 {
			b.WriteString(`\n`)
		}
		if strings.TrimSpace(line) == dots {
			b.WriteString(`(?s:.*)`)
			continue
		}
		parts := strings.Split(strings.TrimRight(line, " "), dots)
		for j, part := range parts {
			parts[j] = regexp.QuoteMeta(part)
		}
		b.WriteString(strings.Join(parts, `.*`) + ` *`)
	}
	return regexp.MustCompile(b.String() + `\z`)
}

func compareJSON(said, shown string) error {
	var want, got any
	if err := json.Unmarshal([]byte(said), &want); err != nil {
		return fmt.Errorf("the document's answer is not JSON: %w", err)
	}
	if err := json.Unmarshal([]byte(shown), &got); err != nil {
		return fmt.Errorf("the answer is not JSON: %w: %.300s", err, shown)
	}
	if !meets(want, got) {
		return errors.New(cmp.Diff(want, got))
	}
	return nil
}

// meets compares two JSON values. Dots as a string stand for any value, as the last item of a list for any more items,
// and a string may hold them. A name such as "$token" stands for any text, which the reader keeps under that name.
func meets(want, got any) bool {
	switch want := want.(type) {
	case string:
		if want == dots {
			return true
		}
		text, ok := got.(string)
		if variableInJSON.MatchString(want) {
			return ok && text != ""
		}
		return ok && (want == text || strings.Contains(want, dots) && pattern(want).MatchString(text))
	case []any:
		list, ok := got.([]any)
		if n := len(want); n > 0 && want[n-1] == dots {
			want = want[:n-1]
			if ok && len(list) > len(want) {
				list = list[:len(want)]
			}
		}
		if !ok || len(list) != len(want) {
			return false
		}
		for i := range want {
			if !meets(want[i], list[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok || len(object) != len(want) {
			return false
		}
		for name, value := range want {
			other, there := object[name]
			if !there || !meets(value, other) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(want, got)
}

// A test that holds other documents to the truth must be true itself.
func TestComparing(t *testing.T) {
	rows := map[string]struct {
		said, shown string
		same        bool
	}{
		"equal lines":             {"a\nb", "a\nb\n", true},
		"another line":            {"a\nb", "a\nc", false},
		"a line too many":         {"a", "a\nb", false},
		"dots within a line":      {"port … open", "port 80 open", true},
		"dots keep to their line": {"port … open", "port 80\nopen", false},
		"a line of dots":          {"a\n…\nz", "a\nb\nc\nz", true},
		"JSON in another shape":   {"{\n \"a\": [1, 2]\n}", `{"a":[1,2]}`, true},
		"another value":           {`{"a":1}`, `{"a":2}`, false},
		"a member too many":       {`{"a":1}`, `{"a":1,"b":2}`, false},
		"a member too few":        {`{"a":1,"b":2}`, `{"a":1}`, false},
		"any value":               {`{"a":"…"}`, `{"a":{"b":1}}`, true},
		"more items":              {`{"a":[1,"…"]}`, `{"a":[1,2,3]}`, true},
		"fewer items":             {`{"a":[1,2,"…"]}`, `{"a":[1]}`, false},
		"dots in a string":        {`{"a":"UzpT…"}`, `{"a":"UzpTabc"}`, true},
		"another string":          {`{"a":"UzpT…"}`, `{"a":"abc"}`, false},
		"a name for a text":       {`{"a":"$token"}`, `{"a":"abc"}`, true},
		"a name for nothing":      {`{"a":"$token"}`, `{"a":null}`, false},
		"no JSON":                 {`{"a":1}`, `404`, false},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			if err := compare(row.said, row.shown); (err == nil) != row.same {
				t.Errorf("same: %v, want %v", err, row.same)
			}
		})
	}
}
