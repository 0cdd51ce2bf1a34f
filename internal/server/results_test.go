package server_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/returning"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

var (
	votingCloses = time.Date(2020, time.January, 24, 23, 0, 0, 0, time.UTC)
	embargoEnds  = time.Date(2020, time.March, 1, 9, 0, 0, 0, time.UTC)
)

// election is a contest with its officers, who were there before voting opened.
type election struct {
	*servertest.Replica
	one, two, auditor, juror string // tokens
}

// startElection makes a contest with one champion a category, whose voting opens.
func startElection(t *testing.T, dsn string) election {
	t.Helper()
	e := newElection(t, dsn, nil)
	e.at(t, votingDay)
	return e
}

// newElection makes a contest with one champion a category, which takes entries.
func newElection(t *testing.T, dsn string, settings map[string]any, change ...func(*server.Config)) election {
	t.Helper()
	st := servertest.Open(t, dsn)
	servertest.Rehearse(t, st, startOfSubmission)
	servertest.Import(t, st, servertest.Votable(t, settings))
	e := election{Replica: servertest.Start(t, dsn, change...)}
	e.one, e.two = e.Token(t, "one@example.org", auth.Secretariat), e.Token(t, "two@example.org", auth.Secretariat)
	e.auditor, e.juror = e.Token(t, "auditor@example.org", auth.Auditor), e.Token(t, "juror@example.org", auth.Jury)
	one := map[string]any{"contest": "wsis-prizes-2020", "settings": map[string]any{"championsPerCategory": 1}}
	if p, a := perform(t, e.Client, e.one, "updateContest", one, "sequence"); p.Sequence == nil {
		t.Fatalf("setting up: %s", a.Body)
	}
	return e
}

// at lets an instant come, with everything that is due at it.
func (e election) at(t *testing.T, instant time.Time) {
	t.Helper()
	setForumTime(t, e.Store, instant)
	if err := e.Server.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	caughtUp(t, e.Replica)
}

func nominee(category int, letter rune) string {
	return fmt.Sprintf("nominee-%02d-%c", category, letter)
}

// vote lets a voter choose nominees, by the letters of the first categories.
func (e election) vote(t *testing.T, voter int, letters string) {
	t.Helper()
	votes := make([]map[string]any, len(letters))
	for i, letter := range letters {
		votes[i] = map[string]any{
			"category": catalogue.GlobalID(catalogue.KindCategory, fmt.Sprintf("cat-%02d", i+1)),
			"project":  catalogue.GlobalID(catalogue.KindProject, nominee(i+1, letter)),
		}
	}
	a := castVotes(t, e.Client, e.Token(t, fmt.Sprintf("voter%d@example.org", voter)), "all-my-votes", votes)
	if !strings.Contains(string(a.Body), `"acceptedAt"`) {
		t.Fatalf("voter %d: %s", voter, a.Body)
	}
}

type countOf struct {
	ID, Sha256 string
	Categories []struct {
		Category struct{ Number int }
		Tallies  []struct {
			Project struct{ ID string }
			Votes   int
		}
		ValidVotes, VoidedVotes, IncompleteVotes, Shortfall int
		Champions                                           []struct{ ID string }
	}
	Ties []struct {
		Category struct{ ID string }
		Projects []struct{ ID string }
		Places   int
	}
}

func (e election) count(t *testing.T, token string) (c countOf, a servertest.Answer) {
	t.Helper()
	a = e.Ask(t, `mutation { countVotes(input: {contest: "wsis-prizes-2020"}) { userErrors { code } count { id sha256 ties { category { id } projects { id } places }
		categories { category { number } tallies { project { id } votes } validVotes voidedVotes incompleteVotes shortfall champions { id } } } } }`, nil, servertest.Bearer(token)...)
	var data struct{ CountVotes struct{ Count *countOf } }
	if len(a.Data) > 0 {
		decode(t, a.Data, &data)
	}
	if data.CountVotes.Count != nil {
		c = *data.CountVotes.Count
	}
	return c, a
}

// decide lets one officer propose something, and another confirm it.
func (e election) decide(t *testing.T, name string, input map[string]any) {
	t.Helper()
	p, a := perform(t, e.Client, e.one, name, input, "proposal { id state }")
	if p.Proposal == nil || p.Proposal.State != "PENDING" {
		t.Fatalf("%s: %s", name, a.Body)
	}
	if p, a := perform(t, e.Client, e.two, "confirmProposal", map[string]any{"proposal": p.Proposal.ID}, "proposal { id state }"); p.Proposal == nil || p.Proposal.State != "CONFIRMED" {
		t.Fatalf("%s confirmed: %s", name, a.Body)
	}
}

const publicResult = `{ contest(slug: "wsis-prizes-2020") { categories { number result { tallies { project { id } votes } validVotes voidedVotes incompleteVotes champions { id } winner { id } } } } }`

// From the vote to the published result: nobody sees a number before the close, officers see them after it and are
// written down, two of them certify, and everybody sees at the instant what was counted from the votes.
func TestFromTheVoteToThePublishedResult(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := startElection(t, dsn)
		ballots := []string{"aaaaaaaaaaaaaaaaaa", "abaaaaaaaaaaaaaaaa", "abcaaaaaaaaaaaaaaa", "aaaccccccccccccccc", "bbbb"}
		want := map[string]int{}
		for voter, letters := range ballots {
			e.vote(t, voter, letters)
			for i, letter := range letters {
				if len(letters) == 18 {
					want[nominee(i+1, letter)]++
				}
			}
		}
		if _, a := e.count(t, e.one); !strings.Contains(string(a.Body), "VOTING_NOT_CLOSED") {
			t.Fatalf("counted while voting is open: %s", a.Body)
		}
		e.at(t, votingCloses)
		for name, c := range map[string]struct {
			token string
			want  int
		}{"a voter": {e.Token(t, "voter0@example.org"), 403}, "the jury": {e.juror, 403}, "an auditor": {e.auditor, 200}} {
			if _, a := e.count(t, c.token); a.Status != c.want {
				t.Errorf("%s counts: %s", name, a.Body)
			}
		}
		count, a := e.count(t, e.one)
		got := map[string]int{}
		for _, c := range count.Categories {
			for _, tally := range c.Tallies {
				if tally.Votes > 0 {
					_, key, _ := strings.Cut(decodeID(t, tally.Project.ID), ":")
					got[key] += tally.Votes
				}
			}
			if wantPartial := map[bool]int{true: 1}[c.Category.Number <= 4]; c.ValidVotes != 4 || c.IncompleteVotes != wantPartial {
				t.Errorf("category %d: %+v", c.Category.Number, c)
			}
		}
		maps.DeleteFunc(want, func(_ string, n int) bool { return n == 0 })
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("counted otherwise than by hand (-hand +server):\n%s", d)
		}
		// In the second category a and b have two votes each.
		if len(count.Ties) != 1 || len(count.Ties[0].Projects) != 2 || count.Ties[0].Places != 1 {
			t.Fatalf("ties: %s", a.Body)
		}
		certify := map[string]any{"contest": "wsis-prizes-2020", "count": count.ID, "reason": "checked by hand"}
		if p, a := perform(t, e.Client, e.one, "certifyResult", certify, ""); len(p.UserErrors) != 1 || p.UserErrors[0].Code != "TIES" {
			t.Fatalf("certified with a tie: %s", a.Body)
		}
		tie := map[string]any{"contest": "wsis-prizes-2020", "count": count.ID, "category": count.Ties[0].Category.ID, "reason": "the expert group met on Monday",
			"projects": []string{catalogue.GlobalID(catalogue.KindProject, nominee(2, 'c'))}}
		if p, a := perform(t, e.Client, e.one, "decideTie", tie, ""); len(p.UserErrors) != 1 || p.UserErrors[0].Code != "NOT_TIED" {
			t.Errorf("a champion that does not tie: %s", a.Body)
		}
		tie["projects"] = []string{catalogue.GlobalID(catalogue.KindProject, nominee(2, 'b'))}
		e.decide(t, "decideTie", tie)
		if p, a := perform(t, e.Client, e.one, "certifyResult", certify, ""); len(p.UserErrors) != 1 || p.UserErrors[0].Code != "TIES" {
			t.Errorf("the count from before certified: %s", a.Body)
		}
		again, _ := e.count(t, e.two)
		certify["count"] = again.ID
		e.decide(t, "certifyResult", certify)
		e.unseen(t, "certified")
		champions := e.Ask(t, `{ champions(contest: "wsis-prizes-2020") { category { number } projects { id } } }`, nil, servertest.Bearer(e.juror)...)
		if !strings.Contains(string(champions.Body), catalogue.GlobalID(catalogue.KindProject, nominee(2, 'b'))) || strings.Contains(string(champions.Body), "otes") {
			t.Errorf("the jury sees %s", champions.Body)
		}
		if p, a := perform(t, e.Client, e.one, "publishResult", map[string]any{"contest": "wsis-prizes-2020", "part": "CHAMPIONS", "at": embargoEnds.Format(time.RFC3339)}, "sequence"); len(p.UserErrors) > 0 || len(a.Errors) > 0 || p.Sequence != nil {
			t.Fatalf("publishing: %s", a.Body)
		}
		e.at(t, embargoEnds.Add(-time.Second))
		e.unseen(t, "a second early")
		e.at(t, embargoEnds)
		shown := string(e.Ask(t, publicResult, nil).Body)
		if n := strings.Count(shown, `"winner":null`); n != 18 || !strings.Contains(shown, `"champions":[{"id":"`+catalogue.GlobalID(catalogue.KindProject, nominee(2, 'b'))) || !strings.Contains(shown, `"incompleteVotes":1`) {
			t.Errorf("published: %s", shown)
		}
		if p, a := perform(t, e.Client, e.one, "publishResult", map[string]any{"contest": "wsis-prizes-2020", "part": "WINNERS"}, ""); len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "CONFLICT" {
			t.Errorf("winners that nobody chose: %+v %s", p, a.Body)
		}
		trail := string(e.Ask(t, `{ auditTrail(first: 100) { nodes { action actor } } }`, nil, servertest.Bearer(e.auditor)...).Body)
		for action, n := range map[string]int{"votes.count": 3, "champions.read": 1, "result.publish": 1, "proposal.confirm": 2} {
			if got := strings.Count(trail, `"`+action+`"`); got != n {
				t.Errorf("%s stands in the trail %d times, want %d", action, got, n)
			}
		}
	})
}

// decodeID gives what an id names in the store.
func decodeID(t *testing.T, id string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// unseen looks for numbers and champions where everybody looks.
func (e election) unseen(t *testing.T, when string) {
	t.Helper()
	if shown := string(e.Ask(t, publicResult, nil).Body); strings.Contains(shown, "alidVotes") || strings.Count(shown, `"result":null`) != 18 {
		t.Errorf("%s: the public sees %s", when, shown)
	}
}

// A lot decides nothing that the rules do not name, and where it is not, every tie stays one.
func TestALotThatTheRulesDoNotName(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := startElection(t, dsn)
		e.vote(t, 1, "aaaaaaaaaaaaaaaaaa")
		e.vote(t, 2, "bbbbbbbbbbbbbbbbbb")
		e.at(t, votingCloses)
		lot := map[string]any{"contest": "wsis-prizes-2020", "source": "https://example.org/lottery", "randomness": "7 19 23 31 40 44", "reason": "named in December"}
		if p, a := perform(t, e.Client, e.one, "drawLot", lot, ""); len(p.UserErrors) != 1 || p.UserErrors[0].Code != "NO_LOT" {
			t.Errorf("a lot that the rules do not name: %s", a.Body)
		}
		if count, _ := e.count(t, e.one); len(count.Ties) != 18 {
			t.Errorf("%d ties", len(count.Ties))
		}
	})
}

// Winners are what the expert group chose, stay out of everybody's sight until the ceremony, and come at its instant.
func TestSR43_WinnersAreSecretUntilTheCeremony(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		e := startElection(t, dsn)
		e.vote(t, 1, "aaaaaaaaaaaaaaaaaa")
		e.at(t, votingCloses)
		count, _ := e.count(t, e.one)
		e.decide(t, "certifyResult", map[string]any{"contest": "wsis-prizes-2020", "count": count.ID, "reason": "checked"})
		officer, err := e.Server.Accounts().Service.Ensure(t.Context(), []string{"one@example.org"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		desk := foureyes.NewDesk(foureyes.Config{Store: e.Store, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		s := returning.New(e.Store, desk)
		s.Winners = func(_ context.Context, _ *store.Tx, c prize.Contest) (map[string]string, error) {
			winners := map[string]string{}
			for i, k := range c.Categories {
				winners[k.ID] = nominee(i+1, 'a')
			}
			return winners, nil
		}
		ceremony := embargoEnds.AddDate(0, 6, 0)
		for part, at := range map[prize.Part]time.Time{prize.ChampionsPart: embargoEnds, prize.WinnersPart: ceremony} {
			if _, err := s.Publish(t.Context(), officer[0], "wsis-prizes-2020", part, at); err != nil {
				t.Fatal(err)
			}
		}
		e.unseen(t, "before the champions")
		for _, at := range []time.Time{embargoEnds, ceremony.Add(-time.Second)} {
			e.at(t, at)
			if shown := string(e.Ask(t, publicResult, nil).Body); strings.Count(shown, `"winner":null`) != 18 || strings.Count(shown, `"champions":[{`) != 18 {
				t.Errorf("at %v the public sees %s", at, shown)
			}
		}
		e.at(t, ceremony)
		if shown := string(e.Ask(t, publicResult, nil).Body); strings.Count(shown, `"winner":{"id"`) != 18 {
			t.Errorf("at the ceremony the public sees %s", shown)
		}
	})
}
