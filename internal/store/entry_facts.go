package store

import (
	"context"

	"github.com/uptrace/bun"

	"rostrum/internal/entry"
	"rostrum/internal/prize"
)

// PastWinners gives the projects that have won a prize in another contest than the one given: those of which a public
// source says so, and those that won here. Fault: Unavailable.
func (tx *Tx) PastWinners(ctx context.Context, contestID string) ([]entry.Past, error) {
	past, err := pastWinners(ctx, tx.db, contestID)
	return past, tx.fail(err)
}

// EntryFacts is what the checks of an entry need beside it.
type EntryFacts struct {
	Contest prize.Contest
	Rivals  []entry.Entry // of the same organisation in the contest, itself among them
	Winners []entry.Past
}

// EntryFacts gives what the checks of an entry need, for looking at it only. Fault: Unavailable.
func (s *Store) EntryFacts(ctx context.Context, e entry.Entry) (facts EntryFacts, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		contests, err := contestKind.load(ctx, db, which{ids: []string{e.ContestID}})
		if err != nil || len(contests) == 0 {
			return err
		}
		facts.Contest = contests[0]
		if facts.Rivals, err = entriesOf(ctx, db, e.ContestID, []string{e.StakeholderID}); err != nil {
			return err
		}
		facts.Winners, err = pastWinners(ctx, db, e.ContestID)
		return err
	})
	return facts, err
}

// pastWinners asks for the winners of all other contests: 18 an edition.
func pastWinners(ctx context.Context, db bun.IDB, contestID string) (past []entry.Past, err error) {
	var ids []string
	err = db.NewSelect().TableExpr("projects AS p").ColumnExpr("DISTINCT p.id").Join("JOIN claims AS c ON c.project_id = p.id").
		Where("c.statement = ? AND c.is_public AND p.contest_id <> ?", prize.Winner, contestID).OrderExpr("p.id").Scan(ctx, &ids)
	if err != nil {
		return nil, err
	}
	for from := 0; from < len(ids); from += chunk {
		some, err := projectKind.load(ctx, db, which{ids: ids[from:min(from+chunk, len(ids))]})
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			past = append(past, pastOf(p)...)
		}
	}
	var won []entryRow
	if err := db.NewSelect().Model(&won).Where("state = ? AND contest_id <> ?", entry.Winner, contestID).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	for _, r := range won {
		past = append(past, entry.Past{Title: r.Title, StakeholderID: r.StakeholderID})
	}
	return past, nil
}

// pastOf gives a winner under each of its titles and for each of its owners.
func pastOf(p prize.Project) (past []entry.Past) {
	owners := p.Stakeholders
	if len(owners) == 0 {
		owners = []string{""}
	}
	for _, title := range p.Title {
		for _, owner := range owners {
			past = append(past, entry.Past{Title: title.Value, StakeholderID: owner})
		}
	}
	return past
}
