package ballot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

func codes(o Outcome) []prize.RefusalCode {
	var out []prize.RefusalCode
	for _, r := range o.Refusals {
		out = append(out, r.Code)
	}
	return out
}

func TestCastInTheOrderOfTheContract(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(2)
		c := w.caster()
		first, err := c.Cast(t.Context(), request(0, "key-00001", vote(0, 1), vote(2, 0)))
		if err != nil || len(first.Receipts) != 2 || first.Receipts[0].ProjectID != nomineeID(0, 1) {
			t.Fatal(first, err)
		}
		for name, tc := range map[string]struct {
			request Request
			want    []prize.RefusalCode
		}{
			"another vote under the key":        {request(0, "key-00001", vote(0, 2)), []prize.RefusalCode{prize.KeyReused}},
			"a category of nothing":             {request(0, "key-00002", vote(1, 0), prize.Vote{ProjectID: nomineeID(0, 0)}), []prize.RefusalCode{prize.UnknownCategory}},
			"a category twice":                  {request(0, "key-00003", vote(1, 0), vote(1, 1)), []prize.RefusalCode{prize.DuplicateCategory}},
			"SR30, a nominee of another":        {request(0, "key-00004", prize.Vote{CategoryID: categoryID(1), ProjectID: nomineeID(0, 0)}), []prize.RefusalCode{prize.NotANominee}},
			"a project of nothing":              {request(0, "key-00005", prize.Vote{CategoryID: categoryID(1)}), []prize.RefusalCode{prize.NotANominee}},
			"SR33, voted already":               {request(0, "key-00006", vote(0, 1)), []prize.RefusalCode{prize.AlreadyVoted}},
			"an unknown before an already":      {request(0, "key-00007", vote(0, 1), prize.Vote{CategoryID: "K9", ProjectID: "J"}), []prize.RefusalCode{prize.UnknownCategory}},
			"all or nothing, the second voted":  {request(0, "key-00008", vote(1, 1), vote(0, 0)), []prize.RefusalCode{prize.AlreadyVoted}},
			"the same key of another is theirs": {request(1, "key-00001", vote(0, 0)), nil},
		} {
			o, err := c.Cast(t.Context(), tc.request)
			if err != nil || !slices.Equal(codes(o), tc.want) || (tc.want == nil) != (len(o.Receipts) > 0) {
				t.Errorf("%s: %v %v, want %v", name, o, err, tc.want)
			}
		}
		if diff := cmp.Diff(map[string]string{categoryID(0): nomineeID(0, 1), categoryID(2): nomineeID(2, 0)}, w.stored(0)); diff != "" {
			t.Error(diff)
		}
		for name, votes := range map[string][]prize.Vote{"the same": {vote(0, 1), vote(2, 0)}, "in another order": {vote(2, 0), vote(0, 1)}} {
			again, err := c.Cast(t.Context(), request(0, "key-00001", votes...))
			if err != nil || cmp.Diff(first, again) != "" {
				t.Errorf("a replay, %s, differs: %s %v", name, cmp.Diff(first, again), err)
			}
		}
	})
}

func TestCastRefusesWhatCannotBeMeant(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(2)
		c := w.caster()
		stranger := request(1, "key-00001", vote(0, 0))
		stranger.SessionID = sessionID(0)
		nowhere := request(0, "key-00001", vote(0, 0))
		nowhere.Contest = "c99"
		for name, tc := range map[string]struct {
			request Request
			want    fault.Code
		}{
			"no votes":             {request(0, "key-00001"), fault.BadUserInput},
			"a short key":          {request(0, "key", vote(0, 0)), fault.BadUserInput},
			"a key not in ASCII":   {request(0, "clé-00001", vote(0, 0)), fault.BadUserInput},
			"a key with a NUL":     {request(0, "key-\x000001", vote(0, 0)), fault.BadUserInput},
			"a key with a space":   {request(0, "key 00001", vote(0, 0)), fault.BadUserInput},
			"a long key":           {request(0, fmt.Sprintf("%065d", 1), vote(0, 0)), fault.BadUserInput},
			"no such contest":      {nowhere, fault.NotFound},
			"another's session":    {stranger, fault.Unauthenticated},
			"too many votes":       {request(0, "key-00001", make([]prize.Vote, MaxVotes+1)...), fault.BadUserInput},
			"no session at all":    {Request{Contest: contest, Key: "key-00001", Votes: []prize.Vote{vote(0, 0)}}, fault.Unauthenticated},
			"a session that ended": {request(7, "key-00001", vote(0, 0)), fault.Unauthenticated},
		} {
			if o, err := c.Cast(t.Context(), tc.request); fault.Of(err) != tc.want || len(o.Receipts) > 0 {
				t.Errorf("%s: %v %v, want %s", name, o, err, tc.want)
			}
		}
	})
}

func TestSR28_OnlyWhoIsActivatedVotesAndOnlyWhileVotingIsOpen(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(3)
		c := w.caster()
		if _, err := w.store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.EndSession(ctx, accountID(0), sessionID(0), time.Now()); err != nil {
				return err
			}
			a, _, err := tx.Account(ctx, accountID(1))
			if err != nil {
				return err
			}
			a.State = auth.Disabled
			return tx.SetAccount(ctx, a)
		}); err != nil {
			t.Fatal(err)
		}
		for voter := range 2 {
			if _, err := c.Cast(t.Context(), request(voter, "key-00001", vote(0, 0))); fault.Of(err) != fault.Unauthenticated {
				t.Errorf("voter %d: %v", voter, err)
			}
		}
		w.setTime(closes.Add(-time.Minute))
		before, err := c.Cast(t.Context(), request(2, "key-00001", vote(0, 0)))
		if err != nil || len(before.Receipts) != 1 || !before.Receipts[0].AcceptedAt.Before(closes) {
			t.Fatal(before, err)
		}
		w.setTime(closes)
		o, err := c.Cast(t.Context(), request(2, "key-00002", vote(1, 0)))
		if err != nil || !slices.Equal(codes(o), []prize.RefusalCode{prize.VotingClosed}) {
			t.Error("at the close:", o, err)
		}
		again, err := c.Cast(t.Context(), request(2, "key-00001", vote(0, 0)))
		if err != nil || cmp.Diff(before, again) != "" {
			t.Error("a replay after the close:", again, err)
		}
	})
}

// TestSR29_OneVoteAVoterAndCategory races 64 clients of 8 voters for the same ballots, with retries under the same
// keys, against two casters over one database.
func TestSR29_OneVoteAVoterAndCategory(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(8)
		casters := []*Caster{w.caster(), (&world{t, storetest.Open(t, dsn), dsn}).caster()}
		var mu sync.Mutex
		receipts := map[string][]Receipt{} // by key
		var running sync.WaitGroup
		for client := range 64 {
			running.Go(func() {
				voter := client % 8
				key := fmt.Sprintf("key-%04d-%d", voter, client/16) // two clients share a key, and with it their votes
				for range 4 {
					r := request(voter, key, vote(0, client/16%3), vote(1, client/16%3))
					o, err := casters[client/8%2].Cast(t.Context(), r)
					if err != nil {
						t.Error(err)
						return
					}
					if len(o.Refusals) > 0 {
						if o.Refusals[0].Code != prize.AlreadyVoted {
							t.Error(o.Refusals)
						}
						continue
					}
					mu.Lock()
					if have, ok := receipts[key]; ok && cmp.Diff(have, o.Receipts) != "" {
						t.Errorf("%s: two answers: %s", key, cmp.Diff(have, o.Receipts))
					}
					receipts[key] = o.Receipts
					mu.Unlock()
				}
			})
		}
		running.Wait()
		if len(receipts) != 8 {
			t.Errorf("%d calls of 8 voters succeeded, want one each", len(receipts))
		}
		for key, got := range receipts {
			var voter int
			if _, err := fmt.Sscanf(key, "key-%04d", &voter); err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for _, r := range got {
				want[r.CategoryID] = r.ProjectID
			}
			if d := cmp.Diff(want, w.stored(voter)); d != "" || len(got) != 2 {
				t.Errorf("%s: receipts %v; stored: %s", key, got, d)
			}
		}
		if n := w.count("votes"); n != 16 {
			t.Errorf("%d votes, want 2 of each of 8 voters", n)
		}
	})
}

func TestSR33_AVoteMayBeChangedOnlyWhereTheEditionSaysSo(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		both, fixed := rows(closes, true), contestRows("fixed-", closes, false)
		both.Contests, both.Projects = append(both.Contests, fixed.Contests...), append(both.Projects, fixed.Projects...)
		w := newWorld(t, dsn, both)
		w.voters(1)
		c := w.caster()
		for i, key := range []string{"key-00001", "key-00002", "key-00003"} {
			if o, err := c.Cast(t.Context(), request(0, key, vote(0, i))); err != nil || len(o.Receipts) != 1 {
				t.Fatal(o, err)
			}
			again := Request{AccountID: accountID(0), SessionID: sessionID(0), Contest: "fixed-" + contest, Key: "fixed-" + key,
				Votes: []prize.Vote{{CategoryID: "fixed-" + categoryID(0), ProjectID: "fixed-" + nomineeID(0, i)}}}
			if o, err := c.Cast(t.Context(), again); err != nil || i > 0 != slices.Equal(codes(o), []prize.RefusalCode{prize.AlreadyVoted}) {
				t.Errorf("where votes may not change, call %d: %v %v", i, o, err)
			}
		}
		if got := w.stored(0); got[categoryID(0)] != nomineeID(0, 2) || len(got) != 1 {
			t.Error(got)
		}
		if n := w.count("votes"); n != 2 {
			t.Errorf("%d votes, want one in each contest", n)
		}
	})
}

func TestSR34_NomineesInAnOrderOfTheVotersOwn(t *testing.T) {
	all := []string{"J1", "J2", "J3", "J4", "J5", "J6"}
	secret := []byte("secret")
	first := NomineeOrder(secret, "v1", "K1", all)
	if !slices.Equal(first, NomineeOrder(secret, "v1", "K1", []string{"J6", "J5", "J4", "J3", "J2", "J1"})) {
		t.Error("it depends on the order before")
	}
	seen := map[string]int{}
	for voter := range 600 {
		seen[NomineeOrder(secret, fmt.Sprint(voter), "K1", all)[0]]++
	}
	for _, id := range all {
		if seen[id] < 60 || seen[id] > 140 {
			t.Errorf("%s stands first %d times of 600", id, seen[id])
		}
	}
}
