package main

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"rostrum"
	"rostrum/internal/account"
	"rostrum/internal/fault"
	"rostrum/internal/limits"
	"rostrum/internal/mail"
	"rostrum/internal/server"
	"rostrum/internal/store"
)

// settings are the flags that serve and doctor share.
type settings struct {
	Listen         string   `default:"127.0.0.1:8080" placeholder:"ADDR" help:"The address to listen on (${default})."`
	Database       string   `required:"" placeholder:"DSN" help:"sqlite:PATH or postgres://…"`
	PublicURL      string   `name:"public-url" placeholder:"URL" help:"The address under which clients reach the server."`
	AllowOrigin    []string `placeholder:"ORIGIN" help:"An origin that browsers may call from; any where none is given. May be repeated."`
	TrustedProxies []string `placeholder:"CIDR" help:"Networks of proxies whose X-Forwarded-For is believed."`
	Keys           string   `placeholder:"DIR" type:"path" help:"The folder of the keys, shared by all servers over the database; beside an SQLite database where none is given."`
	SMTP           string   `name:"smtp" placeholder:"URL" help:"The mail server, as smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS or smtps://…; without one no mail is sent."`

	RegistrationClosed bool `help:"Make no new accounts: only who has one signs in."`
	SingleOfficer      bool `help:"Let one officer give the roles that take two, for a forum that has only one."`
}

type serveCommand struct {
	settings
	Migrate   bool   `default:"true" negatable:"" help:"Bring the database to this program's version first (--no-migrate, --migrate=false)."`
	Rehearsal string `placeholder:"INSTANT" help:"Rehearse: forum time starts at this instant. A new database only; the API says so."`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(s *streams) error {
	proxies, err := c.proxies()
	if err != nil {
		return err
	}
	post, err := c.mail()
	if err != nil {
		return err
	}
	st, err := store.Open(s.ctx, c.Database, store.WithLogger(s.log))
	if err != nil {
		return err
	}
	defer st.Close()
	folder, err := keysFolder(c.Keys, c.Database, "")
	if err != nil {
		return err
	}
	if err := c.prepare(s.ctx, st); err != nil {
		return err
	}
	keys, err := openKeys(s, st, folder)
	if err != nil {
		return err
	}
	replica, err := server.Open(s.ctx, st, server.Config{
		SDL: rostrum.Schema, Limits: limits.Default, Log: s.log, PublicURL: c.PublicURL, AllowOrigins: c.AllowOrigin, TrustedProxies: proxies,
		Keys: keys, Mail: post,
		Accounts: account.Settings{RegistrationClosed: c.RegistrationClosed, SingleOfficer: c.SingleOfficer},
	})
	if err != nil {
		return err
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	if post == nil {
		s.log.WarnContext(s.ctx, "no mail is sent, so nobody can sign in by a code; name a mail server with --smtp")
	}
	fmt.Fprintf(s.out, "Rostrum serves http://%s/graphql from %s.\n", listener.Addr(), st.Engine())
	return replica.Run(s.ctx, listener)
}

func (c *serveCommand) prepare(ctx context.Context, st *store.Store) error {
	at, err := parseInstantFlag("--rehearsal", c.Rehearsal)
	if err != nil {
		return err
	}
	have, want, err := st.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if have > 0 {
		if err := c.examine(ctx, st); err != nil {
			return err
		}
	}
	switch {
	case c.Migrate:
		if _, err := st.Migrate(ctx); err != nil {
			return err
		}
	case have != want:
		return fault.New(fault.Conflict, "the database is at version %d, this program needs %d; run `rostrum migrate`", have, want)
	}
	return found(ctx, st, at)
}

// examine looks whether a database is whole, and whether it may be rehearsed in where that is wanted.
func (c *serveCommand) examine(ctx context.Context, st *store.Store) error {
	if err := st.Check(ctx); err != nil || c.Rehearsal == "" {
		return err
	}
	maker, err := st.Meta(ctx, store.MetaMadeBy)
	if err != nil {
		return err
	}
	head, err := st.Head(ctx)
	if err != nil {
		return err
	}
	if maker != "" || head > 0 {
		return fault.New(fault.Conflict, "--rehearsal: only a new database can be rehearsed in")
	}
	return nil
}

// found marks a new database with who made it, and starts the time of a rehearsal.
func found(ctx context.Context, st *store.Store, at time.Time) error {
	if maker, err := st.Meta(ctx, store.MetaMadeBy); err != nil || maker != "" {
		return err
	}
	_, err := st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if at.IsZero() {
			return tx.SetMeta(ctx, store.MetaMadeBy, "serve")
		}
		if err := tx.SetMeta(ctx, store.MetaMadeBy, "rehearsal"); err != nil {
			return err
		}
		return tx.SetForumTime(ctx, at)
	})
	return err
}

// mail gives who sends mails; nil where none are sent.
func (c *settings) mail() (mail.Sender, error) {
	if c.SMTP == "" {
		return nil, nil
	}
	return mail.NewSMTP(c.SMTP)
}

func (c *settings) proxies() ([]netip.Prefix, error) {
	prefixes := make([]netip.Prefix, 0, len(c.TrustedProxies))
	for _, s := range c.TrustedProxies {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fault.New(fault.BadUserInput, "--trusted-proxies: %q is not a network such as 10.0.0.0/8", s)
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes, nil
}
