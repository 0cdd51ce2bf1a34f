// Package architecture holds no code, only tests: they read the source of the whole project and fail where it leaves
// the habits that docs/ARCHITECTURE.md and CONTRIBUTING.md describe.
package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the top of the project, as seen from this folder.
const root = "../.."

// module is the path of the project's module.
const module = "rostrum"

// file is a parsed file of the project.
type file struct {
	path      string // from the top, with slashes
	room      string // see roomIn
	test      bool   // a _test.go file
	generated bool
	lines     int
	set       *token.FileSet
	tree      *ast.File
}

// roomIn names the room in a folder: its path without internal/ in front; the top is called as the module is.
func roomIn(folder string) string {
	if folder == "." {
		return module
	}
	return strings.TrimPrefix(folder, "internal/")
}

// source gives every Go file of the project, parsed once for all tests.
func source(t *testing.T) []file {
	t.Helper()
	files, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("%d files were found, which cannot be all", len(files))
	}
	return files
}

var parsed = sync.OnceValues(func() (files []file, err error) {
	top := os.DirFS(root)
	err = fs.WalkDir(top, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.ContainsAny(d.Name()[:1], "._") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(top, name)
		if err != nil {
			return err
		}
		f, err := parse(name, text)
		files = append(files, f)
		return err
	})
	return files, err
})

// parse parses a file; of what is generated, which is long, the imports only.
func parse(name string, text []byte) (file, error) {
	f := file{
		path:  name,
		room:  roomIn(path.Dir(name)),
		test:  strings.HasSuffix(name, "_test.go"),
		lines: strings.Count(string(text), "\n"),
		set:   token.NewFileSet(),
	}
	var err error
	f.tree, err = parser.ParseFile(f.set, filepath.FromSlash(name), text, parser.ParseComments|parser.ImportsOnly)
	if err != nil {
		return f, err
	}
	if f.generated = ast.IsGenerated(f.tree); f.generated {
		return f, nil
	}
	f.tree, err = parser.ParseFile(f.set, filepath.FromSlash(name), text, parser.ParseComments|parser.SkipObjectResolution)
	return f, err
}

// written gives the files that people write.
func written(t *testing.T) []file {
	t.Helper()
	var files []file
	for _, f := range source(t) {
		if !f.generated {
			files = append(files, f)
		}
	}
	return files
}

// imports lists what a file imports.
func (f file) imports() []string {
	paths := make([]string, len(f.tree.Imports))
	for i, spec := range f.tree.Imports {
		paths[i], _ = strconv.Unquote(spec.Path.Value)
	}
	return paths
}

// at tells where something stands, for messages.
func (f file) at(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.set.Position(n.Pos()).Line)
}

// calls gives every place of the file that names something of a package of the standard library, as os.Exit.
func (f file) calls(importPath, name string) []ast.Node {
	local := ""
	for _, spec := range f.tree.Imports {
		if p, _ := strconv.Unquote(spec.Path.Value); p == importPath {
			local = path.Base(importPath)
			if spec.Name != nil {
				local = spec.Name.Name
			}
		}
	}
	if local == "" {
		return nil
	}
	var found []ast.Node
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == name {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == local {
				found = append(found, n)
			}
		}
		return true
	})
	return found
}
