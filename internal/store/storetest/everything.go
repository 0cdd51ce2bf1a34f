package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/changelog"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
)

// Everything stores a row in every table, and gives the sequence after it.
func Everything(tb testing.TB, s *store.Store) int64 {
	tb.Helper()
	Save(tb, s, Full())
	at := time.Date(2026, 8, 1, 12, 0, 0, 123456000, time.UTC)
	write := func(fn func(ctx context.Context, tx *store.Tx) error) (seq int64) {
		seq, err := s.Write(tb.Context(), fn)
		if err != nil {
			tb.Fatal(err)
		}
		return seq
	}
	write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.CloseVoting(ctx)
		return err
	})
	write(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			rowsOfAsking(ctx, tx, at), rowsOfEntries(ctx, tx, at),
			tx.SetMeta(ctx, store.MetaMadeBy, "rehearsal"), tx.SetMeta(ctx, store.MetaKeys, "mark of the keys"),
			tx.SetForumTime(ctx, tx.Now().Add(time.Hour)),
			tx.Bind(ctx, "list", changelog.Person, map[string]string{"7": "person-1"}),
		)
	})
	write(func(ctx context.Context, tx *store.Tx) error { return rowsOfJury(ctx, tx, at) })
	seq := write(func(ctx context.Context, tx *store.Tx) error { return edition(ctx, tx, at) })
	if err := Vote(tb.Context(), s, "account", "voter", "key-00001"); err != nil {
		tb.Fatal(err)
	}
	write(func(ctx context.Context, tx *store.Tx) error { return rowsOfScrutiny(ctx, tx, at) })
	return seq
}

// edition stores a row in every table of how a contest is run.
func edition(ctx context.Context, tx *store.Tx, at time.Time) error {
	contest, err := tx.ContestByID(ctx, "contest-1")
	if err != nil {
		return err
	}
	contest = contest.Freeze(nil, "", at)
	contest.Results = []prize.CategoryResult{{
		CategoryID: "category-1", Tallies: []prize.Tally{{ProjectID: "project-1", Votes: 3, IsChampion: true}}, ValidVotes: 3, VoidedVotes: 2,
		IncompleteVotes: 1, Shortfall: 4, WinnerID: "project-1", Voids: []prize.Voids{{
			Reason: prize.BulkVoting, Clause: "clause 7", VoidedAt: scalar.DateTime{Time: at}, ProposedBy: "one", ConfirmedBy: "two", Votes: 2,
		}},
	}}
	contest.Recognitions = []prize.Recognition{{Number: 1, StakeholderID: "body-1", Title: inThree("For all", "Pour tous", "للجميع"),
		Citation: inThree("Well done.", "Bravo.", "أحسنتم."), DueAt: scalar.DateTime{Time: at.Add(48 * time.Hour)}}}
	_, sum := prize.ResultText(contest.Results)
	return errors.Join(
		tx.AddGrant(ctx, auth.Grant{ID: "officer", AccountID: "account", Role: auth.Secretariat, GrantedBy: auth.CommandLine, ConfirmedBy: auth.CommandLine,
			Alone: true, GrantedAt: at, ConfirmedAt: at}),
		tx.KeepOfficers(ctx, auth.Scope{ForumID: contest.ForumID, ContestID: contest.ID}),
		tx.AddProposal(ctx, auth.Proposal{ID: "proposal", ContestID: contest.ID, Kind: "CERTIFY_RESULT", Content: []byte(`{"count":"count"}`), Reason: "counted",
			ProposedBy: "account", ProposedAt: at, ExpiresAt: at.Add(time.Hour), State: auth.ProposalPending}),
		tx.AddVoteCount(ctx, prize.VoteCount{ID: "count", ContestID: contest.ID, Results: contest.Results, SHA256: sum, CountedAt: at}),
		tx.AddLot(ctx, contest.ID, prize.Lot{Source: "a lottery", Randomness: "1 2 3"}),
		tx.AddTieDecision(ctx, contest.ID, prize.TieDecision{CategoryID: "category-1", Chosen: []string{"project-1"}, Reason: "by hands"}),
		tx.SaveFrozenContest(ctx, contest),
		tx.SetPublication(ctx, contest.ID, prize.ChampionsPart, at.Add(time.Hour), "account"),
	)
}

// Vote casts the one vote that the contest of Full has room for, as a voter, under a key of an account.
func Vote(ctx context.Context, s *store.Store, account, voter, key string) error {
	at := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	vote := store.VoteRow{ContestID: "contest-1", VoterID: voter, CategoryID: "category-1", ProjectID: "project-1", AcceptedAt: at}
	cast := store.Cast{AccountID: account, Key: key, RequestHash: strings.Repeat("0", 64), ContestID: vote.ContestID,
		Votes: []prize.Vote{{CategoryID: vote.CategoryID, ProjectID: vote.ProjectID}}, AcceptedAt: at}
	return s.Casting(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddCasts(ctx, []store.Cast{cast}, []store.VoteRow{vote}, nil)
	})
}
