package architecture

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

const (
	maxFile     = 400 // lines
	maxFunction = 60
)

func TestOnlyCommandsExit(t *testing.T) {
	for _, f := range written(t) {
		if strings.HasPrefix(f.room, "cmd/") || f.test {
			continue // TestMain exits, too
		}
		for _, n := range slices.Concat(f.calls("os", "Exit"), f.calls("log", "Fatal"), f.calls("log", "Fatalf")) {
			t.Errorf("%s: only a command may end the program; return an error", f.at(n))
		}
	}
}

func TestNothingRunsAtInit(t *testing.T) {
	for _, f := range written(t) {
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: an init function; do it where it is asked for", f.at(fn))
			}
		}
	}
}

func TestTestsDoNotSleep(t *testing.T) {
	for _, f := range written(t) {
		if !f.test {
			continue
		}
		for _, n := range f.calls("time", "Sleep") {
			t.Errorf("%s: a test that sleeps is slow or flaky; wait for what it waits for", f.at(n))
		}
	}
}

func TestFilesAndFunctionsFitTheEye(t *testing.T) {
	for _, f := range written(t) {
		if f.test {
			continue
		}
		if f.lines > maxFile {
			t.Errorf("%s has %d lines, %d are allowed: it holds more than one idea", f.path, f.lines, maxFile)
		}
		for _, d := range f.tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1; n > maxFunction {
				t.Errorf("%s: %s has %d lines, %d are allowed", f.at(fn), fn.Name.Name, n, maxFunction)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]bool{}
	for _, f := range written(t) {
		comment := f.tree.Doc.Text()
		begins := "Package " + f.tree.Name.Name + " "
		if f.tree.Name.Name == "main" {
			begins = "Command "
		}
		said[f.room] = said[f.room] || strings.HasPrefix(comment, begins)
	}
	for room, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", room)
		}
	}
}

// wellKnown are methods whose meaning is that of an interface that everybody knows.
var wellKnown = []string{
	"Error", "String", "Unwrap", "Is", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "MarshalGQL", "UnmarshalGQL",
	"Scan", "Value", "ServeHTTP", "Len", "Less", "Swap",
}

func TestWhatIsExportedIsExplained(t *testing.T) {
	for _, f := range written(t) {
		if f.test {
			continue
		}
		for _, d := range f.tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && onExported(d) && !(d.Recv != nil && slices.Contains(wellKnown, d.Name.Name)) {
					t.Errorf("%s: %s has no comment", f.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if name, ok := unexplained(d, spec); ok {
						t.Errorf("%s: %s has no comment", f.at(spec), name)
					}
				}
			}
		}
	}
}

// onExported tells whether a function is none of a type that is hidden.
func onExported(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	of := fn.Recv.List[0].Type
	for {
		switch x := of.(type) {
		case *ast.StarExpr:
			of = x.X
		case *ast.IndexExpr:
			of = x.X
		case *ast.IndexListExpr:
			of = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

// unexplained gives the name of something exported that has no comment: its own, one behind it, or its group's.
func unexplained(group *ast.GenDecl, spec ast.Spec) (string, bool) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return s.Name.Name, s.Name.IsExported() && s.Doc == nil && group.Doc == nil && s.Comment == nil
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if name.IsExported() && s.Doc == nil && group.Doc == nil && s.Comment == nil {
				return name.Name, true
			}
		}
	}
	return "", false
}
