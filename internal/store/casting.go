package store

import (
	"cmp"
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// Cast is what an account casts under a key: the row that makes a repeated call get the same answer.
type Cast struct {
	AccountID   string
	Key         string // idempotency key
	RequestHash string // SHA-256 of contest and votes, hexadecimal
	ContestID   string
	Votes       []prize.Vote
	AcceptedAt  time.Time // forum time
}

// CastKey names a cast.
type CastKey struct{ AccountID, Key string }

// Voter is who an account votes as, in a session that has not ended.
type Voter struct{ SessionID, AccountID, VoterID, Email string }

// VoteRow is a stored vote.
type VoteRow struct {
	ContestID, VoterID, CategoryID, ProjectID string
	AcceptedAt                                time.Time // forum time
	State                                     prize.VoteState
	VoidID                                    string // of what declared it void
	Revision                                  int64  // counts its versions from 1; the earlier ones are kept
}

type castRow struct {
	bun.BaseModel `bun:"table:casts"`

	AccountID      string `bun:",pk"`
	IdempotencyKey string `bun:",pk"`
	RequestHash    string
	ContestID      string
	Votes          []prize.Vote `bun:"type:jsonb"`
	AcceptedAt     time.Time
}

type voteRow struct {
	bun.BaseModel `bun:"table:votes"`

	ContestID  string `bun:",pk"`
	VoterID    string `bun:",pk"`
	CategoryID string `bun:",pk"`
	ProjectID  string
	AcceptedAt time.Time
	Revision   int64
	State      prize.VoteState
	VoidID     string `bun:",nullzero"`
}

// Voters gives who may vote among sessions: those that have not ended, of accounts that are active. The accounts stay as
// they are until the transaction ends, so that nothing is cast by one that is being deleted. Fault: Unavailable.
func (tx *Tx) Voters(ctx context.Context, sessionIDs []string) (map[string]Voter, error) {
	var rows []Voter
	err := tx.db.NewRaw(`SELECT s.id AS session_id, a.id AS account_id, a.voter_id, a.email FROM auth_sessions AS s
		JOIN accounts AS a ON a.id = s.account_id
		WHERE s.id IN (?) AND s.ended_at IS NULL AND a.state = 'ACTIVE' `+tx.store.engine.share("a"), bun.List(sessionIDs)).Scan(ctx, &rows)
	found := make(map[string]Voter, len(rows))
	for _, row := range rows {
		found[row.SessionID] = row
	}
	return found, tx.fail(err)
}

// ContestIDs gives the ids of contests by slug. Fault: Unavailable.
func (tx *Tx) ContestIDs(ctx context.Context, slugs []string) (map[string]string, error) {
	var rows []struct{ ID, Slug string }
	err := tx.db.NewRaw("SELECT id, slug FROM contests WHERE slug IN (?)", bun.List(slugs)).Scan(ctx, &rows)
	found := make(map[string]string, len(rows))
	for _, row := range rows {
		found[row.Slug] = row.ID
	}
	return found, tx.fail(err)
}

// Casts gives the casts that are stored under keys. Fault: Unavailable.
func (tx *Tx) Casts(ctx context.Context, keys []CastKey) (map[CastKey]Cast, error) {
	accounts, names := make([]string, len(keys)), make([]string, len(keys))
	for i, key := range keys {
		accounts[i], names[i] = key.AccountID, key.Key
	}
	var rows []castRow
	// More than was asked for, where keys of two accounts are alike; what was not asked for is left in the map unread.
	err := tx.db.NewSelect().Model(&rows).Where("account_id IN (?)", bun.List(accounts)).
		Where("idempotency_key IN (?)", bun.List(names)).Scan(ctx)
	found := make(map[CastKey]Cast, len(rows))
	for _, r := range rows {
		found[CastKey{r.AccountID, r.IdempotencyKey}] = Cast{
			AccountID: r.AccountID, Key: r.IdempotencyKey, RequestHash: r.RequestHash, ContestID: r.ContestID, Votes: r.Votes,
			AcceptedAt: utc(r.AcceptedAt),
		}
	}
	return found, tx.fail(err)
}

// Votes gives the votes of voters in contests. Fault: Unavailable.
func (tx *Tx) Votes(ctx context.Context, contestIDs, voterIDs []string) ([]VoteRow, error) {
	rows, err := votesOf(ctx, tx.db, contestIDs, voterIDs)
	return rows, tx.fail(err)
}

// Votes gives the votes of one voter in a contest. It is for that voter only. Fault: Unavailable.
func (s *Store) Votes(ctx context.Context, contestID, voterID string) ([]VoteRow, error) {
	rows, err := votesOf(ctx, s.reader, []string{contestID}, []string{voterID})
	return rows, s.fault(err)
}

// VotesOf gives all votes of one voter, by contest and category. It is for that voter only. Fault: Unavailable.
func (s *Store) VotesOf(ctx context.Context, voterID string) ([]VoteRow, error) {
	var rows []voteRow
	err := s.reader.NewSelect().Model(&rows).Where("voter_id = ?", voterID).OrderExpr("contest_id, category_id").Scan(ctx)
	return voteRowsOut(rows), s.fault(err)
}

func votesOf(ctx context.Context, db bun.IDB, contestIDs, voterIDs []string) ([]VoteRow, error) {
	var rows []voteRow
	err := db.NewSelect().Model(&rows).Where("contest_id IN (?)", bun.List(contestIDs)).
		Where("voter_id IN (?)", bun.List(voterIDs)).OrderExpr("contest_id, voter_id, category_id").Scan(ctx)
	return voteRowsOut(rows), err
}

func voteRowsOut(rows []voteRow) []VoteRow {
	out := make([]VoteRow, len(rows))
	for i, r := range rows {
		out[i] = VoteRow{r.ContestID, r.VoterID, r.CategoryID, r.ProjectID, utc(r.AcceptedAt), r.State, r.VoidID, r.Revision}
	}
	return out
}

// AddCasts stores casts with their votes, and votes that take the place of earlier versions, each given in the order of
// their keys. A key or a vote that is there already, and a version that is not the next one, is a Conflict: somebody else
// was faster. Faults: Conflict, Unavailable.
func (tx *Tx) AddCasts(ctx context.Context, casts []Cast, votes, changes []VoteRow) error {
	rows := make([]castRow, len(casts))
	for i, c := range casts {
		rows[i] = castRow{AccountID: c.AccountID, IdempotencyKey: c.Key, RequestHash: c.RequestHash, ContestID: c.ContestID,
			Votes: c.Votes, AcceptedAt: c.AcceptedAt}
	}
	if _, err := tx.db.NewInsert().Model(&rows).Returning("NULL").Exec(ctx); err != nil {
		return tx.fail(err)
	}
	if len(votes) > 0 {
		marks := voteRows(votes)
		if _, err := tx.db.NewInsert().Model(&marks).Returning("NULL").Exec(ctx); err != nil {
			return tx.fail(err)
		}
	}
	return tx.SetVotes(ctx, changes)
}

// SetVotes stores further versions of votes, given in the order of their keys. A version that is not the next one is a
// Conflict. Faults: Conflict, Unavailable.
func (tx *Tx) SetVotes(ctx context.Context, versions []VoteRow) error {
	if len(versions) == 0 {
		return nil
	}
	marks := voteRows(versions)
	result, err := tx.db.NewInsert().Model(&marks).On("CONFLICT (contest_id, voter_id, category_id) DO UPDATE").
		Set("project_id = excluded.project_id").Set("accepted_at = excluded.accepted_at").Set("state = excluded.state").
		Set("void_id = excluded.void_id").Set("revision = excluded.revision").Where("vote_row.revision = excluded.revision - 1").
		Returning("NULL").Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	n, err := result.RowsAffected()
	if err == nil && int(n) != len(versions) {
		return fault.New(fault.Conflict, "a vote has changed at the same time")
	}
	return tx.fail(err)
}

func voteRows(votes []VoteRow) []voteRow {
	rows := make([]voteRow, len(votes))
	for i, v := range votes {
		rows[i] = voteRow{ContestID: v.ContestID, VoterID: v.VoterID, CategoryID: v.CategoryID, ProjectID: v.ProjectID,
			AcceptedAt: v.AcceptedAt, Revision: max(v.Revision, 1), State: cmp.Or(v.State, prize.VoteCast), VoidID: v.VoidID}
	}
	return rows
}
