package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"rostrum"
	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/demo"
	"rostrum/internal/limits"
	"rostrum/internal/mail"
	"rostrum/internal/server"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

type demoCommand struct {
	Listen string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"The address to listen on (${default})."`
	Data   string `placeholder:"DIR" type:"path" help:"The folder of the database; a new temporary one where none is given."`
	Clock  string `placeholder:"INSTANT" help:"Where forum time starts, as RFC 3339 has it. A new demo starts at 2020-01-17T09:00:00Z, when public voting was open; a folder goes on from its own time. README has a date for each phase of the prizes."`
}

// firstQuery is what the demo invites its user to try.
const firstQuery = `{ forum(slug: "wsis-forum-2020") { theme { value } sessions(first: 3) { nodes { title { value } startsAt(timeZone: "Asia/Tokyo") } } } }`

// Run serves the demo until it is told to stop.
func (c *demoCommand) Run(s *streams) error {
	at, err := parseInstantFlag("--clock", c.Clock)
	if err != nil {
		return err
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return err
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
	keys, err := server.OpenKeys(s.ctx, st, filepath.Join(folder, "keys"))
	if err != nil {
		return err
	}
	accounts, err := server.OpenAccounts(st, keys, account.Settings{}, s.log)
	if err != nil {
		return err
	}
	if err := c.play(s, st, accounts, keys, at); err != nil {
		return err
	}
	// Before the server opens, which freezes the rules: who is an officer later is no second officer of the contest.
	tokens, err := demoTokens(s.ctx, accounts)
	if err != nil {
		return err
	}
	replica, err := server.Open(s.ctx, st, server.Config{
		SDL: rostrum.Schema, Limits: limits.Default, PublicURL: "http://" + listener.Addr().String(), Log: s.log, Keys: keys, Mail: mail.Print(s.out),
	})
	if err != nil {
		return err
	}
	// Reading the facts took more memory than keeping them does.
	debug.FreeOSMemory()
	now, _, err := st.ForumTime(s.ctx)
	if err != nil {
		return err
	}
	c.greet(s, listener.Addr().String(), folder, now, tokens)
	return replica.Run(s.ctx, listener)
}

// demoTTL is how long the tokens of a demo are good.
const demoTTL = 12 * time.Hour

// play brings the sample prizes to the instant at which the demo is to start.
func (c *demoCommand) play(s *streams, st *store.Store, accounts *server.Accounts, keys *token.Keys, at time.Time) error {
	secret, err := server.JurySecret(keys)
	if err != nil {
		return err
	}
	return demo.Play(s.ctx, st, demo.Desks{Accounts: accounts.Service, JurySecret: secret, Log: s.log}, at)
}

// demoTokens gives lines with an access token for each role.
func demoTokens(ctx context.Context, accounts *server.Accounts) (string, error) {
	if _, err := accounts.Mint(ctx, []string{demo.Deputy}, []auth.Role{auth.Secretariat}, time.Minute); err != nil {
		return "", err
	}
	var lines strings.Builder
	for _, role := range auth.Roles() {
		name := strings.ToLower(string(role))
		tokens, err := accounts.Mint(ctx, []string{name + "@demo.example"}, []auth.Role{role}, demoTTL)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&lines, "  %-12s %s\n", name, tokens[0])
	}
	return lines.String(), nil
}

func (c *demoCommand) greet(s *streams, address, folder string, now time.Time, tokens string) {
	fmt.Fprintf(s.out, `Rostrum serves the WSIS Forum 2020.

  Address      http://%[1]s/graphql   (open it in a browser)
  Forum time   %[2]s
  Data         %[3]s

A first query:

  curl -s http://%[1]s/graphql -H 'Content-Type: application/json' \
    -d '{"query":"%[4]s"}'

Access tokens, good for %[5]d hours, to be sent as "Authorization: Bearer …":

%[6]s
Mail is shown here instead of being sent, so you can sign in with any address.
Stop with Ctrl-C.
`, address, now.Format(time.RFC3339), folder, escapeQuotes(firstQuery), int(demoTTL.Hours()), tokens)
}
