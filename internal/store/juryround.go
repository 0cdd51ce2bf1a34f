package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/text"
)

type juryRoundRow struct {
	bun.BaseModel `bun:"table:jury_rounds"`

	ContestID        string    `bun:",pk"`
	Kind             jury.Kind `bun:",pk"`
	SheetsEach       int
	IsBlind          bool
	CountryConflicts bool
	WhenAllIn        bool
	RevealAt         time.Time         `bun:",nullzero"`
	Seed             string            `bun:",nullzero"`
	AssignedAt       time.Time         `bun:",nullzero"`
	RevealedAt       time.Time         `bun:",nullzero"`
	AppliedAt        time.Time         `bun:",nullzero"`
	Hides            []prize.EntryPart `bun:"type:jsonb"`
}

func (r juryRoundRow) out() jury.Round {
	round := jury.Round{
		ContestID: r.ContestID, Kind: r.Kind, SheetsEach: r.SheetsEach, IsBlind: r.IsBlind, CountryConflicts: r.CountryConflicts,
		RevealWhenAllIn: r.WhenAllIn, RevealAt: utc(r.RevealAt), Seed: r.Seed, AssignedAt: utc(r.AssignedAt), RevealedAt: utc(r.RevealedAt),
		AppliedAt: utc(r.AppliedAt),
	}
	if len(r.Hides) > 0 {
		round.Hides = r.Hides
	}
	return round
}

func juryRoundIn(r jury.Round) *juryRoundRow {
	return &juryRoundRow{
		ContestID: r.ContestID, Kind: r.Kind, SheetsEach: r.SheetsEach, IsBlind: r.IsBlind, CountryConflicts: r.CountryConflicts,
		WhenAllIn: r.RevealWhenAllIn, RevealAt: r.RevealAt, Seed: r.Seed, AssignedAt: r.AssignedAt, RevealedAt: r.RevealedAt,
		AppliedAt: r.AppliedAt, Hides: append([]prize.EntryPart{}, r.Hides...), // an empty list stays a list
	}
}

type juryCriterionRow struct {
	bun.BaseModel `bun:"table:jury_criteria"`

	ID        string `bun:",pk"`
	ContestID string
	Kind      jury.Kind
	Position  int
	Name      text.Text `bun:"type:jsonb"`
	Rubric    text.Text `bun:"type:jsonb,nullzero"`
	Weight    int
	MaxPoints int
}

func (r juryCriterionRow) out() jury.Criterion {
	return jury.Criterion{ID: r.ID, ContestID: r.ContestID, Kind: r.Kind, Name: r.Name, Rubric: r.Rubric, Weight: r.Weight, MaxPoints: r.MaxPoints}
}

// SaveRound stores a round with its criteria, which take the place of those before. Fault: Unavailable.
func (tx *Tx) SaveRound(ctx context.Context, r jury.Round) error {
	_, err := tx.db.NewInsert().Model(juryRoundIn(r)).On("CONFLICT (contest_id, kind) DO UPDATE").Returning("NULL").Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	_, err = tx.db.NewDelete().Table("jury_criteria").Where("contest_id = ? AND kind = ?", r.ContestID, r.Kind).Exec(ctx)
	if err != nil {
		return tx.fail(err)
	}
	rows := make([]juryCriterionRow, len(r.Criteria))
	for i, c := range r.Criteria {
		rows[i] = juryCriterionRow{ID: c.ID, ContestID: r.ContestID, Kind: r.Kind, Position: i + 1, Name: c.Name, Rubric: c.Rubric, Weight: c.Weight, MaxPoints: c.MaxPoints}
	}
	return tx.insert(ctx, &rows)
}

// SetRound stores when a round was assigned and revealed. Fault: Unavailable.
func (tx *Tx) SetRound(ctx context.Context, r jury.Round) error {
	return tx.update(ctx, juryRoundIn(r))
}

// Round gives a round of a contest with its criteria. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Round(ctx context.Context, contestID string, kind jury.Kind) (r jury.Round, found bool, err error) {
	row, found, err := one[juryRoundRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("contest_id = ? AND kind = ?", contestID, kind)
	})
	if err != nil || !found {
		return r, false, err
	}
	r = row.out()
	err = criteriaOf(ctx, tx.db, &r)
	return r, true, tx.fail(err)
}

// Rounds gives the rounds of contests, of all contests where none is named, with their criteria. Fault: Unavailable.
func (s *Store) Rounds(ctx context.Context, contestIDs ...string) (all []jury.Round, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		var rows []juryRoundRow
		q := db.NewSelect().Model(&rows).Order("contest_id", "kind")
		if len(contestIDs) > 0 {
			q = q.Where("contest_id IN (?)", bun.List(contestIDs))
		}
		if err := q.Scan(ctx); err != nil {
			return err
		}
		all = outs(rows)
		for i := range all {
			if err := criteriaOf(ctx, db, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

func criteriaOf(ctx context.Context, db bun.IDB, r *jury.Round) error {
	var rows []juryCriterionRow
	err := db.NewSelect().Model(&rows).Where("contest_id = ? AND kind = ?", r.ContestID, r.Kind).Order("position").Scan(ctx)
	r.Criteria = outs(rows)
	return err
}

// CriterionByID gives a criterion by its id, for looking only. Fault: Unavailable.
func (s *Store) CriterionByID(ctx context.Context, id string) (jury.Criterion, bool, error) {
	return kept[jury.Criterion, juryCriterionRow](ctx, s, id)
}

// JudgingRules gives the rules of the rounds of a contest, in their order. Fault: Unavailable.
func (tx *Tx) JudgingRules(ctx context.Context, contestID string) (rules []prize.JudgingRules, err error) {
	for _, kind := range []jury.Kind{jury.Nomination, jury.Selection} {
		r, found, err := tx.Round(ctx, contestID, kind)
		if err != nil {
			return nil, err
		}
		if found {
			rules = append(rules, r.Rules())
		}
	}
	return rules, nil
}

type juryDecisionRow struct {
	bun.BaseModel `bun:"table:jury_decisions"`

	ID         string `bun:",pk"`
	ContestID  string
	Kind       jury.Kind
	CategoryID string
	Projects   []string `bun:"type:jsonb"`
	Reason     string
	DecidedBy  string
	DecidedAt  time.Time
}

func (r juryDecisionRow) out() jury.Decision {
	return jury.Decision{
		ID: r.ID, ContestID: r.ContestID, Kind: r.Kind, CategoryID: r.CategoryID, Projects: r.Projects, Reason: r.Reason, DecidedBy: r.DecidedBy,
		DecidedAt: utc(r.DecidedAt),
	}
}

// AddJuryDecision stores what the expert group decided, for ever. Fault: Unavailable.
func (tx *Tx) AddJuryDecision(ctx context.Context, d jury.Decision) error {
	return tx.insert(ctx, &juryDecisionRow{
		ID: d.ID, ContestID: d.ContestID, Kind: d.Kind, CategoryID: d.CategoryID, Projects: d.Projects, Reason: d.Reason, DecidedBy: d.DecidedBy,
		DecidedAt: d.DecidedAt,
	})
}

// JuryDecisions gives what the expert group decided in a round, the oldest first. Fault: Unavailable.
func (tx *Tx) JuryDecisions(ctx context.Context, contestID string, kind jury.Kind) ([]jury.Decision, error) {
	var rows []juryDecisionRow
	err := tx.db.NewSelect().Model(&rows).Where("contest_id = ? AND kind = ?", contestID, kind).Order("decided_at", "id").Scan(ctx)
	return outs(rows), tx.fail(err)
}

// JuryDecisionsBy gives what an account recorded as a chair, the oldest first. It is for that account only. Fault:
// Unavailable.
func (s *Store) JuryDecisionsBy(ctx context.Context, accountID string) ([]jury.Decision, error) {
	var rows []juryDecisionRow
	err := s.reader.NewSelect().Model(&rows).Where("decided_by IN (SELECT id FROM jurors WHERE account_id = ?)", accountID).
		Order("decided_at", "id").Scan(ctx)
	return outs(rows), s.fault(err)
}

// Judging is a round that is not revealed, with the instants of its phase.
type Judging struct {
	ContestID         string
	Kind              jury.Kind
	OpensAt, ClosesAt time.Time
	RevealAt          time.Time // zero for the close
	WhenAllIn         bool
	IsAssigned        bool
}

// Judgings gives the rounds that are not revealed. Fault: Unavailable.
func (s *Store) Judgings(ctx context.Context) ([]Judging, error) {
	var rows []struct {
		ContestID            string
		Kind                 jury.Kind
		OpensAt, ClosesAt    time.Time
		RevealAt, AssignedAt time.Time `bun:",nullzero"`
		WhenAllIn            bool
	}
	err := s.reader.NewRaw(`SELECT r.contest_id, r.kind, p.opens_at, p.closes_at, r.reveal_at, r.when_all_in, r.assigned_at FROM jury_rounds AS r
		JOIN contest_phases AS p ON p.contest_id = r.contest_id AND p.kind = r.kind
		WHERE r.revealed_at IS NULL ORDER BY r.contest_id, r.kind`).Scan(ctx, &rows)
	all := make([]Judging, len(rows))
	for i, r := range rows {
		all[i] = Judging{r.ContestID, r.Kind, utc(r.OpensAt), utc(r.ClosesAt), utc(r.RevealAt), r.WhenAllIn, !r.AssignedAt.IsZero()}
	}
	return all, s.fault(err)
}
