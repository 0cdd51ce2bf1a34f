package server

import (
	"context"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/panel"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

// JurySecret gives what score sheets are sealed by, to a program that works on the database of a replica.
func JurySecret(keys *token.Keys) ([]byte, error) { return keys.Secret("jury") }

// openJury makes what an expert group works with, and lets the runner open its sheets.
func (s *Server) openJury(st *store.Store, cfg Config) error {
	secret, err := JurySecret(cfg.Keys)
	if err != nil {
		return err
	}
	s.jury, err = panel.New(panel.Config{
		Store: st, Desk: s.desk, Secret: secret, Nominating: s.entries, Letters: s.accounts.Service, Mailed: s.accounts.Service.Mailed, Now: time.Now, Log: cfg.Log,
	})
	if err != nil {
		return err
	}
	s.accounts.Service.Jury = func(ctx context.Context, p auth.Principal) (any, error) { return s.jury.Export(ctx, p) }
	s.runner.Also(s.jury.Step)
	return nil
}
