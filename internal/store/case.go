package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
)

type caseRow struct {
	bun.BaseModel `bun:"table:scrutiny_cases"`

	ID        string `bun:",pk"`
	ContestID string
	Signal    scrutiny.Signal
	Mark      string
	Projects  []string `bun:"type:jsonb"`
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

// AddFinding makes a case of a finding, or brings the open case of the same group up to date. Voters are left out of whom a
// case of the same mark was dismissed, and those whose appeal was upheld. It is called
// once ClaimScrutiny has let the transaction in. Fault: Unavailable.
func (tx *Tx) AddFinding(ctx context.Context, contestID string, f scrutiny.Finding) error {
	var known []caseRow
	q := tx.db.NewSelect().Model(&known).Where("contest_id = ?", contestID).Where("signal = ?", f.Signal).Where("mark = ?", f.Mark)
	if err := q.Order("found_at", "id").Scan(ctx); err != nil {
		return tx.fail(err)
	}
	heard, err := tx.heard(ctx, contestID)
	if err != nil {
		return err
	}
	left := without(f.Voters, heard)
	open := caseRow{ID: NewID(), ContestID: contestID, Signal: f.Signal, Mark: f.Mark, FoundAt: tx.now, State: scrutiny.CaseOpen}
	isNew := true
	for _, k := range known {
		voters, err := tx.CaseVoters(ctx, k.ID)
		if err != nil {
			return err
		}
		isOpen := k.State == scrutiny.CaseOpen
		if isOpen && !scrutiny.IsSameGroup(voters, f.Voters) || k.State == scrutiny.CaseVoided {
			continue // another group of the same network or domain; or one that goes on after its votes were declared void
		}
		if isOpen {
			open, isNew = k, false
		}
		left = without(left, voters)
	}
	if isNew && len(left) < scrutiny.ThrowawayVoters { // too few for anybody to tell a group from a person
		return nil
	}
	open.Score, open.Projects = f.Score, f.Projects
	if err := tx.keepCase(ctx, open, isNew); err != nil {
		return err
	}
	for from := 0; from < len(left); from += chunk {
		var rows []caseVoterRow
		for _, id := range left[from:min(from+chunk, len(left))] {
			rows = append(rows, caseVoterRow{CaseID: open.ID, VoterID: id})
		}
		if err := tx.insert(ctx, &rows); err != nil {
			return err
		}
	}
	return nil
}

// heard gives the voters in a contest whose appeal was upheld, in the order of their ids.
func (tx *Tx) heard(ctx context.Context, contestID string) (voters []string, err error) {
	err = tx.db.NewSelect().Table("appeals").Column("voter_id").Where("contest_id = ?", contestID).Where("state = ?", prize.AppealUpheld).
		Order("voter_id").Scan(ctx, &voters)
	return voters, tx.fail(err)
}

// without gives voters without others, who are sorted.
func without(voters, sorted []string) []string {
	return slices.DeleteFunc(slices.Clone(voters), func(id string) bool {
		_, among := slices.BinarySearch(sorted, id)
		return among
	})
}

func (tx *Tx) keepCase(ctx context.Context, row caseRow, isNew bool) error {
	if isNew {
		return tx.insert(ctx, &row)
	}
	return tx.update(ctx, &row)
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
	if err != nil {
		return list, err
	}
	return list, s.countVoters(ctx, list.Items)
}

// CaseByID gives a case for looking at it only. Fault: Unavailable.
func (s *Store) CaseByID(ctx context.Context, id string) (c scrutiny.Case, found bool, err error) {
	c, found, err = kept[scrutiny.Case, caseRow](ctx, s, id)
	if err != nil || !found {
		return c, found, err
	}
	one := []scrutiny.Case{c}
	err = s.countVoters(ctx, one)
	return one[0], true, err
}

// countVoters says of cases how many voters they hold.
func (s *Store) countVoters(ctx context.Context, cases []scrutiny.Case) error {
	if len(cases) == 0 {
		return nil
	}
	at, ids := map[string]int{}, make([]string, len(cases))
	for i, c := range cases {
		at[c.ID], ids[i] = i, c.ID
	}
	var rows []struct {
		CaseID string
		Voters int
	}
	err := s.reader.NewRaw("SELECT case_id, count(*) AS voters FROM scrutiny_voters WHERE case_id IN (?) GROUP BY case_id", bun.List(ids)).Scan(ctx, &rows)
	for _, r := range rows {
		cases[at[r.CaseID]].Voters = r.Voters
	}
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
	var cases []caseRow
	if err := s.reader.NewSelect().Model(&cases).Where("contest_id = ?", contestID).Scan(ctx); err != nil {
		return nil, s.fault(err)
	}
	for _, c := range cases {
		var rows []scrutiny.SuspectEntry
		err := s.reader.NewRaw(`SELECT v.project_id, count(*) AS votes FROM scrutiny_voters AS p JOIN votes AS v ON v.contest_id = ? AND v.voter_id = p.voter_id
			WHERE p.case_id = ? AND v.project_id IN (?) AND v.state IN ('CAST', 'VOIDED') GROUP BY v.project_id`,
			contestID, c.ID, bun.List(c.Projects)).Scan(ctx, &rows)
		if err != nil {
			return nil, s.fault(err)
		}
		for _, r := range rows {
			i := slices.IndexFunc(all, func(e scrutiny.SuspectEntry) bool { return e.ProjectID == r.ProjectID && e.Signal == c.Signal })
			if i < 0 {
				i, all = len(all), append(all, scrutiny.SuspectEntry{ProjectID: r.ProjectID, Signal: c.Signal})
			}
			all[i].Votes += r.Votes
		}
	}
	slices.SortFunc(all, func(a, b scrutiny.SuspectEntry) int {
		return cmp.Or(strings.Compare(a.ProjectID, b.ProjectID), strings.Compare(string(a.Signal), string(b.Signal)))
	})
	return all, nil
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
