package account_test

import (
	"testing"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/fault"
)

func TestCommandLineMakesTheFirstOfficers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		all, err := r.Ensure(t.Context(), []string{"1@example.org", "2@example.org"}, []auth.Role{auth.Secretariat, auth.Stakeholder})
		if err != nil || len(all) != 2 || !all[1].HasFor(auth.Secretariat, "", "") || all[0].AccountID == all[1].AccountID {
			t.Fatalf("%+v, %v", all, err)
		}
		again := r.officer("1+x@example.org", auth.Secretariat, auth.Jury)
		if again.AccountID != all[0].AccountID || len(again.Grants) != 2 || again.SessionID == all[0].SessionID {
			t.Errorf("%+v", again)
		}
		pending, err := r.GrantRole(t.Context(), again, account.GrantRequest{Email: "2@example.org", Role: auth.Auditor})
		if err != nil || !pending.Pending() {
			t.Fatal(err)
		}
		if p := r.officer("2@example.org", auth.Auditor); !p.Has(auth.Auditor) {
			t.Errorf("%+v", p)
		}
		if _, err := r.Ensure(t.Context(), []string{"3@example.org", "nobody"}, nil); fault.Of(err) != fault.BadUserInput {
			t.Errorf("an address that is none: %v", err)
		}
		if _, err := r.Ensure(t.Context(), []string{"3@example.org"}, []auth.Role{"KING"}); fault.Of(err) != fault.BadUserInput {
			t.Errorf("a role that is none: %v", err)
		}
		if err := r.Disable(t.Context(), "2@example.org"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Principal(t.Context(), all[1].AccountID, all[1].SessionID); !gone(err) {
			t.Errorf("a disabled account: %v", err)
		}
		if _, err := r.Ensure(t.Context(), []string{"2@example.org"}, nil); fault.Of(err) != fault.Conflict {
			t.Errorf("a token for a disabled account: %v", err)
		}
		if n, err := r.EndSessionsOf(t.Context(), "1@example.org"); err != nil || n != 2 {
			t.Errorf("signed out %d sessions, %v", n, err)
		}
		if _, err := r.Principal(t.Context(), all[0].AccountID, all[0].SessionID); !gone(err) {
			t.Errorf("signed out by the command line: %v", err)
		}
		for _, email := range []string{"who@example.org", "3@example.org"} {
			if err := r.Disable(t.Context(), email); fault.Of(err) != fault.NotFound {
				t.Errorf("%s: %v", email, err)
			}
		}
	})
}

// Whoever is let in again has to sign in: a session from before, which may be somebody else's, does not come back.
func TestDisablingEndsSessionsForGood(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		before, tokens := r.signIn("ada@example.org")
		if err := r.Disable(t.Context(), "ada@example.org"); err != nil {
			t.Fatal(err)
		}
		if err := r.Enable(t.Context(), "ada@example.org"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Principal(t.Context(), before.AccountID, before.SessionID); !gone(err) {
			t.Errorf("the session from before: %v", err)
		}
		if _, err := r.Refresh(t.Context(), tokens.RefreshToken); !refused(err, "INVALID_REFRESH_TOKEN") {
			t.Errorf("the refresh token from before: %v", err)
		}
		if after, _ := r.signIn("ada@example.org"); after.AccountID != before.AccountID || after.VoterID != before.VoterID {
			t.Errorf("signed in again as %+v, before %+v", after, before)
		}
	})
}
