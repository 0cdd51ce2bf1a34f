package store

import (
	"context"
	"time"
)

// Balloting is the public vote of a contest whose close is not recorded.
type Balloting struct {
	ContestID         string
	OpensAt, ClosesAt time.Time // forum time
}

// Ballotings gives the contests, in order, whose voting is not closed. Fault: Unavailable.
func (s *Store) Ballotings(ctx context.Context) ([]Balloting, error) {
	var rows []Balloting
	err := s.reader.NewRaw(`SELECT p.contest_id, p.opens_at, p.closes_at FROM contest_phases AS p
		WHERE p.kind = 'VOTING' AND NOT EXISTS (SELECT 1 FROM closings AS z WHERE z.contest_id = p.contest_id AND z.phase = 'VOTING')
		ORDER BY p.contest_id`).Scan(ctx, &rows)
	for i := range rows {
		rows[i].OpensAt, rows[i].ClosesAt = utc(rows[i].OpensAt), utc(rows[i].ClosesAt)
	}
	return rows, s.fault(err)
}

// Unsettled is a contest whose voting has opened and whose result is not certified.
type Unsettled struct {
	ContestID string
	ClosedAt  time.Time `bun:",nullzero"` // forum time; zero while voting is not closed
}

// Unsettled gives the contests, in order, whose voting has opened and whose result is not certified. Fault: Unavailable.
func (s *Store) Unsettled(ctx context.Context) ([]Unsettled, error) {
	var rows []Unsettled
	err := s.reader.NewRaw(`SELECT m.contest_id, z.closed_at FROM manifests AS m
		LEFT JOIN closings AS z ON z.contest_id = m.contest_id AND z.phase = 'VOTING'
		WHERE m.position = 1 AND NOT EXISTS (SELECT 1 FROM category_results AS r WHERE r.contest_id = m.contest_id)
		ORDER BY m.contest_id`).Scan(ctx, &rows)
	for i := range rows {
		rows[i].ClosedAt = utc(rows[i].ClosedAt)
	}
	return rows, s.fault(err)
}

// ReminderIsDone tells whether all who were to be reminded so many hours before a close have been. Fault: Unavailable.
func (s *Store) ReminderIsDone(ctx context.Context, b Balloting, hours int) (bool, error) {
	done, err := s.reader.NewSelect().Table("vote_reminder_rounds").Where("contest_id = ?", b.ContestID).Where("closes_at = ?", b.ClosesAt).
		Where("hours = ?", hours).Exists(ctx)
	return done, s.fault(err)
}

// FinishReminder notes that all who were to be reminded have been. Fault: Unavailable.
func (tx *Tx) FinishReminder(ctx context.Context, b Balloting, hours int) error {
	_, err := tx.db.NewRaw("INSERT INTO vote_reminder_rounds (contest_id, closes_at, hours, finished_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		b.ContestID, b.ClosesAt, hours, tx.now).Exec(ctx)
	return tx.fail(err)
}

// Unfinished is a voter who has begun and not finished, with an account.
type Unfinished struct {
	VoterID, AccountID, Email, Language string
	Done                                []string // ids of categories
}

// UnfinishedVoters gives up to n voters, in the order of their ids and from behind one of them, who have voted in a contest
// in fewer than all its categories and have not been reminded so many hours before this close. It notes that they are
// being reminded. Only one replica reminds at a time. Fault: Unavailable.
func (tx *Tx) UnfinishedVoters(ctx context.Context, b Balloting, hours, categories int, behind string, n int) ([]Unfinished, error) {
	if err := tx.store.engine.lockName(ctx, tx.db, "remind "+b.ContestID); err != nil {
		return nil, tx.fail(err)
	}
	var rows []Unfinished
	err := tx.db.NewRaw(`SELECT a.id AS account_id, a.email, a.language, v.voter_id
		FROM (SELECT voter_id FROM votes WHERE contest_id = ? AND voter_id > ? AND state IN ('CAST', 'REOPENED')
			GROUP BY voter_id HAVING count(*) < ?) AS v
		JOIN accounts AS a ON a.voter_id = v.voter_id AND a.state = 'ACTIVE'
		WHERE NOT EXISTS (SELECT 1 FROM reminders AS r WHERE r.contest_id = ? AND r.recipient = a.id AND r.kind = ? AND r.ends_at = ? AND r.hours = ?)
		ORDER BY v.voter_id LIMIT ?`, b.ContestID, behind, categories, b.ContestID, OfVoting, b.ClosesAt, hours, n).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return nil, tx.fail(err)
	}
	at, voters, accounts := map[string]int{}, make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		at[r.VoterID], voters[i], accounts[i] = i, r.VoterID, r.AccountID
	}
	votes, err := tx.Votes(ctx, []string{b.ContestID}, voters)
	if err != nil {
		return nil, err
	}
	for _, v := range votes {
		if v.State.IsDone() {
			rows[at[v.VoterID]].Done = append(rows[at[v.VoterID]].Done, v.CategoryID)
		}
	}
	_, err = tx.Remind(ctx, Reminder{ContestID: b.ContestID, Kind: OfVoting, Hours: hours, EndsAt: b.ClosesAt}, accounts...)
	return rows, err
}
