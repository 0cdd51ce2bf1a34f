// Package readme holds no code, only tests: they do what the project's documents tell their readers to do, and fail where
// the outcome is another.
//
// What a fence promises:
//
//	console            commands behind "$ ", run one after the other, and what they show; … stands for what is left out,
//	                   12345678 for the code that the demo shows in its terminal
//	sh                 commands that are not run: the programs, flags, targets and files that they name must exist
//	graphql            an operation that gives data without errors, for the demo; "graphql refused" is one that gives
//	                   errors; "graphql as NAME" goes with the token in the variable NAME, or that of a role of the demo
//	json variables     the variables of the operation before it; "$name" stands for what an answer before gave that name
//	json answer        the answer to the operation before it; "$name" is kept, and is a variable for commands too
//
// What stands in a document is done from its top to its end, by one reader in one shell.
package readme

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the top of the project, as seen from this folder.
const root = "../.."

// run are the documents whose commands and operations are run.
var run = []string{
	"README.md", "README.fr.md", "docs/guides/clients.md", "docs/guides/voting.md", "docs/guides/officers.md", "docs/guides/jurors.md",
	"docs/guides/entrants.md", "docs/guides/operators.md",
}

// document is a Markdown file, taken apart as far as the tests need it.
type document struct {
	name     string // from the top, with slashes
	text     string
	prose    string // without its blocks
	blocks   []block
	headings []heading
}

// block is what stands between two fences.
type block struct {
	info string // the words behind the opening fence
	text string
	line int // of the opening fence
}

type heading struct {
	level int
	text  string
}

// read takes a document apart.
func read(t *testing.T, name string) document {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return parse(name, string(content))
}

func parse(name, content string) document {
	d := document{name: name, text: content}
	var prose strings.Builder
	var open *block
	for i, line := range strings.Split(content, "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open == nil:
			open = &block{info: strings.TrimSpace(info), line: i + 1}
		case fence:
			d.blocks = append(d.blocks, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		default:
			prose.WriteString(line + "\n")
			if marks := strings.IndexFunc(line, func(r rune) bool { return r != '#' }); marks > 0 && line[marks] == ' ' {
				d.headings = append(d.headings, heading{marks, strings.TrimSpace(line[marks:])})
			}
		}
	}
	d.prose = prose.String()
	return d
}

// documents lists every Markdown file of the project.
func documents(t *testing.T) []document {
	t.Helper()
	var all []document
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !d.IsDir() && path.Ext(name) == ".md" {
			all = append(all, read(t, name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range run {
		if !slices.ContainsFunc(all, func(d document) bool { return d.name == name }) {
			t.Fatalf("%s was not found", name)
		}
	}
	return all
}

// section gives the prose below a heading, up to the next of its level or above.
func (d document) section(title string) string {
	_, below, found := strings.Cut("\n"+d.prose, "\n## "+title+"\n")
	if !found {
		return ""
	}
	section, _, _ := strings.Cut(below, "\n## ")
	return section
}

// table gives the cells of the rows of the first table in a text, without its head.
func table(text string) [][]string {
	var rows [][]string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "|") {
			if len(rows) > 0 {
				break
			}
			continue
		}
		cells := strings.Split(strings.Trim(strings.ReplaceAll(line, `\|`, "\x00"), "|"), "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, "\x00", "|"))
		}
		rows = append(rows, cells)
	}
	if len(rows) < 3 {
		return nil
	}
	return rows[2:]
}

var quoted = regexp.MustCompile("`([^`]*)`")

// code gives the words of a text that stand between backticks.
func code(text string) []string {
	var words []string
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		words = append(words, m[1])
	}
	return words
}
