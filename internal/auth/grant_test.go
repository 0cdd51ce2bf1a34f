package auth_test

import (
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
)

var now = time.Date(2020, 1, 17, 9, 0, 0, 0, time.UTC)

func officer(id string, scopes ...auth.Scope) auth.Principal {
	p := auth.Principal{AccountID: id}
	for _, s := range scopes {
		g := auth.Grant{AccountID: id, Role: auth.Secretariat, ForumID: s.ForumID, ContestID: s.ContestID, ConfirmedAt: now}
		if s.ContestID != "" {
			g.ForumID = ""
		}
		p.Grants = append(p.Grants, g)
	}
	return p
}

func TestRolesHoldForWhatTheyAreFor(t *testing.T) {
	all, forum, contest, other := auth.Scope{}, auth.Scope{ForumID: "f"}, auth.Scope{ForumID: "f", ContestID: "c"}, auth.Scope{ForumID: "g"}
	for _, c := range []struct {
		name       string
		held, need auth.Scope
		want       bool
	}{
		{"all for all", all, all, true},
		{"all for a forum", all, forum, true},
		{"all for a contest", all, contest, true},
		{"forum for all", forum, all, false},
		{"forum for itself", forum, forum, true},
		{"forum for its contest", forum, contest, true},
		{"forum for another", forum, other, false},
		{"contest for all", contest, all, false},
		{"contest for its forum", contest, forum, false},
		{"contest for itself", contest, contest, true},
		{"contest for another", contest, auth.Scope{ForumID: "f", ContestID: "d"}, false},
	} {
		p := officer("o", c.held)
		if got := p.HasFor(auth.Secretariat, c.need.ForumID, c.need.ContestID); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if p.HasFor(auth.Jury, c.need.ForumID, c.need.ContestID) || !p.HasFor(auth.Stakeholder, c.need.ForumID, c.need.ContestID) {
			t.Errorf("%s: another role", c.name)
		}
		g, err := auth.Give(p, "a", auth.Jury, c.need, false, now)
		if (err == nil) != c.want || err != nil && fault.Of(err) != fault.Forbidden {
			t.Errorf("%s: giving: %v", c.name, err)
		}
		if err == nil && (!g.Pending() || g.ContestID != c.need.ContestID || g.ContestID != "" && g.ForumID != "") {
			t.Errorf("%s: gave %+v", c.name, g)
		}
	}
	if p := officer("o"); p.Has(auth.Secretariat) || !p.Has(auth.Stakeholder) {
		t.Error("somebody without roles is a stakeholder and nothing else")
	}
}

func TestGrantsTakeTwoOfficersWhereTheyMust(t *testing.T) {
	first, second := officer("1", auth.Scope{}), officer("2", auth.Scope{})
	for role, takesTwo := range map[auth.Role]bool{auth.Secretariat: true, auth.Auditor: true, auth.Jury: true, auth.Facilitator: false} {
		g, err := auth.Give(first, "a", role, auth.Scope{}, false, now)
		if err != nil || g.Pending() != takesTwo || g.InForce() == takesTwo || g.Alone == takesTwo {
			t.Errorf("%s: %+v, %v", role, g, err)
		}
		if g, err := auth.Give(first, "a", role, auth.Scope{}, true, now); err != nil || !g.InForce() || !g.Alone {
			t.Errorf("%s by the setting: %+v, %v", role, g, err)
		}
	}
	for _, role := range []auth.Role{auth.Stakeholder, "", "KING"} {
		if _, err := auth.Give(first, "a", role, auth.Scope{}, true, now); fault.Of(err) != fault.BadUserInput {
			t.Errorf("role %q: %v", role, err)
		}
		if _, err := auth.GiveFromCommandLine("a", role, now); fault.Of(err) != fault.BadUserInput {
			t.Errorf("role %q from the command line: %v", role, err)
		}
	}
	pending, _ := auth.Give(first, "a", auth.Jury, auth.Scope{}, false, now)
	withdrawn, _ := pending.Withdraw(second, auth.Scope{}, now)
	confirmed, err := pending.Confirm(second, auth.Scope{}, now)
	if err != nil || !confirmed.InForce() || confirmed.Alone || confirmed.ConfirmedBy != "2" {
		t.Errorf("confirmed: %+v, %v", confirmed, err)
	}
	for _, c := range []struct {
		name   string
		grant  auth.Grant
		second auth.Principal
		want   fault.Code
	}{
		{"the same officer", pending, first, fault.Forbidden},
		{"whoever gets it", pending, officer("a", auth.Scope{}), fault.Forbidden},
		{"officer of a forum", pending, officer("3", auth.Scope{ForumID: "f"}), fault.Forbidden},
		{"no officer", pending, officer("3"), fault.Forbidden},
		{"confirmed before", confirmed, second, fault.Conflict},
		{"withdrawn", withdrawn, second, fault.Conflict},
	} {
		if _, err := c.grant.Confirm(c.second, auth.Scope{}, now); fault.Of(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if withdrawn.InForce() || withdrawn.Pending() {
		t.Errorf("withdrawn: %+v", withdrawn)
	}
	if ended, err := confirmed.Withdraw(first, auth.Scope{}, now); err != nil || ended.InForce() {
		t.Errorf("withdrawing: %+v, %v", ended, err)
	}
	if _, err := withdrawn.Withdraw(first, auth.Scope{}, now); fault.Of(err) != fault.Conflict {
		t.Errorf("withdrawing twice: %v", err)
	}
	if _, err := confirmed.Withdraw(officer("3", auth.Scope{ForumID: "f"}), auth.Scope{}, now); fault.Of(err) != fault.Forbidden {
		t.Errorf("withdrawing beyond one's own scope: %v", err)
	}
}

func TestClaimsAreDecidedByTheSecretariat(t *testing.T) {
	o := officer("o", auth.Scope{ForumID: "f"})
	claim := func(state auth.ClaimState) auth.OrganisationClaim {
		return auth.OrganisationClaim{AccountID: "a", State: state}
	}
	for _, c := range []struct {
		name    string
		claim   auth.OrganisationClaim
		officer auth.Principal
		confirm bool
		want    auth.ClaimState
		fault   fault.Code
	}{
		{"confirm", claim(auth.Claimed), o, true, auth.ClaimConfirmed, ""},
		{"refuse", claim(auth.Claimed), o, false, auth.ClaimRefused, ""},
		{"refuse later", claim(auth.ClaimConfirmed), o, false, auth.ClaimRefused, ""},
		{"confirm again", claim(auth.ClaimConfirmed), o, true, "", fault.Conflict},
		{"confirm a refused one", claim(auth.ClaimRefused), o, true, "", fault.Conflict},
		{"one taken back", claim(auth.ClaimWithdrawn), o, true, "", fault.Conflict},
		{"one's own", claim(auth.Claimed), officer("a", auth.Scope{}), true, "", fault.Forbidden},
		{"no officer", claim(auth.Claimed), officer("x"), true, "", fault.Forbidden},
	} {
		got, err := c.claim.Decide(c.officer, c.confirm, now)
		if c.fault != "" && fault.Of(err) != c.fault || c.fault == "" && (err != nil || got.State != c.want || !got.DecidedAt.Equal(now)) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

func TestShortNamesTellNothing(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		auth.CommandLine:                       "command line",
		"0198f0b2-6a3c-7cde-8f01-7f3a9c21b04e": "account 7f3a9c21b04e",
	} {
		if got := auth.ShortName(in); got != want {
			t.Errorf("%q is called %q", in, got)
		}
	}
}

func TestChallengesOpenOnce(t *testing.T) {
	fresh := auth.Challenge{Email: "a@example.org", ExpiresAt: now.Add(time.Minute)}
	opened, opens := fresh.Guess(true, now)
	if !opens || opened.Email != "" || opened.UsedAt.IsZero() {
		t.Fatalf("a right guess: %+v", opened)
	}
	if _, opens := opened.Guess(true, now); opens {
		t.Error("it opened twice")
	}
	if _, opens := fresh.Guess(true, fresh.ExpiresAt); opens {
		t.Error("it opened when it had expired")
	}
	c := fresh
	for range auth.MaxGuesses {
		var opens bool
		if c, opens = c.Guess(false, now); opens {
			t.Error("a wrong guess opened it")
		}
	}
	if after, opens := c.Guess(true, now); opens || after != c {
		t.Errorf("it opened after %d wrong guesses", auth.MaxGuesses)
	}
}
