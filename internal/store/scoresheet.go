package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/jury"
)

type scoreDraftRow struct {
	bun.BaseModel `bun:"table:score_drafts"`

	AssignmentID string `bun:",pk"`
	Revision     int
	Sealed       []byte
	SavedAt      time.Time
}

func (r scoreDraftRow) out() jury.Saved {
	return jury.Saved{AssignmentID: r.AssignmentID, Revision: r.Revision, Sealed: r.Sealed, SavedAt: utc(r.SavedAt)}
}

type scoreSheetRow struct {
	bun.BaseModel `bun:"table:score_sheets"`

	ID             string `bun:",pk"`
	AssignmentID   string
	Number         int
	Commitment     string
	Sealed         []byte
	SealedAt       time.Time
	AfterReveal    bool
	TakenBackAt    time.Time `bun:",nullzero"`
	RevealedAt     time.Time `bun:",nullzero"`
	Salt           string    `bun:",nullzero"`
	Text           string    `bun:",nullzero"`
	AccountID      string
	IdempotencyKey string
	RequestHash    string
}

func (r scoreSheetRow) out() jury.Sheet {
	return jury.Sheet{
		ID: r.ID, AssignmentID: r.AssignmentID, Number: r.Number, Commitment: r.Commitment, Sealed: r.Sealed, Salt: r.Salt, Text: r.Text,
		SealedAt: utc(r.SealedAt), TakenBackAt: utc(r.TakenBackAt), RevealedAt: utc(r.RevealedAt), AfterReveal: r.AfterReveal,
	}
}

// SaveDraft stores a draft in the place of the one before. Fault: Unavailable.
func (tx *Tx) SaveDraft(ctx context.Context, d jury.Saved) error {
	row := scoreDraftRow{AssignmentID: d.AssignmentID, Revision: d.Revision, Sealed: d.Sealed, SavedAt: d.SavedAt}
	_, err := tx.db.NewInsert().Model(&row).On("CONFLICT (assignment_id) DO UPDATE").Returning("NULL").Exec(ctx)
	return tx.fail(err)
}

// Draft gives the draft of an assignment. It stays as it is until the transaction ends. Fault: Unavailable.
func (tx *Tx) Draft(ctx context.Context, assignmentID string) (jury.Saved, bool, error) {
	row, found, err := one[scoreDraftRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("assignment_id = ?", assignmentID) })
	return row.out(), found, err
}

// DraftsOf gives the drafts of an account, by assignment. It is for that account only. Fault: Unavailable.
func (s *Store) DraftsOf(ctx context.Context, accountID string) (map[string]jury.Saved, error) {
	var rows []scoreDraftRow
	err := s.reader.NewSelect().Model(&rows).
		Where("assignment_id IN (SELECT a.id FROM jury_assignments AS a JOIN jurors AS j ON j.id = a.juror_id WHERE j.account_id = ?)", accountID).Scan(ctx)
	drafts := make(map[string]jury.Saved, len(rows))
	for _, r := range rows {
		drafts[r.AssignmentID] = r.out()
	}
	return drafts, s.fault(err)
}

// Submission is the call by which a sheet came: a repeated one gets the same answer.
type Submission struct {
	AccountID, Key string
	Hash           string // keyed hash of what was submitted
}

// AddSheet stores a new sheet, with the call by which it came. Faults: Conflict where the assignment has a sheet that
// stands, or the key is taken; Unavailable.
func (tx *Tx) AddSheet(ctx context.Context, s jury.Sheet, by Submission) error {
	return tx.insert(ctx, &scoreSheetRow{
		ID: s.ID, AssignmentID: s.AssignmentID, Number: s.Number, Commitment: s.Commitment, Sealed: s.Sealed, SealedAt: s.SealedAt,
		AfterReveal: s.AfterReveal, TakenBackAt: s.TakenBackAt, RevealedAt: s.RevealedAt, Salt: s.Salt, Text: s.Text,
		AccountID: by.AccountID, IdempotencyKey: by.Key, RequestHash: by.Hash,
	})
}

// SubmittedSheet gives the sheet that an account submitted under a key, with the hash of what it submitted. Fault:
// Unavailable.
func (tx *Tx) SubmittedSheet(ctx context.Context, accountID, key string) (s jury.Sheet, hash string, found bool, err error) {
	row, found, err := one[scoreSheetRow](ctx, tx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("account_id = ? AND idempotency_key = ?", accountID, key)
	})
	return row.out(), row.RequestHash, found, err
}

// TakeBackSheet says that a sheet was taken back. Fault: Unavailable.
func (tx *Tx) TakeBackSheet(ctx context.Context, id string) error {
	_, err := tx.db.NewUpdate().Table("score_sheets").Set("taken_back_at = ?", tx.now).Where("id = ?", id).Exec(ctx)
	return tx.fail(err)
}

// RevealSheet says what a sheet says. Fault: Unavailable.
func (tx *Tx) RevealSheet(ctx context.Context, s jury.Sheet) error {
	_, err := tx.db.NewUpdate().Table("score_sheets").Set("revealed_at = ?, salt = ?, text = ?", s.RevealedAt, s.Salt, s.Text).Where("id = ?", s.ID).Exec(ctx)
	return tx.fail(err)
}

// Sheets gives the sheets of an assignment, in their order. Fault: Unavailable.
func (tx *Tx) Sheets(ctx context.Context, assignmentID string) ([]jury.Sheet, error) {
	var rows []scoreSheetRow
	err := tx.db.NewSelect().Model(&rows).Where("assignment_id = ?", assignmentID).Order("number").Scan(ctx)
	return outs(rows), tx.fail(err)
}

// SheetsOfRound gives the sheets of a round, by assignment and number. Fault: Unavailable.
func (tx *Tx) SheetsOfRound(ctx context.Context, contestID string, kind jury.Kind) ([]jury.Sheet, error) {
	var rows []scoreSheetRow
	err := tx.db.NewSelect().Model(&rows).
		Where("assignment_id IN (SELECT id FROM jury_assignments WHERE contest_id = ? AND kind = ?)", contestID, kind).
		Order("assignment_id", "number").Scan(ctx)
	return outs(rows), tx.fail(err)
}

// SheetsOf gives the sheets of an account, by assignment and number. It is for that account only. Fault: Unavailable.
func (s *Store) SheetsOf(ctx context.Context, accountID string) ([]jury.Sheet, error) {
	var rows []scoreSheetRow
	err := s.reader.NewSelect().Model(&rows).
		Where("assignment_id IN (SELECT a.id FROM jury_assignments AS a JOIN jurors AS j ON j.id = a.juror_id WHERE j.account_id = ?)", accountID).
		Order("assignment_id", "number").Scan(ctx)
	return outs(rows), s.fault(err)
}
