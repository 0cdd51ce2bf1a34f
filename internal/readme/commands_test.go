package readme

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// step is a command of a document, and what it shows.
type step struct {
	command string
	shows   string
	line    int
}

// steps reads the commands of a console block. A command goes on while a line ends in a backslash or a quote is open.
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
		more = strings.HasSuffix(last, `\`) || strings.Count(last, "'")%2 == 1
	}
	return all
}

// session is a reader at work: a folder, and the servers that were started, by the address that the document gives.
type session struct {
	folder  string
	servers map[string]string
}

const usualAddress = "127.0.0.1:8080"

func TestCommandsShowWhatTheDocumentsSay(t *testing.T) {
	for _, name := range run {
		t.Run(name, func(t *testing.T) {
			d := read(t, name)
			s := &session{folder: t.TempDir(), servers: map[string]string{}}
			done := 0
			for _, b := range d.blocks {
				if b.info != "console" {
					continue
				}
				for _, step := range steps(b) {
					done++
					shown := s.do(t, step.command)
					if err := compare(step.shows, shown); err != nil {
						t.Errorf("%s:%d: %s\n%v", name, step.line, step.command, err)
					}
				}
			}
			if done == 0 {
				t.Errorf("%s has no command to try", name)
			}
		})
	}
}

// do carries out a command and gives what it shows, in the words of the document.
func (s *session) do(t *testing.T, command string) string {
	t.Helper()
	command = asInstalled(command)
	words := strings.Fields(command)
	if len(words) > 1 && words[0] == "rostrum" && (words[1] == "demo" || words[1] == "serve") {
		return s.start(t, words[1:])
	}
	if strings.Contains(command, usualAddress) && s.servers[usualAddress] == "" {
		s.start(t, []string{"demo", "--data", filepath.Join(s.folder, "demo")})
	}
	for said, real := range s.servers {
		command = strings.ReplaceAll(command, said, real)
	}
	return s.asSaid(shell(t, s.folder, command))
}

// start starts a server at an address of its own.
func (s *session) start(t *testing.T, args []string) string {
	t.Helper()
	said := usualAddress
	if i := slices.Index(args, "--listen"); i >= 0 {
		said = args[i+1]
		args = slices.Delete(slices.Clone(args), i, i+2)
	}
	server := serve(t, s.folder, append(args, "--listen", "127.0.0.1:0"))
	s.servers[said] = server.address
	return s.asSaid(server.shown)
}

func (s *session) asSaid(shown string) string {
	for _, said := range slices.Sorted(maps.Keys(s.servers)) {
		shown = strings.ReplaceAll(shown, s.servers[said], said)
	}
	return shown
}

// asInstalled turns what a reader types in the source's folder into what somebody types who has the program.
func asInstalled(command string) string {
	return strings.ReplaceAll(command, "go run ./cmd/rostrum", "rostrum")
}

// Commands that are not run name programs of ours, and flags, targets and files of theirs.
func TestCommandsExist(t *testing.T) {
	targets := targets(t)
	helps := map[string]string{}
	for _, d := range documents(t) {
		for _, b := range d.blocks {
			if b.info != "sh" && b.info != "console" {
				continue
			}
			text := strings.ReplaceAll(b.text, "\\\n", " ")
			for line := range strings.SplitSeq(text, "\n") {
				words := strings.Fields(asInstalled(strings.TrimPrefix(line, "$ ")))
				where := fmt.Sprintf("%s:%d", d.name, b.line)
				switch {
				case len(words) > 1 && words[0] == "make":
					if !targets[words[1]] {
						t.Errorf("%s: the Makefile has no target %s", where, words[1])
					}
				case len(words) > 1 && words[0] == "rostrum":
					if _, known := helps[words[1]]; !known {
						helps[words[1]] = help(t, words[1])
					}
					checkFlags(t, where, helps[words[1]], words[1:])
				}
			}
		}
	}
	if len(helps) < 4 {
		t.Errorf("only %d commands are shown in the documents", len(helps))
	}
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
