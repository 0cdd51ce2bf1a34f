package server

import (
	"context"
	"time"

	"rostrum/graph"
	"rostrum/internal/auth"
	"rostrum/internal/ballot"
	"rostrum/internal/fault"
	"rostrum/internal/mail"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

// openPersonal makes what serves those who are signed in.
func (s *Server) openPersonal(st *store.Store, cfg Config) error {
	var err error
	if s.accounts, err = OpenAccounts(st, cfg.Keys, cfg.Accounts, cfg.Log); err != nil {
		return err
	}
	s.ballots.Caster = ballot.NewCaster(st)
	if s.ballots.lots, err = cfg.Keys.Secret("nominees"); err != nil || cfg.Mail == nil {
		return err
	}
	seal, err := s.accounts.Service.Secrets.Seal()
	if err != nil {
		return err
	}
	s.postman = mail.NewPostman(st, seal, cfg.Mail, time.Now, cfg.Log)
	s.accounts.Service.Mailed = s.postman.Wake
	return nil
}

// ballots are the votes of a replica, with the secret by which nominees are put in order.
type ballots struct {
	*ballot.Caster
	lots []byte
}

// NomineeOrder puts nominees in the order of a voter.
func (b ballots) NomineeOrder(voterID, categoryID string, projectIDs []string) []string {
	return ballot.NomineeOrder(b.lots, voterID, categoryID, projectIDs)
}

type claimsKey struct{}

// authenticate checks a token by itself, and keeps what it says in the context.
func (s *Server) authenticate(ctx context.Context, text string) (context.Context, error) {
	claims, err := s.accounts.tokens.Verify(text)
	if err != nil {
		return nil, err
	}
	return context.WithValue(ctx, claimsKey{}, claims), nil
}

// accountOf gives the account that a checked token names; empty where there is none.
func accountOf(ctx context.Context) string {
	claims, _ := ctx.Value(claimsKey{}).(token.Claims)
	return claims.AccountID
}

// principal looks up who is asking, with what a token says.
func (s *Server) principal(ctx context.Context) (context.Context, func(role string) bool, error) {
	claims, ok := ctx.Value(claimsKey{}).(token.Claims)
	if !ok {
		return nil, nil, fault.New(fault.Unauthenticated, "sign in first")
	}
	p, err := s.accounts.Service.Principal(ctx, claims.AccountID, claims.SessionID)
	if err != nil {
		return nil, nil, err
	}
	return graph.WithPrincipal(ctx, &p), func(role string) bool { return p.Has(auth.Role(role)) }, nil
}
