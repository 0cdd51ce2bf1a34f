package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
)

type accountRow struct {
	bun.BaseModel `bun:"table:accounts"`

	ID           string `bun:",pk"`
	VoterID      string `bun:",nullzero"`
	Email        string `bun:",nullzero"`
	AddressKey   string `bun:",nullzero"`
	Language     string `bun:",nullzero"`
	State        auth.State
	RegisteredAt time.Time
	DeletedAt    time.Time `bun:",nullzero"`
}

func (r accountRow) out() auth.Account {
	return auth.Account{
		ID: r.ID, VoterID: r.VoterID, Email: r.Email, AddressKey: r.AddressKey, Language: r.Language, State: r.State,
		RegisteredAt: utc(r.RegisteredAt), DeletedAt: utc(r.DeletedAt),
	}
}

func accountIn(a auth.Account) accountRow {
	return accountRow{
		ID: a.ID, VoterID: a.VoterID, Email: a.Email, AddressKey: a.AddressKey, Language: a.Language, State: a.State,
		RegisteredAt: a.RegisteredAt, DeletedAt: a.DeletedAt,
	}
}

// utc keeps the zero value, which is no instant.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// Account gives an account by its id. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Account(ctx context.Context, id string) (account auth.Account, found bool, err error) {
	return tx.account(ctx, "id", id)
}

// AccountByAddress gives the account with a canonical address, as Account does. Fault: Unavailable.
func (tx *Tx) AccountByAddress(ctx context.Context, key string) (account auth.Account, found bool, err error) {
	return tx.account(ctx, "address_key", key)
}

// AccountOfVoter gives the account that a voter has now, as Account does. Fault: Unavailable.
func (tx *Tx) AccountOfVoter(ctx context.Context, voterID string) (account auth.Account, found bool, err error) {
	return tx.account(ctx, "voter_id", voterID)
}

func (tx *Tx) account(ctx context.Context, column, value string) (auth.Account, bool, error) {
	row, found, err := one[accountRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("? = ?", bun.Ident(column), value)
	})
	return row.out(), found, err
}

// one reads a row and keeps it as it is until the transaction ends. There is at most one.
func one[Row any](ctx context.Context, tx *Tx, where func(*bun.SelectQuery) *bun.SelectQuery) (row Row, found bool, err error) {
	var rows []Row
	q := where(tx.db.NewSelect().Model(&rows))
	if lock := tx.store.engine.forUpdate(); lock != "" {
		q = q.For(lock)
	}
	if err := q.Scan(ctx); err != nil || len(rows) == 0 {
		return row, false, tx.fail(err)
	}
	return rows[0], true, nil
}

// AddAccount stores a new account. Faults: Conflict where its address or its voter has an account, Unavailable.
func (tx *Tx) AddAccount(ctx context.Context, a auth.Account) error {
	row := accountIn(a)
	return tx.insert(ctx, &row)
}

// SetAccount stores what became of an account. Faults: Conflict where its address has another account, Unavailable.
func (tx *Tx) SetAccount(ctx context.Context, a auth.Account) error {
	row := accountIn(a)
	return tx.update(ctx, &row)
}

func (tx *Tx) insert(ctx context.Context, row any) error {
	_, err := tx.db.NewInsert().Model(row).Returning("NULL").Exec(ctx)
	return tx.fail(err)
}

// update stores a row in place of the one with its primary key.
func (tx *Tx) update(ctx context.Context, row any) error {
	_, err := tx.db.NewUpdate().Model(row).WherePK().Exec(ctx)
	return tx.fail(err)
}

type voterAddressRow struct {
	bun.BaseModel `bun:"table:voter_addresses"`

	Tag     string `bun:",pk"`
	VoterID string
	BoundAt time.Time
}

// BindVoter gives the voter whom the tag of an address stands for, for ever: the given one, unless the address was
// another voter's before. It notes the day and not the instant, which would match the voter with an account. Fault:
// Unavailable.
func (tx *Tx) BindVoter(ctx context.Context, tag, voterID string, now time.Time) (bound string, err error) {
	row := voterAddressRow{Tag: tag, VoterID: voterID, BoundAt: dayOf(now)}
	_, err = tx.db.NewInsert().Model(&row).On("CONFLICT (tag) DO NOTHING").Returning("NULL").Exec(ctx)
	if err != nil {
		return "", tx.fail(err)
	}
	err = tx.db.NewSelect().Table("voter_addresses").Column("voter_id").Where("tag = ?", tag).Scan(ctx, &bound)
	return bound, tx.fail(err)
}

// LanguageOf gives the language of the account with a canonical address, empty where there is none. It takes the same
// statement in both cases. Fault: Unavailable.
func (tx *Tx) LanguageOf(ctx context.Context, addressKey string) (language string, err error) {
	err = tx.db.NewRaw("SELECT coalesce((SELECT language FROM accounts WHERE address_key = ?), '')", addressKey).Scan(ctx, &language)
	return language, tx.fail(err)
}
