package architecture

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// levels reads the rooms of the house and the level of each from docs/ARCHITECTURE.md.
func levels(t *testing.T) map[string]int {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(root, "docs", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)\n```imports\n(.*?)\n```\n").FindSubmatch(page)
	if block == nil {
		t.Fatal("docs/ARCHITECTURE.md has no block of imports")
	}
	table := map[string]int{}
	for level, line := range strings.Split(string(block[1]), "\n") {
		for _, room := range strings.Fields(line) {
			if _, twice := table[room]; twice {
				t.Errorf("docs/ARCHITECTURE.md: %s is on two levels", room)
			}
			table[room] = level
		}
	}
	return table
}

// roomOf gives the room of an import path; not ok for what is not of the project.
func roomOf(importPath string) (string, bool) {
	if importPath == module {
		return module, true
	}
	inside, ok := strings.CutPrefix(importPath, module+"/")
	return roomIn(inside), ok
}

func TestEveryRoomIsOnThePage(t *testing.T) {
	table := levels(t)
	there := map[string]bool{}
	for _, f := range source(t) {
		if !f.test {
			there[f.room] = true
		}
	}
	for room := range there {
		if _, ok := table[room]; !ok {
			t.Errorf("%s is on no level of docs/ARCHITECTURE.md: write it into the block of imports, and say there what it is for", room)
		}
	}
	for room := range table {
		if !there[room] {
			t.Errorf("docs/ARCHITECTURE.md has the room %s, but the house does not", room)
		}
	}
}

// A room imports only rooms of earlier levels, so that the house can be read from the bottom up. Tests may look
// anywhere.
func TestImportsRunOneWay(t *testing.T) {
	table := levels(t)
	for _, f := range source(t) {
		level, known := table[f.room]
		if f.test || !known { // see TestEveryRoomIsOnThePage
			continue
		}
		for _, p := range f.imports() {
			room, ours := roomOf(p)
			if ours && table[room] >= level {
				t.Errorf("%s: %s may not import %s, which is not on an earlier level", f.path, f.room, room)
			}
		}
	}
}

// walls say which rooms alone may import something, or which may not.
var walls = []struct {
	path  string   // an import path, and all below it
	only  []string // the rooms that may import it; a star at the end stands for all below
	never []string // where only is empty: the rooms that may not
}{
	{path: "github.com/uptrace/bun", only: []string{"store*"}},
	{path: "modernc.org/sqlite", only: []string{"store*"}},
	{path: "github.com/jackc/pgx", only: []string{"store*", "pgtest"}},
	{path: "database/sql", only: []string{"store*", "pgtest"}},
	{path: "github.com/99designs/gqlgen", only: []string{"graph*", "httpd"}},
	{path: "github.com/wneessen/go-mail", only: []string{"mail"}},
	{path: "github.com/alecthomas/kong", only: []string{"cmd/rostrum"}},
	{path: "net/http", only: []string{"httpd", "explorer", "certificate", "server", "server/servertest", "cmd/rostrum"}},
	{path: module + "/internal/store", never: []string{"graph*", "httpd"}},
	{path: "context", never: pure},
	{path: "os", never: pure},
	{path: "math/rand", never: pure},
	{path: "crypto/rand", never: pure},
}

// pure are the rooms of values and rules: what they give depends on nothing but what they are given.
var pure = []string{"fault", "changelog", "scalar", "text", "taxonomy", "auth", "people", "programme", "prize", "search", "entry", "jury", "scrutiny", "checklist"}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	for _, f := range source(t) {
		if f.test {
			continue
		}
		for _, p := range f.imports() {
			for _, w := range walls {
				if p != w.path && !strings.HasPrefix(p, w.path+"/") {
					continue
				}
				if len(w.only) > 0 && !among(w.only, f.room) || among(w.never, f.room) {
					t.Errorf("%s: %s may not import %s", f.path, f.room, p)
				}
			}
		}
	}
}

// A pure room does not look at the clock either.
func TestPureRoomsHaveNoClock(t *testing.T) {
	for _, f := range source(t) {
		if f.test || !among(pure, f.room) {
			continue
		}
		for _, name := range []string{"Now", "Since", "Until", "After", "NewTimer", "NewTicker"} {
			for _, n := range f.calls("time", name) {
				t.Errorf("%s: time.%s in a room of rules; take the time as an argument", f.at(n), name)
			}
		}
	}
}

func among(rooms []string, room string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool {
		above, star := strings.CutSuffix(r, "*")
		return room == above || star && strings.HasPrefix(room, above+"/")
	})
}
