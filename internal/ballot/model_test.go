package ballot

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/prize"
	"rostrum/internal/store/storetest"
)

// model is casting in its simplest form: maps, one thing after the other.
type model struct {
	closed    bool
	mayChange bool
	votes     map[[2]string]string            // voter, category → project
	casts     map[[2]string]map[string]string // account, key → votes
}

func (m *model) cast(voter int, key string, votes []prize.Vote) (code prize.RefusalCode) {
	mine := map[string]string{}
	for _, v := range votes {
		mine[v.CategoryID] = v.ProjectID
	}
	if before, ok := m.casts[[2]string{accountID(voter), key}]; ok {
		if cmp.Equal(before, mine) && len(before) == len(votes) {
			return ""
		}
		return prize.KeyReused
	}
	if m.closed {
		return prize.VotingClosed
	}
	for _, v := range votes {
		if v.CategoryID == "K9" {
			return prize.UnknownCategory
		}
	}
	if len(mine) < len(votes) {
		return prize.DuplicateCategory
	}
	for _, v := range votes {
		if v.ProjectID[1] != v.CategoryID[1] {
			return prize.NotANominee
		}
	}
	for category := range mine {
		if _, ok := m.votes[[2]string{voterID(voter), category}]; ok && !m.mayChange {
			return prize.AlreadyVoted
		}
	}
	for category, project := range mine {
		m.votes[[2]string{voterID(voter), category}] = project
	}
	m.casts[[2]string{accountID(voter), key}] = mine
	return ""
}

// TestCastingEqualsTheModel does random things to a ballot box and to the model, and compares every answer and what is
// stored in the end. Votes come in one order, so that a repeated call is the same call.
func TestCastingEqualsTheModel(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		const perRun = 3
		w.voters(perRun * 200)
		c := w.caster()
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			base := run % 200 * perRun // voters of their own for every run
			run++
			m := &model{votes: map[[2]string]string{}, casts: map[[2]string]map[string]string{}}
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				voter := base + rapid.IntRange(0, perRun-1).Draw(rt, "voter")
				key := fmt.Sprintf("key-%d-%04d", run, rapid.IntRange(0, 3).Draw(rt, "key"))
				votes := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) prize.Vote {
					i := rapid.IntRange(0, 2).Draw(rt, "category")
					v := vote(i, rapid.IntRange(0, 2).Draw(rt, "nominee"))
					switch rapid.IntRange(0, 9).Draw(rt, "odd") {
					case 0:
						v.CategoryID = "K9"
					case 1:
						v.ProjectID = nomineeID((i+1)%3, 0)
					}
					return v
				}), 1, 3).Draw(rt, "votes")
				slicesSort(votes)
				want := m.cast(voter, key, votes)
				o, err := c.Cast(context.Background(), request(voter, key, votes...))
				if err != nil {
					rt.Fatal(err)
				}
				got := prize.RefusalCode("")
				if len(o.Refusals) > 0 {
					got = o.Refusals[0].Code
				}
				if got != want {
					rt.Fatalf("cast %v under %s by %d: %q, the model says %q", votes, key, voter, got, want)
				}
			}
			for voter := base; voter < base+perRun; voter++ {
				for category, project := range w.stored(voter) {
					if m.votes[[2]string{voterID(voter), category}] != project {
						rt.Fatalf("voter %d has %s in %s, the model has %q", voter, project, category, m.votes[[2]string{voterID(voter), category}])
					}
					delete(m.votes, [2]string{voterID(voter), category})
				}
			}
			if len(m.votes) > 0 {
				rt.Fatal("missing:", m.votes)
			}
		})
	})
}

// slicesSort brings votes into the order of their categories, then projects.
func slicesSort(votes []prize.Vote) {
	for i := range votes {
		for j := i; j > 0 && (votes[j].CategoryID+votes[j].ProjectID) < (votes[j-1].CategoryID+votes[j-1].ProjectID); j-- {
			votes[j], votes[j-1] = votes[j-1], votes[j]
		}
	}
}

// TestAFloodDoesNotPushOthersOut lets one account flood the queue while others vote. In every batch it has its share and
// no more.
func TestAFloodDoesNotPushOthersOut(t *testing.T) {
	q := newQueue()
	for i := range maxOfAccount {
		if err := q.push(&pending{request: request(0, fmt.Sprintf("flood-%03d", i), vote(0, 0))}); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.push(&pending{request: request(0, "one-too-many", vote(0, 0))}); err == nil {
		t.Error("no limit")
	}
	for i := 1; i <= 3; i++ {
		if err := q.push(&pending{request: request(i, "key-00001", vote(0, 0))}); err != nil {
			t.Fatal(err)
		}
	}
	if batch := q.take(); len(batch) != shareOfBatch+3 {
		t.Fatalf("the first batch has %d requests", len(batch))
	}
	total := shareOfBatch
	for batch := q.take(); len(batch) > 0; batch = q.take() {
		if len(batch) > shareOfBatch {
			t.Errorf("a batch of %d", len(batch))
		}
		total += len(batch)
	}
	if total != maxOfAccount || q.waiting != 0 || len(q.turns) != 0 {
		t.Errorf("%d of %d came through; left %d, %v", total, maxOfAccount, q.waiting, q.turns)
	}
}
