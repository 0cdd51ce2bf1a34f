package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// ReminderKind is what people are reminded of.
type ReminderKind string

// The kinds of reminders.
const (
	// OfInvitation reminds somebody who was asked to judge and has not answered.
	OfInvitation ReminderKind = "INVITATION"
	// OfNomination reminds jurors of what they have not judged in a nomination.
	OfNomination ReminderKind = "NOMINATION"
	// OfSelection reminds jurors of what they have not judged in a selection.
	OfSelection ReminderKind = "SELECTION"
	// OfVoting reminds voters who have begun and not finished.
	OfVoting ReminderKind = "VOTING"
)

// Reminder is a reminder of something in a contest, so many hours before an instant. Where the instant is moved, it is
// another reminder.
type Reminder struct {
	ContestID string
	Kind      ReminderKind
	Hours     int
	EndsAt    time.Time // forum time
}

type reminderRow struct {
	bun.BaseModel `bun:"table:reminders"`

	ContestID  string       `bun:",pk"`
	Recipient  string       `bun:",pk"`
	Kind       ReminderKind `bun:",pk"`
	Hours      int          `bun:",pk"`
	EndsAt     time.Time    `bun:",pk"`
	RemindedAt time.Time
}

// Remind notes that accounts are reminded, and gives those of them of whom that was not noted before: they are to get the
// letter, in the same transaction. Recipients are accounts, or jurors by their id while their invitation is not answered.
// Fault: Unavailable.
func (tx *Tx) Remind(ctx context.Context, r Reminder, recipients ...string) (fresh []string, err error) {
	for from := 0; from < len(recipients); from += chunk {
		var rows []reminderRow
		for _, id := range recipients[from:min(from+chunk, len(recipients))] {
			rows = append(rows, reminderRow{ContestID: r.ContestID, Recipient: id, Kind: r.Kind, Hours: r.Hours, EndsAt: r.EndsAt.UTC(), RemindedAt: tx.now})
		}
		var some []string
		if err := tx.db.NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Returning("recipient").Scan(ctx, &some); err != nil {
			return nil, tx.fail(err)
		}
		fresh = append(fresh, some...)
	}
	return fresh, nil
}

// Reminded gives who got a reminder, for looking only. Fault: Unavailable.
func (s *Store) Reminded(ctx context.Context, r Reminder) (map[string]bool, error) {
	var recipients []string
	err := s.reader.NewSelect().Table("reminders").Column("recipient").
		Where("contest_id = ? AND kind = ? AND hours = ? AND ends_at = ?", r.ContestID, r.Kind, r.Hours, r.EndsAt.UTC()).Scan(ctx, &recipients)
	of := make(map[string]bool, len(recipients))
	for _, id := range recipients {
		of[id] = true
	}
	return of, s.fault(err)
}
