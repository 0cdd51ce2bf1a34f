package account

import (
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/mail"
	"rostrum/internal/store"
)

// AddressTag stands for a canonical address in what other rooms keep of it.
func (s *Service) AddressTag(addressKey string) string { return s.Secrets.addressTag(addressKey) }

// Letter makes a letter for the outbox: to an address, or to an account's where its id is given. It goes out once the
// transaction that puts it there is committed; afterwards Sent wakes the postman. Fault: BadUserInput about email.
func (s *Service) Letter(accountID string, t mail.Template, c mail.Content, ttl time.Duration) (store.Letter, error) {
	_, key, err := auth.Canonical(c.To)
	if err != nil {
		return store.Letter{}, err
	}
	now := s.clock()
	return s.seal.Letter(store.Letter{
		AddressTag: s.Secrets.addressTag(key), AccountID: accountID, CreatedAt: now, ExpiresAt: now.Add(ttl),
	}, t, c)
}

// Sent says that letters were put into the outbox and committed.
func (s *Service) Sent() { s.mailed() }
