package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/catalogue"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

const (
	gapWriters = 6
	gapWrites  = 15
)

// noGaps lets several write while one reads: whenever it looks, the log holds every sequence up to the last one that
// it sees, and what it saw before stays.
func noGaps(t *testing.T, dsn string) {
	s := Open(t, dsn)
	var writers sync.WaitGroup
	for w := range gapWriters {
		writers.Go(func() {
			for i := range gapWrites {
				var rows catalogue.Rows
				for n := range 1 + (w+i)%3 {
					rows.People = append(rows.People, people.Person{ID: fmt.Sprintf("%d-%d-%d", w, i, n), Name: "x"})
				}
				if seq, _, err := save(t.Context(), s, rows); err != nil || seq == 0 {
					t.Errorf("writing: sequence %d, %v", seq, err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	var seen int64
	people := map[string]bool{}
	for last := false; !last; {
		select {
		case <-done:
			last = true
		default:
		}
		log, err := s.Log(t.Context(), seen, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range log {
			if seen++; c.Seq != seen || people[c.ID] {
				t.Fatalf("sequence %d of %s, want %d", c.Seq, c.ID, seen)
			}
			people[c.ID] = true
		}
		delta, err := s.Changed(t.Context(), seen)
		if err != nil || int64(len(delta.People)) != delta.Seq-seen {
			t.Fatalf("after %d, at %d: %d people, %v", seen, delta.Seq, len(delta.People), err)
		}
	}
	if rows := mustLoad(t, s); rows.Seq != seen || int64(len(rows.People)) != seen {
		t.Errorf("at the end: sequence %d, %d people, %d seen", rows.Seq, len(rows.People), seen)
	}
}

// deltasAddUp makes random changes: whatever they are, what was loaded before and the changes since make up what a
// fresh load gives.
func deltasAddUp(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	rapid.Check(t, func(rt *rapid.T) {
		reset(rt, s)
		known := loadRapid(rt, s)
		state := flatten(known)
		for range rapid.IntRange(1, 3).Draw(rt, "steps") {
			for range rapid.IntRange(0, 2).Draw(rt, "writes") {
				randomWrite(rt, s)
			}
			delta, err := s.Changed(context.Background(), known.Seq)
			if err != nil {
				rt.Fatal(err)
			}
			for ref, a := range flatten(delta.Rows) {
				state[ref] = a
			}
			for _, ref := range delta.Removed {
				delete(state, ref)
			}
			known.Seq = delta.Seq
			fresh := loadRapid(rt, s)
			if fresh.Seq != known.Seq || !reflect.DeepEqual(flatten(fresh), state) {
				rt.Fatalf("deltas up to %d differ from a load at %d (-deltas +load):\n%s", known.Seq, fresh.Seq, cmp.Diff(state, flatten(fresh)))
			}
		}
	})
}

// randomIDs are those of the sessions, projects and people that random writes are about.
var randomIDs = []string{"random-1", "random-2", "random-3"}

// reset brings the database back to where every run begins.
func reset(rt *rapid.T, s *store.Store) {
	var rows catalogue.Rows
	for _, id := range randomIDs {
		rows.Sessions = append(rows.Sessions, programme.Session{
			ID: id, ForumID: "forum-1", Kind: "WORKSHOP", Audience: programme.Open, Title: text.Of("One"), State: programme.Withdrawn,
		})
		rows.Projects = append(rows.Projects, prize.Project{ID: id, ContestID: "contest-1"})
		rows.People = append(rows.People, people.Person{ID: id, Name: "Ada"})
	}
	if _, _, err := save(context.Background(), s, rows); err != nil {
		rt.Fatal(err)
	}
}

func loadRapid(rt *rapid.T, s *store.Store) catalogue.Rows {
	rows, err := s.Load(context.Background())
	if err != nil {
		rt.Fatal(err)
	}
	return rows
}

// randomWrite saves a few random aggregates, or publishes what is held back.
func randomWrite(rt *rapid.T, s *store.Store) {
	var rows catalogue.Rows
	for _, id := range randomIDs {
		if rapid.Bool().Draw(rt, "session") {
			rows.Sessions = append(rows.Sessions, randomSession(rt, id))
		}
		if rapid.Bool().Draw(rt, "project") {
			rows.Projects = append(rows.Projects, randomProject(rt, id))
		}
		if rapid.Bool().Draw(rt, "person") {
			rows.People = append(rows.People, people.Person{ID: id, Name: rapid.SampledFrom([]string{"Ada", "Bo"}).Draw(rt, "name")})
		}
	}
	publish := rapid.IntRange(0, 3).Draw(rt, "publish") == 0
	_, err := s.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Save(ctx, rows); err != nil || !publish {
			return err
		}
		held, err := tx.HeldBack(ctx)
		if err != nil {
			return err
		}
		return tx.Publish(ctx, claimKeys(held), recordingKeys(held))
	})
	if err != nil {
		rt.Fatal(err)
	}
}

func randomSession(rt *rapid.T, id string) programme.Session {
	s := programme.Session{
		ID: id, ForumID: "forum-1", Kind: "WORKSHOP", Audience: programme.Open,
		Title:      text.Of(rapid.SampledFrom([]string{"One", "Two"}).Draw(rt, "title")),
		State:      rapid.SampledFrom([]programme.State{programme.Draft, programme.Published, programme.Cancelled, programme.Withdrawn}).Draw(rt, "state"),
		Organisers: rapid.SampledFrom([][]string{nil, {"body-1"}}).Draw(rt, "organisers"),
		ParentID:   rapid.SampledFrom([]string{"", "session-1"}).Draw(rt, "parent"),
	}
	if rapid.Bool().Draw(rt, "numbered") {
		s.Number = id
	}
	for _, url := range rapid.SampledFrom([][]string{nil, {"a"}, {"b", "a"}}).Draw(rt, "recordings") {
		s.Recordings = append(s.Recordings, programme.Recording{URL: url, IsPublic: rapid.Bool().Draw(rt, "public")})
	}
	return s
}

func randomProject(rt *rapid.T, id string) prize.Project {
	p := prize.Project{ID: id, ContestID: "contest-1", CategoryID: rapid.SampledFrom([]string{"", "category-1"}).Draw(rt, "category")}
	for _, title := range rapid.SampledFrom([][]string{nil, {"a"}, {"b", "a"}}).Draw(rt, "claims") {
		p.Claims = append(p.Claims, prize.Claim{
			Statement: prize.Winner, Source: taxonomy.Source{Title: title}, IsPublic: rapid.Bool().Draw(rt, "public"),
		})
	}
	return p
}
