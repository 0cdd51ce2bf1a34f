package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rostrum/internal/auth"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// actsPage is a page of the audit trail.
type actsPage struct {
	AuditTrail struct {
		TotalCount int
		PageInfo   struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       string
		}
		Nodes []trailAct
	}
}

type trailAct struct {
	ID, Action, Subject string
	Detail              *string
	Forum, Contest      *struct{ Slug string }
}

const actFields = `id action subject detail forum { slug } contest { slug }`

// trailOf reads a whole audit trail page by page, the newest first.
func trailOf(t *testing.T, r *servertest.Replica, token, filter string, size int, backward bool) (acts []trailAct) {
	t.Helper()
	from := ""
	for {
		arguments := fmt.Sprintf("%s first: %d", filter, size)
		if backward {
			arguments = fmt.Sprintf("%s last: %d", filter, size)
		}
		var p actsPage
		r.Read(t, &p, `{ auditTrail(`+arguments+from+`) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { `+actFields+` } } }`, nil,
			servertest.Bearer(token)...)
		more := p.AuditTrail.PageInfo.HasNextPage
		if backward {
			acts, more = append(p.AuditTrail.Nodes, acts...), p.AuditTrail.PageInfo.HasPreviousPage
			from = ` before: "` + p.AuditTrail.PageInfo.StartCursor + `"`
		} else {
			acts = append(acts, p.AuditTrail.Nodes...)
			from = ` after: "` + p.AuditTrail.PageInfo.EndCursor + `"`
		}
		if !more {
			if p.AuditTrail.TotalCount != len(acts) {
				t.Errorf("totalCount says %d of %d acts", p.AuditTrail.TotalCount, len(acts))
			}
			return acts
		}
	}
}

// give gives somebody a role by two officers, and a token.
func give(t *testing.T, r *servertest.Replica, one, two, email string, role auth.Role, scope string, slug string) string {
	t.Helper()
	token := r.Token(t, email)
	input := map[string]any{"email": email, "role": string(role), "reason": "reason of " + slug, scope: slug}
	var granted struct {
		GrantRole struct{ Assignment struct{ ID string } }
	}
	r.Read(t, &granted, `mutation($i: GrantRoleInput!) { grantRole(input: $i) { assignment { id } userErrors { code } } }`, map[string]any{"i": input}, servertest.Bearer(one)...)
	do(t, r.Client, two, `mutation($i: ID!) { confirmRole(input: {assignment: $i}) { userErrors { code } } }`, map[string]any{"i": granted.GrantRole.Assignment.ID})
	return token
}

// actsInTwoForums makes two forums, the first with two contests, and acts with a reason in each of them. It gives tokens
// of whom may look into what.
func actsInTwoForums(t *testing.T, r *servertest.Replica) (tokens map[string]string, auditor string) {
	t.Helper()
	one, two := r.Token(t, "one@example.org", auth.Secretariat), r.Token(t, "two@example.org", auth.Secretariat)
	perform(t, r.Client, one, "createForum", map[string]any{"slug": "wsis-forum-2021", "year": 2021, "theme": "Twenty years on", "startsOn": "2021-05-17", "endsOn": "2021-05-21", "timeZone": "Europe/Zurich"}, "")
	for slug, forum := range map[string]string{"sister-prizes": "wsis-forum-2020", "wsis-prizes-2021": "wsis-forum-2021"} {
		if made, a := perform(t, r.Client, one, "createContest", map[string]any{"slug": slug, "forum": forum, "copyOf": "wsis-prizes-2020",
			"phases": []map[string]any{{"kind": "VOTING", "opensAt": "2021-01-11T00:00:00+01:00", "closesAt": "2021-01-23T00:00:00+01:00"}}}, "contest { slug }"); made.Contest == nil {
			t.Fatalf("%s: %s", slug, a.Body)
		}
		if _, a := perform(t, r.Client, one, "movePhases", map[string]any{"contest": slug, "reason": "reason of " + slug,
			"phases": []map[string]any{{"kind": "VOTING", "opensAt": "2021-01-12T00:00:00+01:00", "closesAt": "2021-01-23T00:00:00+01:00"}}}, ""); len(a.Errors) > 0 {
			t.Fatalf("%s: %s", slug, a.Body)
		}
	}
	moved, a := perform(t, r.Client, one, "movePhases", map[string]any{"contest": "wsis-prizes-2020", "reason": "reason of wsis-prizes-2020",
		"phases": []map[string]any{{"kind": "VOTING", "opensAt": "2020-01-13T00:00:00+01:00", "closesAt": "2020-01-28T00:00:00+01:00"}}}, "proposal { id kind }")
	if moved.Proposal == nil {
		t.Fatalf("proposed: %s", a.Body)
	}
	perform(t, r.Client, two, "refuseProposal", map[string]any{"proposal": moved.Proposal.ID, "reason": "reason of wsis-prizes-2020"}, "")
	return map[string]string{
		"officer of a contest":          give(t, r, one, two, "a@example.org", auth.Secretariat, "contest", "wsis-prizes-2020"),
		"auditor of a contest":          give(t, r, one, two, "b@example.org", auth.Auditor, "contest", "sister-prizes"),
		"officer of a forum":            give(t, r, one, two, "c@example.org", auth.Secretariat, "forum", "wsis-forum-2020"),
		"auditor of another forum":      give(t, r, one, two, "d@example.org", auth.Auditor, "forum", "wsis-forum-2021"),
		"officer of another contest":    give(t, r, one, two, "e@example.org", auth.Secretariat, "contest", "wsis-prizes-2021"),
		"officer and juror of contests": officerAndJuror(t, r, one, two),
		"officer of everything":         one,
	}, r.Token(t, "auditor@example.org", auth.Auditor)
}

// officerAndJuror is an officer of one contest and a juror of another, whose acts that opens nothing of.
func officerAndJuror(t *testing.T, r *servertest.Replica, one, two string) string {
	t.Helper()
	give(t, r, one, two, "f@example.org", auth.Jury, "contest", "wsis-prizes-2020")
	return give(t, r, one, two, "f@example.org", auth.Secretariat, "contest", "wsis-prizes-2021")
}

// Who has the role of an officer or an auditor for one contest or forum finds nothing that was done in others by the list,
// its count, its pages, its filter or the id of an act; and all that was done in their own, and what is about none.
func TestAnAuditTrailOfOnesOwnContests(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		tokens, auditor := actsInTwoForums(t, r)
		whole := trailOf(t, r, auditor, "", 100, false)
		about := func(a trailAct) string {
			switch {
			case a.Forum != nil && a.Contest != nil:
				t.Errorf("%+v is about two things", a)
			case a.Forum != nil:
				return a.Forum.Slug
			case a.Contest != nil:
				return a.Contest.Slug
			}
			return ""
		}
		seen := map[string]int{}
		for _, a := range whole {
			seen[about(a)]++
			if a.Detail != nil && strings.Contains(*a.Detail, "reason of ") && !strings.HasSuffix(*a.Detail, "reason of "+about(a)) {
				t.Errorf("%s is about %q", *a.Detail, about(a))
			}
		}
		contests := map[string]string{"wsis-prizes-2020": "wsis-forum-2020", "sister-prizes": "wsis-forum-2020", "wsis-prizes-2021": "wsis-forum-2021"}
		for _, slug := range []string{"", "wsis-forum-2020", "wsis-forum-2021", "wsis-prizes-2020", "sister-prizes", "wsis-prizes-2021"} {
			if seen[slug] < 2 {
				t.Errorf("%d acts about %q prove nothing", seen[slug], slug)
			}
		}
		for name, theirs := range map[string][]string{
			"officer of a contest":          {"wsis-prizes-2020"},
			"auditor of a contest":          {"sister-prizes"},
			"officer of a forum":            {"wsis-forum-2020", "wsis-prizes-2020", "sister-prizes"},
			"auditor of another forum":      {"wsis-forum-2021", "wsis-prizes-2021"},
			"officer of another contest":    {"wsis-prizes-2021"},
			"officer and juror of contests": {"wsis-prizes-2021"},
			"officer of everything":         {"wsis-forum-2020", "wsis-forum-2021", "wsis-prizes-2020", "sister-prizes", "wsis-prizes-2021"},
		} {
			token := tokens[name]
			var want []string
			for _, a := range whole {
				slug := about(a)
				sees := slug == "" || slices.Contains(theirs, slug)
				if sees {
					want = append(want, a.ID)
				}
				var got struct{ Node *trailAct }
				r.Read(t, &got, `query($id: ID!) { node(id: $id) { ... on AuditEntry { `+actFields+` } } }`, map[string]any{"id": a.ID}, servertest.Bearer(token)...)
				if (got.Node != nil) != sees {
					t.Errorf("%s finds by its id an act about %q: %v", name, slug, got.Node != nil)
				}
			}
			for _, size := range []int{3, 100} {
				for _, backward := range []bool{false, true} {
					if got := idsOf(trailOf(t, r, token, "", size, backward)); !slices.Equal(got, want) {
						t.Errorf("%s by pages of %d, backward %v: %d acts, want %d", name, size, backward, len(got), len(want))
					}
				}
			}
			for slug := range contests {
				if slices.Contains(theirs, slug) {
					got := trailOf(t, r, token, `contest: "`+slug+`"`, 2, false)
					if len(got) != seen[slug] || slices.ContainsFunc(got, func(a trailAct) bool { return about(a) != slug }) {
						t.Errorf("%s reads %d acts of %s, want %d", name, len(got), slug, seen[slug])
					}
					continue
				}
				noTrail(t, r, name, token, slug)
			}
			noTrail(t, r, name, token, "nowhere")
			noTrail(t, r, name, token, "")
		}
		cursor := trailCursor(t, r, auditor)
		a := r.Ask(t, `{ auditTrail(contest: "wsis-prizes-2020", after: "`+cursor+`") { totalCount } }`, nil, servertest.Bearer(auditor)...)
		if len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "BAD_USER_INPUT" || a.Errors[0].Extensions.Field != "after" {
			t.Errorf("a cursor of the whole trail: %s", a.Body)
		}
	})
}

func idsOf(acts []trailAct) (ids []string) {
	for _, a := range acts {
		ids = append(ids, a.ID)
	}
	return ids
}

// noTrail sees that a contest is for somebody as if it did not exist.
func noTrail(t *testing.T, r *servertest.Replica, name, token, slug string) {
	t.Helper()
	a := r.Ask(t, `query($c: String) { auditTrail(contest: $c) { totalCount } }`, map[string]any{"c": slug}, servertest.Bearer(token)...)
	if len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "NOT_FOUND" || strings.Contains(string(a.Data), "totalCount") {
		t.Errorf("%s asks for the acts of %q: %s", name, slug, a.Body)
	}
}

func trailCursor(t *testing.T, r *servertest.Replica, token string) string {
	t.Helper()
	var p actsPage
	r.Read(t, &p, `{ auditTrail(first: 1) { pageInfo { endCursor } } }`, nil, servertest.Bearer(token)...)
	return p.AuditTrail.PageInfo.EndCursor
}
