package readme

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// session is a reader at work: a folder, a shell, and the servers that were started, by the address that the document
// gives.
type session struct {
	folder  string
	bash    *bash
	servers map[string]server
	mails   int // those of the demo's terminal that the reader has read
}

// usualAddress is where a document's demo listens.
const usualAddress = "127.0.0.1:8080"

// saidCode stands in a document for the code that the demo shows in its terminal last.
const saidCode = "12345678"

// begin gives a reader a folder with the source's files, as far as commands name them.
func begin(t *testing.T) *session {
	t.Helper()
	s := &session{folder: t.TempDir(), servers: map[string]server{}}
	internal, err := filepath.Abs(filepath.Join(root, "internal"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(internal, filepath.Join(s.folder, "internal")); err != nil {
		t.Fatal(err)
	}
	s.bash = openBash(t, s.folder)
	return s
}

// do carries out a command and gives what it shows, in the words of the document.
func (s *session) do(t *testing.T, command string) string {
	t.Helper()
	command = asInstalled(command)
	words := strings.Fields(command)
	if len(words) > 1 && words[0] == "rostrum" && (words[1] == "demo" || words[1] == "serve") {
		return s.start(t, words[1:])
	}
	if strings.Contains(command, usualAddress) {
		s.demo(t)
	}
	for said, real := range s.servers {
		command = strings.ReplaceAll(command, said, real.address)
	}
	if strings.Contains(command, saidCode) {
		command = strings.ReplaceAll(command, saidCode, s.code(t))
	}
	return s.asSaid(s.bash.run(t, command))
}

// demo gives the server at the usual address: a demo, where the document has started none.
func (s *session) demo(t *testing.T) server {
	t.Helper()
	if _, runs := s.servers[usualAddress]; !runs {
		s.start(t, []string{"demo", "--data", filepath.Join(s.folder, "demo")})
	}
	return s.servers[usualAddress]
}

var tokenOfRole = regexp.MustCompile(`(?m)^  (stakeholder|jury|facilitator|secretariat|auditor) +(\S+)$`)

// start starts a server at an address of its own. The tokens that a demo prints are variables of the shell from then on,
// by their roles.
func (s *session) start(t *testing.T, args []string) string {
	t.Helper()
	said := usualAddress
	if i := slices.Index(args, "--listen"); i >= 0 {
		said = args[i+1]
		args = slices.Delete(slices.Clone(args), i, i+2)
	}
	started := serve(t, s.folder, append(args, "--listen", "127.0.0.1:0"))
	s.servers[said] = started
	for _, m := range tokenOfRole.FindAllStringSubmatch(started.shown, -1) {
		s.bash.set(t, m[1], m[2])
	}
	return s.asSaid(started.shown)
}

func (s *session) asSaid(shown string) string {
	for _, said := range slices.Sorted(maps.Keys(s.servers)) {
		shown = strings.ReplaceAll(shown, s.servers[said].address, said)
	}
	return shown
}

var codeInMail = regexp.MustCompile(`(?m)^\d{8}$`)

// code gives the code of the newest mail in the demo's terminal, and waits for one that was not read yet.
func (s *session) code(t *testing.T) string {
	t.Helper()
	demo := s.demo(t)
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	timeout := time.After(patience)
	for {
		if codes := codeInMail.FindAllString(demo.terminal.String(), -1); len(codes) > s.mails {
			s.mails = len(codes)
			return codes[len(codes)-1]
		}
		select {
		case <-ticker.C:
		case <-timeout:
			t.Fatal("no code has come")
		}
	}
}

var variableInJSON = regexp.MustCompile(`^\$([a-z][A-Za-z0-9]*)$`)

// fill puts what variables of the shell hold, and the code of the newest mail, into a JSON value.
func (s *session) fill(t *testing.T, value any) any {
	t.Helper()
	switch value := value.(type) {
	case string:
		if m := variableInJSON.FindStringSubmatch(value); m != nil {
			return s.bash.value(t, m[1])
		}
		if value == saidCode {
			return s.code(t)
		}
	case []any:
		for i := range value {
			value[i] = s.fill(t, value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = s.fill(t, value[name])
		}
	}
	return value
}

// learn keeps in variables of the shell what a document names in an answer.
func (s *session) learn(t *testing.T, said, shown string) {
	t.Helper()
	var want, got any
	if json.Unmarshal([]byte(said), &want) != nil || json.Unmarshal([]byte(shown), &got) != nil {
		t.Fatalf("no JSON: %s", shown)
	}
	for name, value := range named(want, got) {
		s.bash.set(t, name, value)
	}
}

// named gives the strings of an answer that a document has names for, where the two agree.
func named(want, got any) map[string]string {
	names := map[string]string{}
	switch want := want.(type) {
	case string:
		if m := variableInJSON.FindStringSubmatch(want); m != nil {
			names[m[1]], _ = got.(string)
		}
	case []any:
		for i := range want {
			if list, _ := got.([]any); i < len(list) {
				maps.Copy(names, named(want[i], list[i]))
			}
		}
	case map[string]any:
		object, _ := got.(map[string]any)
		for name := range want {
			maps.Copy(names, named(want[name], object[name]))
		}
	}
	return names
}
