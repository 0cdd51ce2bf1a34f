package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/programme"
)

var sessionKind = &kind[programme.Session]{
	entity:    changelog.Session,
	slot:      func(r *catalogue.Rows) *[]programme.Session { return &r.Sessions },
	shelf:     func() shelf[programme.Session] { return &sessionShelf{} },
	id:        func(s *programme.Session) string { return s.ID },
	revision:  func(s *programme.Session) *int64 { return &s.Revision },
	forum:     func(_ context.Context, _ *Tx, s *programme.Session) (string, error) { return s.ForumID, nil },
	condition: "state IN ('PUBLISHED', 'CANCELLED')",
	public:    publicSession,
	keep:      keepRecordings,
	names: map[string]string{
		"state": "status", "startOnly": "startsAt", "goals": "sdgs", "speakersComplete": "isSpeakerListComplete",
	},
	also:        startAndEnd,
	isCancelled: func(s *programme.Session) bool { return s.State == programme.Cancelled },
	before:      giveNumbers,
}

// publicSession gives what everybody may see of a session.
func publicSession(s programme.Session) (programme.Session, bool) {
	var open []programme.Recording
	for _, r := range s.Recordings {
		if r.IsPublic {
			open = append(open, r)
		}
	}
	s.Recordings = open
	return s, s.State == programme.Published || s.State == programme.Cancelled
}

// keepRecordings keeps public what was public before: a source does not say, and what was seen cannot be taken back.
func keepRecordings(old, given *programme.Session) {
	for i := range given.Recordings {
		open := given.Recordings[i]
		open.IsPublic = true
		if slices.Contains(old.Recordings, open) {
			given.Recordings[i] = open
		}
	}
}

// startAndEnd names the fields that follow from slots.
func startAndEnd(old, given *programme.Session) []string {
	var names []string
	oldStart, oldEnd := bounds(old.Slots)
	start, end := bounds(given.Slots)
	if !oldStart.Equal(start) {
		names = append(names, "startsAt")
	}
	if !oldEnd.Equal(end) {
		names = append(names, "endsAt")
	}
	return names
}

// bounds gives the first start and the last end; zero where there is no slot.
func bounds(slots []programme.Slot) (start, end time.Time) {
	if len(slots) == 0 {
		return start, end
	}
	return slots[0].StartsAt.Time, slots[len(slots)-1].EndsAt.Time
}

// giveNumbers records the numbers of sessions for ever. A number that another session of the edition has, or ever had,
// is a Conflict.
func giveNumbers(ctx context.Context, tx *Tx, given []programme.Session) error {
	numbers, forums := []string{}, []string{}
	for _, s := range given {
		if s.Number != "" {
			numbers, forums = append(numbers, s.Number), append(forums, s.ForumID)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	var taken []sessionNumberRow
	err := tx.db.NewSelect().Model(&taken).Where("forum_id IN (?)", bun.List(forums)).Where("number IN (?)", bun.List(numbers)).Scan(ctx)
	if err != nil {
		return err
	}
	type place struct{ forum, number string }
	owners := map[place]string{}
	for _, t := range taken {
		owners[place{t.ForumID, t.Number}] = t.SessionID
	}
	var fresh []sessionNumberRow
	for _, s := range given {
		if s.Number == "" {
			continue
		}
		owner, known := owners[place{s.ForumID, s.Number}]
		if known && owner != s.ID {
			return &fault.Fault{Code: fault.Conflict, Field: "number",
				Text: "number: " + s.Number + " was given to another session of this edition, and is never given again"}
		}
		if !known {
			owners[place{s.ForumID, s.Number}] = s.ID
			fresh = append(fresh, sessionNumberRow{ForumID: s.ForumID, Number: s.Number, SessionID: s.ID})
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	_, err = tx.db.NewInsert().Model(&fresh).Returning("NULL").Exec(ctx)
	return err
}
