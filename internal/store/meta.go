package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"rostrum/internal/fault"
)

// The keys of what the store itself knows about a database.
const (
	// MetaMadeBy says who made the database: "demo", "rehearsal" or "serve". It is set once.
	MetaMadeBy = "made_by"
	// MetaKeys marks which keys the accounts and votes of the database depend on.
	MetaKeys = "keys"
	// metaOffset is how far forum time is ahead of the database's clock, in microseconds.
	metaOffset = "clock_offset"
)

type metaRow struct {
	bun.BaseModel `bun:"table:meta"`

	Key   string `bun:",pk"`
	Value string
}

// Meta gives what SetMeta stored under a key; empty where there is nothing. Fault: Unavailable.
func (s *Store) Meta(ctx context.Context, key string) (string, error) {
	value, err := metaOf(ctx, s.reader, key)
	return value, s.fault(err)
}

// Meta is Store.Meta within the transaction.
func (tx *Tx) Meta(ctx context.Context, key string) (string, error) {
	value, err := metaOf(ctx, tx.db, key)
	return value, tx.fail(err)
}

func metaOf(ctx context.Context, db bun.IDB, key string) (value string, err error) {
	err = db.NewSelect().Table("meta").Column("value").Where("? = ?", bun.Ident("key"), key).Scan(ctx, &value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

// SetMetaOnce is SetMeta where nothing else is stored under the key. It gives what is stored there in the end, also by
// another transaction at the same time. Fault: Unavailable.
func (tx *Tx) SetMetaOnce(ctx context.Context, key, value string) (stored string, err error) {
	row := metaRow{Key: key, Value: value}
	_, err = tx.db.NewInsert().Model(&row).On("CONFLICT (?) DO NOTHING", bun.Ident("key")).Returning("NULL").Exec(ctx)
	if err != nil {
		return "", tx.fail(err)
	}
	return tx.Meta(ctx, key)
}

// SetMeta stores a value under a key, which has 1 to 100 characters. Faults: Conflict for another maker than the
// database has (MetaMadeBy), BadUserInput for a maker that does not exist and for the clock, which SetForumTime sets;
// Unavailable.
func (tx *Tx) SetMeta(ctx context.Context, key, value string) error {
	row := metaRow{Key: key, Value: value}
	q := tx.db.NewInsert().Model(&row).On("CONFLICT (?) DO UPDATE", bun.Ident("key")).Set("value = excluded.value").Returning("NULL")
	switch key {
	case metaOffset:
		return tx.fail(fault.BadInput("key", "the clock is not set this way"))
	case MetaMadeBy:
		q = q.Where("meta_row.value = excluded.value")
	}
	result, err := q.Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return tx.fail(errors.Join(err, fault.New(fault.Conflict, "the database was made for something else: a demo, a rehearsal or a real forum")))
	}
	return nil
}
