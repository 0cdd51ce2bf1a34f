package account

import (
	"context"
	"net/netip"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/mail"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
)

// RequestSignInCode sends a code to an address and gives the challenge that it will be good with. Answer and work are
// the same whether the address is known or not; over a limit the answer is the same and no mail goes out. language is
// for who has no account yet; ip is where the request comes from. Fault: BadUserInput about email or language.
func (s *Service) RequestSignInCode(ctx context.Context, email, language string, ip netip.Addr) (challenge string, err error) {
	tag, err := scalar.ParseLanguageTag(language)
	if err != nil {
		return "", fault.In("language", err)
	}
	anybody := func(context.Context, *store.Tx) error { return nil }
	return s.sendCode(ctx, auth.Challenge{Purpose: auth.ToSignIn, Email: email, Language: string(tag)}, mail.SignInCode, ip, anybody)
}

// RequestEmailChange sends a code to what is to become the address of an account, as RequestSignInCode does. Whether
// the address is taken only its owner gets to know, by the code. Fault: BadUserInput about email.
func (s *Service) RequestEmailChange(ctx context.Context, p auth.Principal, email string, ip netip.Addr) (challenge string, err error) {
	c := auth.Challenge{Purpose: auth.ToChangeEmail, AccountID: p.AccountID, Email: email, Language: p.Language}
	return s.sendCode(ctx, c, mail.ChangeCode, ip, func(ctx context.Context, tx *store.Tx) error {
		_, err := s.own(ctx, tx, p) // else an address could come to an account that was deleted meanwhile
		return err
	})
}

// sendCode makes a code for the challenge and puts the mail with it into the outbox, where may allows it.
func (s *Service) sendCode(ctx context.Context, c auth.Challenge, template mail.Template, ip netip.Addr, may func(context.Context, *store.Tx) error) (challenge string, err error) {
	display, key, err := auth.Canonical(c.Email)
	if err != nil {
		return "", err
	}
	challenge = opaque()
	code, now := newCode(), s.clock()
	c.Hash, c.CodeHash, c.Email = s.Secrets.challengeHash(challenge), s.Secrets.codeHash(challenge, code), display
	c.AddressTag, c.NetworkTag = s.Secrets.addressTag(key), s.Secrets.networkTag(ip)
	c.CreatedAt, c.ExpiresAt = now, now.Add(CodeTTL)
	err = s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := may(ctx, tx); err != nil {
			return err
		}
		count, err := tx.CountMails(ctx, c.AddressTag, c.NetworkTag, key, now)
		if err != nil || !s.Settings.Limits.allows(count) {
			return err
		}
		c := c
		if c.Purpose == auth.ToSignIn {
			// Who has an account is written to in its language, and at its address as its owner writes it: two spellings
			// that are one voter here (weiß and weiss) may be two mailboxes there, and the other one must not get the code.
			email, language, err := tx.MailboxOf(ctx, key)
			if err != nil {
				return err
			}
			if email != "" {
				c.Email, c.Language = email, language
			}
		}
		if err := tx.AddChallenge(ctx, c); err != nil {
			return err
		}
		content := mail.Content{To: c.Email, Language: c.Language, Code: code, Minutes: int(CodeTTL.Minutes())}
		letter, err := s.seal.Letter(store.Letter{
			AddressTag: c.AddressTag, AccountID: c.AccountID, CreatedAt: now, ExpiresAt: c.ExpiresAt,
		}, template, content)
		if err != nil {
			return err
		}
		return tx.AddLetter(ctx, letter)
	})
	if err != nil {
		return "", err
	}
	s.mailed()
	return challenge, nil
}

// wrongCode is the one answer to a code that opens nothing, whatever the reason.
func wrongCode() *Refusal {
	return refuse("WRONG_CODE", "the code is wrong, or is not good any more; ask for a new one after five guesses or 15 minutes", "code")
}

// guess counts a guess at a challenge and gives the challenge as it was before where the guess opens it, once.
func (s *Service) guess(ctx context.Context, tx *store.Tx, purpose auth.Purpose, accountID, challenge, code string) (c auth.Challenge, opens bool, err error) {
	c, found, err := tx.Challenge(ctx, s.Secrets.challengeHash(challenge))
	if err != nil || !found || c.Purpose != purpose || c.AccountID != accountID {
		return c, false, err
	}
	after, opens := c.Guess(sameHash(c.CodeHash, s.Secrets.codeHash(challenge, code)), s.clock())
	return c, opens, tx.SetChallenge(ctx, after)
}
