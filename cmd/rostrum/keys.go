package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/server"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

// place are the flags that name a database and the keys that belong to it.
type place struct {
	Database string `placeholder:"DSN" xor:"place" help:"sqlite:PATH or postgres://…"`
	Data     string `placeholder:"DIR" type:"path" xor:"place" help:"The folder of a demo, instead of --database."`
	Keys     string `placeholder:"DIR" type:"path" help:"The folder of the keys; beside an SQLite database where none is given."`
}

// openStore opens the database, which must be there, at this program's version.
func (p place) openStore(s *streams) (*store.Store, error) {
	dsn, err := p.dsn()
	if err != nil {
		return nil, err
	}
	st, err := store.Open(s.ctx, dsn, store.Existing())
	if err != nil {
		return nil, err
	}
	if err := needCurrent(s.ctx, st); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
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

func (p place) folder() (string, error) { return keysFolder(p.Keys, p.Database, p.Data) }

// readKeys opens keys that must be there: a folder with its name mistyped is not to become another one.
func (p place) readKeys() (*token.Keys, error) {
	folder, err := p.folder()
	if err != nil {
		return nil, err
	}
	return token.ReadKeys(folder)
}

type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"List the keys that sign access tokens, and what each is good for."`
	New    keysNewCommand    `cmd:"" help:"Make a key. It signs once it has been published for a minute; the others stay good."`
	Retire keysRetireCommand `cmd:"" help:"Let a key end: it signs no more, and nobody notices. With --now, refuse its tokens at once."`
	Adopt  keysAdoptCommand  `cmd:"" help:"Take the keys in the folder for a database that has lost its own. Whoever deleted an account can then vote again."`
}

type keysListCommand struct{ place }

// Run lists the keys, the oldest first.
func (c *keysListCommand) Run(s *streams) error {
	keys, err := c.readKeys()
	if err != nil {
		return err
	}
	all, err := keys.List()
	if err != nil {
		return err
	}
	for _, key := range all {
		fmt.Fprintf(s.out, "%s  made %s  %s\n", key.ID, seconds(key.Created), use(key))
	}
	return nil
}

// use says what a key is good for.
func use(key token.Key) string {
	switch {
	case key.State == token.Signing:
		return "signs"
	case key.State == token.Next:
		return "signs from " + seconds(key.Created.Add(token.Overlap))
	case key.State == token.Gone:
		return "refused since " + seconds(key.Refused)
	case key.Refused.IsZero():
		return "signs no more; its tokens are taken until it is retired"
	}
	return "signs no more; its tokens are taken until " + seconds(key.Refused)
}

func seconds(at time.Time) string { return at.UTC().Format(time.RFC3339) }

type keysNewCommand struct{ place }

// Run makes a key; the first one, where there is none.
func (c *keysNewCommand) Run(s *streams) error {
	keys, err := c.readKeys()
	if fault.Of(err) == fault.NotFound {
		return c.first(s)
	}
	if err != nil {
		return err
	}
	key, err := keys.New()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Made the key %s. Running servers publish it within a second and sign with it after %.0f seconds.\n", key.ID, token.Overlap.Seconds())
	return nil
}

func (c *keysNewCommand) first(s *streams) error {
	folder, err := c.folder()
	if err != nil {
		return err
	}
	keys, err := token.OpenKeys(folder)
	if err != nil {
		return err
	}
	all, err := keys.List()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Made the folder %s with a first key %s.\n", folder, all[0].ID)
	return nil
}

type keysRetireCommand struct {
	place
	Now bool   `help:"Refuse the tokens of the key at once: for a key in wrong hands."`
	Key string `arg:"" help:"The key, as list shows it."`
}

// Run retires a key.
func (c *keysRetireCommand) Run(s *streams) error {
	keys, err := c.readKeys()
	if err != nil {
		return err
	}
	if c.Now {
		if _, err := keys.RetireNow(c.Key); err != nil {
			return err
		}
		fmt.Fprintf(s.out, "The key %s is refused within a second. Whoever holds a token of it gets a new one by its refresh token.\n", c.Key)
		return nil
	}
	key, err := keys.Retire(c.Key)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Retired the key %s. It signs no more once another one does; its tokens are taken until %s.\n", key.ID, seconds(key.Refused))
	return nil
}

type keysAdoptCommand struct{ place }

// Run binds a database to the keys in a folder.
func (c *keysAdoptCommand) Run(s *streams) error {
	folder, err := c.folder()
	if err != nil {
		return err
	}
	st, err := c.openStore(s)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := server.AdoptKeys(s.ctx, st, folder); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "The keys in %s are those of the database from now on. Restart its servers; where the keys are new, everybody signs in again.\n", folder)
	return nil
}
