package account

import (
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/mail"
	"rostrum/internal/store"
)

// Letter makes a letter to an account, in its language, for the outbox. It goes out once the transaction that puts it
// there is committed; afterwards Sent wakes the postman.
func (s *Service) Letter(to auth.Account, t mail.Template, c mail.Content, ttl time.Duration) (store.Letter, error) {
	now := s.clock()
	c.To, c.Language = to.Email, to.Language
	return s.seal.Letter(store.Letter{
		AddressTag: s.Secrets.addressTag(to.AddressKey), AccountID: to.ID, CreatedAt: now, ExpiresAt: now.Add(ttl),
	}, t, c)
}

// Sent says that letters were put into the outbox and committed.
func (s *Service) Sent() { s.mailed() }
