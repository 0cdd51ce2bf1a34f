package server

import (
	"time"

	"golang.org/x/text/language"

	"rostrum/internal/scrutineer"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// openScrutiny makes what looks after the public vote, and lets the runner do what is due of it.
func (s *Server) openScrutiny(st *store.Store) {
	s.scrutiny = scrutineer.New(scrutineer.Config{
		Store: st, Desk: s.desk, Letters: s.accounts.Service, Category: s.categoryName, Now: time.Now,
	})
	s.runner.Also(s.scrutiny.Step)
}

// categoryName gives what a category is called in a language.
func (s *Server) categoryName(id, tag string) string {
	now, shifted := s.clock.Now()
	category, ok := s.catalogue.Snapshot().View(text.Prefer(language.Make(tag)), now, shifted).CategoryByKey(id)
	if !ok {
		return id
	}
	return category.Title(nil).Value()
}
