package storetest

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/people"
	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// inside matches what no fault may tell: words of drivers, tables and settings.
var inside = regexp.MustCompile(`(?i)sqlstate|sqlite_|constraint|violat|relation|column|null|\bsql\b|select|insert|127\.0\.0\.1|\.db`)

func refusals(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	before := mustLoad(t, s)
	for _, c := range []struct {
		name string
		edit func(*catalogue.Rows)
		want fault.Code
	}{
		{"a slug that is taken", func(r *catalogue.Rows) {
			forum := r.Forums[0]
			forum.ID, forum.Tracks, forum.Pages = "forum-2", nil, nil
			r.Forums = append(r.Forums, forum)
		}, fault.Conflict},
		{"an organiser that does not exist", func(r *catalogue.Rows) { r.Sessions[1].Organisers = []string{"nobody"} }, fault.BadUserInput},
		{"a contest that does not exist", func(r *catalogue.Rows) { r.Projects[0].ContestID = "nobody" }, fault.BadUserInput},
		{"a state that does not exist", func(r *catalogue.Rows) { r.Sessions[1].State = "LOST" }, fault.BadUserInput},
		{"a slot that ends before it starts", func(r *catalogue.Rows) {
			r.Sessions[0].Slots[0].EndsAt = r.Sessions[0].Slots[0].StartsAt
		}, fault.BadUserInput},
		{"no title", func(r *catalogue.Rows) { r.Sessions[1].Title = nil }, fault.BadUserInput},
		{"no id", func(r *catalogue.Rows) { r.People = append(r.People, people.Person{Name: "x"}) }, fault.BadUserInput},
		{"an id twice", func(r *catalogue.Rows) { r.People = append(r.People, r.People[0]) }, fault.BadUserInput},
		{"a track that sessions need", func(r *catalogue.Rows) { r.Forums[0].Tracks = nil }, fault.BadUserInput},
		{"a target that the matrix needs", func(r *catalogue.Rows) { r.Goals[0].Targets = []string{"9.1"} }, fault.BadUserInput},
	} {
		rows := Full()
		c.edit(&rows)
		_, _, err := save(t.Context(), s, rows)
		if codeOf(err) != c.want || inside.MatchString(err.Error()) {
			t.Errorf("%s: %q (%s), want %s and a text without the inside", c.name, err, codeOf(err), c.want)
		}
		if diff := cmp.Diff(before, mustLoad(t, s)); diff != "" {
			t.Fatalf("%s: a refusal changed something (-before +after):\n%s", c.name, diff)
		}
	}
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if _, err := s.Load(late); codeOf(err) != fault.Unavailable || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a deadline that is over: %v", err)
	}
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Stored(ctx, []catalogue.Ref{{Entity: "ballot", ID: "1"}})
		return err
	})
	if codeOf(err) != fault.BadUserInput {
		t.Errorf("an entity that does not exist: %v", err)
	}
}

func failureLeavesNothing(t *testing.T, dsn string) {
	s := Open(t, dsn)
	head, _ := Save(t, s, Full())
	before := mustLoad(t, s)
	broken := errors.New("broken")
	fresh := catalogue.Rows{People: []people.Person{{ID: "new", Name: "New"}}}
	for _, c := range []struct {
		name string
		fn   func(ctx context.Context, tx *store.Tx) error
	}{
		{"an error", func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Save(ctx, fresh)
			return errors.Join(err, broken)
		}},
		{"a panic", func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Save(ctx, fresh); err != nil {
				return err
			}
			panic(broken)
		}},
		{"a failure that was passed over", func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Save(ctx, fresh)
			unknown := catalogue.Rows{Kinds: []taxonomy.Kind{{Code: "K"}}}
			_, _ = tx.Save(ctx, unknown)
			return err
		}},
		{"a cancelled call", func(ctx context.Context, tx *store.Tx) error {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			_, err := tx.Save(ctx, fresh)
			return err
		}},
	} {
		if err := writeRecovering(t.Context(), s, c.fn); err == nil {
			t.Errorf("%s: the write succeeded", c.name)
		}
		if diff := cmp.Diff(before, mustLoad(t, s)); diff != "" {
			t.Errorf("%s left something (-before +after):\n%s", c.name, diff)
		}
	}
	if seq, _ := Save(t, s, fresh); seq != head+1 {
		t.Errorf("the next write has sequence %d, want %d: nothing failed before", seq, head+1)
	}
}

// writeRecovering gives what a write returned or panicked with.
func writeRecovering(ctx context.Context, s *store.Store, fn func(context.Context, *store.Tx) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	_, err = s.Write(ctx, fn)
	return err
}

func externalIDs(t *testing.T, dsn string) {
	s := Open(t, dsn)
	bind := func(source string, ids map[string]string) error {
		_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.Bind(ctx, source, "session", ids)
		})
		return err
	}
	for _, c := range []struct {
		name, source string
		ids          map[string]string
		want         fault.Code
	}{
		{"two new ones", "itu", map[string]string{"1": "a", "2": "b"}, ""},
		{"the same again", "itu", map[string]string{"1": "a"}, ""},
		{"none", "itu", nil, ""},
		{"one that stands for another", "itu", map[string]string{"1": "c"}, fault.Conflict},
		{"an object that has another one", "itu", map[string]string{"3": "a"}, fault.Conflict},
		{"the same object in another source", "un", map[string]string{"1": "a"}, ""},
		{"an empty one", "un", map[string]string{"": "x"}, fault.BadUserInput},
	} {
		if err := bind(c.source, c.ids); codeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Resolve(ctx, "itu", "session", []string{"1", "2", "3", "it's?"})
		if diff := cmp.Diff(map[string]string{"1": "a", "2": "b"}, got); diff != "" {
			t.Errorf("resolved (-want +got):\n%s", diff)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// concurrentSaves lets many bring the same new session in: one creates it, the others find it. Then each changes it:
// none of the changes is lost.
func concurrentSaves(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	const writers = 8
	together := func(title func(writer int) string) (all store.Tally) {
		tallies := make(chan store.Tally)
		for w := range writers {
			go func() {
				_, tally, err := save(t.Context(), s, catalogue.Rows{Sessions: []programme.Session{{
					ID: "same", ForumID: "forum-1", Number: "5", Title: text.Of(title(w)), Kind: "WORKSHOP", State: programme.Published,
					Audience: programme.Open, Organisers: []string{"body-1"},
				}}})
				if err != nil {
					t.Error(err)
				}
				tallies <- tally
			}()
		}
		for range writers {
			all.Add(<-tallies)
		}
		return all
	}
	before, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := together(func(int) string { return "Same" }).Count, (store.Count{Created: 1, Unchanged: writers - 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := together(strconv.Itoa).Count, (store.Count{Updated: writers}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	log, err := s.Log(t.Context(), before, 100)
	if err != nil || len(log) != 1+writers {
		t.Fatalf("%d changes, %v", len(log), err)
	}
	for i, c := range log {
		if c.Revision != int64(i+1) {
			t.Errorf("change %d has revision %d: one was lost", c.Seq, c.Revision)
		}
	}
}
