package store

import (
	"context"
	"time"

	"rostrum/internal/auth"
)

// Forget takes everything personal out of an account: address, language and voter, its sessions with their tokens, its
// challenges, its mail and that to its address (given by its tag), what it was reminded of, its claims' link to it, the keys under which it cast,
// its drafts as a juror, invitations to its address, and its roles. An empty shell stays, for what refers to it, with
// days in the place of instants. What its voter cast stays, and so do sheets that it sealed under a juror's name, and the
// keyed hash by which the address is known to have voted. Fault: Unavailable.
func (tx *Tx) Forget(ctx context.Context, a auth.Account, addressTag string, now time.Time) error {
	for _, statement := range []interface {
		exec(ctx context.Context, tx *Tx) error
	}{
		deletion{"challenges", "account_id = ?", a.ID},
		deletion{"challenges", "address_tag = ?", addressTag},
		deletion{"outbox", "account_id = ?", a.ID},
		deletion{"outbox", "address_tag = ?", addressTag},
		deletion{"reminders", "recipient = ?", a.ID},
		deletion{"score_drafts", "assignment_id IN (SELECT x.id FROM jury_assignments AS x JOIN jurors AS j ON j.id = x.juror_id WHERE j.account_id = ?)", a.ID},
		deletion{"casts", "account_id = ?", a.ID}, // what was voted stays; under which key, and by whom, goes
		deletion{"refresh_tokens", "session_id IN (SELECT id FROM auth_sessions WHERE account_id = ?)", a.ID},
		deletion{"auth_sessions", "account_id = ?", a.ID},
	} {
		if err := statement.exec(ctx, tx); err != nil {
			return tx.fail(err)
		}
	}
	_, err := tx.db.NewUpdate().Table("jurors").Set("state = 'DECLINED', sealed_address = NULL, answered_at = ?", now).
		Where("address_tag = ? AND state IN ('PROPOSED', 'INVITED')", addressTag).Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.db.NewUpdate().Table("organisation_claims").Set("state = ?, decided_at = ?", auth.ClaimWithdrawn, now).
		Where("account_id = ? AND state IN (?, ?)", a.ID, auth.Claimed, auth.ClaimConfirmed).Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	if _, err = tx.db.NewUpdate().Table("organisation_claims").Set("account_id = NULL").Where("account_id = ?", a.ID).Exec(ctx); err != nil {
		return tx.fail(err)
	}
	_, err = tx.db.NewUpdate().Table("role_grants").Set("withdrawn_at = ?", now).
		Where("account_id = ? AND withdrawn_at IS NULL", a.ID).Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	return tx.SetAccount(ctx, auth.Account{ID: a.ID, State: auth.Deleted, RegisteredAt: dayOf(a.RegisteredAt), DeletedAt: dayOf(now)})
}

// dayOf gives the beginning of the day of an instant in UTC.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// deletion takes rows out of a table.
type deletion struct {
	table string
	where string
	arg   any
}

func (d deletion) exec(ctx context.Context, tx *Tx) error {
	_, err := tx.db.NewDelete().Table(d.table).Where(d.where, d.arg).Exec(ctx)
	return err
}

// The times after which what nobody needs any more is taken out.
const (
	// SessionIdle is how long a session lasts without new tokens.
	SessionIdle = 30 * 24 * time.Hour
	// endedKept is how long an ended session is kept, so that a replay of its tokens is still known for one.
	endedKept = 30 * 24 * time.Hour
	// challengeKept is how long a challenge counts for the limits of mail.
	challengeKept = 24 * time.Hour
	// settledKept is how long it can be seen that a mail was sent.
	settledKept = 30 * 24 * time.Hour
)

// Tidy takes out what has served its time: addresses of challenges that have expired, challenges that count for no limit
// any more, sessions that ended long ago or were not used for long, mails that have expired (also where no server sends
// any), and what was noted of mails. It is safe to repeat, and for several to do at once. Fault: Unavailable.
func (s *Store) Tidy(ctx context.Context, now time.Time) error {
	_, err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.db.NewUpdate().Table("challenges").Set("email = NULL").Where("email IS NOT NULL AND expires_at <= ?", now).Exec(ctx)
		if err != nil {
			return tx.fail(err)
		}
		_, err = tx.db.NewUpdate().Table("auth_sessions").Set("ended_at = ?", now).
			Where("ended_at IS NULL AND last_seen_at <= ?", now.Add(-SessionIdle)).Exec(ctx)
		if err != nil {
			return tx.fail(err)
		}
		if err := tx.dropLetters(ctx, now); err != nil {
			return err
		}
		for _, d := range []deletion{
			{"challenges", "created_at <= ?", now.Add(-challengeKept)},
			{"refresh_tokens", "session_id IN (SELECT id FROM auth_sessions WHERE ended_at <= ?)", now.Add(-endedKept)},
			{"auth_sessions", "ended_at <= ?", now.Add(-endedKept)},
			{"outbox", "settled_at <= ?", now.Add(-settledKept)},
		} {
			if err := d.exec(ctx, tx); err != nil {
				return tx.fail(err)
			}
		}
		return nil
	})
	return err
}
