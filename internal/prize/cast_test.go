package prize_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/prize"
)

var (
	opens  = instant("2020-01-12T23:00:00Z").Time
	closes = instant("2020-01-24T22:00:00Z").Time
	open   = instant("2020-01-17T09:00:00Z").Time
)

// poll is a vote in three categories with two nominees each: A1 and A2 in A, and so on.
func poll(change func(*prize.Poll)) prize.Poll {
	p := prize.Poll{OpensAt: opens, ClosesAt: closes, Categories: map[string]bool{}, CategoryOf: map[string]string{}}
	for _, c := range []string{"A", "B", "C"} {
		p.Categories[c] = true
		p.CategoryOf[c+"1"], p.CategoryOf[c+"2"] = c, c
	}
	if change != nil {
		change(&p)
	}
	return p
}

// votes reads votes like "A:A1 B:B2".
func votes(text string) (all []prize.Vote) {
	for _, v := range strings.Fields(text) {
		category, project, _ := strings.Cut(v, ":")
		all = append(all, prize.Vote{CategoryID: category, ProjectID: project})
	}
	return all
}

func TestRefuse(t *testing.T) {
	voted := map[string]prize.VoteState{"C": prize.VoteCast}
	for _, row := range []struct {
		name, votes string
		now         time.Time
		change      func(*prize.Poll)
		want        string // code and path of each refusal
	}{
		{"one vote", "A:A1", open, nil, ""},
		{"two votes", "B:B2 A:A1", open, nil, ""},
		{"a microsecond before the opening", "A:A1", opens.Add(-time.Microsecond), nil, "CLOSED input.contest"},
		{"at the opening", "A:A1", opens, nil, ""},
		{"a microsecond before the close", "A:A1", closes.Add(-time.Microsecond), nil, ""},
		{"at the close", "A:A1", closes, nil, "CLOSED input.contest"},
		{"a close that is recorded, by a clock that was set back", "A:A1", open, func(p *prize.Poll) { p.IsClosed = true }, "CLOSED input.contest"},
		{"a contest without a vote", "A:A1", open, func(p *prize.Poll) { p.OpensAt, p.ClosesAt = time.Time{}, time.Time{} }, "CLOSED input.contest"},
		{"a category of nothing", "A:A1 X:A1 :B1", open, nil, "UNKNOWN_CATEGORY input.votes.1.category UNKNOWN_CATEGORY input.votes.2.category"},
		{"a category three times", "A:A1 A:A2 B:B1 A:A1", open, nil, "DUPLICATE_CATEGORY input.votes.1.category DUPLICATE_CATEGORY input.votes.3.category"},
		{"a nominee of another category", "A:B1", open, nil, "NOT_A_NOMINEE input.votes.0.project"},
		{"a project of nothing", "A: B:B1", open, nil, "NOT_A_NOMINEE input.votes.0.project"},
		{"voted before", "A:A1 C:C2", open, nil, "ALREADY_VOTED input.votes.1.category"},
		{"voted the same before", "C:C1", open, nil, "ALREADY_VOTED input.votes.0.category"},
		{"voted before, where votes may change", "A:A1 C:C2", open, func(p *prize.Poll) { p.MayChange = true }, ""},
		{"everything at once, closed", "X:A1 A:A1 A:B1 C:C1", closes, nil, "CLOSED input.contest"},
		{"everything at once", "X:A1 A:A1 A:B1 C:C1", open, nil, "UNKNOWN_CATEGORY input.votes.0.category"},
		{"all but the unknown category", "A:A1 A:B1 C:C1", open, nil, "DUPLICATE_CATEGORY input.votes.1.category"},
		{"no nominee, and voted before", "A:B1 C:C1", open, nil, "NOT_A_NOMINEE input.votes.0.project"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for _, r := range poll(row.change).Refuse(row.now, votes(row.votes), voted) {
				got = append(got, string(r.Code), strings.Join(r.Path, "."))
				if r.Text == "" || strings.Contains(r.Text, "B1") {
					t.Errorf("the text %q is empty, or tells a choice", r.Text)
				}
			}
			if s := strings.Join(got, " "); s != row.want {
				t.Errorf("got  %q\nwant %q", s, row.want)
			}
		})
	}
}

// TestRefusalsComeInOrder: whatever is cast, the code is the first of the contract's order that applies to any vote, and
// it is given for exactly the votes that it applies to.
func TestRefusalsComeInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := poll(func(p *prize.Poll) { p.MayChange = rapid.Bool().Draw(t, "may change") })
		voted := map[string]prize.VoteState{}
		for _, c := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"A", "B", "C"}), rapid.ID).Draw(t, "voted") {
			voted[c] = prize.VoteCast
		}
		cast := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) prize.Vote {
			return prize.Vote{
				CategoryID: rapid.SampledFrom([]string{"A", "B", "C", "C", "X", ""}).Draw(t, "category"),
				ProjectID:  rapid.SampledFrom([]string{"A1", "B1", "C1", "C2", "X1", ""}).Draw(t, "project"),
			}
		}), 1, 5).Draw(t, "votes")
		applies := map[prize.RefusalCode][]string{}
		for i, v := range cast {
			at := fmt.Sprint(i)
			if !strings.Contains("ABC", v.CategoryID) || v.CategoryID == "" {
				applies[prize.UnknownCategory] = append(applies[prize.UnknownCategory], at)
			}
			if slices.ContainsFunc(cast[:i], func(before prize.Vote) bool { return before.CategoryID == v.CategoryID }) {
				applies[prize.DuplicateCategory] = append(applies[prize.DuplicateCategory], at)
			}
			if len(v.ProjectID) != 2 || v.ProjectID[:1] != v.CategoryID || v.CategoryID == "X" {
				applies[prize.NotANominee] = append(applies[prize.NotANominee], at)
			}
			if voted[v.CategoryID] != "" && !p.MayChange {
				applies[prize.AlreadyVoted] = append(applies[prize.AlreadyVoted], at)
			}
		}
		var want []string
		for _, code := range []prize.RefusalCode{prize.UnknownCategory, prize.DuplicateCategory, prize.NotANominee, prize.AlreadyVoted} {
			if len(applies[code]) > 0 {
				for _, at := range applies[code] {
					want = append(want, string(code)+" "+at)
				}
				break
			}
		}
		var got []string
		for _, r := range p.Refuse(open, cast, voted) {
			got = append(got, string(r.Code)+" "+r.Path[2])
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v by one who has %v: got %v, want %v", cast, voted, got, want)
		}
	})
}

func TestSR31_OnlyACompleteBallotCounts(t *testing.T) {
	for _, row := range []struct {
		name    string
		done    int
		partial bool
		want    bool
	}{
		{"nothing", 0, false, false},
		{"17 of 18", 17, false, false},
		{"18 of 18", 18, false, true},
		{"nothing, where a part counts", 0, true, false},
		{"one, where a part counts", 1, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := contest(func(c *prize.Contest) { c.PartialBallotsCount = row.partial })
			if got := c.WouldCount(row.done); got != row.want {
				t.Errorf("would count: %v", got)
			}
		})
	}
}
