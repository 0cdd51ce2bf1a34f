package account_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store/storetest"
)

func TestWhoeverSignsOutIsOutAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		here, _ := r.signIn("ada@example.org")
		there, _ := r.signIn("ada@example.org")
		stranger, _ := r.signIn("eve@example.org")
		last := func(p auth.Principal) string {
			t.Helper()
			sessions, err := r.Sessions(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, s := range sessions {
				ids = append(ids, s.ID)
			}
			return strings.Join(ids, " ")
		}
		lasts := func(p auth.Principal, want bool) {
			t.Helper()
			if _, err := r.Principal(t.Context(), p.AccountID, p.SessionID); (err == nil) != want || err != nil && !gone(err) {
				t.Errorf("the session lasts %v, want %v: %v", err == nil, want, err)
			}
		}
		if got := last(here); !strings.Contains(got, here.SessionID) || !strings.Contains(got, there.SessionID) || strings.Contains(got, stranger.SessionID) {
			t.Errorf("sessions: %s", got)
		}
		for name, id := range map[string]string{"that of another": stranger.SessionID, "none": "none", "nothing": ""} {
			if err := r.EndSession(t.Context(), here, id); fault.Of(err) != fault.NotFound {
				t.Errorf("ending a session, %s: %v", name, err)
			}
		}
		if err := r.EndSession(t.Context(), here, there.SessionID); err != nil {
			t.Fatal(err)
		}
		lasts(there, false)
		if got := last(here); got != here.SessionID {
			t.Errorf("sessions: %s, want %s", got, here.SessionID)
		}
		if err := r.EndSession(t.Context(), here, there.SessionID); fault.Of(err) != fault.NotFound {
			t.Errorf("ending a session twice: %v", err)
		}
		again, _ := r.signIn("ada@example.org")
		if err := r.SignOut(t.Context(), here, false); err != nil {
			t.Fatal(err)
		}
		lasts(here, false)
		lasts(again, true)
		third, _ := r.signIn("ada@example.org")
		if err := r.SignOut(t.Context(), again, true); err != nil {
			t.Fatal(err)
		}
		lasts(again, false)
		lasts(third, false)
		lasts(stranger, true)
		if _, err := r.Principal(t.Context(), stranger.AccountID, third.SessionID); !gone(err) {
			t.Errorf("a session of another account: %v", err)
		}
	})
}

func TestPrincipalIsOneStatement(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.officer("ada@example.org", auth.Secretariat, auth.Jury)
		counts := r.counted(func() {
			if _, err := r.Principal(t.Context(), p.AccountID, p.SessionID); err != nil {
				t.Fatal(err)
			}
		})
		if len(counts) != 1 || counts["SELECT"] != 1 {
			t.Errorf("it takes %v", counts)
		}
	})
}

func TestUpdateChangesTheLanguage(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p, _ := r.signIn("ada@example.org")
		after, err := r.Update(t.Context(), p, "zh-hant")
		if err != nil || after.Language != "zh-Hant" {
			t.Errorf("%+v, %v", after, err)
		}
		if now, err := r.Principal(t.Context(), p.AccountID, p.SessionID); err != nil || now.Language != "zh-Hant" {
			t.Errorf("%+v, %v", now, err)
		}
		if _, err := r.Update(t.Context(), p, "_"); fault.Of(err) != fault.BadUserInput {
			t.Errorf("no language: %v", err)
		}
		if err := r.SignOut(t.Context(), p, false); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Update(t.Context(), p, "fr"); !gone(err) {
			t.Errorf("after signing out: %v", err)
		}
	})
}

func TestDeletedAccountsLeaveNothingPersonal(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.saved()
		officer := r.officer("officer@example.org", auth.Secretariat)
		p, _ := r.signIn("Ada@example.org")
		other, _ := r.signIn("eve@example.org")
		if _, err := r.ClaimOrganisation(t.Context(), p, storetest.Full().Stakeholders[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := r.GrantRole(t.Context(), officer, account.GrantRequest{Email: "ada@example.org", Role: auth.Facilitator, Reason: "knows C1"}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.RequestEmailChange(t.Context(), p, "ada@new.example", home); err != nil {
			t.Fatal(err)
		}
		if _, err := r.RequestSignInCode(t.Context(), "ada@example.org", "en", home); err != nil { // one that is not used
			t.Fatal(err)
		}
		if err := r.Delete(t.Context(), p, "eve@example.org"); !refused(err, "WRONG_ADDRESS") {
			t.Fatalf("deleted with the address of another: %v", err)
		}
		if err := r.Delete(t.Context(), p, "ADA+any@example.org"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Principal(t.Context(), p.AccountID, p.SessionID); !gone(err) {
			t.Errorf("the session: %v", err)
		}
		if mails := r.mails(); len(mails) > 0 {
			t.Errorf("mail goes out to who has left: %v", mails)
		}
		for _, row := range r.rows("accounts", "auth_sessions", "refresh_tokens", "challenges", "role_grants", "organisation_claims", "outbox", "audit_trail") {
			for _, secret := range []string{"da@example.org", "da@new.example", p.VoterID, p.SessionID} {
				if strings.Contains(row, secret) {
					t.Errorf("%q stays in %s", secret, row)
				}
			}
		}
		if claims := r.rows("organisation_claims"); len(claims) != 1 || strings.Contains(claims[0], p.AccountID) {
			t.Errorf("the claim leads to the account: %v", claims)
		}
		if shell := r.rows("accounts"); !strings.Contains(strings.Join(shell, "\n"), p.AccountID) {
			t.Error("no shell of the account stays")
		}
		if _, err := r.Principal(t.Context(), other.AccountID, other.SessionID); err != nil {
			t.Errorf("another account: %v", err)
		}
		back, _ := r.signIn("a.da@example.org")
		if back.VoterID == p.VoterID {
			t.Error("another address is the same voter")
		}
		if back, _ = r.signIn("ada@example.org"); back.AccountID == p.AccountID || back.VoterID != p.VoterID || len(back.Grants) > 0 {
			t.Errorf("who registers again is another account, the same voter and no officer: %+v", back)
		}
	})
}

// rows gives the rows of tables as texts.
func (r *rig) rows(tables ...string) (all []string) {
	r.t.Helper()
	db := storetest.Raw(r.t, r.dsn)
	for _, table := range tables {
		rows, err := db.QueryContext(context.Background(), "SELECT * FROM "+table)
		if err != nil {
			r.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			r.t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				r.t.Fatal(err)
			}
			line := table + ":"
			for i, v := range values {
				value := *v.(*any)
				if b, ok := value.([]byte); ok {
					value = string(b)
				}
				line += fmt.Sprintf(" %s=%v", columns[i], value)
			}
			all = append(all, line)
		}
		if err := rows.Close(); err != nil {
			r.t.Fatal(err)
		}
	}
	return all
}

func TestExportHoldsEverythingAndNothingOfOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.saved()
		officer := r.officer("officer@example.org", auth.Secretariat)
		p, _ := r.signIn("ada@example.org")
		if _, err := r.ClaimOrganisation(t.Context(), p, storetest.Full().Stakeholders[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := r.GrantRole(t.Context(), officer, account.GrantRequest{Email: "ada@example.org", Role: auth.Facilitator}); err != nil {
			t.Fatal(err)
		}
		text, err := r.Export(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]any
		if err := json.Unmarshal(text, &out); err != nil {
			t.Fatal(err)
		}
		for key, n := range map[string]int{
			"sessions": 1, "codesOfTheLastDay": 1, "mails": 1, "roles": 1, "organisationClaims": 1, "auditTrail": 1, "addressesKnownToVote": 1, "votes": 1,
		} {
			if list, ok := out[key].([]any); !ok || len(list) != n {
				t.Errorf("%s: %v, want %d", key, out[key], n)
			}
		}
		for _, want := range []string{"ada@example.org", p.AccountID, p.VoterID, p.SessionID, "vote of " + p.VoterID, "FACILITATOR"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%q is not in the export", want)
			}
		}
		for _, never := range []string{"officer@", officer.AccountID, officer.SessionID} {
			if strings.Contains(string(text), never) {
				t.Errorf("%q is in the export: %s", never, text)
			}
		}
		if err := r.Delete(t.Context(), p, "ada@example.org"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Export(t.Context(), p); !gone(err) {
			t.Errorf("after the account was deleted: %v", err)
		}
	})
}

func TestTidyTakesOutWhatHasServedItsTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, tokens := r.signIn("ada@example.org")
		if _, err := r.RequestSignInCode(t.Context(), "late@example.org", "en", home); err != nil {
			t.Fatal(err)
		}
		tidy := func(after time.Duration) string {
			t.Helper()
			r.wait(after)
			if err := r.config.Store.Tidy(t.Context(), r.clock()); err != nil {
				t.Fatal(err)
			}
			r.mails()
			return strings.Join(r.rows("auth_sessions", "refresh_tokens", "challenges", "outbox"), "\n")
		}
		if rows := tidy(0); !strings.Contains(rows, "late@example.org") {
			t.Errorf("a code that is still good lost its address: %s", rows)
		}
		if rows := tidy(account.CodeTTL); strings.Contains(rows, "late@example.org") || !strings.Contains(rows, "challenges:") {
			t.Errorf("once a code has expired the address goes: %s", rows)
		}
		if rows := tidy(24 * time.Hour); strings.Contains(rows, "challenges:") {
			t.Errorf("a day later challenges go: %s", rows)
		}
		r.who(tokens)
		if tidy(29 * 24 * time.Hour); true {
			if _, err := r.principal(tokens); !gone(err) {
				t.Errorf("a session that nobody used: %v", err)
			}
		}
		if rows := tidy(30 * 24 * time.Hour); rows != "" {
			t.Errorf("at last all is gone: %s", rows)
		}
	})
}

// Where no server sends mail, what waits does not wait for ever.
func TestTidyErasesMailThatNobodySends(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		if _, err := r.RequestSignInCode(t.Context(), "late@example.org", "en", home); err != nil {
			t.Fatal(err)
		}
		for _, at := range []struct {
			after time.Duration
			state string
		}{{account.CodeTTL - time.Second, "WAITING"}, {time.Second, "DROPPED"}} {
			r.wait(at.after)
			if err := r.config.Store.Tidy(t.Context(), r.clock()); err != nil {
				t.Fatal(err)
			}
			if rows := strings.Join(r.rows("outbox"), "\n"); !strings.Contains(rows, at.state) {
				t.Errorf("not %s: %s", at.state, rows)
			}
		}
	})
}
