package account

import (
	"context"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
)

// Update changes the language that mail is written in. Fault: BadUserInput about language.
func (s *Service) Update(ctx context.Context, p auth.Principal, language string) (auth.Principal, error) {
	tag, err := scalar.ParseLanguageTag(language)
	if err != nil {
		return p, fault.In("language", err)
	}
	err = s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		account, err := s.own(ctx, tx, p)
		if err != nil {
			return err
		}
		account.Language = string(tag)
		return tx.SetAccount(ctx, account)
	})
	p.Language = string(tag)
	return p, err
}

// own gives the account of who is asking, and keeps it as it is until the transaction ends. Fault: Unauthenticated.
func (s *Service) own(ctx context.Context, tx *store.Tx, p auth.Principal) (auth.Account, error) {
	account, found, err := tx.Account(ctx, p.AccountID)
	if err != nil {
		return account, err
	}
	if !found || account.State != auth.Active {
		return account, fault.New(fault.Unauthenticated, "the session has ended; sign in again")
	}
	_, err = tx.Principal(ctx, p.AccountID, p.SessionID)
	return account, err
}

// Delete deletes the account of who is asking, with all that is personal in it, in one transaction. Its votes stay, and
// so does the keyed hash by which its address is known to have voted. Refusal: WRONG_ADDRESS where email is not its
// address.
func (s *Service) Delete(ctx context.Context, p auth.Principal, email string) error {
	_, key, err := auth.Canonical(email)
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		account, err := s.own(ctx, tx, p)
		if err != nil {
			return err
		}
		if account.AddressKey != key {
			return refuse("WRONG_ADDRESS", "this is not the address of your account; nothing was deleted", "email")
		}
		grants, err := tx.OpenGrants(ctx, account.ID)
		if err != nil {
			return err
		}
		for _, g := range grants { // an officer leaves: that is an act of one
			if err := s.auditGrant(ctx, tx, account.ID, "role.withdraw", g, "the account was deleted"); err != nil {
				return err
			}
		}
		return tx.Forget(ctx, account, s.Secrets.addressTag(account.AddressKey), s.clock())
	})
}
