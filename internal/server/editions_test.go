package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/runner"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// startOfSubmission lies in the submission of the tiny contest, months before its vote.
var startOfSubmission = time.Date(2019, time.October, 1, 9, 0, 0, 0, time.UTC)

type proposal struct {
	ID, Kind, State, Reason, ProposedBy string
	DecidedBy                           *string
}

type payload struct {
	Sequence   *string
	Proposal   *proposal
	UserErrors []userError
	Contest    *struct {
		Slug, Phase          string
		NomineesPerCategory  int
		ChampionsPerCategory int
		TieBreaks            []string
		Categories           []struct{ Number int }
		Phases               []struct{ Kind, OpensAt, ClosesAt string }
		PhaseMoves           []struct {
			Number, Officers                             int
			Kind, ClosesAtBefore, ClosesAt, Reason, Mark string
		}
		RulesManifests []struct {
			Number               int
			Text, Sha256, Reason string
		}
	}
}

const contestFields = `contest { slug ceremonyOn nomineesPerCategory championsPerCategory tieBreaks categories { number } phases { kind opensAt closesAt }
	phaseMoves { number officers kind closesAtBefore closesAt reason } rulesManifests { number text sha256 reason } }`

// perform carries out a mutation of one input, and reads its payload.
func perform(t *testing.T, c servertest.Client, token, name string, input map[string]any, fields string) (p payload, a servertest.Answer) {
	t.Helper()
	title := strings.ToUpper(name[:1]) + name[1:]
	a = c.Ask(t, fmt.Sprintf(`mutation($input: %sInput!) { p: %s(input: $input) { userErrors { code message path } %s } }`, title, name, fields),
		map[string]any{"input": input}, servertest.Bearer(token)...)
	var data struct{ P *payload }
	if len(a.Data) > 0 {
		decode(t, a.Data, &data)
	}
	if data.P != nil {
		p = *data.P
	}
	return p, a
}

// An officer makes next year's edition as a copy of this one, sets it up, and everybody sees it.
func TestNextYear(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, votingDay)
		servertest.Import(t, st, servertest.Tiny(t))
		r := servertest.Start(t, dsn)
		officer := r.Token(t, "officer@example.org", auth.Secretariat)
		forum := map[string]any{"slug": "wsis-forum-2021", "year": 2021, "theme": "Twenty years on", "startsOn": "2021-05-17", "endsOn": "2021-05-21", "copyOf": "wsis-forum-2020"}
		made, a := perform(t, r.Client, officer, "createForum", forum, `sequence forum { slug timeZone startsOn }`)
		if made.Sequence == nil || !strings.Contains(string(a.Body), `"timeZone":"Europe/Zurich"`) {
			t.Fatalf("the forum: %s", a.Body)
		}
		contest := map[string]any{"slug": "wsis-prizes-2021", "forum": "wsis-forum-2021", "edition": 10, "copyOf": "wsis-prizes-2020",
			"settings": map[string]any{"nomineesPerCategory": 10, "tieBreaks": []string{"VOTES", "LOT"}}}
		made, a = perform(t, r.Client, officer, "createContest", contest, "sequence "+contestFields)
		if made.Contest == nil || len(made.Contest.Categories) != 18 || made.Contest.NomineesPerCategory != 10 || made.Contest.ChampionsPerCategory != 5 ||
			len(made.Contest.TieBreaks) != 2 {
			t.Fatalf("the contest: %s", a.Body)
		}
		if !strings.Contains(string(a.Body), `"ceremonyOn":"2021-08-02"`) {
			t.Errorf("the ceremony: %s", a.Body)
		}
		// 13 January 2020 lies 161 days before the forum of 2020, and so does 7 December 2020 before that of 2021; midnight in Geneva.
		if voting := made.Contest.Phases[1]; voting.Kind != "VOTING" || voting.OpensAt != "2020-12-07T23:00:00Z" && voting.OpensAt != "2020-12-06T23:00:00Z" {
			t.Errorf("voting: %+v", voting)
		}
		own, a := perform(t, r.Client, officer, "createContest", map[string]any{"slug": "own-phases-2021", "forum": "wsis-forum-2021", "copyOf": "wsis-prizes-2020",
			"phases": []map[string]any{{"kind": "VOTING", "opensAt": "2021-01-11T00:00:00+01:00", "closesAt": "2021-01-23T00:00:00+01:00"}}}, contestFields)
		if own.Contest == nil || len(own.Contest.Phases) != 1 {
			t.Errorf("with phases of its own: %s", a.Body)
		}
		more := map[string]any{"contest": "own-phases-2021", "phases": []map[string]any{{"kind": "SELECTION", "opensAt": "2021-02-01T00:00:00+01:00", "closesAt": "2021-03-01T00:00:00+01:00"}}}
		if added, a := perform(t, r.Client, officer, "updateContest", more, contestFields); added.Contest == nil || len(added.Contest.Phases) != 2 || added.Contest.Phases[1].Kind != "SELECTION" {
			t.Errorf("with another phase: %s", a.Body)
		}
		if _, a := perform(t, r.Client, officer, "updateContest", more, ""); len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "BAD_USER_INPUT" || a.Errors[0].Extensions.Field != "input.phases[0].kind" {
			t.Errorf("with the same phase again: %s", a.Body)
		}
		for name, c := range map[string]struct {
			mutation string
			input    map[string]any
			want     string
		}{
			"the same short name": {"createContest", contest, "SLUG_TAKEN"},
			"no such forum":       {"createContest", map[string]any{"slug": "x-1", "forum": "nowhere"}, "UNKNOWN_FORUM"},
			"no such contest":     {"createContest", map[string]any{"slug": "x-1", "forum": "wsis-forum-2021", "copyOf": "nowhere"}, "UNKNOWN_CONTEST"},
			"the forum again":     {"createForum", forum, "SLUG_TAKEN"},
		} {
			if p, a := perform(t, r.Client, officer, c.mutation, c.input, ""); len(p.UserErrors) != 1 || p.UserErrors[0].Code != c.want {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		if _, a := perform(t, r.Client, officer, "createContest", map[string]any{"slug": "Not A Slug", "forum": "wsis-forum-2021"}, ""); len(a.Errors) == 0 || a.Errors[0].Extensions.Code != "BAD_USER_INPUT" {
			t.Errorf("a bad short name: %s", a.Body)
		}
		changed, a := perform(t, r.Client, officer, "updateContest", map[string]any{"contest": "wsis-prizes-2021", "settings": map[string]any{"championsPerCategory": 3}}, contestFields)
		if changed.Contest == nil || changed.Contest.ChampionsPerCategory != 3 || changed.Contest.NomineesPerCategory != 10 {
			t.Errorf("changed: %s", a.Body)
		}
		if _, a := perform(t, r.Client, r.Token(t, "auditor@example.org", auth.Auditor), "updateContest", map[string]any{"contest": "wsis-prizes-2021", "settings": map[string]any{}}, ""); a.Status != 403 {
			t.Errorf("an auditor: %s", a.Body)
		}
	})
}

func setForumTime(t *testing.T, st *store.Store, at time.Time) {
	t.Helper()
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SetForumTime(ctx, at) }); err != nil {
		t.Fatal(err)
	}
}

// caughtUp waits until a server shows all that is stored.
func caughtUp(t *testing.T, r *servertest.Replica) {
	t.Helper()
	head, err := r.Store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Server.Catalogue().WaitFor(t.Context(), head); err != nil {
		t.Fatal(err)
	}
}

// Before voting opens one officer moves an instant; after that it takes two, and the rules get a further manifest.
func TestPhasesMoveByOneOfficerOrByTwo(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := servertest.Open(t, dsn)
		servertest.Rehearse(t, st, startOfSubmission)
		servertest.Import(t, st, servertest.Votable(t))
		r := servertest.Start(t, dsn)
		one, two := r.Token(t, "one@example.org", auth.Secretariat), r.Token(t, "two@example.org", auth.Secretariat)
		voting := func(closes string) map[string]any {
			return map[string]any{"contest": "wsis-prizes-2020", "reason": "a holiday", "phases": []map[string]any{{"kind": "VOTING", "opensAt": "2020-01-13T00:00:00+01:00", "closesAt": closes}}}
		}
		alone, a := perform(t, r.Client, one, "movePhases", voting("2020-01-26T00:00:00+01:00"), "proposal { id } sequence "+contestFields)
		if alone.Contest == nil || alone.Proposal != nil || alone.Sequence == nil || len(alone.Contest.PhaseMoves) != 1 || alone.Contest.PhaseMoves[0].Officers != 1 {
			t.Fatalf("moved by one: %s", a.Body)
		}
		setForumTime(t, st, votingDay)
		if _, err := runner.New(st, time.Now, slog.New(slog.DiscardHandler)).Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		caughtUp(t, r)
		late := r.Token(t, "late@example.org", auth.Secretariat)
		const fields = "sequence proposal { id kind state reason proposedBy decidedBy } "
		asked, a := perform(t, r.Client, one, "movePhases", voting("2020-01-28T00:00:00+01:00"), fields+contestFields)
		if asked.Proposal == nil || asked.Proposal.State != "PENDING" || asked.Sequence != nil || len(asked.Contest.PhaseMoves) != 1 || len(asked.Contest.RulesManifests) != 1 {
			t.Fatalf("proposed: %s", a.Body)
		}
		confirm := map[string]any{"proposal": asked.Proposal.ID}
		for name, token := range map[string]string{"the first officer": one, "who became one after voting opened": late} {
			if _, a := perform(t, r.Client, token, "confirmProposal", confirm, ""); len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "FORBIDDEN" {
				t.Errorf("%s: %s", name, a.Body)
			}
		}
		done, a := perform(t, r.Client, two, "confirmProposal", confirm, fields+"proposal { contest { phaseMoves { number } } }")
		if done.Proposal == nil || done.Proposal.State != "CONFIRMED" || done.Sequence == nil {
			t.Fatalf("confirmed: %s", a.Body)
		}
		if _, a := perform(t, r.Client, two, "confirmProposal", confirm, ""); len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "CONFLICT" {
			t.Errorf("confirmed again: %s", a.Body)
		}
		var data struct {
			Contest *struct {
				PhaseMoves, RulesManifests []struct{ Number, Officers int }
			}
		}
		r.Read(t, &data, `{ contest(slug: "wsis-prizes-2020") { phaseMoves { number officers } rulesManifests { number } } }`, nil)
		if len(data.Contest.PhaseMoves) != 2 || data.Contest.PhaseMoves[1].Officers != 2 || len(data.Contest.RulesManifests) != 2 {
			t.Errorf("the public sees %+v", data.Contest)
		}
		if p, a := perform(t, r.Client, one, "updateContest", map[string]any{"contest": "wsis-prizes-2020", "settings": map[string]any{"votesMayChange": true}}, ""); len(p.UserErrors) != 1 || p.UserErrors[0].Code != "RULES_FROZEN" {
			t.Errorf("a setting after voting opened: %s", a.Body)
		}
		refused, _ := perform(t, r.Client, one, "movePhases", voting("2020-01-30T00:00:00+01:00"), fields)
		if p, a := perform(t, r.Client, two, "refuseProposal", map[string]any{"proposal": refused.Proposal.ID, "reason": "too late"}, "proposal { id state }"); p.Proposal == nil || p.Proposal.State != "REFUSED" {
			t.Errorf("refused: %s", a.Body)
		}
		if a := r.Ask(t, `{ proposals(contest: "wsis-prizes-2020", state: REFUSED) { totalCount nodes { id } } }`, nil, servertest.Bearer(two)...); !strings.Contains(string(a.Body), `"totalCount":1`) {
			t.Errorf("listed: %s", a.Body)
		}
		stranger := r.Token(t, "stranger@example.org")
		if a := r.Ask(t, `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": refused.Proposal.ID}, servertest.Bearer(stranger)...); !strings.Contains(string(a.Body), `"node":null`) {
			t.Errorf("a stranger finds it: %s", a.Body)
		}
	})
}
