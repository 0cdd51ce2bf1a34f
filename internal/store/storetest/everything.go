package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"rostrum/internal/changelog"
	"rostrum/internal/prize"
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
	seq := write(func(ctx context.Context, tx *store.Tx) error {
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
	if err := Vote(tb.Context(), s, "account", "voter", "key-00001"); err != nil {
		tb.Fatal(err)
	}
	return seq
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
