package account_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store/storetest"
)

func TestSomeRolesTakeTwoOfficers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first, second := r.officer("first@example.org", auth.Secretariat), r.officer("second@example.org", auth.Secretariat)
		juror, _ := r.signIn("juror@example.org")
		holds := func(want bool) {
			t.Helper()
			if p, err := r.Principal(t.Context(), juror.AccountID, juror.SessionID); err != nil || p.Has(auth.Jury) != want || (len(p.Grants) > 0) != want {
				t.Errorf("holds the role %v, want %v: %v", p.Has(auth.Jury), want, err)
			}
		}
		grant, err := r.GrantRole(t.Context(), first, account.GrantRequest{Email: "Juror+x@example.org", Role: auth.Jury, Reason: "an expert"})
		if err != nil || !grant.Pending() {
			t.Fatalf("%+v, %v", grant, err)
		}
		holds(false)
		if _, err := r.ConfirmRole(t.Context(), first, grant.ID); fault.Of(err) != fault.Forbidden {
			t.Errorf("the same officer confirms: %v", err)
		}
		if _, err := r.ConfirmRole(t.Context(), juror, grant.ID); fault.Of(err) != fault.Forbidden {
			t.Errorf("the juror confirms: %v", err)
		}
		if _, err := r.GrantRole(t.Context(), second, account.GrantRequest{Email: "juror@example.org", Role: auth.Jury}); !refused(err, "ALREADY_HELD") {
			t.Errorf("a second grant: %v", err)
		}
		if grant, err = r.ConfirmRole(t.Context(), second, grant.ID); err != nil || !grant.InForce() {
			t.Fatalf("%+v, %v", grant, err)
		}
		holds(true)
		if _, err := r.ConfirmRole(t.Context(), second, grant.ID); fault.Of(err) != fault.Conflict {
			t.Errorf("confirmed twice: %v", err)
		}
		if grant, err = r.WithdrawRole(t.Context(), first, grant.ID, "left the group"); err != nil || grant.WithdrawnAt.IsZero() {
			t.Fatalf("%+v, %v", grant, err)
		}
		holds(false) // at once, in the same session
		if _, err := r.WithdrawRole(t.Context(), first, grant.ID, ""); fault.Of(err) != fault.Conflict {
			t.Errorf("withdrawn twice: %v", err)
		}
		for _, id := range []string{"", "none", juror.AccountID} {
			if _, err := r.ConfirmRole(t.Context(), second, id); fault.Of(err) != fault.NotFound {
				t.Errorf("confirming %q: %v", id, err)
			}
		}
	})
}

func TestNothingIsConfirmedOnceSomebodyIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first, second := r.officer("first@example.org", auth.Secretariat), r.officer("second@example.org", auth.Secretariat)
		r.signIn("friend@example.org")
		grant, err := r.GrantRole(t.Context(), first, account.GrantRequest{Email: "friend@example.org", Role: auth.Secretariat})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.WithdrawRole(t.Context(), second, first.Grants[0].ID, "found out"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.ConfirmRole(t.Context(), second, grant.ID); fault.Of(err) != fault.Conflict {
			t.Errorf("confirmed after the first officer lost the office: %v", err)
		}
		third := r.officer("third@example.org", auth.Secretariat)
		waits, err := r.GrantRole(t.Context(), third, account.GrantRequest{Email: "friend@example.org", Role: auth.Auditor})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Disable(t.Context(), "third@example.org"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.ConfirmRole(t.Context(), second, waits.ID); fault.Of(err) != fault.Conflict {
			t.Errorf("confirmed after the first officer was disabled: %v", err)
		}
		// The same where whoever gets the role was disabled since.
		r.signIn("juror@example.org")
		if waits, err = r.GrantRole(t.Context(), second, account.GrantRequest{Email: "juror@example.org", Role: auth.Jury}); err != nil {
			t.Fatal(err)
		}
		if err := r.Disable(t.Context(), "juror@example.org"); err != nil {
			t.Fatal(err)
		}
		fourth := r.officer("fourth@example.org", auth.Secretariat)
		if _, err := r.ConfirmRole(t.Context(), fourth, waits.ID); fault.Of(err) != fault.Conflict {
			t.Errorf("confirmed for an account that was disabled: %v", err)
		}
		// The first officer's principal was read before: the act looks again.
		if _, err := r.GrantRole(t.Context(), first, account.GrantRequest{Email: "friend@example.org", Role: auth.Facilitator}); fault.Of(err) != fault.Forbidden {
			t.Errorf("an officer acts after the office was withdrawn: %v", err)
		}
	})
}

func TestOneOfficerIsEnoughByTheSetting(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.set(func(c *account.Config) { c.Settings.SingleOfficer = true })
		officer := r.officer("first@example.org", auth.Secretariat)
		p, _ := r.signIn("auditor@example.org")
		if g, err := r.GrantRole(t.Context(), officer, account.GrantRequest{Email: "auditor@example.org", Role: auth.Auditor}); err != nil || !g.InForce() {
			t.Fatalf("%+v, %v", g, err)
		}
		if p, err := r.Principal(t.Context(), p.AccountID, p.SessionID); err != nil || !p.Has(auth.Auditor) || p.Has(auth.Secretariat) {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestNobodyGrantsBeyondTheirOwnScope(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.saved()
		forum, contest := storetest.Full().Forums[0], storetest.Full().Contests[0]
		all := r.officer("all@example.org", auth.Secretariat)
		second := r.officer("all2@example.org", auth.Secretariat)
		scoped := func(email, forumSlug, contestSlug string) auth.Principal {
			t.Helper()
			p, _ := r.signIn(email)
			g, err := r.GrantRole(t.Context(), all, account.GrantRequest{Email: email, Role: auth.Secretariat, Forum: forumSlug, Contest: contestSlug})
			if err == nil {
				_, err = r.ConfirmRole(t.Context(), second, g.ID)
			}
			if err != nil {
				t.Fatal(err)
			}
			if p, err = r.Principal(t.Context(), p.AccountID, p.SessionID); err != nil {
				t.Fatal(err)
			}
			return p
		}
		ofForum, ofContest := scoped("forum@example.org", forum.Slug, ""), scoped("contest@example.org", "", contest.Slug)
		if !ofForum.HasFor(auth.Secretariat, forum.ID, "") || ofForum.HasFor(auth.Secretariat, "", "") || !ofContest.HasFor(auth.Secretariat, contest.ForumID, contest.ID) {
			t.Fatalf("%+v %+v", ofForum, ofContest)
		}
		r.signIn("somebody@example.org")
		if contest.ForumID != forum.ID {
			t.Fatal("the contest is not of the forum")
		}
		for _, c := range []struct {
			name           string
			officer        auth.Principal
			forum, contest string
			want           fault.Code
		}{
			{"forum for all", ofForum, "", "", fault.Forbidden},
			{"contest for all", ofContest, "", "", fault.Forbidden},
			{"contest for its forum", ofContest, forum.Slug, "", fault.Forbidden},
			{"forum for itself", ofForum, forum.Slug, "", ""},
			{"forum for its contest", ofForum, "", contest.Slug, ""},
			{"nobody", r.officer("nobody@example.org"), forum.Slug, "", fault.Forbidden},
			{"an auditor", r.officer("auditor@example.org", auth.Auditor), forum.Slug, "", fault.Forbidden},
		} {
			g, err := r.GrantRole(t.Context(), c.officer, account.GrantRequest{Email: "somebody@example.org", Role: auth.Facilitator, Forum: c.forum, Contest: c.contest})
			if c.want != "" && fault.Of(err) != c.want || c.want == "" && err != nil {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
			if err == nil {
				if _, err := r.WithdrawRole(t.Context(), ofContest, g.ID, ""); (err == nil) != (c.contest != "") {
					t.Errorf("%s: withdrawn by the officer of the contest: %v", c.name, err)
				}
			}
		}
	})
}

func TestGrantsThatAreWrong(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.saved()
		officer, nobody := r.officer("officer@example.org", auth.Secretariat), r.officer("nobody@example.org")
		r.officer("disabled@example.org")
		if err := r.Disable(t.Context(), "disabled@example.org"); err != nil {
			t.Fatal(err)
		}
		good := account.GrantRequest{Email: "nobody@example.org", Role: auth.Jury}
		for _, c := range []struct {
			name   string
			change func(*account.GrantRequest)
			want   string
		}{
			{"email", func(g *account.GrantRequest) { g.Email = "nobody" }, "BAD_USER_INPUT"},
			{"role", func(g *account.GrantRequest) { g.Role = auth.Stakeholder }, "BAD_USER_INPUT"},
			{"contest", func(g *account.GrantRequest) { g.Forum, g.Contest = "a", "b" }, "BAD_USER_INPUT"},
			{"reason", func(g *account.GrantRequest) { g.Reason = "write to eve@example.org" }, "BAD_USER_INPUT"},
			{"reason", func(g *account.GrantRequest) { g.Reason = strings.Repeat("x", 501) }, "BAD_USER_INPUT"},
			{"reason", func(g *account.GrantRequest) { g.Reason = "a\x00b" }, "BAD_USER_INPUT"},
			{"unknown forum", func(g *account.GrantRequest) { g.Forum = "none" }, "UNKNOWN_FORUM"},
			{"unknown contest", func(g *account.GrantRequest) { g.Contest = "none" }, "UNKNOWN_CONTEST"},
			{"unknown account", func(g *account.GrantRequest) { g.Email = "who@example.org" }, "UNKNOWN_ACCOUNT"},
			{"disabled account", func(g *account.GrantRequest) { g.Email = "disabled@example.org" }, "UNKNOWN_ACCOUNT"},
		} {
			request := good
			c.change(&request)
			_, err := r.GrantRole(t.Context(), officer, request)
			if f, ok := errors.AsType[*fault.Fault](err); ok && (string(f.Code) != c.want || f.Field != c.name) || !ok && !refused(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
			if strings.HasPrefix(c.name, "unknown") { // who has no right learns of none of it
				if _, err := r.GrantRole(t.Context(), nobody, request); fault.Of(err) != fault.Forbidden {
					t.Errorf("%s, by nobody: %v", c.name, err)
				}
			}
		}
	})
}

func TestClaimsOnOrganisations(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.saved()
		organisation := storetest.Full().Stakeholders[0].ID
		officer, ada := r.officer("officer@example.org", auth.Secretariat), r.officer("ada@example.org")
		eve := r.officer("eve@example.org")
		claim, err := r.ClaimOrganisation(t.Context(), ada, organisation)
		if err != nil || claim.State != auth.Claimed {
			t.Fatalf("%+v, %v", claim, err)
		}
		if _, err := r.ClaimOrganisation(t.Context(), ada, organisation); !refused(err, "ALREADY_CLAIMED") {
			t.Errorf("claimed twice: %v", err)
		}
		if _, err := r.ClaimOrganisation(t.Context(), ada, "none"); fault.Of(err) != fault.NotFound {
			t.Errorf("an organisation that does not exist: %v", err)
		}
		theirs, err := r.ClaimOrganisation(t.Context(), eve, organisation) // two people may speak for one
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.DecideClaim(t.Context(), ada, claim.ID, true, ""); fault.Of(err) != fault.Forbidden {
			t.Errorf("decided by nobody: %v", err)
		}
		if _, err := r.DecideClaim(t.Context(), officer, "none", true, ""); fault.Of(err) != fault.NotFound {
			t.Errorf("no claim: %v", err)
		}
		if claim, err = r.DecideClaim(t.Context(), officer, claim.ID, true, "letter of the director"); err != nil || claim.State != auth.ClaimConfirmed {
			t.Errorf("%+v, %v", claim, err)
		}
		if _, err := r.DecideClaim(t.Context(), officer, theirs.ID, false, ""); err != nil {
			t.Error(err)
		}
		mine, err := r.ClaimsOf(t.Context(), ada)
		if diff := cmp.Diff([]auth.OrganisationClaim{claim}, mine); diff != "" || err != nil {
			t.Errorf("one's own claims: %s %v", diff, err)
		}
		confirmed, err := r.Claims(t.Context(), officer, auth.ClaimConfirmed, auth.Page{Size: 10})
		if err != nil || confirmed.Total != 1 || confirmed.Items[0].ID != claim.ID {
			t.Errorf("confirmed claims: %+v, %v", confirmed, err)
		}
		if _, err := r.Claims(t.Context(), ada, "", auth.Page{Size: 10}); fault.Of(err) != fault.Forbidden {
			t.Errorf("all claims, for nobody: %v", err)
		}
		if _, err := r.ClaimOrganisation(t.Context(), eve, organisation); err != nil {
			t.Errorf("after a refusal one may claim again: %v", err)
		}
	})
}

func TestEveryActOfAnOfficerIsInTheAuditTrail(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.saved()
		first, second := r.officer("first@example.org", auth.Secretariat), r.officer("second@example.org", auth.Secretariat, auth.Auditor)
		ada, _ := r.signIn("ada@example.org")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		grant, err := r.GrantRole(t.Context(), first, account.GrantRequest{Email: "ada@example.org", Role: auth.Jury, Contest: storetest.Full().Contests[0].Slug, Reason: "an expert"})
		must(err)
		_, err = r.ConfirmRole(t.Context(), second, grant.ID)
		must(err)
		_, err = r.WithdrawRole(t.Context(), first, grant.ID, "ill")
		must(err)
		claim, err := r.ClaimOrganisation(t.Context(), ada, storetest.Full().Stakeholders[0].ID)
		must(err)
		_, err = r.DecideClaim(t.Context(), first, claim.ID, true, "known")
		must(err)
		_, err = r.DecideClaim(t.Context(), first, claim.ID, false, "")
		must(err)
		must(r.Disable(t.Context(), "ada@example.org"))
		must(r.Enable(t.Context(), "ada@example.org"))
		_, err = r.EndSessionsOf(t.Context(), "ada@example.org")
		must(err)
		must(r.Delete(t.Context(), first, "first@example.org"))

		a, b, x := auth.ShortName(first.AccountID), auth.ShortName(second.AccountID), auth.ShortName(ada.AccountID)
		want := []string{
			"command line role.grant " + a + ": SECRETARIAT for everything",
			"command line session.make " + a + ": ",
			"command line role.grant " + b + ": SECRETARIAT for everything",
			"command line role.grant " + b + ": AUDITOR for everything",
			"command line session.make " + b + ": ",
			a + " role.grant " + x + ": JURY for contest " + storetest.Full().Contests[0].ID + ": an expert",
			b + " role.confirm " + x + ": JURY for contest " + storetest.Full().Contests[0].ID,
			a + " role.withdraw " + x + ": JURY for contest " + storetest.Full().Contests[0].ID + ": ill",
			a + " claim.confirm " + x + ": stakeholder " + storetest.Full().Stakeholders[0].ID + ": known",
			a + " claim.refuse " + x + ": stakeholder " + storetest.Full().Stakeholders[0].ID,
			"command line account.disable " + x + ": ",
			"command line account.enable " + x + ": ",
			"command line account.signOut " + x + ": ",
			a + " role.withdraw " + a + ": SECRETARIAT for everything: the account was deleted",
		}
		trail, err := r.AuditTrail(t.Context(), second, nil, auth.Page{Size: 100})
		must(err)
		var got []string
		for _, e := range slices.Backward(trail.Items) {
			got = append(got, e.Actor+" "+e.Action+" "+e.Subject+": "+e.Detail)
			if contest := storetest.Full().Contests[0].ID; e.ForumID != "" || (e.ContestID == contest) != strings.Contains(e.Detail, "for contest "+contest) {
				t.Errorf("%+v is about something else", e)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || trail.Total != len(want) || trail.More {
			t.Errorf("the trail (-want +got):\n%s", diff)
		}
		if _, err := r.AuditTrail(t.Context(), ada, nil, auth.Page{Size: 1}); fault.Of(err) != fault.Forbidden {
			t.Errorf("the trail, for nobody: %v", err)
		}
		db := storetest.Raw(t, r.dsn)
		for _, statement := range []string{"DELETE FROM audit_trail", "UPDATE audit_trail SET actor = 'me'"} {
			if _, err := db.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s went through", statement)
			}
		}
		if after, err := r.AuditTrail(t.Context(), second, nil, auth.Page{Size: 100}); err != nil || !cmp.Equal(after, trail) {
			t.Errorf("the trail changed: %v", err)
		}
	})
}

func TestListsOfOfficersGoPageByPage(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		officer := r.officer("officer@example.org", auth.Secretariat)
		for _, name := range []string{"a", "b", "c", "d", "e"} { // at one instant: the id decides
			r.officer(name+"@example.org", auth.Facilitator)
		}
		if _, err := r.GrantRole(t.Context(), officer, account.GrantRequest{Email: "a@example.org", Role: auth.Jury}); err != nil {
			t.Fatal(err)
		}
		list := func(role auth.Role, pending *bool, page auth.Page) auth.Listed[auth.Grant] {
			t.Helper()
			l, err := r.Assignments(t.Context(), officer, role, pending, page)
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		whole := list("", nil, auth.Page{Size: 100})
		if len(whole.Items) != 7 || whole.Total != 7 || whole.More || whole.Items[0].Role != auth.Jury || whole.Items[6].Role != auth.Secretariat {
			t.Fatalf("%+v", whole)
		}
		place := func(g auth.Grant) *auth.Place { return &auth.Place{At: g.GrantedAt, ID: g.ID} }
		for _, c := range []struct {
			name string
			page auth.Page
			want []auth.Grant
			more bool
		}{
			{"newest", auth.Page{Size: 3}, whole.Items[:3], true},
			{"after", auth.Page{Size: 3, From: place(whole.Items[2])}, whole.Items[3:6], true},
			{"after, to the end", auth.Page{Size: 3, From: place(whole.Items[3])}, whole.Items[4:], false},
			{"oldest", auth.Page{Size: 2, Backward: true}, whole.Items[5:], true},
			{"before", auth.Page{Size: 2, Backward: true, From: place(whole.Items[5])}, whole.Items[3:5], true},
			{"before, to the start", auth.Page{Size: 5, Backward: true, From: place(whole.Items[5])}, whole.Items[:5], false},
		} {
			if got := list("", nil, c.page); !cmp.Equal(got.Items, c.want) || got.More != c.more || got.Total != 7 {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
		yes, no := true, false
		if got := list("", &yes, auth.Page{Size: 9}); got.Total != 1 || got.Items[0].Role != auth.Jury {
			t.Errorf("pending: %+v", got)
		}
		if got := list("", &no, auth.Page{Size: 9}); got.Total != 6 {
			t.Errorf("not pending: %+v", got)
		}
		if got := list(auth.Facilitator, nil, auth.Page{Size: 9}); got.Total != 5 {
			t.Errorf("facilitators: %+v", got)
		}
		for _, role := range []auth.Role{auth.Jury, auth.Facilitator} {
			if _, err := r.Assignments(t.Context(), r.officer("x@example.org", role), "", nil, auth.Page{Size: 1}); fault.Of(err) != fault.Forbidden {
				t.Errorf("%s may look: %v", role, err)
			}
		}
	})
}
