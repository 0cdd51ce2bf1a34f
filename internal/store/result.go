package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

type resultRow struct {
	bun.BaseModel `bun:"table:category_results"`

	ContestID       string
	Position        int
	CategoryID      string
	ValidVotes      int
	VoidedVotes     int
	IncompleteVotes int
	Shortfall       int
	IsPublic        bool
	WinnerID        string `bun:",nullzero"`
	IsWinnerPublic  bool
}

type tallyRow struct {
	bun.BaseModel `bun:"table:result_tallies"`

	ContestID   string
	Position    int
	CategoryID  string
	ProjectID   string
	Votes       int
	VoidedVotes int
	IsChampion  bool
	IsPublic    bool
}

type resultVoidRow struct {
	bun.BaseModel `bun:"table:result_voids"`

	ContestID   string
	Position    int
	CategoryID  string
	Reason      prize.VoidReason
	Clause      string
	VoidedAt    time.Time
	ProposedBy  string
	ConfirmedBy string
	Votes       int
	IsPublic    bool
}

func (s *contestShelf) addResults(c prize.Contest) {
	place, voids := 0, 0
	for i, r := range c.Results {
		s.results = append(s.results, resultRow{
			ContestID: c.ID, Position: i, CategoryID: r.CategoryID, ValidVotes: r.ValidVotes, VoidedVotes: r.VoidedVotes,
			IncompleteVotes: r.IncompleteVotes, Shortfall: r.Shortfall, IsPublic: r.IsPublic, WinnerID: r.WinnerID, IsWinnerPublic: r.IsWinnerPublic,
		})
		for _, t := range r.Tallies {
			s.tallies = append(s.tallies, tallyRow{
				ContestID: c.ID, Position: place, CategoryID: r.CategoryID, ProjectID: t.ProjectID, Votes: t.Votes, VoidedVotes: t.Voided,
				IsChampion: t.IsChampion, IsPublic: r.IsPublic,
			})
			place++
		}
		for _, v := range r.Voids {
			s.voids = append(s.voids, resultVoidRow{
				ContestID: c.ID, Position: voids, CategoryID: r.CategoryID, Reason: v.Reason, Clause: v.Clause, VoidedAt: v.VoidedAt.Time,
				ProposedBy: v.ProposedBy, ConfirmedBy: v.ConfirmedBy, Votes: v.Votes, IsPublic: r.IsPublic,
			})
			voids++
		}
	}
}

func (s *contestShelf) putResults(all []prize.Contest, places index) {
	for _, r := range s.results {
		if c := at(all, places, r.ContestID); c != nil {
			c.Results = append(c.Results, prize.CategoryResult{
				CategoryID: r.CategoryID, ValidVotes: r.ValidVotes, VoidedVotes: r.VoidedVotes, IncompleteVotes: r.IncompleteVotes, Shortfall: r.Shortfall,
				IsPublic: r.IsPublic, WinnerID: r.WinnerID, IsWinnerPublic: r.IsWinnerPublic,
			})
		}
	}
	for _, r := range s.tallies {
		if in := resultOf(at(all, places, r.ContestID), r.CategoryID); in != nil {
			in.Tallies = append(in.Tallies, prize.Tally{ProjectID: r.ProjectID, Votes: r.Votes, Voided: r.VoidedVotes, IsChampion: r.IsChampion})
		}
	}
	for _, r := range s.voids {
		if in := resultOf(at(all, places, r.ContestID), r.CategoryID); in != nil {
			in.Voids = append(in.Voids, prize.Voids{
				Reason: r.Reason, Clause: r.Clause, VoidedAt: instant(r.VoidedAt), ProposedBy: r.ProposedBy, ConfirmedBy: r.ConfirmedBy, Votes: r.Votes,
			})
		}
	}
}

// resultOf gives the result of a category; nil where there is none.
func resultOf(c *prize.Contest, category string) *prize.CategoryResult {
	if c == nil {
		return nil
	}
	i := slices.IndexFunc(c.Results, func(r prize.CategoryResult) bool { return r.CategoryID == category })
	if i < 0 {
		return nil
	}
	return &c.Results[i]
}

// publicContest gives what everybody may see of a contest: results that are published, and of those only winners that
// are.
func publicContest(c prize.Contest) (prize.Contest, bool) {
	var open []prize.CategoryResult
	for _, r := range c.Results {
		if r.IsPublic {
			open = append(open, withoutSecretWinner(r))
		}
	}
	c.Results = open
	return c, true
}

func withoutSecretWinner(r prize.CategoryResult) prize.CategoryResult {
	if !r.IsWinnerPublic {
		r.WinnerID = ""
	}
	return r
}

type publicationRow struct {
	bun.BaseModel `bun:"table:publications"`

	ContestID   string     `bun:",pk"`
	Part        prize.Part `bun:",pk"`
	DueAt       time.Time
	PublishedAt time.Time `bun:",nullzero"`
}

// SetPublication says when a part of a certified result becomes public, in forum time; a later call moves it. Faults:
// Conflict where it is public already, Unavailable.
func (tx *Tx) SetPublication(ctx context.Context, contestID string, part prize.Part, at time.Time) error {
	row, found, err := one[publicationRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("contest_id = ?", contestID).Where("part = ?", part)
	})
	switch {
	case err != nil:
		return err
	case !found:
		return tx.insert(ctx, &publicationRow{ContestID: contestID, Part: part, DueAt: at})
	case !row.PublishedAt.IsZero():
		return fault.New(fault.Conflict, "this part of the result is public already")
	}
	row.DueAt = at
	return tx.update(ctx, &row)
}

// NextPublication gives the first instant of forum time at which a part of a result becomes public; zero where there is
// none. Fault: Unavailable.
func (s *Store) NextPublication(ctx context.Context) (time.Time, error) {
	rows, err := unpublished(ctx, s.reader)
	if err != nil || len(rows) == 0 {
		return time.Time{}, s.fault(err)
	}
	return rows[0].DueAt, nil
}

func unpublished(ctx context.Context, db bun.IDB) ([]publicationRow, error) {
	var rows []publicationRow
	err := db.NewSelect().Model(&rows).Where("published_at IS NULL").Order("due_at", "contest_id", "part").Scan(ctx)
	for i := range rows {
		rows[i].DueAt = utc(rows[i].DueAt)
	}
	return rows, err
}

// PublishResults makes public what is due of certified results, and gives the next instant at which something is; zero
// where there is none. Fault: Unavailable.
func (tx *Tx) PublishResults(ctx context.Context) (next time.Time, err error) {
	next, err = tx.publishResults(ctx)
	return next, tx.fail(err)
}

func (tx *Tx) publishResults(ctx context.Context) (next time.Time, err error) {
	rows, err := unpublished(ctx, tx.db)
	if err != nil {
		return next, err
	}
	for _, r := range rows {
		if r.DueAt.After(tx.now) {
			return r.DueAt, nil
		}
		if err := publish(ctx, tx, contestKind, []string{r.ContestID}, func(c *prize.Contest) { open(c, r.Part) }); err != nil {
			return next, err
		}
		r.PublishedAt = tx.now
		if err := tx.update(ctx, &r); err != nil {
			return next, err
		}
	}
	return next, nil
}

// open makes a part of a result public. Winners come with the tallies, also where these were to come later.
func open(c *prize.Contest, part prize.Part) {
	for i := range c.Results {
		r := &c.Results[i]
		r.IsPublic = true
		r.IsWinnerPublic = r.IsWinnerPublic || part == prize.WinnersPart && r.WinnerID != ""
	}
}
