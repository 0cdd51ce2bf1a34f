package account

import (
	"context"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// ensurePiece is how many accounts one transaction makes, so that none is long.
const ensurePiece = 100

// Ensure gives a new session of the account with each address, for whoever runs the program. It makes and activates
// accounts that there are not, and grants them roles for everything, at once and by one hand: this is how a forum gets
// its first officers. Faults: BadUserInput about email or role, Conflict for an account that is disabled and for the
// former address of an account.
func (s *Service) Ensure(ctx context.Context, emails []string, roles []auth.Role) ([]auth.Principal, error) {
	var all []auth.Principal
	for piece := range slices.Chunk(emails, ensurePiece) {
		var made []auth.Principal
		err := s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
			made = made[:0]
			for _, email := range piece {
				p, err := s.ensure(ctx, tx, email, roles)
				if err != nil {
					return err
				}
				made = append(made, p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
	}
	return all, nil
}

func (s *Service) ensure(ctx context.Context, tx *store.Tx, email string, roles []auth.Role) (auth.Principal, error) {
	display, key, err := auth.Canonical(email)
	if err != nil {
		return auth.Principal{}, err
	}
	account, found, err := tx.AccountByAddress(ctx, key)
	if err != nil {
		return auth.Principal{}, err
	}
	if !found {
		made, no, err := s.register(ctx, tx, display, key, "en")
		if err != nil {
			return auth.Principal{}, err
		}
		if no != nil {
			return auth.Principal{}, fault.New(fault.Conflict, "email: %s", no.Text)
		}
		account = made
	}
	if account.State != auth.Active {
		return auth.Principal{}, fault.New(fault.Conflict, "email: the account is disabled")
	}
	for _, role := range roles {
		if err := s.ensureRole(ctx, tx, account.ID, role); err != nil {
			return auth.Principal{}, err
		}
	}
	now := s.clock()
	session := auth.Session{ID: store.NewID(), AccountID: account.ID, StartedAt: now, LastSeenAt: now}
	if err := tx.AddSession(ctx, session); err != nil {
		return auth.Principal{}, err
	}
	// Whoever runs the program can act as anybody by this, and auditors shall see that they did.
	if err := s.audit(ctx, tx, auth.CommandLine, "session.make", auth.ShortName(account.ID), ""); err != nil {
		return auth.Principal{}, err
	}
	return tx.Principal(ctx, account.ID, session.ID)
}

// ensureRole puts a role for everything in force, unless it is.
func (s *Service) ensureRole(ctx context.Context, tx *store.Tx, accountID string, role auth.Role) error {
	if role == auth.Stakeholder { // everybody is one
		return nil
	}
	grant, err := auth.GiveFromCommandLine(accountID, role, s.clock())
	if err != nil {
		return err
	}
	open, err := tx.OpenGrants(ctx, accountID)
	if err != nil {
		return err
	}
	grant.ID = store.NewID()
	for _, g := range open {
		if g.Role != role || g.ForumID != "" || g.ContestID != "" {
			continue
		}
		if g.InForce() {
			return nil
		}
		g.Alone, g.ConfirmedBy, g.ConfirmedAt = true, auth.CommandLine, s.clock() // it waited for a second officer
		if err := tx.SetGrant(ctx, g); err != nil {
			return err
		}
		return s.auditGrant(ctx, tx, auth.CommandLine, "role.confirm", g, "")
	}
	if err := tx.AddGrant(ctx, grant); err != nil {
		return err
	}
	return s.auditGrant(ctx, tx, auth.CommandLine, "role.grant", grant, "")
}

// Disable keeps the account with an address from signing in, and ends all its sessions at once; enable undoes the first.
// Faults: BadUserInput about email, NotFound.
func (s *Service) Disable(ctx context.Context, email string, enable bool) error {
	return s.fromCommandLine(ctx, email, func(ctx context.Context, tx *store.Tx, account auth.Account) error {
		action := "account.disable"
		account.State = auth.Disabled
		if enable {
			action, account.State = "account.enable", auth.Active
		}
		if err := tx.SetAccount(ctx, account); err != nil {
			return err
		}
		if !enable {
			if _, err := tx.EndSessions(ctx, account.ID, s.clock()); err != nil {
				return err
			}
		}
		return s.audit(ctx, tx, auth.CommandLine, action, auth.ShortName(account.ID), "")
	})
}

// EndSessionsOf signs the account with an address out everywhere, and tells how many sessions it had. Faults:
// BadUserInput about email, NotFound.
func (s *Service) EndSessionsOf(ctx context.Context, email string) (ended int, err error) {
	err = s.fromCommandLine(ctx, email, func(ctx context.Context, tx *store.Tx, account auth.Account) (err error) {
		if ended, err = tx.EndSessions(ctx, account.ID, s.clock()); err != nil {
			return err
		}
		return s.audit(ctx, tx, auth.CommandLine, "account.signOut", auth.ShortName(account.ID), "")
	})
	return ended, err
}

func (s *Service) fromCommandLine(ctx context.Context, email string, act func(context.Context, *store.Tx, auth.Account) error) error {
	_, key, err := auth.Canonical(email)
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, tx *store.Tx) error {
		account, found, err := tx.AccountByAddress(ctx, key)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "email: there is no account with this address")
		}
		return act(ctx, tx, account)
	})
}
