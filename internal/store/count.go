package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/prize"
)

// CountVotes counts the votes of a contest from the votes themselves, as of one moment, by category. Where a ballot
// counts only with so many categories, the votes of those that have fewer are counted apart; a vote that may be cast
// again since a nominee changed does for its category. It blocks no reader and no writer, and keeps some hundred bytes
// for each voter. Fault: Unavailable.
func (s *Store) CountVotes(ctx context.Context, contestID string, categories int) (counted map[string]prize.Votes, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		b := newBallots()
		// All rows as they lie on the disk, added up here: to group them, the database would first sort them all, which takes
		// SQLite three times as long; and an index (from which the joined text keeps it) would lead from row to row.
		rows, err := db.QueryContext(ctx, "SELECT voter_id, category_id, project_id, state FROM votes WHERE contest_id || '' = ? AND state IN ('CAST', 'REOPENED')", contestID)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var voter string
			var c choice
			var state prize.VoteState
			if err := rows.Scan(&voter, &c.category, &c.project, &state); err != nil {
				return err
			}
			if state != prize.VoteCast {
				c = choice{}
			}
			b.add(voter, c)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		counted = b.count(categories)
		return countVoid(ctx, db, contestID, counted)
	})
	return counted, s.fault(err)
}

// countVoid counts the votes that are void, by category, project and decision.
func countVoid(ctx context.Context, db bun.IDB, contestID string, counted map[string]prize.Votes) error {
	var rows []struct {
		CategoryID, ProjectID, ID, Clause, ProposedBy, ConfirmedBy string
		Reason                                                     prize.VoidReason
		VoidedAt                                                   time.Time
		Votes                                                      int
	}
	err := db.NewRaw(`SELECT v.category_id, v.project_id, x.id, x.reason, x.clause, x.proposed_by, x.confirmed_by, x.voided_at, count(*) AS votes
		FROM voids AS x JOIN votes AS v ON v.void_id = x.id WHERE x.contest_id = ?
		GROUP BY v.category_id, v.project_id, x.id, x.reason, x.clause, x.proposed_by, x.confirmed_by, x.voided_at
		ORDER BY v.category_id, x.voided_at, x.id`, contestID).Scan(ctx, &rows)
	last := ""
	for _, r := range rows {
		votes := of(counted, r.CategoryID)
		votes.VoidedOf[r.ProjectID] += r.Votes
		if at := r.CategoryID + " " + r.ID; at != last {
			last = at
			votes.Voids = append(votes.Voids, prize.Voids{
				Reason: r.Reason, Clause: r.Clause, VoidedAt: instant(r.VoidedAt), ProposedBy: r.ProposedBy, ConfirmedBy: r.ConfirmedBy,
			})
		}
		votes.Voids[len(votes.Voids)-1].Votes += r.Votes
		counted[r.CategoryID] = votes
	}
	return err
}

func of(counted map[string]prize.Votes, category string) prize.Votes {
	if votes, ok := counted[category]; ok {
		return votes
	}
	return prize.Votes{ByProject: map[string]int{}, VoidedOf: map[string]int{}}
}

// choice is a project in a category; the zero one does for a category, and chooses nothing.
type choice struct{ category, project string }

// ballots are all votes of a contest, by voter: for each the numbers of their choices.
type ballots struct {
	numbers map[choice]uint32
	choices []choice // by number
	voters  map[string][]uint32
}

func newBallots() *ballots {
	return &ballots{numbers: map[choice]uint32{}, voters: map[string][]uint32{}}
}

func (b *ballots) add(voter string, c choice) {
	number, known := b.numbers[c]
	if !known {
		number = uint32(len(b.choices))
		b.numbers[c] = number
		b.choices = append(b.choices, c)
	}
	b.voters[voter] = append(b.voters[voter], number)
}

// count adds up, by category, what is chosen by those with so many votes, and how many votes the others have.
func (b *ballots) count(needed int) map[string]prize.Votes {
	whole, apart := make([]int, len(b.choices)), make([]int, len(b.choices))
	for _, chosen := range b.voters {
		into := whole
		if len(chosen) < needed {
			into = apart
		}
		for _, number := range chosen {
			into[number]++
		}
	}
	counted := map[string]prize.Votes{}
	for number, c := range b.choices {
		if c == (choice{}) {
			continue
		}
		votes := of(counted, c.category)
		if whole[number] > 0 {
			votes.ByProject[c.project] = whole[number]
		}
		votes.Incomplete += apart[number]
		counted[c.category] = votes
	}
	return counted
}

type countRow struct {
	bun.BaseModel `bun:"table:counts"`

	ID        string `bun:",pk"`
	ContestID string
	Results   json.RawMessage `bun:"type:jsonb"`
	Ties      json.RawMessage `bun:"type:jsonb"`
	SHA256    string          `bun:"sha256"`
	CountedAt time.Time
	Decisions int
}

// AddVoteCount keeps what was counted. Fault: Unavailable.
func (tx *Tx) AddVoteCount(ctx context.Context, c prize.VoteCount) error {
	results, err := json.Marshal(c.Results)
	if err != nil {
		return err
	}
	ties, err := json.Marshal(append([]prize.Tie{}, c.Ties...))
	if err != nil {
		return err
	}
	return tx.insert(ctx, &countRow{ID: c.ID, ContestID: c.ContestID, Results: results, Ties: ties, SHA256: c.SHA256, CountedAt: c.CountedAt,
		Decisions: c.Decisions})
}

// VoteCount gives what was counted, by its id. Fault: Unavailable.
func (tx *Tx) VoteCount(ctx context.Context, id string) (c prize.VoteCount, found bool, err error) {
	row, found, err := one[countRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = ?", id) })
	if err != nil || !found {
		return c, false, err
	}
	c = prize.VoteCount{ID: row.ID, ContestID: row.ContestID, SHA256: row.SHA256, CountedAt: utc(row.CountedAt), Decisions: row.Decisions}
	if err := json.Unmarshal(row.Results, &c.Results); err != nil {
		return c, false, tx.fail(err)
	}
	return c, true, tx.fail(json.Unmarshal(row.Ties, &c.Ties))
}

type lotRow struct {
	bun.BaseModel `bun:"table:lots"`

	ContestID  string `bun:",pk"`
	Source     string
	Randomness string
	DrawnAt    time.Time
}

type tieDecisionRow struct {
	bun.BaseModel `bun:"table:tie_decisions"`

	ContestID  string   `bun:",pk"`
	CategoryID string   `bun:",pk"`
	Chosen     []string `bun:"type:jsonb"`
	Reason     string
	DecidedAt  time.Time
}

// AddLot keeps the public randomness of a contest. Faults: Conflict where it has some already, Unavailable.
func (tx *Tx) AddLot(ctx context.Context, contestID string, l prize.Lot) error {
	return tx.insert(ctx, &lotRow{ContestID: contestID, Source: l.Source, Randomness: l.Randomness, DrawnAt: tx.now})
}

// AddTieDecision keeps how a tie was decided. Faults: Conflict where it was before, Unavailable.
func (tx *Tx) AddTieDecision(ctx context.Context, contestID string, d prize.TieDecision) error {
	return tx.insert(ctx, &tieDecisionRow{ContestID: contestID, CategoryID: d.CategoryID, Chosen: d.Chosen, Reason: d.Reason, DecidedAt: tx.now})
}

// Decisions gives the lot of a contest, empty where none was drawn, and how its ties were decided. Fault: Unavailable.
func (tx *Tx) Decisions(ctx context.Context, contestID string) (lot prize.Lot, decisions []prize.TieDecision, err error) {
	row, _, err := one[lotRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("contest_id = ?", contestID) })
	if err != nil {
		return lot, nil, err
	}
	var rows []tieDecisionRow
	err = tx.db.NewSelect().Model(&rows).Where("contest_id = ?", contestID).Order("category_id").Scan(ctx)
	for _, r := range rows {
		decisions = append(decisions, prize.TieDecision{CategoryID: r.CategoryID, Chosen: r.Chosen, Reason: r.Reason})
	}
	return prize.Lot{Source: row.Source, Randomness: row.Randomness}, decisions, tx.fail(err)
}
