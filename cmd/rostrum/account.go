package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/server"
)

// maxTokens is how many tokens one call makes.
const maxTokens = 100_000

type tokenCommand struct {
	place
	Email string        `required:"" placeholder:"E" help:"The address of the account, which is made where there is none."`
	Role  []string      `placeholder:"ROLE" help:"A role to grant for everything: jury, facilitator, secretariat or auditor. May be repeated."`
	TTL   time.Duration `name:"ttl" default:"15m" help:"How long the token is good, 24h at most (${default})."`
	Count int           `default:"1" placeholder:"N" help:"Print N tokens, for the address with {i} replaced by 1 … N."`
}

// Run prints access tokens and nothing else.
func (c *tokenCommand) Run(s *streams) error {
	roles, err := parseRoles(c.Role)
	if err != nil {
		return err
	}
	emails, err := c.emails()
	if err != nil {
		return err
	}
	return withAccounts(s, c.place, func(a *server.Accounts) error {
		tokens, err := a.Mint(s.ctx, emails, roles, c.TTL)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, strings.Join(tokens, "\n"))
		return err
	})
}

func (c *tokenCommand) emails() ([]string, error) {
	if c.Count < 1 || c.Count > maxTokens {
		return nil, fault.New(fault.BadUserInput, "--count: %d, 1 to %d are allowed", c.Count, maxTokens)
	}
	if c.Count > 1 && !strings.Contains(c.Email, "{i}") {
		return nil, fault.New(fault.BadUserInput, "--email: needs {i} where --count is more than 1")
	}
	emails := make([]string, c.Count)
	for i := range emails {
		emails[i] = strings.ReplaceAll(c.Email, "{i}", strconv.Itoa(i+1))
	}
	return emails, nil
}

func parseRoles(names []string) ([]auth.Role, error) {
	roles := make([]auth.Role, len(names))
	for i, name := range names {
		roles[i] = auth.Role(strings.ToUpper(name))
		if !roles[i].IsRole() {
			return nil, fault.New(fault.BadUserInput, "--role: %q is none of stakeholder, jury, facilitator, secretariat, auditor", name)
		}
	}
	return roles, nil
}

type accountCommand struct {
	Disable accountDisableCommand `cmd:"" help:"Keep an account from signing in, and end its sessions at once."`
	Enable  accountEnableCommand  `cmd:"" help:"Let a disabled account sign in again."`
	SignOut accountSignOutCommand `cmd:"" name:"sign-out" help:"End all sessions of an account at once."`
}

// accountFlags name an account.
type accountFlags struct {
	place
	Email string `required:"" placeholder:"E" help:"The address of the account."`
}

type accountDisableCommand struct{ accountFlags }

// Run disables an account.
func (c *accountDisableCommand) Run(s *streams) error {
	return withAccounts(s, c.place, func(a *server.Accounts) error {
		if err := a.Service.Disable(s.ctx, c.Email, false); err != nil {
			return err
		}
		fmt.Fprintln(s.out, "The account is disabled and signed out everywhere.")
		return nil
	})
}

type accountEnableCommand struct{ accountFlags }

// Run enables an account.
func (c *accountEnableCommand) Run(s *streams) error {
	return withAccounts(s, c.place, func(a *server.Accounts) error {
		if err := a.Service.Disable(s.ctx, c.Email, true); err != nil {
			return err
		}
		fmt.Fprintln(s.out, "The account can sign in again.")
		return nil
	})
}

type accountSignOutCommand struct{ accountFlags }

// Run signs an account out.
func (c *accountSignOutCommand) Run(s *streams) error {
	return withAccounts(s, c.place, func(a *server.Accounts) error {
		ended, err := a.Service.EndSessionsOf(s.ctx, c.Email)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "The account is signed out everywhere; sessions ended: %d.\n", ended)
		return nil
	})
}

// withAccounts opens the accounts of an existing database that is at this program's version, also while a server runs.
func withAccounts(s *streams, p place, do func(*server.Accounts) error) error {
	st, err := p.openStore(s)
	if err != nil {
		return err
	}
	defer st.Close()
	folder, err := p.folder()
	if err != nil {
		return err
	}
	keys, err := server.OpenKeys(s.ctx, st, folder)
	if err != nil {
		return err
	}
	accounts, err := server.OpenAccounts(st, keys, account.Settings{}, s.log)
	if err != nil {
		return err
	}
	return do(accounts)
}
