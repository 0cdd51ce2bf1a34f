package server

import (
	"context"
	"log/slog"
	"time"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/ballot"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

// issuer stands in every access token. It does not depend on the address of the server, so that the command line makes
// tokens that every replica takes.
const issuer = "rostrum"

// Accounts is what a replica, and a program that works on its database, do with accounts.
type Accounts struct {
	Service *account.Service
	tokens  *token.Tokens
}

// OpenAccounts opens the accounts of a store that is migrated.
func OpenAccounts(st *store.Store, keys *token.Keys, settings account.Settings, log *slog.Logger) (*Accounts, error) {
	a := &Accounts{tokens: token.New(keys, issuer)}
	var secrets account.Secrets
	var err error
	if secrets.Voter, err = keys.Secret(voterSecret); err != nil {
		return nil, err
	}
	if secrets.Challenge, err = keys.Secret("challenge"); err != nil {
		return nil, err
	}
	a.Service, err = account.New(account.Config{
		Store: st, Secrets: secrets, Now: time.Now, Log: log, Settings: settings,
		Issue: func(accountID, sessionID string, ttl time.Duration) (string, error) {
			text, _, err := a.tokens.Issue(accountID, sessionID, ttl)
			return text, err
		},
		Votes: func(ctx context.Context, voterID string) (any, error) { return ballot.Export(ctx, st, voterID) },
		Voter: func(ctx context.Context, voterID string) (any, error) { return ballot.ExportKept(ctx, st, voterID) },
	})
	return a, err
}

// Mint makes an access token for each address, in a session of its own, for whoever runs the program: it makes accounts
// that there are not, and grants them roles for everything. Faults: BadUserInput about email, role or ttl; Conflict;
// Unavailable.
func (a *Accounts) Mint(ctx context.Context, emails []string, roles []auth.Role, ttl time.Duration) ([]string, error) {
	if _, _, err := a.tokens.Issue("nobody", "nothing", ttl); err != nil { // before anything is stored
		return nil, err
	}
	principals, err := a.Service.Ensure(ctx, emails, roles)
	if err != nil {
		return nil, err
	}
	tokens := make([]string, len(principals))
	for i, p := range principals {
		if tokens[i], _, err = a.tokens.Issue(p.AccountID, p.SessionID, ttl); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}
