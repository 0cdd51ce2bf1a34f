package main

import (
	"context"
	"fmt"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/store"
)

type rehearsalCommand struct {
	Database string `placeholder:"DSN" xor:"place" help:"sqlite:PATH or postgres://…"`
	Data     string `placeholder:"DIR" type:"path" xor:"place" help:"The folder of a demo, instead of --database."`
	To       string `placeholder:"INSTANT" help:"Move forum time on to this instant. Without it, only say what time it is."`
}

// Run moves the forum time of a rehearsal or a demo on, also while servers run, and says what it is.
func (c *rehearsalCommand) Run(s *streams) error {
	to, err := parseInstantFlag("--to", c.To)
	if err != nil {
		return err
	}
	st, err := place{Database: c.Database, Data: c.Data}.openStore(s)
	if err != nil {
		return err
	}
	defer st.Close()
	if !to.IsZero() {
		if err := moveOn(s.ctx, st, to); err != nil {
			return err
		}
	}
	now, shifted, err := st.ForumTime(s.ctx)
	if err != nil {
		return err
	}
	if !shifted {
		fmt.Fprintf(s.out, "Forum time is %s, the time outside.\n", seconds(now))
		return nil
	}
	fmt.Fprintf(s.out, "Forum time is %s. Servers do what is due by then within two seconds.\n", seconds(now))
	return nil
}

// moveOn moves forum time on, and writes it down: whoever asks later why a phase closed finds the answer.
func moveOn(ctx context.Context, st *store.Store, to time.Time) error {
	_, err := st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		from := tx.Now()
		if err := tx.SetForumTime(ctx, to); err != nil {
			return err
		}
		return tx.AddAudit(ctx, auth.AuditEntry{
			ID: store.NewID(), At: time.Now().UTC().Truncate(time.Microsecond), Actor: auth.CommandLine, Action: "clock.move",
			Subject: "forum time", Detail: seconds(from) + " to " + seconds(to),
		})
	})
	return err
}
