package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// fullEntry is an entry to the contest of Full in which every field is filled.
func fullEntry(id string, at time.Time) entry.Entry {
	return entry.Entry{
		ID: id, ContestID: "contest-1", CategoryID: "category-1", StakeholderID: "body-1", CreatedBy: "account",
		Content: entry.Content{
			Title: "Wells  for Évora", Language: "en",
			Answers:   []entry.Answer{{Box: prize.ShortDescription, Text: "Short.\nAnd \"quoted\"."}, {Box: prize.Linkage, Goal: 9, Text: "It builds."}},
			Links:     []entry.Link{{URL: "https://example.org/wells", Title: "Wells"}, {URL: "https://example.org/more"}},
			Images:    []entry.Image{{URL: "https://example.org/well.png", Description: "A well", Credit: "Ada"}},
			StartedOn: "2018-02-01", EndedOn: "2019-11-30",
		},
		State: entry.Nominated, Revision: 7, Waived: []entry.Check{entry.PastWinner}, CreatedAt: at, ChangedAt: at.Add(time.Hour),
		SubmittedAt: at.Add(time.Minute), ProjectID: "project-1",
		Moves: []entry.Move{
			{Number: 1, From: entry.Draft, To: entry.Submitted, By: "account", At: at.Add(time.Minute)},
			{Number: 2, From: entry.Submitted, To: entry.Eligible, By: "officer", At: at.Add(2 * time.Minute), Reason: "it is another one", Despite: []entry.Check{entry.PastWinner}},
			{Number: 3, From: entry.Eligible, To: entry.Nominated, By: "juror", At: at.Add(time.Hour)},
		},
	}
}

// rowsOfEntries stores an entry with all that belongs to it.
func rowsOfEntries(ctx context.Context, tx *store.Tx, at time.Time) error {
	return tx.SetEntry(ctx, fullEntry("entry-1", at), Full().Contests[0])
}

// entriesComeBack looks whether entries come back whole, and to whom.
func entriesComeBack(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	at := time.Date(2026, 8, 1, 12, 0, 0, 123456000, time.UTC)
	want := fullEntry("entry-1", at)
	draft := entry.Entry{ID: "entry-2", ContestID: "contest-1", StakeholderID: "body-1", CreatedBy: "account", Content: entry.Content{Language: "fr"},
		State: entry.Draft, Revision: 1, CreatedAt: at, ChangedAt: at}
	set := func(e entry.Entry) error {
		_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetEntry(ctx, e, Full().Contests[0]) })
		return err
	}
	if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return rowsOfAsking(ctx, tx, at) }); err != nil {
		t.Fatal(err)
	}
	for _, e := range []entry.Entry{want, draft} {
		if err := set(e); err != nil {
			t.Fatal(err)
		}
	}
	if mine, err := s.EntriesFor(t.Context(), "account", "contest-1"); err != nil || len(mine) != 0 {
		t.Errorf("a claim that waits shows %v, %v", mine, err)
	}
	claim := auth.OrganisationClaim{ID: "claim", AccountID: "account", StakeholderID: "body-1", State: auth.ClaimConfirmed, ClaimedAt: at, DecidedAt: at}
	if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetOrganisationClaim(ctx, claim) }); err != nil {
		t.Fatal(err)
	}
	mine, err := s.EntriesFor(t.Context(), "account", "contest-1")
	if d := cmp.Diff([]entry.Entry{want, draft}, mine); d != "" || err != nil {
		t.Errorf("(-stored +read) %s, %v", d, err)
	}
	list, err := s.Entries(t.Context(), "contest-1", store.EntryFilter{States: []entry.State{entry.Nominated, entry.Winner}, CategoryID: "category-1"}, auth.Page{Size: 10})
	if d := cmp.Diff([]entry.Entry{want}, list.Items); d != "" || err != nil || list.Total != 1 {
		t.Errorf("listed: (-stored +read) %s, %v", d, err)
	}
	again := want
	again.State, again.Revision = entry.Champion, 8
	if err := set(again); err != nil {
		t.Fatal(err)
	}
	if e, found, isOwn, err := s.EntryByID(t.Context(), "entry-1", "account"); !found || !isOwn || err != nil || cmp.Diff(again, e) != "" {
		t.Errorf("after a change: %v", err)
	}
	entriesExclude(t, dsn, set, at)
}

// entriesExclude tries what the database itself must refuse.
func entriesExclude(t *testing.T, dsn string, set func(entry.Entry) error, at time.Time) {
	for name, c := range map[string]struct {
		change func(*entry.Entry)
		want   fault.Code
	}{
		"the same title": {func(e *entry.Entry) { e.Title = "WELLS for Evora"; e.Waived = []entry.Check{entry.OneEntry} }, fault.Conflict},
		"the category":   {func(e *entry.Entry) { e.Title = "Other" }, fault.Conflict},
		"both, waived":   {func(e *entry.Entry) { e.Waived = []entry.Check{entry.OneEntry, entry.Duplicate} }, ""},
		"withdrawn":      {func(e *entry.Entry) { e.State = entry.Withdrawn }, ""},
		"no such contest": {func(e *entry.Entry) {
			e.State, e.ContestID = entry.Withdrawn, "none"
		}, fault.BadUserInput},
		"ends before it starts": {func(e *entry.Entry) { e.State, e.StartedOn = entry.Withdrawn, "2020-01-01" }, fault.BadUserInput},
	} {
		e := fullEntry("entry of "+name, at)
		e.State, e.ProjectID, e.Moves, e.Waived = entry.Submitted, "", nil, nil
		c.change(&e)
		if got := codeOf(set(e)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	db := Raw(t, dsn)
	for _, v := range []violation{
		{"a state that is none", "entries", map[string]string{"id": "'e9'", "project_id": "NULL", "held_title": "NULL", "held_category": "NULL", "state": "'LOST'"}},
		{"a nominee without a project", "entries", map[string]string{"id": "'e9'", "project_id": "NULL", "held_title": "NULL", "held_category": "NULL", "state": "'NOMINATED'"}},
		{"submitted at no time", "entries", map[string]string{"id": "'e9'", "project_id": "NULL", "held_title": "NULL", "held_category": "NULL", "state": "'SUBMITTED'", "submitted_at": "NULL"}},
		{"a move to where it was", "entry_moves", map[string]string{"position": "9", "to_state": "from_state"}},
		{"returned without a reason", "entry_moves", map[string]string{"position": "9", "to_state": "'RETURNED'", "reason": "NULL"}},
	} {
		if err := v.try(t, db); !isConstraint(err) {
			t.Errorf("%s: got %v, want a constraint to refuse it", v.name, err)
		}
	}
	for _, statement := range []string{"DELETE FROM entry_moves", "UPDATE entry_moves SET reason = 'x'"} {
		if _, err := db.ExecContext(t.Context(), statement); !isConstraint(err) {
			t.Errorf("%s: got %v, want a constraint to refuse it", statement, err)
		}
	}
}
