package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type challengeRow struct {
	bun.BaseModel `bun:"table:challenges"`

	Hash       string `bun:",pk"`
	Purpose    auth.Purpose
	AccountID  string `bun:",nullzero"`
	AddressTag string
	NetworkTag string
	Email      string `bun:",nullzero"`
	Language   string
	CodeHash   string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	Guesses    int
	UsedAt     time.Time `bun:",nullzero"`
}

func (r challengeRow) out() auth.Challenge {
	return auth.Challenge{
		Hash: r.Hash, Purpose: r.Purpose, AccountID: r.AccountID, AddressTag: r.AddressTag, NetworkTag: r.NetworkTag,
		Email: r.Email, Language: r.Language, CodeHash: r.CodeHash, CreatedAt: utc(r.CreatedAt), ExpiresAt: utc(r.ExpiresAt),
		Guesses: r.Guesses, UsedAt: utc(r.UsedAt),
	}
}

func challengeIn(c auth.Challenge) *challengeRow {
	return &challengeRow{
		Hash: c.Hash, Purpose: c.Purpose, AccountID: c.AccountID, AddressTag: c.AddressTag, NetworkTag: c.NetworkTag,
		Email: c.Email, Language: c.Language, CodeHash: c.CodeHash, CreatedAt: c.CreatedAt, ExpiresAt: c.ExpiresAt,
		Guesses: c.Guesses, UsedAt: c.UsedAt,
	}
}

// Mailed is how many mails with codes were asked for, within an hour and within a day.
type Mailed struct{ Hour, Day int }

// MailCount is how many mails with codes there were: to an address, from a network, and to the one from the other.
type MailCount struct {
	Address, Network, Pair Mailed
	// WasHere tells whether the account with the address signed in from the network before.
	WasHere bool
}

// CountMails counts the mails that were asked for before now. Until the transaction ends nobody else counts for this
// address or this network, so that no number of requests at once gets past a limit. It takes the same statements for
// every address. Fault: Unavailable.
func (tx *Tx) CountMails(ctx context.Context, addressTag, networkTag, addressKey string, now time.Time) (c MailCount, err error) {
	for _, tag := range []string{addressTag, networkTag} { // always in this order, so that two never wait for each other
		if err := tx.store.engine.lockName(ctx, tx.db, tag); err != nil {
			return c, tx.fail(err)
		}
	}
	for _, of := range []struct {
		into  *Mailed
		where string
		args  []any
	}{
		{&c.Address, "address_tag = ?", []any{addressTag}},
		{&c.Network, "network_tag = ?", []any{networkTag}},
		{&c.Pair, "address_tag = ? AND network_tag = ?", []any{addressTag, networkTag}},
	} {
		err := tx.db.NewSelect().Table("challenges").
			ColumnExpr("coalesce(sum(CASE WHEN created_at > ? THEN 1 ELSE 0 END), 0)", now.Add(-time.Hour)).ColumnExpr("count(*)").
			Where(of.where, of.args...).Where("created_at > ?", now.Add(-24*time.Hour)).Scan(ctx, &of.into.Hour, &of.into.Day)
		if err != nil {
			return c, tx.fail(err)
		}
	}
	err = tx.db.NewRaw(`SELECT EXISTS (SELECT 1 FROM auth_sessions AS s JOIN accounts AS a ON a.id = s.account_id
		WHERE a.address_key = ? AND s.network_tag = ?)`, addressKey, networkTag).Scan(ctx, &c.WasHere)
	return c, tx.fail(err)
}

// AddChallenge stores a new challenge. Fault: Unavailable.
func (tx *Tx) AddChallenge(ctx context.Context, c auth.Challenge) error {
	return tx.insert(ctx, challengeIn(c))
}

// Challenge gives a challenge by its hash. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Challenge(ctx context.Context, hash string) (challenge auth.Challenge, found bool, err error) {
	row, found, err := one[challengeRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("hash = ?", hash) })
	return row.out(), found, err
}

// SetChallenge stores what became of a challenge. Fault: Unavailable.
func (tx *Tx) SetChallenge(ctx context.Context, c auth.Challenge) error {
	return tx.update(ctx, challengeIn(c))
}
