package storetest

import (
	"context"
	"errors"
	"time"

	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
	"rostrum/internal/store"
)

// rowsOfScrutiny stores a row in every table of how the public vote is looked after. The voter has voted.
func rowsOfScrutiny(ctx context.Context, tx *store.Tx, at time.Time) error {
	const contest, voter = "contest-1", "voter"
	ballot := store.Balloting{ContestID: contest, ClosesAt: at}
	void := prize.Void{
		ID: "void", ContestID: contest, Reason: prize.BulkVoting, Clause: "clause 7", VoidedAt: at, AppealUntil: at.Add(time.Hour), ProposedBy: "one",
		ConfirmedBy: "two",
	}
	if _, err := tx.ClaimScrutiny(ctx, contest, at); err != nil {
		return err
	}
	if _, err := tx.TakeSide(ctx, contest, "account", "PEOPLE"); err != nil {
		return err
	}
	if err := tx.AddFinding(ctx, contest, scrutiny.Finding{
		Signal: scrutiny.Burst, Mark: "192.0.2.0/24", Projects: []string{"project-1"}, Voters: []string{"a", "b", "c", "d", voter}, Score: 3,
	}); err != nil {
		return err
	}
	if _, err := tx.UnfinishedVoters(ctx, ballot, 24, 2, "", 10); err != nil {
		return err
	}
	return errors.Join(
		tx.FinishReminder(ctx, ballot, 24),
		tx.AddTraces(ctx, []store.Trace{{ContestID: contest, VoterID: voter, Network: "192.0.2.0/24", MailDomain: "example.org", SeenAt: at}}),
		tx.AddVoid(ctx, void), tx.VoidChoice(ctx, void, "project-1"),
		tx.AddAppeal(ctx, prize.Appeal{ID: "appeal", VoidID: "void", VoterID: voter, ContestID: contest, Text: "I am one", AppealedAt: at, State: prize.AppealOpen}),
	)
}
