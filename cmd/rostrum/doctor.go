package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/limits"
	"rostrum/internal/server"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

type doctorCommand struct{ settings }

// maxDrift is how far the database's clock may be from this machine's before the doctor warns.
const maxDrift = 100 * time.Millisecond

// errUnwell makes the program end with a failure after the doctor has said what is wrong.
var errUnwell = fault.New(fault.Conflict, "something is wrong; see above")

// Run examines the installation. It changes nothing.
func (c *doctorCommand) Run(s *streams) error {
	c.print(s.out)
	x := &examination{out: s.out}
	_, err := c.proxies()
	x.found("configuration", err, "it can be read")
	x.found("keys", c.checkKeys(), "nothing is wrong with them")
	_, err = c.mail()
	x.found("mail", err, map[bool]string{true: "none is sent, so nobody can sign in by a code; name a mail server with --smtp", false: "the settings can be used"}[c.SMTP == ""])
	c.examineDatabase(s.ctx, x)
	if x.unwell {
		return errUnwell
	}
	return nil
}

// print shows the configuration in force, with secrets masked.
func (c *doctorCommand) print(w io.Writer) {
	orDefault := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	l := limits.Default
	fmt.Fprintf(w, `Rostrum %s, %s %s/%s

listen           %s
database         %s
public-url       %s
allow-origin     %s
trusted-proxies  %s
keys             %s
smtp             %s
registration     %s
officers         %s
limits           %d bytes, %d tokens, depth %d, %d aliases, %d root fields, cost %d, pages of %d

`, version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, c.Listen, masked(c.Database), orDefault(c.PublicURL, "(none)"),
		orDefault(strings.Join(c.AllowOrigin, " "), "(any)"), orDefault(strings.Join(c.TrustedProxies, " "), "(none)"),
		c.keysShown(), c.smtpShown(), map[bool]string{true: "closed", false: "open"}[c.RegistrationClosed],
		map[bool]string{true: "one is enough", false: "two, where a role takes two"}[c.SingleOfficer], l.Bytes, l.Tokens, l.Depth, l.Aliases, l.RootFields, l.Cost, l.PageSize)
}

func (c *doctorCommand) examineDatabase(ctx context.Context, x *examination) {
	st, err := store.Open(ctx, c.Database, store.Existing())
	x.found("database", err, "it can be opened")
	if err != nil {
		return
	}
	defer st.Close()
	have, want, err := st.SchemaVersion(ctx)
	if err == nil && have != want {
		err = fault.New(fault.Conflict, "it is at version %d, this program needs %d; run `rostrum migrate`", have, want)
	}
	x.found("version", err, fmt.Sprintf("%d", have))
	if err != nil {
		return
	}
	x.found("integrity", st.Check(ctx), "whole")
	c.examineOwnKeys(ctx, st, x)
	examineClock(ctx, st, x)
	head, err := st.Head(ctx)
	x.found("change log", err, fmt.Sprintf("at sequence %d", head))
}

func examineClock(ctx context.Context, st *store.Store, x *examination) {
	before := time.Now()
	now, shifted, err := st.ForumTime(ctx)
	if err != nil {
		x.found("clock", err, "")
		return
	}
	if shifted {
		x.found("clock", nil, "forum time is shifted (demo or rehearsal): "+now.Format(time.RFC3339))
		return
	}
	drift := now.Sub(before.Add(time.Since(before) / 2)).Round(time.Millisecond)
	if drift.Abs() > maxDrift {
		err = fault.New(fault.Conflict, "the database's clock is %v from this machine's, %v are tolerated", drift, maxDrift)
	}
	x.found("clock", err, fmt.Sprintf("%v from this machine's", drift))
}

func (c *doctorCommand) keysShown() string {
	folder, err := keysFolder(c.Keys, c.Database, "")
	if err != nil {
		return "(none)"
	}
	return folder
}

func (c *doctorCommand) smtpShown() string {
	if c.SMTP == "" {
		return "(none)"
	}
	return masked(c.SMTP)
}

// checkKeys examines the folder of the keys, where there is one already.
func (c *doctorCommand) checkKeys() error {
	folder, err := keysFolder(c.Keys, c.Database, "")
	if err != nil {
		return err
	}
	_, err = token.ReadKeys(folder)
	if fault.Of(err) == fault.NotFound { // the first server makes them
		return nil
	}
	return err
}

// examineOwnKeys looks whether the keys are those of the database.
func (c *doctorCommand) examineOwnKeys(ctx context.Context, st *store.Store, x *examination) {
	folder, err := keysFolder(c.Keys, c.Database, "")
	if err != nil {
		return // see checkKeys
	}
	x.found("own keys", server.CheckKeys(ctx, st, folder), "those of the database, or none yet")
}

// examination collects what the doctor found.
type examination struct {
	out    io.Writer
	unwell bool
}

func (x *examination) found(what string, err error, well string) {
	if err == nil {
		fmt.Fprintf(x.out, "ok    %-14s %s\n", what, well)
		return
	}
	x.unwell = true
	fmt.Fprintf(x.out, "WRONG %-14s %s\n", what, err)
}
