package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// Letter is a mail in the outbox. Who it goes to and what it says is sealed, and erased once it is settled.
type Letter struct {
	ID         string
	Template   string
	AddressTag string // keyed hash of the canonical address
	AccountID  string // whose mail it is; empty for a code to sign in, which is sent without looking
	Sealed     []byte
	CreatedAt  time.Time
	ExpiresAt  time.Time // not worth sending afterwards
	Attempts   int       // those that began, with the one for which it was claimed
}

type outboxRow struct {
	bun.BaseModel `bun:"table:outbox"`

	ID         string `bun:",pk"`
	Template   string
	AddressTag string
	AccountID  string `bun:",nullzero"`
	Sealed     []byte `bun:",nullzero"`
	CreatedAt  time.Time
	DueAt      time.Time
	ExpiresAt  time.Time
	Attempts   int
	Worker     string `bun:",nullzero"`
	State      letterState
	SettledAt  time.Time `bun:",nullzero"`
}

type letterState string

const (
	letterWaiting letterState = "WAITING"
	letterSent    letterState = "SENT"
	letterDropped letterState = "DROPPED"
)

// AddLetter puts a mail into the outbox: it goes out once the transaction is committed, and only then. Fault:
// Unavailable.
func (tx *Tx) AddLetter(ctx context.Context, l Letter) error {
	return tx.insert(ctx, &outboxRow{
		ID: l.ID, Template: l.Template, AddressTag: l.AddressTag, AccountID: l.AccountID, Sealed: l.Sealed, CreatedAt: l.CreatedAt, DueAt: l.CreatedAt,
		ExpiresAt: l.ExpiresAt, State: letterWaiting,
	})
}

// ClaimLetters gives a worker up to n mails that are due, the oldest first, and keeps them from all others until the
// lease ends. Mails that have expired are dropped instead. Fault: Unavailable.
func (s *Store) ClaimLetters(ctx context.Context, worker string, n int, now, leaseEnds time.Time) (letters []Letter, err error) {
	_, err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		letters = nil
		if err := tx.dropLetters(ctx, now); err != nil {
			return err
		}
		var rows []outboxRow
		q := tx.db.NewSelect().Model(&rows).Where("state = ? AND due_at <= ?", letterWaiting, now).Order("due_at", "id").Limit(int64(n))
		if lock := tx.store.engine.forUpdate(); lock != "" {
			q = q.For(lock + " SKIP LOCKED")
		}
		if err := q.Scan(ctx); err != nil || len(rows) == 0 {
			return tx.fail(err)
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
			letters = append(letters, Letter{
				ID: r.ID, Template: r.Template, AddressTag: r.AddressTag, AccountID: r.AccountID, Sealed: r.Sealed, CreatedAt: utc(r.CreatedAt),
				ExpiresAt: utc(r.ExpiresAt), Attempts: r.Attempts + 1,
			})
		}
		_, err := tx.db.NewUpdate().Table("outbox").Set("worker = ?, due_at = ?, attempts = attempts + 1", worker, leaseEnds).
			Where("id IN (?)", bun.List(ids)).Exec(ctx)
		return tx.fail(err)
	})
	return letters, err
}

// dropLetters erases mails that have expired and that no worker is trying.
func (tx *Tx) dropLetters(ctx context.Context, now time.Time) error {
	_, err := tx.db.NewUpdate().Table("outbox").Set("state = ?, sealed = NULL, worker = NULL, settled_at = ?", letterDropped, now).
		Where("state = ? AND due_at <= ? AND expires_at <= ?", letterWaiting, now, now).Exec(ctx)
	return tx.fail(err)
}

// HasDueLetters tells whether a mail is due, without a writing transaction. Fault: Unavailable.
func (s *Store) HasDueLetters(ctx context.Context, now time.Time) (bool, error) {
	has, err := s.reader.NewSelect().Table("outbox").Where("state = ? AND due_at <= ?", letterWaiting, now).Exists(ctx)
	return has, s.fault(err)
}

// SettleLetter erases a mail that its worker has sent, or has given up. It tells whether the worker still had it.
// Fault: Unavailable.
func (s *Store) SettleLetter(ctx context.Context, worker, id string, sent bool, now time.Time) (bool, error) {
	state := letterDropped
	if sent {
		state = letterSent
	}
	return s.ofWorker(ctx, worker, id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("state = ?, sealed = NULL, worker = NULL, settled_at = ?", state, now)
	})
}

// PostponeLetter gives a mail back that could not be sent, to be tried again at an instant. It tells whether the worker
// still had it. Fault: Unavailable.
func (s *Store) PostponeLetter(ctx context.Context, worker, id string, until time.Time) (bool, error) {
	return s.ofWorker(ctx, worker, id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("worker = NULL, due_at = ?", until)
	})
}

func (s *Store) ofWorker(ctx context.Context, worker, id string, set func(*bun.UpdateQuery) *bun.UpdateQuery) (had bool, err error) {
	_, err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := tx.affected(set(tx.db.NewUpdate().Table("outbox")).
			Where("id = ? AND worker = ? AND state = ?", id, worker, letterWaiting).Exec(ctx))
		had = n > 0
		return err
	})
	return had, err
}
