package readme

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum"
)

// step is a command of a document, and what it shows.
type step struct {
	command string
	shows   string
	line    int
}

// steps reads the commands of a console block. A command goes on while a line ends in a backslash or a bar, or a quote is
// open.
func steps(b block) []step {
	var all []step
	more := false
	for i, line := range strings.Split(strings.TrimSuffix(b.text, "\n"), "\n") {
		command, begins := strings.CutPrefix(line, "$ ")
		switch {
		case more:
			all[len(all)-1].command += "\n" + line
		case begins:
			all = append(all, step{command: command, line: b.line + 1 + i})
		case len(all) > 0:
			all[len(all)-1].shows += line + "\n"
			continue
		default:
			continue
		}
		last := all[len(all)-1].command
		more = strings.HasSuffix(last, `\`) || strings.HasSuffix(last, "|") || strings.Count(last, "'")%2 == 1
	}
	return all
}

// Whoever does what a document tells, from its top to its end, sees what it shows.
func TestDocumentsShowWhatHappens(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	for _, name := range run {
		t.Run(name, func(t *testing.T) {
			d, s, done := read(t, name), begin(t), 0
			for i, b := range d.blocks {
				switch language, _, _ := strings.Cut(b.info, " "); language {
				case "console":
					for _, step := range steps(b) {
						done++
						if err := compare(step.shows, s.do(t, step.command)); err != nil {
							t.Errorf("%s:%d: %s\n%v", name, step.line, step.command, err)
						}
					}
				case "graphql":
					done++
					if err := s.operate(t, schema, b, d.blocks[i+1:]); err != nil {
						t.Errorf("%s:%d: %v", name, b.line, err)
					}
				}
			}
			if done == 0 {
				t.Errorf("%s has nothing to try", name)
			}
		})
	}
}

// asInstalled turns what a reader types in the source's folder into what somebody types who has the program.
func asInstalled(command string) string {
	return strings.ReplaceAll(command, "go run ./cmd/rostrum", "rostrum")
}

// Commands that are not run name programs of ours, and flags, targets and files of theirs.
func TestCommandsExist(t *testing.T) {
	targets, known := targets(t), commands(t)
	used := map[string]bool{}
	for _, d := range documents(t) {
		for _, b := range d.blocks {
			if b.info != "sh" && b.info != "console" {
				continue
			}
			text := strings.ReplaceAll(b.text, "\\\n", " ")
			for line := range strings.SplitSeq(text, "\n") {
				words := strings.Fields(inner(asInstalled(strings.TrimPrefix(line, "$ "))))
				where := fmt.Sprintf("%s:%d", d.name, b.line)
				switch {
				case len(words) < 2:
				case words[0] == "make" && !targets[words[1]]:
					t.Errorf("%s: the Makefile has no target %s", where, words[1])
				case words[0] == "node":
					if _, err := os.Stat(filepath.Join(root, words[1])); err != nil {
						t.Errorf("%s: %v", where, err)
					}
				case words[0] == "rostrum":
					command := words[1]
					if _, whole := known[command]; !whole && len(words) > 2 {
						command += " " + words[2]
					}
					help, exists := known[command]
					if !exists {
						t.Errorf("%s: rostrum has no command %s", where, command)
					}
					used[command] = true
					checkFlags(t, where, help, words[1:])
				}
			}
		}
	}
	if len(used) < 12 {
		t.Errorf("only %d commands are shown in the documents", len(used))
	}
}

// inner gives the command whose outcome a line keeps in a variable; else the line.
func inner(line string) string {
	if _, command, ok := strings.Cut(line, "=$("); ok {
		return strings.TrimSuffix(command, ")")
	}
	return line
}

var commandInHelp = regexp.MustCompile(`(?m)^  ([a-z][a-z-]*(?: [a-z][a-z-]*)?)`)

// commands gives the help of every command of the program, by its name.
func commands(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, m := range commandInHelp.FindAllStringSubmatch(shell(t, t.TempDir(), "rostrum --help"), -1) {
		all[m[1]] = help(t, m[1])
	}
	return all
}

func checkFlags(t *testing.T, where, help string, words []string) {
	t.Helper()
	for _, word := range words[1:] {
		if word == "|" || word == "&&" || word == ">" || word == "#" {
			return
		}
		flag, _, _ := strings.Cut(word, "=")
		if strings.HasPrefix(flag, "--") && !strings.Contains(help, flag+"=") && !strings.Contains(help, flag+" ") &&
			!strings.Contains(help, "--[no-]"+flag[2:]+" ") {
			t.Errorf("%s: rostrum %s has no flag %s", where, words[0], flag)
		}
	}
}
