package account

import (
	"context"
	"net/netip"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/store"
)

// SignIn exchanges a code for tokens. The first time, it makes the account, unless registration is closed. Refusals:
// WRONG_CODE; and, for who had the right code, REGISTRATION_CLOSED, ACCOUNT_DISABLED, ADDRESS_TAKEN where the address
// was that of an account which has another one now.
func (s *Service) SignIn(ctx context.Context, challenge, code string, ip netip.Addr) (Tokens, error) {
	code = readCode(code)
	if code == "" || !isOpaque(challenge) {
		return Tokens{}, wrongCode()
	}
	var session auth.Session
	var refresh string
	var refusal *Refusal // kept apart from errors, since the guess counts all the same
	err := s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		refusal = nil
		c, opens, err := s.guess(ctx, tx, auth.ToSignIn, "", challenge, code)
		if err != nil {
			return err
		}
		if !opens {
			refusal = wrongCode()
			return nil
		}
		account, no, err := s.enter(ctx, tx, c)
		if err != nil || no != nil {
			refusal = no
			return err
		}
		session, refresh, err = s.startSession(ctx, tx, account.ID, s.Secrets.networkTag(ip))
		return err
	})
	if err != nil {
		return Tokens{}, err
	}
	if refusal != nil {
		return Tokens{}, refusal
	}
	return s.tokens(session.AccountID, session.ID, refresh)
}

// enter gives the account of whoever proved to own the address of a challenge.
func (s *Service) enter(ctx context.Context, tx *store.Tx, c auth.Challenge) (auth.Account, *Refusal, error) {
	_, key, err := auth.Canonical(c.Email)
	if err != nil {
		return auth.Account{}, nil, err
	}
	account, found, err := tx.AccountByAddress(ctx, key)
	switch {
	case err != nil:
		return account, nil, err
	case found && account.State == auth.Active:
		return account, nil, nil
	case found:
		return account, refuse("ACCOUNT_DISABLED", "the account is disabled; ask the secretariat of the forum", "challenge"), nil
	case s.Settings.RegistrationClosed:
		return account, refuse("REGISTRATION_CLOSED", "there is no account with this address, and none can be made at present", "challenge"), nil
	}
	return s.register(ctx, tx, c.Email, key, c.Language)
}

// register makes an account. Who had one before votes as the same voter again.
func (s *Service) register(ctx context.Context, tx *store.Tx, email, key, language string) (auth.Account, *Refusal, error) {
	now := s.clock()
	voter, err := tx.BindVoter(ctx, s.Secrets.voterTag(key), store.NewVoterID(), now)
	if err != nil {
		return auth.Account{}, nil, err
	}
	switch other, found, err := tx.AccountOfVoter(ctx, voter); {
	case err != nil:
		return auth.Account{}, nil, err
	case found && other.AddressKey == key && other.State == auth.Active: // made at this moment by another sign-in
		return other, nil, nil
	case found:
		return auth.Account{}, taken("challenge"), nil
	}
	account := auth.Account{
		ID: store.NewID(), VoterID: voter, Email: email, AddressKey: key, Language: language, State: auth.Active, RegisteredAt: now,
	}
	return account, nil, tx.AddAccount(ctx, account)
}

func taken(field string) *Refusal {
	return refuse("ADDRESS_TAKEN", "the address is or was that of another account", field)
}

// startSession signs an account in.
func (s *Service) startSession(ctx context.Context, tx *store.Tx, accountID, networkTag string) (auth.Session, string, error) {
	now := s.clock()
	session := auth.Session{ID: store.NewID(), AccountID: accountID, NetworkTag: networkTag, StartedAt: now, LastSeenAt: now}
	if err := tx.AddSession(ctx, session); err != nil {
		return session, "", err
	}
	refresh := opaque()
	return session, refresh, tx.AddRefreshToken(ctx, s.newRefresh(refresh, session.ID, now))
}

func (s *Service) newRefresh(token, sessionID string, now time.Time) auth.RefreshToken {
	return auth.RefreshToken{Hash: s.Secrets.refreshHash(token), SessionID: sessionID, IssuedAt: now, ExpiresAt: now.Add(store.SessionIdle)}
}
