package readme

import (
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"rostrum/internal/facts"
	"rostrum/internal/intake"
	"rostrum/internal/limits"
)

// titles are the headings of the sections that the tests read, in the languages of the README.
var titles = map[string]struct{ limits, commands, configuration, holds string }{
	"README.md":    {"Limits", "Commands", "Configuration", "What it knows"},
	"README.fr.md": {"Limites", "Commandes", "Configuration", "Ce qu’il sait"},
}

func TestLimitsAreThoseOfTheServer(t *testing.T) {
	allowed := reflect.ValueOf(limits.Default)
	for name, title := range titles {
		said := map[string]int{}
		for _, row := range table(read(t, name).section(title.limits)) {
			said[strings.ToLower(strings.Join(code(row[0]), ""))] = number(t, row[1])
		}
		for i := range allowed.NumField() {
			field := allowed.Type().Field(i).Name
			if got, want := said[strings.ToLower(field)], int(allowed.Field(i).Int()); got != want {
				t.Errorf("%s: %s is %d, and the document says %d", name, field, want, got)
			}
		}
		if len(said) != allowed.NumField() {
			t.Errorf("%s: %d limits, there are %d", name, len(said), allowed.NumField())
		}
	}
}

// number reads a whole number, whatever parts its thousands.
func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == ',' {
			return -1
		}
		return r
	}, s))
	if err != nil {
		t.Error(err)
	}
	return n
}

var (
	flagInHelp     = regexp.MustCompile(`^ +(?:-\w, +)?--(?:\[no-\])?([a-z-]+)`)
	variableInHelp = regexp.MustCompile(`\(?\$(ROSTRUM_[A-Z_]+)\)`)
)

// variables gives the environment variable of every flag that any command knows.
func variables(t *testing.T) map[string]string {
	t.Helper()
	known := map[string]string{}
	for command := range commands(t) {
		flag := ""
		for line := range strings.SplitSeq(shell(t, t.TempDir(), "rostrum "+command+" --help"), "\n") {
			if m := flagInHelp.FindStringSubmatch(line); m != nil {
				flag = "--" + m[1]
			}
			if m := variableInHelp.FindStringSubmatch(line); m != nil {
				known[flag] = m[1]
			}
		}
	}
	return known
}

func TestConfigurationIsThatOfTheProgram(t *testing.T) {
	known, commands := variables(t), commands(t)
	for name, title := range titles {
		said := map[string]string{}
		for _, row := range table(read(t, name).section(title.configuration)) {
			said[code(row[0])[0]] = code(row[1])[0]
			for command, help := range commands {
				knows := strings.Contains(help, "($"+code(row[1])[0]+")")
				if group, _, _ := strings.Cut(command, " "); knows != (slices.Contains(code(row[2]), command) || slices.Contains(code(row[2]), group)) {
					t.Errorf("%s: rostrum %s knows %s: %v", name, command, row[0], knows)
				}
			}
		}
		if !maps.Equal(said, known) {
			t.Errorf("%s says %v, the program %v", name, said, known)
		}
	}
}

func TestCommandsAreThoseOfTheProgram(t *testing.T) {
	var known []string
	for command := range commands(t) {
		known = append(known, "rostrum "+command)
	}
	slices.Sort(known)
	for name, title := range titles {
		var said []string
		for _, row := range table(read(t, name).section(title.commands)) {
			said = append(said, code(row[0])...)
		}
		slices.Sort(said)
		if !slices.Equal(said, known) {
			t.Errorf("%s says %v, the program %v", name, said, known)
		}
	}
}

// The newest version in the changelog is that of the program.
func TestTheChangelogTellsOfThisVersion(t *testing.T) {
	for _, h := range read(t, "CHANGELOG.md").headings {
		if h.level != 2 {
			continue
		}
		number, _, _ := strings.Cut(h.text, ",")
		if shown := shell(t, t.TempDir(), "rostrum version"); !strings.HasPrefix(shown, "rostrum "+number) {
			t.Errorf("CHANGELOG.md tells of %s, the program is %s", number, shown)
		}
		return
	}
	t.Error("CHANGELOG.md tells of no version")
}

var variable = regexp.MustCompile(`ROSTRUM_[A-Z_]*[A-Z]`)

// ours are variables that belong to the tests of clients, not to the program.
var ours = []string{"ROSTRUM_BIN", "ROSTRUM_URL"}

func TestVariablesExist(t *testing.T) {
	known := slices.Concat(slices.Collect(maps.Values(variables(t))), ours)
	for _, d := range documents(t) {
		for _, name := range variable.FindAllString(d.text, -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s: nothing reads %s", d.name, name)
			}
		}
	}
}

func TestNumbersOfTheFactsAreRight(t *testing.T) {
	docs, err := facts.Documents(true)
	if err != nil {
		t.Fatal(err)
	}
	var want [][2]int
	for _, count := range counts {
		var real, sample int
		for _, doc := range docs {
			r, s := count(doc)
			real, sample = real+r, sample+s
		}
		want = append(want, [2]int{real, sample})
	}
	for name, title := range titles {
		rows := table(read(t, name).section(title.holds))
		if len(rows) != len(want) {
			t.Fatalf("%s: %d rows, want %d", name, len(rows), len(want))
		}
		for i, row := range rows {
			got := [2]int{number(t, row[1]), 0}
			if row[2] != "–" {
				got[1] = number(t, row[2])
			}
			if got != want[i] {
				t.Errorf("%s: %s: %v, there are %v", name, row[0], got, want[i])
			}
		}
	}
}

// counts give how many there are of what the table names, real ones and samples, row by row.
var counts = []func(intake.Document) (real, sample int){
	func(d intake.Document) (int, int) { return len(d.Forums), 0 },
	func(d intake.Document) (int, int) { return split(d.Sessions, "IsSample") },
	func(d intake.Document) (int, int) { return split(d.Stakeholders, "IsSample") },
	func(d intake.Document) (int, int) { return split(d.People, "IsSample") },
	func(d intake.Document) (int, int) { return split(d.Projects, "IsSample") },
	func(d intake.Document) (int, int) { return len(d.ActionLines), 0 },
	func(d intake.Document) (int, int) { return len(d.Goals), 0 },
	func(d intake.Document) (targets, none int) {
		for _, goal := range d.Goals {
			targets += len(goal.Value.Targets)
		}
		return targets, 0
	},
	func(d intake.Document) (int, int) { return len(d.Countries), 0 },
}

func split[T any](rows []intake.Record[T], field string) (real, sample int) {
	for _, row := range rows {
		if reflect.ValueOf(row.Value).FieldByName(field).Bool() {
			sample++
		} else {
			real++
		}
	}
	return real, sample
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	all := documents(t)
	anchors := map[string][]string{}
	for _, d := range all {
		for _, h := range d.headings {
			anchors[d.name] = append(anchors[d.name], anchor(h.text))
		}
	}
	for _, d := range all {
		for _, m := range link.FindAllStringSubmatch(d.prose, -1) {
			target, err := url.Parse(m[1])
			if err != nil || target.Scheme != "" {
				continue // another site; nothing is asked of the network
			}
			to := d.name
			if target.Path != "" {
				to = path.Join(path.Dir(d.name), target.Path)
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(to))); err != nil {
				t.Errorf("%s: %s does not exist", d.name, m[1])
				continue
			}
			if target.Fragment != "" && !slices.Contains(anchors[to], target.Fragment) {
				t.Errorf("%s: %s has no heading #%s", d.name, to, target.Fragment)
			}
		}
	}
}

// anchor gives the name by which a heading is linked to.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// file is what looks like a path of the project between backticks.
var file = regexp.MustCompile(`^(?:cmd|graph|internal|docs|clients|scripts|\.ci)/[\w./-]*$`)

func TestFilesExist(t *testing.T) {
	for _, d := range documents(t) {
		for _, word := range code(d.prose) {
			if !file.MatchString(word) || word == "internal/x" { // which stands for any
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(word))); err != nil {
				t.Errorf("%s: %s does not exist", d.name, word)
			}
		}
	}
}

var target = regexp.MustCompile(`(?m)^([a-z][a-z-]*):`)

// targets gives the names that make knows.
func targets(t *testing.T) map[string]bool {
	t.Helper()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, m := range target.FindAllStringSubmatch(string(makefile), -1) {
		known[m[1]] = true
	}
	return known
}
