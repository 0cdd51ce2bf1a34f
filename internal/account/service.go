// Package account is what people and officers do with accounts: sign in and out, change and delete them, claim
// organisations, grant roles.
package account

import (
	"context"
	"log/slog"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/mail"
	"rostrum/internal/store"
)

// AccessTTL is how long an access token is good.
const AccessTTL = 15 * time.Minute

// CodeTTL is how long a code is good.
const CodeTTL = 15 * time.Minute

// Settings are what an operator decides about accounts. The zero value is good.
type Settings struct {
	// RegistrationClosed refuses new accounts: only who has one signs in.
	RegistrationClosed bool
	// SingleOfficer lets one officer grant what else takes two, where a forum has only one.
	SingleOfficer bool
	// Limits on mails with codes; what is zero stands for that of DefaultLimits.
	Limits Limits
}

// Config is what a Service stands on.
type Config struct {
	Store   *store.Store
	Secrets Secrets
	// Issue makes an access token.
	Issue func(accountID, sessionID string, ttl time.Duration) (string, error)
	// Votes gives what a voter cast, as it goes into the export; nil where nothing can be cast.
	Votes func(ctx context.Context, voterID string) (any, error)
	// Voter gives what else is kept of a voter, as it goes into the export; nil where nothing is.
	Voter func(ctx context.Context, voterID string) (any, error)
	// Jury gives what somebody does as a juror, as it goes into the export; nil where nobody judges.
	Jury func(ctx context.Context, p auth.Principal) (any, error)
	// Mailed is called after a commit that put a mail into the outbox; nil where nobody waits for it.
	Mailed   func()
	Now      func() time.Time // real time
	Log      *slog.Logger
	Settings Settings
}

// Service does what people and officers ask for. It is safe for use by many goroutines.
//
// Its errors are faults, and a *Refusal for what whoever asks can mend. Beside those that a method names, each of them
// gives Unavailable. Those that change something for a Principal look at it again in their transaction, and give
// Unauthenticated where its session has ended; those that end sessions or only read trust it, since it was just looked up.
type Service struct {
	Config

	seal *mail.Seal
}

// New makes a service. It fails where a secret is too short.
func New(c Config) (*Service, error) {
	if err := c.Secrets.check(); err != nil {
		return nil, err
	}
	seal, err := c.Secrets.Seal()
	if err != nil {
		return nil, err
	}
	c.Settings.Limits = c.Settings.Limits.orDefault()
	return &Service{Config: c, seal: seal}, nil
}

// Refusal is what whoever asked can mend.
type Refusal = fault.Refusal

func refuse(code, text string, field string) *Refusal {
	return &Refusal{Code: code, Text: text, Path: []string{"input", field}}
}

// Tokens are what a signed-in program needs.
type Tokens struct {
	AccessToken  string
	RefreshToken string
	ExpiresAt    time.Time // of the access token
}

// clock gives this moment as the database keeps it.
func (s *Service) clock() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// write runs fn in one transaction.
func (s *Service) write(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error {
	_, err := s.Store.Write(ctx, fn)
	return err
}

func (s *Service) mailed() {
	if s.Mailed != nil {
		s.Mailed()
	}
}

// tokens makes the tokens of a session whose refresh token is stored.
func (s *Service) tokens(accountID, sessionID, refresh string) (Tokens, error) {
	access, err := s.Issue(accountID, sessionID, AccessTTL)
	return Tokens{AccessToken: access, RefreshToken: refresh, ExpiresAt: s.clock().Add(AccessTTL)}, err
}

// Run takes out what has served its time, once an hour, until the context ends. Several replicas may do it at once.
func (s *Service) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if err := s.Store.Tidy(ctx, s.clock()); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "what has served its time cannot be taken out", "error", err)
		}
		timer.Reset(time.Hour)
	}
}

// Principal tells who is asking, by one indexed read of the database, so that what an officer withdraws and whoever
// signs out is out at once. Fault: Unauthenticated where the session has ended or the account is disabled or deleted.
func (s *Service) Principal(ctx context.Context, accountID, sessionID string) (auth.Principal, error) {
	return s.Store.Principal(ctx, accountID, sessionID)
}

// audit writes an act that is about no forum and no contest into the audit trail.
func (s *Service) audit(ctx context.Context, tx *store.Tx, actor, action, subject, detail string) error {
	return tx.AddAudit(ctx, auth.AuditEntry{
		ID: store.NewID(), At: s.clock(), Actor: auth.ShortName(actor), Action: action, Subject: subject, Detail: detail,
	})
}
