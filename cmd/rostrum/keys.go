package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

// place are the flags that name a database and the keys that belong to it.
type place struct {
	Database string `placeholder:"DSN" xor:"place" help:"sqlite:PATH or postgres://…"`
	Data     string `placeholder:"DIR" type:"path" xor:"place" help:"The folder of a demo, instead of --database."`
	Keys     string `placeholder:"DIR" type:"path" help:"The folder of the keys; beside an SQLite database where none is given."`
}

// dsn names the database.
func (p place) dsn() (string, error) {
	switch {
	case p.Data != "":
		return store.SQLite + ":" + filepath.Join(p.Data, "rostrum.db"), nil
	case p.Database != "":
		return p.Database, nil
	}
	return "", fault.New(fault.BadUserInput, "--database or --data: give one of them")
}

// keysFolder names the folder of the keys: the one that is given, else one beside the database. A server over PostgreSQL
// has to be given one, so that every replica has the same.
func keysFolder(given, dsn, data string) (string, error) {
	if given != "" {
		return given, nil
	}
	if data != "" {
		return filepath.Join(data, "keys"), nil
	}
	if path, ok := strings.CutPrefix(dsn, store.SQLite+":"); ok {
		return path + ".keys", nil
	}
	return "", fault.New(fault.BadUserInput, "--keys: name the folder of the keys, which all servers over this database share")
}

func (p place) openKeys() (*token.Keys, error) {
	folder, err := keysFolder(p.Keys, p.Database, p.Data)
	if err != nil {
		return nil, err
	}
	return token.OpenKeys(folder)
}

type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"List the keys that sign access tokens."`
	New    keysNewCommand    `cmd:"" help:"Make a key. It signs once it has been published for a minute; the others stay good."`
	Retire keysRetireCommand `cmd:"" help:"Retire a key at once: access tokens that it signed are refused."`
}

type keysListCommand struct{ place }

// Run lists the keys, the oldest first.
func (c *keysListCommand) Run(s *streams) error {
	keys, err := c.openKeys()
	if err != nil {
		return err
	}
	all, err := keys.List()
	if err != nil {
		return err
	}
	for _, key := range all {
		state := "in use"
		if !key.Retired.IsZero() {
			state = "retired " + key.Retired.Format(time.RFC3339)
		}
		fmt.Fprintf(s.out, "%s  made %s  %s\n", key.ID, key.Created.Format(time.RFC3339), state)
	}
	return nil
}

type keysNewCommand struct{ place }

// Run makes a key.
func (c *keysNewCommand) Run(s *streams) error {
	keys, err := c.openKeys()
	if err != nil {
		return err
	}
	key, err := keys.New()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Made the key %s. Running servers publish it within a second and sign with it in %v.\n", key.ID, token.Overlap)
	return nil
}

type keysRetireCommand struct {
	place
	Key string `arg:"" help:"The key, as list shows it."`
}

// Run retires a key.
func (c *keysRetireCommand) Run(s *streams) error {
	keys, err := c.openKeys()
	if err != nil {
		return err
	}
	if err := keys.Retire(c.Key); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Retired the key %s. Whoever holds a token of it gets a new one by its refresh token.\n", c.Key)
	return nil
}
