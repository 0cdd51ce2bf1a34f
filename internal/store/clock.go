package store

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/fault"
)

// ForumTime gives the time that the forum goes by, in microseconds and UTC, and whether it is shifted against the
// database's clock. Fault: Unavailable.
func (s *Store) ForumTime(ctx context.Context) (now time.Time, shifted bool, err error) {
	now, offset, err := s.forumTime(ctx, s.reader)
	return now, offset != 0, s.fault(err)
}

// forumTime reads the database's clock and the offset in one statement.
func (s *Store) forumTime(ctx context.Context, db bun.IDB) (now time.Time, offset time.Duration, err error) {
	var clock int64
	var shift string
	err = db.NewRaw("SELECT "+s.engine.clock()+", coalesce((SELECT value FROM meta WHERE ? = ?), '0')",
		bun.Ident("key"), metaOffset).Scan(ctx, &clock, &shift)
	if err != nil {
		return time.Time{}, 0, err
	}
	micros, err := strconv.ParseInt(shift, 10, 64)
	if err != nil {
		return time.Time{}, 0, err
	}
	return time.UnixMicro(clock + micros).UTC(), time.Duration(micros) * time.Microsecond, nil
}

// SetForumTime lets forum time go on from an instant. Faults: Conflict in a database that neither a demo nor a
// rehearsal made, and for an instant before the present forum time; BadUserInput outside of the years 1900 to 2200.
// The first instant that a database is given may lie in the past: until then nothing was dated by its forum time.
func (tx *Tx) SetForumTime(ctx context.Context, to time.Time) error {
	if to.Year() < 1900 || to.Year() > 2200 {
		return tx.fail(fault.BadInput("clock", "must lie in the years 1900 to 2200"))
	}
	maker, err := tx.Meta(ctx, MetaMadeBy)
	if err != nil {
		return err
	}
	if maker != "demo" && maker != "rehearsal" {
		return tx.fail(fault.New(fault.Conflict, "clock: forum time can be set in the database of a demo or a rehearsal only"))
	}
	to = to.UTC().Truncate(time.Microsecond)
	offset := tx.offset + to.Sub(tx.now)
	row := metaRow{Key: metaOffset, Value: strconv.FormatInt(offset.Microseconds(), 10)}
	// Compared in the statement itself, so that of two that set it at once none can go back behind the other.
	result, err := tx.db.NewInsert().Model(&row).On("CONFLICT (?) DO UPDATE", bun.Ident("key")).Set("value = excluded.value").
		Where("CAST(meta_row.value AS bigint) <= CAST(excluded.value AS bigint)").Returning("NULL").Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	if n, err := result.RowsAffected(); err != nil {
		return tx.fail(err)
	} else if n == 0 {
		return tx.fail(fault.New(fault.Conflict, "clock: forum time is past that instant; it never goes back"))
	}
	tx.now, tx.offset = to, offset
	return nil
}
