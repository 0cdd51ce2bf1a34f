package auth_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/auth"
)

// What somebody may look into is what they hold one of the roles for, whatever else they hold.
func TestReachIsWhatRolesHoldFor(t *testing.T) {
	scopes := []auth.Scope{{}, {ForumID: "f"}, {ForumID: "g"}, {ForumID: "f", ContestID: "c"}, {ForumID: "f", ContestID: "d"}, {ForumID: "g", ContestID: "e"}}
	rapid.Check(t, func(t *rapid.T) {
		p := auth.Principal{AccountID: "o"}
		for range rapid.IntRange(0, 6).Draw(t, "grants") {
			g := auth.Grant{Role: rapid.SampledFrom([]auth.Role{auth.Jury, auth.Facilitator, auth.Secretariat, auth.Auditor}).Draw(t, "role")}
			g.ForumID, g.ContestID = rapid.SampledFrom(scopes).Draw(t, "for").Narrowest()
			if rapid.IntRange(0, 3).Draw(t, "confirmed") > 0 {
				g.ConfirmedAt = now
			}
			if rapid.IntRange(0, 3).Draw(t, "withdrawn") == 0 {
				g.WithdrawnAt = now
			}
			p.Grants = append(p.Grants, g)
		}
		reach := p.Reach(auth.Secretariat, auth.Auditor)
		for _, s := range scopes {
			if want := p.HasFor(auth.Secretariat, s.ForumID, s.ContestID) || p.HasFor(auth.Auditor, s.ForumID, s.ContestID); reach.Covers(s) != want {
				t.Errorf("%+v in %+v: %v", s, reach, !want)
			}
		}
	})
}

func TestReachNamesEachOnce(t *testing.T) {
	f, c := auth.Scope{ForumID: "f"}, auth.Scope{ForumID: "f", ContestID: "c"}
	p := officer("o", c, f, auth.Scope{ForumID: "f", ContestID: "b"}, c, f)
	if diff := cmp.Diff(auth.Reach{ForumIDs: []string{"f"}, ContestIDs: []string{"b", "c"}}, p.Reach(auth.Secretariat)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff(auth.Reach{Everything: true}, officer("o", c, auth.Scope{}, f).Reach(auth.Secretariat)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
