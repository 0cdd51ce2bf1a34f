package server_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum"
	"rostrum/internal/auth"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

func TestSR30_OnlyNomineesOfTheCategory(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		token := r.Token(t, "voter@example.org")
		b := ballotFor(t, r.Client, token)
		input := cast(b, "one-is-no-nominee", 0, all()...)
		votes := input["input"].(map[string]any)["votes"].([]map[string]any)
		votes[17]["project"] = b.Categories[0].Nominees[0].ID
		var data castAnswer
		r.Read(t, &data, castMutation, input, servertest.Bearer(token)...)
		want := []userError{{Code: "NOT_A_NOMINEE", Message: "votes[17].project: is no nominee of this category", Path: []string{"input", "votes", "17", "project"}}}
		if d := cmp.Diff(want, data.CastVotes.UserErrors); d != "" || data.CastVotes.Receipts != nil {
			t.Errorf("receipts: %v, user errors: %s", data.CastVotes.Receipts, d)
		}
		if b := ballotFor(t, r.Client, token); b.Done != 0 {
			t.Errorf("%d of them were cast, where it is all or none", b.Done)
		}
	})
}

// setPartial sets whether a part of a ballot counts, past the freeze.
func setPartial(t *testing.T, st *store.Store, counts bool) {
	t.Helper()
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		c, _, err := tx.ContestBySlug(ctx, "wsis-prizes-2020")
		if err != nil {
			return err
		}
		c.PartialBallotsCount = counts
		return tx.SaveFrozenContest(ctx, c)
	}); err != nil {
		t.Fatal(err)
	}
}

// Whether a part of a ballot counts is a setting of the edition. The votes stay whatever it says.
func TestSR31_OnlyACompleteBallotCountsUnlessTheEditionSaysElse(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		token, idle := r.Token(t, "voter@example.org"), r.Token(t, "idle@example.org")
		empty := ballotFor(t, r.Client, token)
		r.Read(t, &castAnswer{}, castMutation, cast(empty, "all-but-the-last", 0, all()[:17]...), servertest.Bearer(token)...)
		st := servertest.Open(t, dsn)
		for _, partial := range []bool{false, true, false} {
			setPartial(t, st, partial)
			eventually(t, 5*time.Second, "the setting is public", func() bool {
				var data struct {
					Contest struct{ PartialBallotsCount bool }
				}
				r.Read(t, &data, `{ contest(slug: "wsis-prizes-2020") { partialBallotsCount } }`, nil)
				return data.Contest.PartialBallotsCount == partial
			})
			if b := ballotFor(t, r.Client, token); b.WouldCount != partial || b.Done != 17 {
				t.Errorf("partial ballots count: %v; 17 of 18 would count: %v, done: %d", partial, b.WouldCount, b.Done)
			}
			if ballotFor(t, r.Client, idle).WouldCount {
				t.Errorf("partial ballots count: %v, and one without a vote would", partial)
			}
		}
		r.Read(t, &castAnswer{}, castMutation, cast(empty, "now-the-last-one", 0, 18), servertest.Bearer(token)...)
		if !ballotFor(t, r.Client, token).WouldCount {
			t.Error("a complete ballot would not count")
		}
	})
}

func TestSR32_TheVoterSeesWhatIsDoneAndWhetherItWouldCount(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		token := r.Token(t, "voter@example.org")
		empty := ballotFor(t, r.Client, token)
		done := map[int]bool{}
		for i, some := range [][]int{{}, {5}, {18, 1}, {2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, {17}} {
			if len(some) > 0 {
				r.Read(t, &castAnswer{}, castMutation, cast(empty, strings.Repeat("k", 8+i), 0, some...), servertest.Bearer(token)...)
			}
			for _, number := range some {
				done[number] = true
			}
			b := ballotFor(t, r.Client, token)
			missing := map[string]bool{}
			for _, c := range b.Missing {
				missing[c.ID] = true
			}
			for _, c := range b.Categories {
				if done[c.Category.Number] == missing[c.Category.ID] || done[c.Category.Number] == (c.Receipt == nil) {
					t.Errorf("after %d: category %d is missing: %v, receipt: %v", len(done), c.Category.Number, missing[c.Category.ID], c.Receipt)
				}
			}
			if b.Done != len(done) || len(b.Missing) != 18-len(done) || b.WouldCount != (len(done) == 18) {
				t.Errorf("after %d: %d done, %d missing, would count: %v", len(done), b.Done, len(b.Missing), b.WouldCount)
			}
		}
	})
}

// officersQuery asks for all that officers see.
const officersQuery = `{ roleAssignments(first: 100) { totalCount nodes { id account role grantedAt isPending withdrawnAt } }
	organisationClaims(first: 100) { totalCount nodes { id account state } }
	auditTrail(first: 100) { totalCount nodes { id at actor action subject detail } }
	viewer { email ballot(contest: "wsis-prizes-2020") { done wouldCount missing { id } categories { category { number } nominees { id } receipt { acceptedAt } } } } }`

// Votes change nothing that anybody but their voter can read, whatever their role: not what is public, in its order or
// in its revision, and not what officers see.
func TestSR35_NobodyReadsATotalARankOrACount(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		officers := map[string]string{}
		for _, role := range auth.Roles() {
			officers[string(role)] = r.Token(t, strings.ToLower(string(role))+"@officers.example", role)
		}
		voters := []string{r.Token(t, "first@voters.example"), r.Token(t, "second@voters.example")}
		look := func() (servertest.Dump, map[string]string, int64) {
			seen := map[string]string{}
			for name, token := range officers {
				query := officersQuery
				if name != string(auth.Secretariat) && name != string(auth.Auditor) {
					query = query[:1] + query[strings.Index(query, "viewer"):]
				}
				a := r.Ask(t, query, nil, servertest.Bearer(token)...)
				if a.Status != 200 || len(a.Errors) > 0 {
					t.Fatalf("%s: %s", name, a.Body)
				}
				seen[name] = string(a.Data)
			}
			return r.Crawl(t, "nominee"), seen, r.Server.Catalogue().Snapshot().Seq()
		}
		dump, seen, seq := look()
		for i, voter := range voters {
			r.Read(t, &castAnswer{}, castMutation, cast(ballotFor(t, r.Client, voter), "counted-by-nobody", i, all()...), servertest.Bearer(voter)...)
		}
		if b := ballotFor(t, r.Client, voters[1]); b.Done != 18 {
			t.Fatalf("%d done", b.Done)
		}
		dumpAfter, seenAfter, seqAfter := look()
		if d := dump.Difference(dumpAfter); d != "" {
			t.Errorf("what is public has changed: %s", d)
		}
		if d := cmp.Diff(seen, seenAfter); d != "" {
			t.Errorf("what officers see has changed: %s", d)
		}
		if seq != seqAfter {
			t.Errorf("the change log went from %d to %d", seq, seqAfter)
		}
	})
}

// No field takes a voter or an account, so that nothing can be asked about a named one: whose ballot is read is decided
// by who asks alone.
func TestSR36_NobodyReadsHowANamedVoterVoted(t *testing.T) {
	t.Parallel()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	if err != nil {
		t.Fatal(err)
	}
	for name, definition := range schema.Types {
		leads := false // to a ballot or a receipt
		for _, f := range definition.Fields {
			to := f.Type.Name()
			leads = leads || to == "Ballot" || to == "BallotCategory" || to == "Receipt"
			for _, a := range f.Arguments {
				if word := strings.ToLower(a.Name); definition != schema.Mutation && (strings.Contains(word, "voter") || strings.Contains(word, "account") || strings.Contains(word, "email")) {
					t.Errorf("%s.%s(%s:) lets somebody ask about somebody else", name, f.Name, a.Name)
				}
			}
		}
		if leads && !slices.Contains([]string{"Viewer", "Ballot", "BallotCategory", "CastVotesPayload", "WithdrawVotesPayload", "AppealVoidPayload"}, name) {
			t.Errorf("%s leads to a ballot", name)
		}
	}
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		voter := r.Token(t, "voter@example.org")
		r.Read(t, &castAnswer{}, castMutation, cast(ballotFor(t, r.Client, voter), "mine-and-nobodys", 0, all()...), servertest.Bearer(voter)...)
		if n := exportedVotes(t, r.Client, voter); n != 18 {
			t.Errorf("the voter exports %d votes", n)
		}
		for _, role := range auth.Roles() {
			token := r.Token(t, strings.ToLower(string(role))+"@example.org", role)
			if b := ballotFor(t, r.Client, token); b.Done != 0 {
				t.Errorf("%s reads a ballot with %d votes", role, b.Done)
			}
			if n := exportedVotes(t, r.Client, token); n != 0 {
				t.Errorf("%s, who has not voted, exports %d votes", role, n)
			}
		}
	})
}

// exportedVotes counts the votes in the export of whoever has a token.
func exportedVotes(t *testing.T, c servertest.Client, token string) int {
	t.Helper()
	var data struct{ Viewer struct{ Export string } }
	c.Read(t, &data, `{ viewer { export } }`, nil, servertest.Bearer(token)...)
	var export struct{ Votes []json.RawMessage }
	decode(t, json.RawMessage(data.Viewer.Export), &export)
	return len(export.Votes)
}
