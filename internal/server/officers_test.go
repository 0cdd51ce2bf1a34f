package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rostrum/internal/auth"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// Roles that take two officers give nothing before the second; what an officer of one contest may do ends there; and all
// of it can be read in the trail.
func TestOfficers(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		first := r.Token(t, "first@example.org", auth.Secretariat)
		second := r.Token(t, "second@example.org", auth.Secretariat)
		ada := r.Token(t, "ada@example.org")
		const grant = `mutation($i: GrantRoleInput!) { grantRole(input: $i) { assignment { id isPending account role contest { slug } } userErrors { code message path } } }`
		var granted struct {
			GrantRole struct {
				Assignment struct {
					ID        string
					IsPending bool
					Account   string
				}
			}
		}
		r.Read(t, &granted, grant, map[string]any{"i": map[string]any{"email": "ada@example.org", "role": "SECRETARIAT", "contest": "wsis-prizes-2020", "reason": "she helps"}}, servertest.Bearer(first)...)
		assignment := granted.GrantRole.Assignment
		if !assignment.IsPending || strings.Contains(assignment.Account, "@") {
			t.Errorf("granted: %+v", assignment)
		}
		status := func(token, query string, variables map[string]any) int {
			return r.Ask(t, query, variables, servertest.Bearer(token)...).Status
		}
		const confirm = `mutation($i: ID!) { confirmRole(input: {assignment: $i}) { assignment { isPending } userErrors { code } } }`
		pending := map[string]any{"i": assignment.ID}
		for name, token := range map[string]string{"the first officer": first, "who gets it": ada} {
			if s := status(token, confirm, pending); s != http.StatusForbidden {
				t.Errorf("%s confirms: %d", name, s)
			}
		}
		do(t, r.Client, second, confirm, pending)
		elsewhere := map[string]any{"i": map[string]any{"email": "first@example.org", "role": "FACILITATOR", "forum": "wsis-forum-2020"}}
		if s := status(ada, grant, elsewhere); s != http.StatusForbidden {
			t.Errorf("an officer of a contest grants for the forum: %d", s)
		}
		there := map[string]any{"i": map[string]any{"email": "first@example.org", "role": "FACILITATOR", "contest": "wsis-prizes-2020"}}
		do(t, r.Client, ada, grant, there)
		again := r.Ask(t, grant, there, servertest.Bearer(ada)...)
		if !bytes.Contains(again.Data, []byte(`"code":"ALREADY_HELD"`)) || !bytes.Contains(again.Data, []byte(`"path":["input","role"]`)) {
			t.Errorf("granted again: %s", again.Body)
		}
		var acts struct {
			AuditTrail struct {
				TotalCount int
				Nodes      []struct{ Actor, Action, Subject, Detail string }
			}
		}
		r.Read(t, &acts, `{ auditTrail(first: 3) { totalCount nodes { actor action subject detail } } }`, nil, servertest.Bearer(second)...)
		if n := acts.AuditTrail.TotalCount; n != 8 || acts.AuditTrail.Nodes[1].Action != "role.confirm" || !strings.Contains(acts.AuditTrail.Nodes[2].Detail, "she helps") {
			t.Errorf("%d acts: %+v", n, acts.AuditTrail.Nodes)
		}
	})
}

// The lists of officers are paged like all others.
func TestListsOfOfficers(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		r := startVoting(t, dsn)
		officer := servertest.Bearer(r.Token(t, "officer@example.org", auth.Secretariat))
		for i := range 7 {
			r.Token(t, fmt.Sprintf("facilitator%d@example.org", i), auth.Facilitator)
		}
		type page struct {
			List struct {
				TotalCount int
				PageInfo   struct {
					HasNextPage, HasPreviousPage bool
					StartCursor, EndCursor       string
				}
				Edges []struct {
					Cursor string
					Node   struct{ ID string }
				}
			}
		}
		read := func(arguments string) page {
			t.Helper()
			var p page
			r.Read(t, &p, `{ list: roleAssignments(`+arguments+`) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } } }`, nil, officer...)
			return p
		}
		ids := func(p page) (all []string) {
			for _, e := range p.List.Edges {
				all = append(all, e.Node.ID)
			}
			return all
		}
		whole := read(`first: 100`)
		if len(whole.List.Edges) != 8 || whole.List.TotalCount != 8 || whole.List.PageInfo.HasNextPage || whole.List.PageInfo.HasPreviousPage {
			t.Fatalf("the whole list: %+v", whole)
		}
		at := func(i int) string { return `"` + whole.List.Edges[i].Cursor + `"` }
		for arguments, want := range map[string]struct {
			from, to       int
			previous, next bool
		}{
			`first: 3`:                  {0, 3, false, true},
			`first: 3, after: ` + at(2): {3, 6, true, true},
			`first: 5, after: ` + at(2): {3, 8, true, false},
			`last: 3`:                   {5, 8, true, false},
			`last: 3, before: ` + at(4): {1, 4, true, true},
			`last: 9, before: ` + at(4): {0, 4, false, true},
			`before: ` + at(2):          {0, 2, false, true},
			`first: 9, after: ` + at(1) + `, before: ` + at(5): {2, 5, true, true},
			`last: 2, after: ` + at(1) + `, before: ` + at(5):  {3, 5, true, true},
		} {
			p := read(arguments)
			if got, wanted := ids(p), ids(whole)[want.from:want.to]; fmt.Sprint(got) != fmt.Sprint(wanted) || p.List.PageInfo.HasPreviousPage != want.previous ||
				p.List.PageInfo.HasNextPage != want.next || p.List.TotalCount != 8 || p.List.PageInfo.EndCursor != p.List.Edges[len(p.List.Edges)-1].Cursor {
				t.Errorf("%s: %+v", arguments, p)
			}
		}
		for arguments, field := range map[string]string{
			`role: FACILITATOR, after: ` + at(2): "after", `isPending: false, before: ` + at(2): "before", `after: "nonsense"`: "after",
		} {
			a := r.Ask(t, `{ roleAssignments(`+arguments+`) { totalCount } }`, nil, officer...)
			if len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "BAD_USER_INPUT" || a.Errors[0].Extensions.Field != field {
				t.Errorf("%s: %s", arguments, a.Body)
			}
		}
		if p := read(`role: FACILITATOR`); p.List.TotalCount != 7 || len(p.List.Edges) != 7 {
			t.Errorf("facilitators: %+v", p.List)
		}
		if p := read(`isPending: true`); p.List.TotalCount != 0 || len(p.List.Edges) != 0 {
			t.Errorf("pending: %+v", p.List)
		}
	})
}
