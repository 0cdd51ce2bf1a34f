package account

import (
	"context"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/mail"
	"rostrum/internal/store"
)

// noticeTTL is how long it is worth telling a former address that it was replaced.
const noticeTTL = 24 * time.Hour

// ConfirmEmailChange gives an account its new address, for the code that was sent there, and tells the former address.
// The account stays the same voter, and the former address stays that of this voter. Refusals: WRONG_CODE; and, for who
// had the right code, ADDRESS_TAKEN where the address is or was that of another voter.
func (s *Service) ConfirmEmailChange(ctx context.Context, p auth.Principal, challenge, code string) (auth.Principal, error) {
	code = readCode(code)
	if code == "" || !isOpaque(challenge) {
		return p, wrongCode()
	}
	var refusal *Refusal
	after := p
	err := s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		refusal = nil
		account, err := s.own(ctx, tx, p)
		if err != nil {
			return err
		}
		c, opens, err := s.guess(ctx, tx, auth.ToChangeEmail, p.AccountID, challenge, code)
		if err != nil {
			return err
		}
		if !opens {
			refusal = wrongCode()
			return nil
		}
		after.Email = c.Email
		refusal, err = s.readdress(ctx, tx, account, c.Email)
		return err
	})
	if err != nil {
		return p, err
	}
	if refusal != nil {
		return p, refusal
	}
	s.mailed()
	return after, nil
}

// readdress gives an account another address.
func (s *Service) readdress(ctx context.Context, tx *store.Tx, account auth.Account, email string) (*Refusal, error) {
	display, key, err := auth.Canonical(email)
	if err != nil {
		return nil, err
	}
	if other, found, err := tx.AccountByAddress(ctx, key); err != nil || found && other.ID != account.ID {
		return taken("challenge"), err
	}
	now := s.clock()
	voter, err := tx.BindVoter(ctx, s.Secrets.voterTag(key), account.VoterID, now)
	if err != nil {
		return nil, err
	}
	if voter != account.VoterID {
		return taken("challenge"), nil
	}
	former, formerKey := account.Email, account.AddressKey
	account.Email, account.AddressKey = display, key
	if err := tx.SetAccount(ctx, account); err != nil {
		return nil, err
	}
	letter, err := s.seal.Letter(store.Letter{
		AddressTag: s.Secrets.addressTag(formerKey), AccountID: account.ID, CreatedAt: now, ExpiresAt: now.Add(noticeTTL),
	}, mail.AddressChanged, mail.Content{To: former, Language: account.Language})
	if err != nil {
		return nil, err
	}
	return nil, tx.AddLetter(ctx, letter)
}
