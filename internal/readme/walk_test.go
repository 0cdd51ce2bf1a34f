package readme

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// The walk of CONTRIBUTING.md fits the code as it is: its pieces apply, the outcome compiles, and what it adds passes
// the tests that the walk names. The source stays as it is; the go command sees the changes through an overlay.
func TestTheWalkCanBeWalked(t *testing.T) {
	changed := map[string]string{}
	for _, b := range read(t, "CONTRIBUTING.md").blocks {
		name, isDiff := strings.CutPrefix(b.info, "diff ")
		if !isDiff {
			continue
		}
		if _, ok := changed[name]; !ok {
			before, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			changed[name] = string(before)
		}
		changed[name] = apply(t, name, changed[name], b)
	}
	if len(changed) < 8 {
		t.Fatalf("the walk changes %d files only", len(changed))
	}
	if _, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: changed["schema.graphql"]}); err != nil {
		t.Errorf("schema.graphql after the walk: %v", err)
	}
	overlay := write(t, changed)
	for _, args := range [][]string{
		{"build", "./internal/catalogue"},
		{"test", "-run", "^TestHashtag$", "./internal/programme"},
		{"test", "-run", "^TestSQLite$/^(every field comes back|the database refuses what the rules refuse)$", "./internal/store"},
	} {
		command := exec.CommandContext(t.Context(), "go", append([]string{args[0], "-overlay", overlay}, args[1:]...)...)
		command.Dir = root
		out, err := command.CombinedOutput()
		if err != nil || strings.Contains(string(out), "no tests to run") {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// apply makes the change of a block. Its lines that stay and those that go must stand in the file once, together.
func apply(t *testing.T, name, text string, b block) string {
	t.Helper()
	var before, after strings.Builder
	for line := range strings.Lines(b.text) {
		switch line[0] {
		case '+':
			after.WriteString(line[1:])
		case '-':
			before.WriteString(line[1:])
		default:
			before.WriteString(line[1:])
			after.WriteString(line[1:])
		}
	}
	if before.Len() == 0 && text == "" {
		return after.String()
	}
	if n := strings.Count(text, before.String()); n != 1 || before.Len() == 0 {
		t.Fatalf("CONTRIBUTING.md:%d: the lines that stay stand %d times in %s", b.line, n, name)
	}
	return strings.Replace(text, before.String(), after.String(), 1)
}

// write makes an overlay for the go command.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		original, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		replace[original] = filepath.Join(folder, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(replace[original], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	content, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(overlay, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return overlay
}
