package account_test

import (
	"maps"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/fault"
)

func TestFirstSignInMakesTheAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p, tokens := r.signIn("Ada.Lovelace@Example.org")
		want := auth.Principal{AccountID: p.AccountID, VoterID: p.VoterID, SessionID: p.SessionID, Email: "Ada.Lovelace@example.org", Language: "en"}
		if diff := cmp.Diff(want, p); diff != "" || p.AccountID == "" || p.VoterID == "" || !p.Has(auth.Stakeholder) {
			t.Errorf("who is asking (-want +got):\n%s", diff)
		}
		if !tokens.ExpiresAt.Equal(r.clock().Add(15 * time.Minute)) {
			t.Errorf("the access token ends at %v", tokens.ExpiresAt)
		}
		again, _ := r.signIn("ada.lovelace+forum@example.org")
		if again.AccountID != p.AccountID || again.VoterID != p.VoterID || again.SessionID == p.SessionID || again.Email != want.Email {
			t.Errorf("another spelling is %+v, want a new session of %+v", again, p)
		}
	})
}

// One voter for each canonical address, however it is spelled: else one person could vote twice.
func TestOneVoterForEachMailbox(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first, _ := r.signIn("a.d.a@gmail.com")
		for _, same := range []string{"ADA@googlemail.com", "ad.a+vote2@gmail.com"} {
			if p, _ := r.signIn(same); p.VoterID != first.VoterID || p.AccountID != first.AccountID {
				t.Errorf("%s is another voter", same)
			}
		}
		if p, _ := r.signIn("ada@example.org"); p.VoterID == first.VoterID {
			t.Error("two mailboxes are one voter")
		}
	})
}

// Spellings that are one voter may be two mailboxes to a mail server: whoever has the other one gets into no account by
// it, neither by a code for an account that there is nor by one from before it was made.
func TestACodeGoesToTheMailboxOfTheAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for other, own := range map[string]string{
			"wei\u00DF@example.org": "weiss@example.org", "a\u017Fa@example.org": "asa@example.org", "\uFF42ob@example.org": "bob@example.org",
			"ada+eve@example.org": "ada@example.org", "EVE@example.org": "eve@example.org",
		} {
			early, earlyCode := r.ask(other)
			owner, _ := r.signIn(own)
			if _, err := r.SignIn(t.Context(), early, earlyCode, home); !refused(err, "WRONG_CODE") {
				t.Errorf("a code that went to %s before there was an account gave %v", other, err)
			}
			challenge, err := r.RequestSignInCode(t.Context(), other, "en", home)
			if err != nil {
				t.Fatal(err)
			}
			mails := r.mails()
			if len(mails) != 1 || mails[0].To != own {
				t.Fatalf("a code for %s went to %v", other, mails)
			}
			tokens, err := r.SignIn(t.Context(), challenge, codeLine.FindString(mails[0].Body), home)
			if err != nil || r.who(tokens).AccountID != owner.AccountID {
				t.Errorf("who typed %s and read the mail of the account gets %v", other, err)
			}
		}
	})
}

func TestCodesThatOpenNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		other, otherCode := r.ask("eve@example.org")
		used, usedCode := r.ask("used@example.org")
		if _, err := r.SignIn(t.Context(), used, usedCode, home); err != nil {
			t.Fatal(err)
		}
		expired, expiredCode := r.ask("late@example.org")
		r.wait(account.CodeTTL)
		p := r.officer("change@example.org")
		change, err := r.RequestEmailChange(t.Context(), p, "new@example.org", home)
		if err != nil {
			t.Fatal(err)
		}
		changeCode := r.code()
		mine, code := r.ask("ada@example.org")
		for _, c := range []struct{ name, challenge, code string }{
			{"another code", mine, other8(code)},
			{"the code of another challenge", mine, otherCode},
			{"another challenge", other, code},
			{"no challenge", "", code},
			{"a challenge that is none", strings.Repeat("A", 43), code},
			{"no code", mine, ""},
			{"a short code", mine, code[1:]},
			{"a long code", mine, code + "0"},
			{"letters", mine, "abcdefgh"},
			{"a used one", used, usedCode},
			{"one that has expired", expired, expiredCode},
			{"one that changes an address", change, changeCode},
		} {
			if _, err := r.SignIn(t.Context(), c.challenge, c.code, home); !refused(err, "WRONG_CODE") {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if _, err := r.SignIn(t.Context(), mine, code, home); err != nil {
			t.Errorf("the right code after some wrong ones: %v", err)
		}
	})
}

// other8 gives a code that is wrong.
func other8(code string) string {
	if code[0] == '1' {
		return "2" + code[1:]
	}
	return "1" + code[1:]
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for name, typed := range map[string]func(string) string{
			"spaces":      func(c string) string { return " " + c[:4] + " " + c[4:] + "\n" },
			"hyphen":      func(c string) string { return c[:4] + "-" + c[4:] },
			"Arabic":      func(c string) string { return shifted(c, '٠') },
			"Persian":     func(c string) string { return shifted(c, '۰') },
			"full width":  func(c string) string { return shifted(c, '０') },
			"mathematics": func(c string) string { return shifted(c, '𝟘') },
		} {
			challenge, code := r.ask(strings.ReplaceAll(name, " ", "") + "@example.org")
			if _, err := r.SignIn(t.Context(), challenge, typed(code), home); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func shifted(code string, zero rune) string {
	return strings.Map(func(r rune) rune { return r - '0' + zero }, code)
}

func TestGuessesAreCountedByChallenge(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hers, herCode := r.ask("ada@example.org")
		strangers, code := r.ask("ada@example.org") // a stranger asks for a code of hers, and guesses
		for range auth.MaxGuesses {
			if _, err := r.SignIn(t.Context(), strangers, other8(code), home); !refused(err, "WRONG_CODE") {
				t.Fatal(err)
			}
		}
		if _, err := r.SignIn(t.Context(), strangers, code, home); !refused(err, "WRONG_CODE") {
			t.Errorf("a sixth guess: %v", err)
		}
		if _, err := r.SignIn(t.Context(), hers, herCode, home); err != nil {
			t.Errorf("her own code after the guesses of a stranger: %v", err)
		}
	})
}

func TestGuessesAtOnceAreCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		challenge, code := r.ask("ada@example.org")
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { _, _ = r.SignIn(t.Context(), challenge, other8(code), home) })
		}
		all.Wait()
		if _, err := r.SignIn(t.Context(), challenge, code, home); !refused(err, "WRONG_CODE") {
			t.Errorf("after twenty guesses at once: %v", err)
		}
		challenge, code = r.ask("ada@example.org")
		opened := make(chan account.Tokens, 20)
		for range 20 {
			all.Go(func() {
				if tokens, err := r.SignIn(t.Context(), challenge, code, home); err == nil {
					opened <- tokens
				}
			})
		}
		all.Wait()
		if len(opened) != 1 {
			t.Errorf("a code signed in %d times", len(opened))
		}
	})
}

func TestFirstSignInsAtOnceMakeOneAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		type pair struct{ challenge, code string }
		var pairs []pair
		for range 5 {
			challenge, code := r.ask("ada@example.org")
			pairs = append(pairs, pair{challenge, code})
		}
		tokens := make(chan account.Tokens, len(pairs))
		var all sync.WaitGroup
		for _, p := range pairs {
			all.Go(func() {
				signed, err := r.SignIn(t.Context(), p.challenge, p.code, home)
				if err != nil {
					t.Error(err)
				}
				tokens <- signed
			})
		}
		all.Wait()
		close(tokens)
		accounts := map[string]bool{}
		for signed := range tokens {
			accounts[r.who(signed).AccountID+r.who(signed).VoterID] = true
		}
		if len(accounts) != 1 {
			t.Errorf("%d accounts", len(accounts))
		}
	})
}

// Known and unknown addresses take the same statements and get the same answer and the same mail.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.signIn("known@example.org")
		if err := r.Disable(t.Context(), r.officer("disabled@example.org").Email); err != nil {
			t.Fatal(err)
		}
		var first map[string]int
		var firstMail string
		for _, email := range []string{"unknown@example.org", "known@example.org", "disabled@example.org"} {
			var challenge string
			counts := maps.Clone(r.counted(func() {
				var err error
				if challenge, err = r.RequestSignInCode(t.Context(), email, "en", home); err != nil {
					t.Fatal(err)
				}
			}))
			mails := r.mails()
			if len(mails) != 1 || len(challenge) != 43 {
				t.Fatalf("%s: %d mails, challenge %q", email, len(mails), challenge)
			}
			text := codeLine.ReplaceAllString(mails[0].Body, "")
			if first == nil {
				first, firstMail = counts, text
			}
			if diff := cmp.Diff(first, counts); diff != "" || counts["INSERT"] != 2 {
				t.Errorf("%s takes other statements (-unknown +got):\n%s", email, diff)
			}
			if text != firstMail {
				t.Errorf("%s gets another mail: %s", email, text)
			}
		}
	})
}

func TestMailIsInTheLanguageOfItsReader(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p, _ := r.signIn("ada@example.org")
		if _, err := r.Update(t.Context(), p, "ar"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ email, asked, want string }{
			{"ada@example.org", "en", "ar"},
			{"new@example.org", "fr-CA", "fr"},
			{"other@example.org", "zh-Hant", "zh"},
			{"another@example.org", "sw", "en"},
		} {
			if _, err := r.RequestSignInCode(t.Context(), c.email, c.asked, home); err != nil {
				t.Fatal(err)
			}
			if mails := r.mails(); len(mails) != 1 || mails[0].Language != c.want || mails[0].To != c.email {
				t.Errorf("%s: %v, want one mail in %s", c.email, mails, c.want)
			}
		}
	})
}

func TestRequestsThatAreWrong(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for field, c := range map[string]struct{ email, language string }{
			"email":    {"nobody", "en"},
			"language": {"ada@example.org", "no language at all"},
		} {
			if _, err := r.RequestSignInCode(t.Context(), c.email, c.language, home); fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
		if mails := r.mails(); len(mails) > 0 {
			t.Errorf("mails went out: %v", mails)
		}
	})
}

func TestWhoMayNotSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		old, _ := r.signIn("old@example.org")
		r.signIn("disabled@example.org")
		if err := r.Disable(t.Context(), "DISABLED@example.org"); err != nil {
			t.Fatal(err)
		}
		moved := r.move(old, "moved@example.org")
		r.set(func(c *account.Config) { c.Settings.RegistrationClosed = true })
		for email, want := range map[string]string{
			"disabled@example.org": "ACCOUNT_DISABLED",
			"new@example.org":      "REGISTRATION_CLOSED",
		} {
			challenge, code := r.ask(email)
			if _, err := r.SignIn(t.Context(), challenge, code, home); !refused(err, want) {
				t.Errorf("%s: %v, want %s", email, err, want)
			}
		}
		if p, _ := r.signIn("moved@example.org"); p.AccountID != moved.AccountID {
			t.Error("who has an account signs in also while registration is closed")
		}
		r.set(func(c *account.Config) { c.Settings.RegistrationClosed = false })
		challenge, code := r.ask("old@example.org")
		if _, err := r.SignIn(t.Context(), challenge, code, home); !refused(err, "ADDRESS_TAKEN") {
			t.Errorf("the former address of an account: %v", err)
		}
		if err := r.Enable(t.Context(), "disabled@example.org"); err != nil {
			t.Fatal(err)
		}
		r.signIn("disabled@example.org")
	})
}

// move gives an account another address.
func (r *rig) move(p auth.Principal, email string) auth.Principal {
	r.t.Helper()
	challenge, err := r.RequestEmailChange(r.t.Context(), p, email, home)
	if err != nil {
		r.t.Fatal(err)
	}
	after, err := r.ConfirmEmailChange(r.t.Context(), p, challenge, r.code())
	if err != nil {
		r.t.Fatal(err)
	}
	r.mails()
	return after
}

func TestLimitsOfMail(t *testing.T) {
	network := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{198, 51, byte(i), 1}) }
	small := account.Limits{Pair: account.Allowance{Hour: 2, Day: 3}, Address: account.Allowance{Hour: 4, Day: 6}, Network: account.Allowance{Hour: 5, Day: 7}}
	onBoth(t, func(t *testing.T, r *rig) {
		r.set(func(c *account.Config) { c.Settings.Limits = small })
		asks := func(email string, ip netip.Addr, want int) {
			t.Helper()
			challenge, err := r.RequestSignInCode(t.Context(), email, "en", ip)
			if err != nil || len(challenge) != 43 {
				t.Fatalf("the answer differs: %q, %v", challenge, err)
			}
			if got := len(r.mails()); got != want {
				t.Errorf("%s from %s: %d mails, want %d", email, ip, got, want)
			}
		}
		held, code := r.ask("ada@example.org")
		asks("Ada+x@example.org", netip.MustParseAddr("192.0.2.200"), 1) // the same address, the same network
		asks("ada@example.org", home, 0)                                 // two in an hour from one network
		asks("ada@example.org", network(1), 1)                           // nobody uses up the mails of others
		asks("ada@example.org", network(2), 1)
		asks("ada@example.org", network(3), 0) // four in an hour from everywhere
		if _, err := r.SignIn(t.Context(), held, code, network(9)); err != nil {
			t.Errorf("a code that went out is good over a limit too: %v", err)
		}
		asks("ada@example.org", network(9), 1) // she was here before: a crowd of networks cannot keep her out
		asks("ada@example.org", network(3), 0)
		r.wait(time.Hour)
		asks("ada@example.org", network(3), 1) // the sixth of the day
		asks("ada@example.org", home, 0)       // six in a day from everywhere
		r.wait(23 * time.Hour)
		asks("ada@example.org", home, 1)
		for i, want := range []int{1, 1, 1, 1, 1, 0} {
			asks(string(rune('a'+i))+"@example.org", network(20), want) // five in an hour from one network
		}
		v6 := netip.MustParseAddr("2001:db8:1::1")
		asks("six@example.org", v6, 1)
		asks("six@example.org", netip.MustParseAddr("2001:db8:1:ffff::1"), 1)
		asks("six@example.org", netip.MustParseAddr("2001:db8:1:1::1"), 0)
		asks("six@example.org", netip.MustParseAddr("2001:db8:2::1"), 1)
	})
}

func TestLimitsHoldForRequestsAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				if _, err := r.RequestSignInCode(t.Context(), "ada@example.org", "en", home); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := len(r.mails()); n != account.DefaultLimits.Pair.Hour {
			t.Errorf("%d mails, want %d", n, account.DefaultLimits.Pair.Hour)
		}
	})
}
