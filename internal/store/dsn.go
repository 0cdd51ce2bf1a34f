package store

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"rostrum/internal/fault"
)

// parseDSN gives the engine for a database's name. It reads the file system, but opens nothing. No fault repeats the
// name, which may hold a password.
func parseDSN(dsn string) (engine, error) {
	scheme, rest, _ := strings.Cut(dsn, ":")
	switch scheme {
	case "sqlite":
		return parsePath(rest)
	case "postgres", "postgresql":
		config, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, fault.Wrap(fault.BadUserInput, err, "database: not a PostgreSQL address like postgres://user@host/name")
		}
		return &postgresEngine{config: config}, nil
	}
	return nil, fault.BadInput("database", "must begin with sqlite: or postgres://")
}

func parsePath(path string) (engine, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") || strings.ContainsRune(path, 0) {
		return nil, fault.BadInput("database", "sqlite: must be followed by the path of a file")
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.Wrap(fault.BadUserInput, err, "database: the path cannot be resolved")
	}
	folder, err := os.Stat(filepath.Dir(absolute))
	if err != nil || !folder.IsDir() {
		return nil, fault.BadInput("database", "the folder of the file does not exist")
	}
	if file, err := os.Stat(absolute); err == nil && file.IsDir() {
		return nil, fault.BadInput("database", "the path is a folder, not a file")
	}
	return &sqliteEngine{path: absolute}, nil
}
