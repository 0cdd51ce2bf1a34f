package architecture

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goMod is what we need of `go mod edit -json`.
type goMod struct {
	Require []struct {
		Path, Version string
		Indirect      bool
	}
	Tool []struct{ Path string }
}

// dependencies gives the modules that the project's own code and tools use, with their versions.
func dependencies(t *testing.T) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "mod", "edit", "-json", filepath.Join(root, "go.mod")).Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod goMod
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	var used []string
	for _, f := range source(t) {
		used = append(used, f.imports()...)
	}
	for _, tool := range mod.Tool {
		used = append(used, tool.Path)
	}
	direct := map[string]string{}
	for _, p := range used {
		longest, version := "", ""
		for _, r := range mod.Require {
			if (p == r.Path || strings.HasPrefix(p, r.Path+"/")) && len(r.Path) > len(longest) {
				longest, version = r.Path, r.Version
			}
		}
		if longest != "" {
			direct[longest] = version
		}
	}
	return direct
}

func TestEveryDependencyHasItsRow(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	direct := dependencies(t)
	rows := map[string]int{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^` ]+) (v[^` ]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		name, version := m[1], m[2]
		rows[name]++
		switch {
		case direct[name] == "":
			t.Errorf("docs/dependencies.md has a row for %s, which nothing of ours imports", name)
		case direct[name] != version:
			t.Errorf("docs/dependencies.md says %s %s, go.mod %s", name, version, direct[name])
		}
	}
	for name := range direct {
		if rows[name] != 1 {
			t.Errorf("%s has %d rows in docs/dependencies.md, it should have one: why it is here, its size, who keeps it, how we would leave it",
				name, rows[name])
		}
	}
}
