package account_test

import (
	"strings"
	"testing"

	"rostrum/internal/auth"
)

func TestChangeOfAddress(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ada, _ := r.signIn("ada@example.org")
		eve, _ := r.signIn("eve@example.org")
		challenge, err := r.RequestEmailChange(t.Context(), ada, "Ada@new.example", home)
		if err != nil {
			t.Fatal(err)
		}
		mails := r.mails()
		if len(mails) != 1 || mails[0].To != "Ada@new.example" {
			t.Fatalf("mails: %v", mails)
		}
		code := codeLine.FindString(mails[0].Body)
		for name, try := range map[string]func() error{
			"by another account": func() error { _, err := r.ConfirmEmailChange(t.Context(), eve, challenge, code); return err },
			"with a wrong code":  func() error { _, err := r.ConfirmEmailChange(t.Context(), ada, challenge, other8(code)); return err },
			"as a sign-in":       func() error { _, err := r.SignIn(t.Context(), challenge, code, home); return err },
		} {
			if err := try(); !refused(err, "WRONG_CODE") {
				t.Errorf("%s: %v", name, err)
			}
		}
		after, err := r.ConfirmEmailChange(t.Context(), ada, challenge, code)
		if err != nil || after.Email != "Ada@new.example" || after.VoterID != ada.VoterID {
			t.Fatalf("confirmed: %+v, %v", after, err)
		}
		if mails := r.mails(); len(mails) != 1 || mails[0].To != "ada@example.org" || strings.Contains(mails[0].Body, "new.example") {
			t.Errorf("the former address is told, without the new one: %v", mails)
		}
		if p, _ := r.signIn("ada@new.example"); p.AccountID != ada.AccountID || p.VoterID != ada.VoterID {
			t.Errorf("signed in by the new address: %+v", p)
		}
		if back := r.move(ada, "ada@example.org"); back.Email != "ada@example.org" {
			t.Errorf("an account goes back to an address of its own: %+v", back)
		}
	})
}

// An address that is or was another voter's is refused, and only to who has the code: else a voter could vote twice.
func TestAddressOfAnotherVoterIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ada, _ := r.signIn("ada@example.org")
		eve, _ := r.signIn("eve@example.org")
		r.move(eve, "eve@new.example")
		gonePerson, _ := r.signIn("gone@example.org")
		if err := r.Delete(t.Context(), gonePerson, "gone@example.org"); err != nil {
			t.Fatal(err)
		}
		for name, email := range map[string]string{"taken": "EVE+x@new.example", "former": "eve@example.org", "of a deleted account": "gone@example.org"} {
			challenge, err := r.RequestEmailChange(t.Context(), ada, email, home)
			if err != nil {
				t.Fatalf("%s: the request tells: %v", name, err)
			}
			code := r.code()
			if _, err := r.ConfirmEmailChange(t.Context(), ada, challenge, code); !refused(err, "ADDRESS_TAKEN") {
				t.Errorf("%s: %v", name, err)
			}
			if p, err := r.Principal(t.Context(), ada.AccountID, ada.SessionID); err != nil || p.Email != "ada@example.org" {
				t.Errorf("%s: %+v, %v", name, p, err)
			}
		}
	})
}

// A principal is looked up before its request begins. Where the session ends in between, no address comes to an account
// that has none any more.
func TestNoAddressComesToWhoeverHasGone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for name, goAway := range map[string]func(p auth.Principal) error{
			"signed out": func(p auth.Principal) error { return r.SignOut(t.Context(), p, false) },
			"deleted":    func(p auth.Principal) error { return r.Delete(t.Context(), p, p.Email) },
		} {
			p, _ := r.signIn("ada@example.org")
			challenge, err := r.RequestEmailChange(t.Context(), p, "ada@new.example", home)
			if err != nil {
				t.Fatal(err)
			}
			code := r.code()
			if err := goAway(p); err != nil {
				t.Fatal(err)
			}
			if _, err := r.ConfirmEmailChange(t.Context(), p, challenge, code); !gone(err) {
				t.Errorf("%s, and confirming: %v", name, err)
			}
			if _, err := r.RequestEmailChange(t.Context(), p, "ada@newer.example", home); !gone(err) {
				t.Errorf("%s, and asking: %v", name, err)
			}
			if mails := r.mails(); len(mails) != 0 {
				t.Errorf("%s: mails %v", name, mails)
			}
		}
	})
}
