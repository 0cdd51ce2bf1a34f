package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

func draftsUnseen(t *testing.T, dsn string) {
	s := Open(t, dsn)
	rows := Full()
	head, _ := Save(t, s, rows)
	draft := programme.Session{
		ID: "draft", ForumID: "forum-1", Number: "7", Title: text.Of("Secret"), Kind: "WORKSHOP", State: programme.Draft,
		Audience: programme.Open, Slots: rows.Sessions[0].Slots, Recordings: rows.Sessions[0].Recordings,
	}
	for _, title := range []string{"Secret", "Secret still"} {
		draft.Title = text.Of(title)
		if seq, tally := Save(t, s, catalogue.Rows{Sessions: []programme.Session{draft}}); seq != 0 || tally.Unchanged != 0 {
			t.Errorf("saving a draft: sequence %d, want 0; %+v", seq, tally)
		}
	}
	if after := mustLoad(t, s); after.Seq != head || len(after.Sessions) != 2 {
		t.Errorf("a draft shows: sequence %d, %d sessions", after.Seq, len(after.Sessions))
	}
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		sessions, err := tx.SessionsOf(ctx, "forum-1")
		if err != nil {
			return err
		}
		if len(sessions) != 3 || sessions[0].ID != "draft" || len(sessions[0].Slots) != 2 || sessions[0].Revision != 2 {
			t.Errorf("within a transaction all sessions are seen: %+v", sessions)
		}
		others, err := tx.SessionsOf(ctx, "another")
		if len(others) != 0 {
			t.Errorf("sessions of another forum: %+v", others)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	draft.State = programme.Published
	seq, _ := Save(t, s, catalogue.Rows{Sessions: []programme.Session{draft}})
	if len(mustLoad(t, s).Sessions) != 3 {
		t.Error("a published session does not show")
	}
	draft.State = programme.Withdrawn
	Save(t, s, catalogue.Rows{Sessions: []programme.Session{draft}})
	delta, err := s.Changed(t.Context(), seq)
	want := catalogue.Delta{Rows: catalogue.Rows{Seq: seq + 1}, Removed: []catalogue.Ref{{Entity: changelog.Session, ID: "draft"}}}
	if diff := cmp.Diff(want, delta); err != nil || diff != "" {
		t.Errorf("after a withdrawal: %v (-want +got):\n%s", err, diff)
	}
}

func mustLoad(t *testing.T, s *store.Store) catalogue.Rows {
	t.Helper()
	rows, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// heldRows is Full with a claim and a recording more, both held back.
func heldRows() catalogue.Rows {
	rows := Full()
	rows.Projects[0].Claims = append(rows.Projects[0].Claims,
		prize.Claim{Statement: prize.Winner, StatedOn: "2020-09-07", Source: taxonomy.Source{Title: "Embargoed"}})
	rows.Sessions[0].Recordings = append(rows.Sessions[0].Recordings, programme.Recording{URL: "https://example.org/held", Language: "fr"})
	return rows
}

func heldBackUnseen(t *testing.T, dsn string) {
	s := Open(t, dsn)
	head, _ := Save(t, s, Full())
	before := mustLoad(t, s)
	rows := heldRows()
	draft := rows.Sessions[1]
	draft.ID, draft.State, draft.Recordings = "draft", programme.Draft, []programme.Recording{{URL: "https://example.org/draft"}}
	rows.Sessions = append(rows.Sessions, draft)
	seq, tally := Save(t, s, rows)
	if seq != 0 || tally.Updated != 2 {
		t.Errorf("what the public does not see is logged: sequence %d, %+v", seq, tally)
	}
	if diff := cmp.Diff(before, mustLoad(t, s)); diff != "" {
		t.Errorf("something shows (-before +after):\n%s", diff)
	}
	var held store.Held
	seq, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		if held, err = tx.HeldBack(ctx); err != nil {
			return err
		}
		return tx.Publish(ctx, claimKeys(held), recordingKeys(held))
	})
	if err != nil || seq != head+2 {
		t.Fatalf("publishing: sequence %d, %v; want %d", seq, err, head+2)
	}
	if len(held.Claims) != 1 || held.Claims[0].Key.Claim.Source.Title != "Embargoed" || held.Claims[0].Contest.CeremonyOn == "" || held.Claims[0].Forum.ID != "forum-1" {
		t.Errorf("held claims: %+v", held.Claims)
	}
	if len(held.Recordings) != 1 || len(held.Recordings[0].Session.Slots) != 2 || held.Recordings[0].Forum.TimeZone == "" {
		t.Errorf("held recordings: %+v", held.Recordings)
	}
	after := mustLoad(t, s)
	if len(after.Projects[0].Claims) != 2 || len(after.Sessions[0].Recordings) != 2 || after.Projects[0].Revision != 2 {
		t.Errorf("what was published does not show: %+v %+v", after.Projects[0], after.Sessions[0].Recordings)
	}
	log, err := s.Log(t.Context(), head, 10)
	if err != nil || len(log) != 2 || log[0].Action != changelog.Updated || log[0].Fields[0] != "claims" || log[1].Fields[0] != "recordings" {
		t.Errorf("log: %+v, %v", log, err)
	}
}

func claimKeys(held store.Held) (keys []store.ClaimKey) {
	for _, c := range held.Claims {
		keys = append(keys, c.Key)
	}
	return keys
}

func recordingKeys(held store.Held) (keys []store.RecordingKey) {
	for _, r := range held.Recordings {
		keys = append(keys, r.Key)
	}
	return keys
}

// publishedStays imports a source again that says nothing of what is public, and then with another claim.
func publishedStays(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	again := Full()
	again.Projects[0].Claims[0].IsPublic = false
	again.Sessions[0].Recordings[0].IsPublic = false
	if seq, tally := Save(t, s, again); seq != 0 || tally.Updated != 0 {
		t.Errorf("the same import took something back: %+v", tally)
	}
	again.Projects[0].Claims[0].Statement = prize.Winner
	if seq, _ := Save(t, s, again); seq == 0 {
		t.Error("a public claim that becomes another one is not logged")
	}
	if claims := mustLoad(t, s).Projects[0].Claims; len(claims) != 0 {
		t.Errorf("another claim is public without having been published: %+v", claims)
	}
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		gone := store.ClaimKey{ProjectID: "project-1", Claim: prize.Claim{Statement: prize.Champion}}
		return tx.Publish(ctx, []store.ClaimKey{gone, {ProjectID: "nobody"}}, nil)
	})
	if claims := mustLoad(t, s).Projects[0].Claims; err != nil || len(claims) != 0 {
		t.Errorf("publishing a claim that is gone: %v, %+v", err, claims)
	}
}

func numberNeverAgain(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	give := func(id, number string, state programme.State) error {
		_, _, err := save(t.Context(), s, catalogue.Rows{Sessions: []programme.Session{{
			ID: id, ForumID: "forum-1", Number: number, Title: text.Of("x"), Kind: "WORKSHOP", State: state, Audience: programme.Open,
		}}})
		return err
	}
	for _, c := range []struct {
		name, id, number string
		state            programme.State
		want             fault.Code
	}{
		{"a new number", "a", "7", programme.Draft, ""},
		{"of a draft to another", "b", "7", programme.Draft, fault.Conflict},
		{"of a published session to another", "b", "101", programme.Published, fault.Conflict},
		{"another number for the first", "a", "8", programme.Published, ""},
		{"the dropped number to another", "b", "7", programme.Published, fault.Conflict},
		{"back to the dropped number", "a", "7", programme.Published, ""},
		{"the first is withdrawn", "a", "", programme.Withdrawn, ""},
		{"the number of a withdrawn session", "b", "8", programme.Published, fault.Conflict},
		{"a number of its own", "b", "9", programme.Published, ""},
	} {
		err := give(c.id, c.number, c.state)
		if got := codeOf(err); got != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	twice := catalogue.Rows{Sessions: []programme.Session{
		{ID: "c", ForumID: "forum-1", Number: "10", Title: text.Of("x"), Kind: "WORKSHOP", State: programme.Draft, Audience: programme.Open},
		{ID: "d", ForumID: "forum-1", Number: "10", Title: text.Of("x"), Kind: "WORKSHOP", State: programme.Draft, Audience: programme.Open},
	}}
	if _, _, err := save(t.Context(), s, twice); codeOf(err) != fault.Conflict {
		t.Errorf("one number for two sessions of a batch: %v", err)
	}
}

// codeOf is the code of an error, empty for none.
func codeOf(err error) fault.Code {
	if err == nil {
		return ""
	}
	return fault.Of(err)
}
