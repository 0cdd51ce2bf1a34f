package runner_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/runner"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
	"rostrum/internal/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The tiny forum holds back three things: a claim that is dated, a recording of the opening, and a claim without a day.
var (
	january   = instant("2020-01-17T09:00:00Z")
	voteEnd   = instant("2020-01-24T23:00:00Z")
	claimDay  = instant("2020-03-15T23:00:00Z") // 16 March begins in Geneva
	openedEnd = instant("2020-06-22T09:30:00Z")
	ceremony  = instant("2020-09-07T08:00:00Z")
)

func instant(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return at
}

// visible is what a database shows of what was held back.
type visible struct{ dated, undated, recordings int }

func look(t *testing.T, st *store.Store) (v visible) {
	t.Helper()
	rows, err := st.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range rows.Projects {
		for _, c := range p.Claims {
			if c.StatedOn == "" {
				v.undated++
			} else {
				v.dated++
			}
		}
	}
	for _, s := range rows.Sessions {
		v.recordings += len(s.Recordings)
	}
	return v
}

func step(t *testing.T, st *store.Store) time.Time {
	t.Helper()
	next, err := runner.New(st, time.Now, slog.New(slog.DiscardHandler)).Step(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func setTime(t *testing.T, st *store.Store, at time.Time) {
	t.Helper()
	_, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetForumTime(ctx, at) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsPublicBeforeItIsDue(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, january)
		servertest.Import(t, st, servertest.Tiny(t))
		for _, at := range []struct {
			name string
			at   time.Time
			want visible
			next time.Time
		}{
			{"in January", january.Add(time.Minute), visible{}, voteEnd},
			{"when voting closes", voteEnd, visible{}, claimDay},
			{"just before the day of the claim", claimDay.Add(-time.Minute), visible{}, claimDay},
			{"on the day of the claim", claimDay, visible{dated: 1}, openedEnd},
			{"while the opening goes on", openedEnd.Add(-time.Minute), visible{dated: 1}, openedEnd},
			{"when the opening is over", openedEnd, visible{dated: 1, recordings: 1}, ceremony},
			{"just before the ceremony", ceremony.Add(-time.Minute), visible{dated: 1, recordings: 1}, ceremony},
			{"at the ceremony", ceremony, visible{dated: 1, undated: 1, recordings: 1}, time.Time{}},
			{"afterwards", ceremony.AddDate(0, 0, 1), visible{dated: 1, undated: 1, recordings: 1}, time.Time{}},
		} {
			t.Run(at.name, func(t *testing.T) {
				setTime(t, st, at.at)
				if next := step(t, st); !next.Equal(at.next) {
					t.Errorf("next due at %v, want %v", next, at.next)
				}
				if got := look(t, st); got != at.want {
					t.Errorf("visible: %+v, want %+v", got, at.want)
				}
			})
		}
	})
}

// Several runners, of several processes, publish each thing once: one row in the change log.
func TestWhatIsDueIsPublishedOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, january)
		before := servertest.Import(t, st, servertest.Tiny(t))
		setTime(t, st, ceremony)
		stores := []*store.Store{st, servertest.Open(t, dsn), servertest.Open(t, dsn)}
		var running sync.WaitGroup
		begin := make(chan struct{})
		for i := range 12 {
			running.Go(func() {
				<-begin
				step(t, stores[i%len(stores)])
			})
		}
		close(begin)
		running.Wait()
		log, err := st.Log(t.Context(), before, 100)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[string]int{}
		for _, c := range log {
			if c.Action != changelog.Updated {
				t.Errorf("%s %s was %s", c.Entity, c.ID, c.Action)
			}
			rows[c.ID]++
		}
		if len(rows) != 4 || rows["wells"] != 1 || rows["nameless"] != 1 || rows["opening"] != 1 || rows["prizes-2020"] != 1 {
			t.Errorf("rows in the change log: %v, want one for each of two projects, a session and the contest whose vote closed", rows)
		}
	})
}

// Once the close of voting is recorded, an import that puts the close off reopens nothing, and the contest says so.
func TestVotingClosesForEver(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, january)
		servertest.Import(t, st, servertest.Tiny(t))
		closed := func() (voting prize.Phase, isOpen bool) {
			rows, err := st.Load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c := rows.Contests[0]
			_, isOpen = c.PhaseAt(january)
			return c.Phases[slices.IndexFunc(c.Phases, func(p prize.Phase) bool { return p.Kind == prize.Voting })], isOpen
		}
		setTime(t, st, voteEnd.Add(-time.Minute))
		step(t, st)
		if voting, isOpen := closed(); voting.IsClosed || !isOpen {
			t.Fatal("closed a minute early")
		}
		setTime(t, st, voteEnd)
		step(t, st)
		if voting, isOpen := closed(); !voting.IsClosed || isOpen {
			t.Fatal("not closed at the instant")
		}
		// An import cannot put the close off any more; and where it is put off all the same, nothing opens again.
		if err := putOff(t, st, (*store.Tx).SaveContest); fault.Of(err) != fault.Conflict {
			t.Errorf("an import puts the close off: %v", err)
		}
		if err := putOff(t, st, (*store.Tx).SaveFrozenContest); err != nil {
			t.Fatal(err)
		}
		if voting, isOpen := closed(); !voting.IsClosed || isOpen || !voting.ClosesAt.After(voteEnd) {
			t.Errorf("put off after the close: %+v", voting)
		}
		if next := step(t, st); !next.Equal(claimDay) {
			t.Errorf("next due at %v, want %v", next, claimDay)
		}
	})
}

// putOff moves the close of voting by a day, and says that it is not closed.
func putOff(t *testing.T, st *store.Store, save func(*store.Tx, context.Context, prize.Contest) error) error {
	t.Helper()
	_, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		contest, err := tx.ContestByID(ctx, "prizes-2020")
		if err != nil {
			return err
		}
		for i := range contest.Phases {
			if p := &contest.Phases[i]; p.Kind == prize.Voting {
				p.ClosesAt.Time, p.IsClosed = p.ClosesAt.Add(24*time.Hour), false
			}
		}
		return save(tx, ctx, contest)
	})
	return err
}

// The rules are frozen at the instant at which voting opens, once, with the nominees as they are; whoever comes in time
// can change them before, and nobody by an import after.
func TestSR27_NomineesAndRulesFreezeWhenVotingOpens(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, january.AddDate(0, 0, -7))
		servertest.Import(t, st, servertest.Tiny(t))
		step(t, st)
		voting, _ := contestOf(t, st).Find(prize.Voting)
		opens := voting.OpensAt.Time
		if contestOf(t, st).IsFrozen() {
			t.Fatalf("frozen before %v", opens)
		}
		servertest.Import(t, st, servertest.Votable(t)) // more nominees, in time
		setTime(t, st, opens)
		stores := []*store.Store{st, servertest.Open(t, dsn)}
		var running sync.WaitGroup
		for i := range 6 {
			running.Go(func() { step(t, stores[i%len(stores)]) })
		}
		running.Wait()
		frozen := contestOf(t, st)
		if len(frozen.Manifests) != 1 || !strings.Contains(frozen.Manifests[0].Text, "nominee-18-c") || frozen.Manifests[0].Reason != "" {
			t.Fatalf("frozen as %+v", frozen.Manifests)
		}
		for name, change := range map[string]func(*prize.Project){
			"a nominee in another category": func(p *prize.Project) { p.CategoryID = "cat-02" },
			"a new nominee":                 func(p *prize.Project) { p.ID = "late" },
		} {
			if err := saveProject(t, st, change); fault.Of(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := saveProject(t, st, func(p *prize.Project) { p.Title = text.Of("Without its mistake") }); err != nil {
			t.Error("a title cannot be mended:", err)
		}
	})
}

func contestOf(t *testing.T, st *store.Store) prize.Contest {
	t.Helper()
	rows, err := st.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rows.Contests[0]
}

func saveProject(t *testing.T, st *store.Store, change func(*prize.Project)) error {
	t.Helper()
	_, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Stored(ctx, []catalogue.Ref{{Entity: changelog.Project, ID: "nominee-01-a"}})
		if err != nil {
			return err
		}
		change(&rows.Projects[0])
		_, err = tx.Save(ctx, rows)
		return err
	})
	return err
}

// What is due when it is imported is public at once, and the same import again does not take it back.
func TestAnImportTakesNothingBack(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, ceremony)
		servertest.Import(t, st, servertest.Tiny(t))
		want := visible{dated: 1, undated: 1, recordings: 1}
		if got := look(t, st); got != want {
			t.Fatalf("imported after the ceremony: %+v, want %+v", got, want)
		}
		if seq := servertest.Import(t, st, servertest.Tiny(t)); seq != 0 {
			t.Errorf("the second import changed something: sequence %d", seq)
		}
		if got := look(t, st); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

// Two servers run while the ceremony begins: they show its outcome then, and not before.
func TestTheCeremonyBeginsWhileServersRun(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, january)
		before := servertest.Import(t, st, servertest.Tiny(t))
		setTime(t, st, ceremony.Add(-3*time.Second))
		replicas := []*servertest.Replica{servertest.Start(t, dsn), servertest.Start(t, dsn)}
		for i, r := range replicas {
			if at, shown := outcome(t, r); shown && at.Before(ceremony) {
				t.Errorf("replica %d shows the outcome at %v", i, at)
			}
		}
		late := time.NewTimer(30 * time.Second)
		defer late.Stop()
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for i := 0; i < len(replicas); {
			at, shown := outcome(t, replicas[i])
			switch {
			case shown && at.Before(ceremony.Add(-100*time.Millisecond)): // a replica's clock is an estimate
				t.Fatalf("replica %d shows the outcome at %v", i, at)
			case shown:
				i++
				continue
			case at.After(ceremony.Add(3 * time.Second)):
				t.Fatalf("replica %d does not show the outcome at %v", i, at)
			}
			select {
			case <-late.C:
				t.Fatal("forum time does not go on")
			case <-tick.C:
			}
		}
		log, err := st.Log(t.Context(), before, 100)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, c := range log {
			if c.ID == "wells" {
				rows++
				if c.At.Before(ceremony) {
					t.Errorf("published at %v, before the ceremony", c.At)
				}
			}
		}
		if rows != 1 {
			t.Errorf("%d rows in the change log for the project, want 1", rows)
		}
	})
}

// outcome tells whether a replica shows who won, and the forum time of the same answer.
func outcome(t *testing.T, r *servertest.Replica) (at time.Time, shown bool) {
	t.Helper()
	var data struct {
		Clock   struct{ Now time.Time }
		Contest struct {
			Projects struct {
				Nodes []struct{ Claims []struct{ Statement string } }
			}
		}
	}
	r.Read(t, &data, `{ clock { now } contest(slug: "wsis-prizes-2020") { projects { nodes { claims { statement } } } } }`, nil)
	return data.Clock.Now, shows(data.Contest.Projects.Nodes)
}

func shows(projects []struct{ Claims []struct{ Statement string } }) bool {
	for _, p := range projects {
		for _, c := range p.Claims {
			if c.Statement == "WINNER" {
				return true
			}
		}
	}
	return false
}
