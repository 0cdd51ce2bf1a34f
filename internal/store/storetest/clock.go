package storetest

import (
	"context"
	"testing"
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/people"
	"rostrum/internal/store"
)

// slack is how far apart two looks at a clock may be on a machine that is busy with other tests.
const slack = time.Minute

func forumTime(t *testing.T, dsn string) {
	s := Open(t, dsn)
	now, shifted, err := s.ForumTime(t.Context())
	if err != nil || shifted || time.Since(now).Abs() > slack || now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
		t.Errorf("at first forum time is the database's clock: %v, shifted %v, %v", now, shifted, err)
	}
	start := time.Date(2020, 1, 17, 9, 0, 0, 123456789, time.FixedZone("", 3600))
	for _, c := range []struct {
		name  string
		maker string
		to    time.Time
		want  fault.Code
	}{
		{"nobody made the database", "", start, fault.Conflict},
		{"a demo", "demo", start, ""},
		{"later", "demo", start.Add(time.Hour), ""},
		{"back", "demo", start, fault.Conflict},
		{"before the calendar", "demo", time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC), fault.BadUserInput},
	} {
		err := setForumTime(t, s, c.maker, c.to)
		if codeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	now, shifted, err = s.ForumTime(t.Context())
	if ahead := now.Sub(start.Add(time.Hour)); err != nil || !shifted || ahead < 0 || ahead > slack {
		t.Errorf("forum time is %v, shifted %v, %v", now, shifted, err)
	}
	seq, _ := Save(t, s, catalogue.Rows{People: []people.Person{{ID: "p", Name: "P"}}})
	log, err := s.Log(t.Context(), seq-1, 1)
	if err != nil || len(log) != 1 || log[0].At.Sub(now) < 0 || log[0].At.Sub(now) > slack {
		t.Errorf("the log is dated by forum time: %+v, %v", log, err)
	}
}

// setForumTime sets forum time and looks at what the transaction then takes for now.
func setForumTime(t *testing.T, s *store.Store, maker string, to time.Time) error {
	t.Helper()
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if maker != "" {
			if err := tx.SetMeta(ctx, store.MetaMadeBy, maker); err != nil {
				return err
			}
		}
		if err := tx.SetForumTime(ctx, to); err != nil {
			return err
		}
		if want := to.UTC().Truncate(time.Microsecond); !tx.Now().Equal(want) || tx.Now().Location() != time.UTC {
			t.Errorf("in the transaction now is %v, want %v", tx.Now(), want)
		}
		return nil
	})
	return err
}

func madeOnce(t *testing.T, dsn string) {
	s := Open(t, dsn)
	set := func(key, value string) error {
		_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, key, value) })
		return err
	}
	for _, c := range []struct {
		name, key, value string
		want             fault.Code
	}{
		{"no such maker", store.MetaMadeBy, "somebody", fault.BadUserInput},
		{"the maker", store.MetaMadeBy, "serve", ""},
		{"the maker again", store.MetaMadeBy, "serve", ""},
		{"another maker", store.MetaMadeBy, "demo", fault.Conflict},
		{"something else", "facts", "1", ""},
		{"something else anew", "facts", "2", ""},
		{"the clock", "clock_offset", "5", fault.BadUserInput},
		{"no key", "", "1", fault.BadUserInput},
	} {
		if err := set(c.key, c.value); codeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	for key, want := range map[string]string{store.MetaMadeBy: "serve", "facts": "2", "unknown": ""} {
		if got, err := s.Meta(t.Context(), key); got != want || err != nil {
			t.Errorf("%s is %q, %v; want %q", key, got, err, want)
		}
	}
	if err := setForumTime(t, s, "", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)); codeOf(err) != fault.Conflict {
		t.Errorf("the clock of a real forum: %v", err)
	}
}

func wakes(t *testing.T, dsn string) {
	s := Open(t, dsn)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first, err := s.Wakes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.Wakes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seq, _ := Save(t, s, catalogue.Rows{People: []people.Person{{ID: "p", Name: "P"}}})
	Save(t, s, catalogue.Rows{People: []people.Person{{ID: "p", Name: "Q"}}}) // nobody looks: it must not wait
	for _, c := range []<-chan struct{}{first, second} {
		Awake(t, c)
	}
	if delta, err := s.Changed(t.Context(), seq-1); err != nil || len(delta.People) != 1 {
		t.Errorf("woken, but nothing changed: %+v, %v", delta, err)
	}
	cancel()
	for range first { // ends, because the channel is closed
	}
	Save(t, s, catalogue.Rows{People: []people.Person{{ID: "p", Name: "R"}}})
	Awake(t, second)
}

// Awake waits for a wake-up.
func Awake(t *testing.T, c <-chan struct{}) {
	t.Helper()
	timer := time.NewTimer(20 * time.Second)
	defer timer.Stop()
	select {
	case _, ok := <-c:
		if !ok {
			t.Fatal("the channel is closed")
		}
	case <-timer.C:
		t.Fatal("no wake-up in 20 s")
	}
}
