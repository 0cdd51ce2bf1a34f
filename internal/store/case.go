package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/scrutiny"
)

type caseRow struct {
	bun.BaseModel `bun:"table:scrutiny_cases"`

	ID        string `bun:",pk"`
	ContestID string
	Signal    scrutiny.Signal
	Mark      string
	ProjectID string
	Score     int
	FoundAt   time.Time
	State     scrutiny.CaseState
	DecidedAt time.Time `bun:",nullzero"`
	DecidedBy string    `bun:",nullzero"`
	Reason    string    `bun:",nullzero"`
}

func (r caseRow) out() scrutiny.Case {
	return scrutiny.Case{
		ID: r.ID, ContestID: r.ContestID, Signal: r.Signal, Score: r.Score, FoundAt: utc(r.FoundAt), State: r.State, DecidedAt: utc(r.DecidedAt),
		DecidedBy: r.DecidedBy, Reason: r.Reason,
	}
}

type caseVoterRow struct {
	bun.BaseModel `bun:"table:scrutiny_voters"`

	CaseID  string `bun:",pk"`
	VoterID string `bun:",pk"`
}

// ScrutinyIsDue tells whether the votes of a contest were not looked through since an instant of forum time. Fault:
// Unavailable.
func (s *Store) ScrutinyIsDue(ctx context.Context, contestID string, since time.Time) (bool, error) {
	done, err := s.reader.NewSelect().Table("scrutinies").Where("contest_id = ?", contestID).Where("looked_at >= ?", since).Exists(ctx)
	return !done, s.fault(err)
}

// ClaimScrutiny tells whether the votes of a contest are to be looked through, which is so where that was not done since
// an instant of forum time, and notes that it is being done. Fault: Unavailable.
func (tx *Tx) ClaimScrutiny(ctx context.Context, contestID string, since time.Time) (bool, error) {
	result, err := tx.db.NewRaw(`INSERT INTO scrutinies AS s (contest_id, looked_at) VALUES (?, ?)
		ON CONFLICT (contest_id) DO UPDATE SET looked_at = excluded.looked_at WHERE s.looked_at < ?`, contestID, tx.now, since).Exec(ctx)
	if err != nil {
		return false, tx.fail(err)
	}
	n, err := result.RowsAffected()
	return n > 0, tx.fail(err)
}

// AddFinding makes a case of a finding, or brings the open case of the same mark up to date. Voters of whom a case of the
// same mark was decided are left out. Fault: Unavailable.
func (tx *Tx) AddFinding(ctx context.Context, contestID string, f scrutiny.Finding) error {
	var known []caseRow
	q := tx.db.NewSelect().Model(&known).Where("contest_id = ?", contestID).Where("signal = ?", f.Signal).Where("mark = ?", f.Mark)
	if err := q.Scan(ctx); err != nil {
		return tx.fail(err)
	}
	have, open := map[string]bool{}, caseRow{ID: NewID(), ContestID: contestID, Signal: f.Signal, Mark: f.Mark, ProjectID: f.ProjectID, Score: f.Score, FoundAt: tx.now, State: scrutiny.CaseOpen}
	isNew := true
	for _, k := range known {
		voters, err := tx.CaseVoters(ctx, k.ID)
		if err != nil {
			return err
		}
		for _, v := range voters {
			have[v] = true
		}
		if k.State == scrutiny.CaseOpen {
			open, isNew = k, false
		}
	}
	var rows []caseVoterRow
	for _, v := range f.Voters {
		if !have[v] {
			rows = append(rows, caseVoterRow{CaseID: open.ID, VoterID: v})
		}
	}
	if isNew {
		if len(rows) < scrutiny.ThrowawayVoters { // too few for anybody to tell a group from a person
			return nil
		}
		if err := tx.insert(ctx, &open); err != nil {
			return err
		}
	} else if open.Score != f.Score {
		open.Score = f.Score
		if err := tx.update(ctx, &open); err != nil {
			return err
		}
	}
	for from := 0; from < len(rows); from += chunk {
		part := rows[from:min(from+chunk, len(rows))]
		if err := tx.insert(ctx, &part); err != nil {
			return err
		}
	}
	return nil
}

// Case gives a case. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Case(ctx context.Context, id string) (c scrutiny.Case, found bool, err error) {
	row, found, err := one[caseRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	return row.out(), found, err
}

// CaseVoters gives the voters of a case, in the order of their ids. Fault: Unavailable.
func (tx *Tx) CaseVoters(ctx context.Context, id string) (voters []string, err error) {
	err = tx.db.NewSelect().Table("scrutiny_voters").Column("voter_id").Where("case_id = ?", id).Order("voter_id").Scan(ctx, &voters)
	return voters, tx.fail(err)
}

// DecideCase closes a case that is open. Faults: Conflict where it is not, Unavailable.
func (tx *Tx) DecideCase(ctx context.Context, id string, state scrutiny.CaseState, by, reason string) error {
	row, found, err := one[caseRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	switch {
	case err != nil:
		return err
	case !found || row.State != scrutiny.CaseOpen:
		return fault.New(fault.Conflict, "case: it is decided already")
	}
	row.State, row.DecidedAt, row.DecidedBy, row.Reason = state, tx.now, by, reason
	return tx.update(ctx, &row)
}

// Cases lists the cases of a contest, the newest first. Fault: Unavailable.
func (s *Store) Cases(ctx context.Context, contestID string, page auth.Page) (auth.Listed[scrutiny.Case], error) {
	list, err := listed[scrutiny.Case, caseRow](ctx, s, "found_at", page, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("contest_id = ?", contestID) })
	for i := range list.Items {
		if err == nil {
			err = s.countVoters(ctx, &list.Items[i])
		}
	}
	return list, err
}

// CaseByID gives a case for looking at it only. Fault: Unavailable.
func (s *Store) CaseByID(ctx context.Context, id string) (c scrutiny.Case, found bool, err error) {
	c, found, err = kept[scrutiny.Case, caseRow](ctx, s, id)
	if err == nil && found {
		err = s.countVoters(ctx, &c)
	}
	return c, found, err
}

func (s *Store) countVoters(ctx context.Context, c *scrutiny.Case) error {
	n, err := s.reader.NewSelect().Table("scrutiny_voters").Where("case_id = ?", c.ID).Count(ctx)
	c.Voters = int(n)
	return s.fault(err)
}

// CasePeople lists those in a case that have an account, those who registered last first. Fault: Unavailable.
func (s *Store) CasePeople(ctx context.Context, id string, page auth.Page) (auth.Listed[auth.Account], error) {
	return listed[auth.Account, accountRow](ctx, s, "registered_at", page, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("state = 'ACTIVE'").Where("voter_id IN (SELECT voter_id FROM scrutiny_voters WHERE case_id = ?)", id)
	})
}

// CasePerson gives somebody in a case, by their account. Fault: Unavailable.
func (s *Store) CasePerson(ctx context.Context, id, accountID string) (auth.Account, bool, error) {
	var rows []accountRow
	err := s.reader.NewSelect().Model(&rows).Where("id = ?", accountID).Where("state = 'ACTIVE'").
		Where("voter_id IN (SELECT voter_id FROM scrutiny_voters WHERE case_id = ?)", id).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return auth.Account{}, false, s.fault(err)
	}
	return rows[0].out(), true, nil
}

// SuspectEntries gives which entries the votes in cases are for, without whose they are. Fault: Unavailable.
func (s *Store) SuspectEntries(ctx context.Context, contestID string) (all []scrutiny.SuspectEntry, err error) {
	err = s.reader.NewRaw(`SELECT c.project_id, c.signal, count(DISTINCT v.voter_id) AS votes FROM scrutiny_cases AS c
		JOIN scrutiny_voters AS v ON v.case_id = c.id WHERE c.contest_id = ? GROUP BY c.project_id, c.signal
		ORDER BY c.project_id, c.signal`, contestID).Scan(ctx, &all)
	return all, s.fault(err)
}

// TakeSide keeps that an officer looks at one side of suspicious votes, and tells whether it is the side that they looked
// at before, if any. Fault: Unavailable.
func (tx *Tx) TakeSide(ctx context.Context, contestID, accountID, side string) (bool, error) {
	_, err := tx.db.NewRaw("INSERT INTO scrutiny_sides (contest_id, account_id, side) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", contestID, accountID, side).Exec(ctx)
	if err != nil {
		return false, tx.fail(err)
	}
	same, err := tx.db.NewSelect().Table("scrutiny_sides").Where("contest_id = ?", contestID).Where("account_id = ?", accountID).
		Where("side = ?", side).Exists(ctx)
	return same, tx.fail(err)
}
