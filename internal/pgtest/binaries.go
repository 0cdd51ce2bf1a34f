package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

var errMissing = errors.New("PostgreSQL 15 or newer is not installed: apt-get install postgresql, or brew install postgresql; or set PGBIN to its folder of programs")

// findBinaries gives the folder that holds initdb and postgres: $PGBIN, else that of the PATH, of pg_config, or of the
// usual places, the newest version first.
func findBinaries() (string, error) {
	var folders []string
	if set := os.Getenv("PGBIN"); set != "" {
		folders = append(folders, set)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
		"/usr/local/pgsql/bin", "/Library/PostgreSQL/*/bin",
	} {
		found, _ := filepath.Glob(pattern) // the patterns are well-formed
		slices.Sort(found)
		slices.Reverse(found)
		folders = append(folders, found...)
	}
	return pick(folders)
}

// pick gives the first folder that holds the programs.
func pick(folders []string) (string, error) {
	for _, folder := range folders {
		if isProgram(filepath.Join(folder, "initdb")) && isProgram(filepath.Join(folder, "postgres")) {
			return folder, nil
		}
	}
	return "", errMissing
}

func isProgram(path string) bool {
	file, err := os.Stat(path)
	return err == nil && !file.IsDir() && file.Mode()&0o111 != 0
}
