package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// rowsOfJury stores a row in every table of the jury.
func rowsOfJury(ctx context.Context, tx *store.Tx, at time.Time) error {
	const contest = "contest-1"
	member := jury.Member{
		ID: "juror", ContestID: contest, AccountID: "account", Name: "Ada", Categories: []string{"category-1"}, State: jury.Accepted, Language: "fr",
		AddressTag: strings.Trim(hashA, "'"), InvitedBy: "account", InvitedAt: at, AnsweredAt: at,
	}
	round := jury.Round{
		ContestID: contest, Kind: jury.Selection, SheetsEach: 2, Seed: "seed", AssignedAt: at,
		Criteria: []jury.Criterion{{ID: "criterion", Name: text.Of("Impact"), Rubric: text.Of("10 for thousands"), Weight: 3, MaxPoints: 10}},
	}
	nomination := jury.Round{
		ContestID: contest, Kind: jury.Nomination, SheetsEach: 1, IsBlind: true, Hides: prize.EntryParts(), AppliedAt: at,
		Criteria: []jury.Criterion{{ID: "passes", Name: text.Of("Pass"), Weight: 1, MaxPoints: 1}},
	}
	assignment := jury.Assignment{
		ID: "assignment", ContestID: contest, Kind: jury.Selection, MemberID: "juror", CategoryID: "category-1", ProjectID: "project-1",
		State: jury.Sealed, Why: "drawn by lot", AssignedAt: at,
	}
	sheet := jury.Sheet{
		ID: "sheet", AssignmentID: "assignment", Number: 1, Commitment: strings.Trim(hashA, "'"), Sealed: []byte{0, 1, 0xff}, SealedAt: at,
	}
	_, reminding := tx.Remind(ctx, store.Reminder{ContestID: contest, Kind: store.OfSelection, Hours: 72, EndsAt: at}, "account")
	return errors.Join(
		tx.SaveRound(ctx, round), tx.SaveRound(ctx, nomination), tx.AddJuror(ctx, member), tx.AddAssignments(ctx, []jury.Assignment{assignment}),
		tx.SaveDraft(ctx, jury.Saved{AssignmentID: "assignment", Revision: 1, Sealed: []byte{0, 2, 0xfe}, SavedAt: at}),
		tx.AddSheet(ctx, sheet, store.Submission{AccountID: "account", Key: "key-00001", Hash: strings.Trim(hashB, "'")}),
		tx.AddJuryDecision(ctx, jury.Decision{
			ID: "decision", ContestID: contest, Kind: jury.Selection, CategoryID: "category-1", Projects: []string{"project-1"}, Reason: "They reach more.",
			DecidedBy: "juror", DecidedAt: at,
		}),
		reminding,
	)
}

// sheetsStay seals a sheet, takes it back and opens another, and tries to change what is written once in every other way.
func sheetsStay(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	at := time.Date(2026, 8, 1, 12, 0, 0, 123456000, time.UTC)
	write := func(fn func(ctx context.Context, tx *store.Tx) error) {
		t.Helper()
		if _, err := s.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(rowsOfAsking(ctx, tx, at), rowsOfJury(ctx, tx, at))
	})
	second := jury.Sheet{ID: "second", AssignmentID: "assignment", Number: 2, Commitment: strings.Trim(hashB, "'"), Sealed: []byte{3}, SealedAt: at}
	by := store.Submission{AccountID: "account", Key: "key-00002", Hash: strings.Trim(hashB, "'")}
	if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.AddSheet(ctx, second, by) }); codeOf(err) != "CONFLICT" {
		t.Errorf("two sheets of one assignment stand: %v", err)
	}
	write(func(ctx context.Context, tx *store.Tx) error { return tx.TakeBackSheet(ctx, "sheet") })
	write(func(ctx context.Context, tx *store.Tx) error { return tx.AddSheet(ctx, second, by) })
	second.RevealedAt, second.Salt, second.Text = at, strings.Trim(hashA, "'"), "{}"
	write(func(ctx context.Context, tx *store.Tx) error {
		round, _, err := tx.Round(ctx, "contest-1", jury.Selection)
		round.RevealedAt = at
		return errors.Join(err, tx.RevealSheet(ctx, second), tx.SetRound(ctx, round))
	})
	db := Raw(t, dsn)
	for _, statement := range []string{
		"UPDATE score_sheets SET commitment = salt WHERE id = 'second'", "UPDATE score_sheets SET sealed_at = '2026-08-02 12:00:00+00:00'",
		"UPDATE score_sheets SET taken_back_at = NULL WHERE id = 'sheet'", "UPDATE score_sheets SET text = '{\"other\":1}' WHERE id = 'second'",
		"UPDATE score_sheets SET revealed_at = NULL, salt = NULL, text = NULL WHERE id = 'second'", "DELETE FROM score_sheets",
		"UPDATE jury_rounds SET revealed_at = NULL", `UPDATE jury_rounds SET hides = '["LINKS"]' WHERE kind = 'SELECTION'`,
		"UPDATE jury_rounds SET hides = '{}' WHERE kind = 'NOMINATION'", "UPDATE jury_decisions SET reason = 'other'", "DELETE FROM jury_decisions",
		"UPDATE jurors SET state = 'INVITED'", "UPDATE jury_assignments SET state = 'RECUSED'", "UPDATE jury_criteria SET weight = 0",
	} {
		if _, err := db.ExecContext(t.Context(), statement); !isConstraint(err) {
			t.Errorf("%s: got %v, want a constraint to refuse it", statement, err)
		}
	}
	rounds, err := s.Rounds(t.Context(), "contest-1")
	if err != nil || len(rounds) != 2 || !slices.Equal(rounds[0].Hides, prize.EntryParts()) || rounds[1].Hides != nil {
		t.Errorf("the rounds come back as %+v, %v", rounds, err)
	}
	places, err := s.PlacesOf(t.Context(), "account", "")
	if err != nil || len(places) != 1 || places[0].Categories[0] != "category-1" || !places[0].AnsweredAt.Equal(at) {
		t.Errorf("the juror comes back as %+v, %v", places, err)
	}
	sheets, err := s.SheetsOf(t.Context(), "account")
	if err != nil || len(sheets) != 2 || string(sheets[0].Sealed) != "\x00\x01\xff" || sheets[0].TakenBackAt.IsZero() || sheets[1].Text != "{}" {
		t.Errorf("the sheets come back as %+v, %v", sheets, err)
	}
}
