package main

import (
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"time"

	"rostrum"
	"rostrum/internal/demo"
	"rostrum/internal/limits"
	"rostrum/internal/server"
)

type demoCommand struct {
	Listen string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"The address to listen on (${default})."`
	Data   string `placeholder:"DIR" type:"path" help:"The folder of the database; a new temporary one where none is given."`
	Clock  string `placeholder:"INSTANT" help:"Where forum time starts, as RFC 3339 has it. A new demo starts at 2020-01-17T09:00:00Z, when public voting was open; a folder goes on from its own time."`
}

// firstQuery is what the demo invites its user to try.
const firstQuery = `{ forum(slug: "wsis-forum-2020") { theme { value } sessions(first: 3) { nodes { title { value } startsAt(timeZone: "Asia/Tokyo") } } } }`

// Run serves the demo until it is told to stop.
func (c *demoCommand) Run(s *streams) error {
	at, err := parseInstantFlag("--clock", c.Clock)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", c.Listen, err)
	}
	defer listener.Close()
	folder := c.Data
	if folder == "" {
		if folder, err = os.MkdirTemp("", "rostrum-demo-"); err != nil {
			return fmt.Errorf("making a folder for the demo: %w", err)
		}
	}
	st, err := demo.Open(s.ctx, folder, at, s.progress("loading the forum of 2020"))
	if err != nil {
		return err
	}
	defer st.Close()
	replica, err := server.Open(s.ctx, st, server.Config{SDL: rostrum.Schema, Limits: limits.Default, Log: s.log})
	if err != nil {
		return err
	}
	// Reading the facts took more memory than keeping them does.
	debug.FreeOSMemory()
	now, _, err := st.ForumTime(s.ctx)
	if err != nil {
		return err
	}
	c.greet(s, listener.Addr().String(), folder, now)
	return replica.Run(s.ctx, listener)
}

func (c *demoCommand) greet(s *streams, address, folder string, now time.Time) {
	fmt.Fprintf(s.out, `Rostrum serves the WSIS Forum 2020.

  Address      http://%[1]s/graphql   (open it in a browser)
  Forum time   %[2]s
  Data         %[3]s

A first query:

  curl -s http://%[1]s/graphql -H 'Content-Type: application/json' \
    -d '{"query":"%[4]s"}'

Stop with Ctrl-C.
`, address, now.Format(time.RFC3339), folder, escapeQuotes(firstQuery))
}
