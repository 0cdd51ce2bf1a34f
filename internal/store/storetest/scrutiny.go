package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"rostrum/internal/auth"
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
		ConfirmedBy: "two", ProjectID: "project-1", CategoryID: "category-1",
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
		tx.AddVoid(ctx, void), tx.VoidChange(ctx, void),
		tx.AddAppeal(ctx, prize.Appeal{ID: "appeal", VoidID: "void", VoterID: voter, ContestID: contest, Text: "I am one", AppealedAt: at, State: prize.AppealOpen}),
	)
}

// casesOfGroups looks what becomes of findings whose group is known already.
func casesOfGroups(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Everything(t, s)
	find := func(voters ...string) int {
		t.Helper()
		if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.AddFinding(ctx, "contest-1", scrutiny.Finding{
				Signal: scrutiny.SameMailDomain, Mark: "example.org", Projects: []string{"project-1"}, Voters: voters, Score: 1,
			})
		}); err != nil {
			t.Fatal(err)
		}
		cases, err := s.Cases(t.Context(), "contest-1", auth.Page{Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, c := range cases.Items {
			if c.Signal == scrutiny.SameMailDomain {
				n++
			}
		}
		return n
	}
	decide := func(state scrutiny.CaseState) {
		t.Helper()
		cases, err := s.Cases(t.Context(), "contest-1", auth.Page{Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.DecideCase(ctx, cases.Items[0].ID, state, "an officer", "looked at")
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		name   string
		before scrutiny.CaseState // that the newest case is brought into; none where it stays
		voters []string
		want   int
	}{
		{"a group", "", []string{"1", "2", "3", "4", "5"}, 1},
		{"the same group, grown", "", []string{"1", "2", "3", "4", "5", "6"}, 1},
		{"another group of the domain", "", []string{"11", "12", "13", "14", "15"}, 2},
		{"a group that was dismissed", scrutiny.CaseDismissed, []string{"11", "12", "13", "14", "15"}, 2},
		{"too few beside those", "", []string{"11", "12", "13", "14", "15", "21", "22"}, 2},
		{"a new group", "", []string{"31", "32", "33", "34", "35"}, 3},
		{"one that goes on after its votes were declared void", scrutiny.CaseVoided, []string{"31", "32", "33", "34", "35"}, 4},
	} {
		if step.before != "" {
			decide(step.before)
		}
		if n := find(step.voters...); n != step.want {
			t.Errorf("%s: %d cases, want %d", step.name, n, step.want)
		}
	}
}

// tracesGo looks that it is forgotten from where people cast once it has been kept long enough, and no sooner.
func tracesGo(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Everything(t, s)
	seen := time.Date(2026, 8, 1, 12, 0, 0, 123456000, time.UTC) // as Everything has it
	for _, step := range []struct {
		now  time.Time
		want int
	}{{seen.Add(store.TraceKept), 1}, {seen.Add(store.TraceKept + time.Microsecond), 0}} {
		if err := s.ForgetTraces(t.Context(), step.now.Add(-store.TraceKept)); err != nil {
			t.Fatal(err)
		}
		file, err := s.VoterFile(t.Context(), "voter")
		if err != nil || len(file.Traces) != step.want {
			t.Errorf("%v after the vote: %v, %v", step.now.Sub(seen), file.Traces, err)
		}
	}
}
