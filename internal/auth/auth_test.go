package auth

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/fault"
)

func TestOneVoterForEachMailbox(t *testing.T) {
	for _, same := range [][]string{
		{"amina@example.org", "Amina@Example.ORG", "amina+votes@example.org", " amina@example.org ", "AMINA+a+b@example.org"},
		{"a.b.c@gmail.com", "abc@googlemail.com", "A.BC+x@Gmail.com"},
		{"jean@exämple.org", "jean@xn--exmple-cua.org", "Jean@EXÄMPLE.org"},
	} {
		_, want, err := Canonical(same[0])
		if err != nil {
			t.Fatal(same[0], err)
		}
		for _, address := range same[1:] {
			if _, key, err := Canonical(address); err != nil || key != want {
				t.Errorf("%s is %q (%v), %s is %q", address, key, err, same[0], want)
			}
		}
	}
	_, one, _ := Canonical("a.b@example.org")
	if _, other, _ := Canonical("ab@example.org"); one == other {
		t.Error("dots count where the provider is not known to pass over them")
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	for name, address := range map[string]string{
		"empty": "", "no at sign": "amina", "no local part": "@example.org", "only a tag": "+votes@example.org", "no domain": "amina@", "bare host": "amina@localhost",
		"too long": strings.Repeat("a", 250) + "@example.org", "long local part": strings.Repeat("a", 65) + "@example.org",
		"NUL": "a\x00b@example.org", "a second line": "amina@example.org\nBcc: other@example.org", "invalid UTF-8": "a\xff@example.org",
		"two dots": "a..b@example.org", "quoted": `"a b"@example.org`, "a space": "a b@example.org", "an override": "a\u202eb@example.org",
	} {
		if display, key, err := Canonical(address); fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), "email: ") {
			t.Errorf("%s: %q %q %v", name, display, key, err)
		}
	}
}

func officer(id string, grants ...Grant) Principal {
	for i := range grants {
		grants[i].ConfirmedAt = time.Unix(1, 0)
	}
	return Principal{AccountID: id, Grants: grants}
}

func TestRolesTakeTwoOfficersWithinTheirScope(t *testing.T) {
	now := time.Unix(100, 0)
	everywhere := officer("o1", Grant{Role: Secretariat})
	second := officer("o2", Grant{Role: Secretariat})
	ofForum := officer("o3", Grant{Role: Secretariat, ForumID: "F1"})
	ofContest := officer("o4", Grant{Role: Secretariat, ContestID: "C1"})
	juror := officer("o5", Grant{Role: Jury})
	here, elsewhere := Scope{ForumID: "F1", ContestID: "C1"}, Scope{ForumID: "F2"}

	for _, role := range []Role{Secretariat, Auditor, Jury} {
		g, err := Give(everywhere, "a", role, Scope{}, false, now)
		if err != nil || g.InForce() || !g.Pending() {
			t.Errorf("%s by one officer: %+v %v", role, g, err)
		}
		if _, err := g.Confirm(everywhere, Scope{}, now); fault.Of(err) != fault.Forbidden {
			t.Errorf("%s confirmed by who gave it: %v", role, err)
		}
		if _, err := g.Confirm(officer("a", Grant{Role: Secretariat}), Scope{}, now); fault.Of(err) != fault.Forbidden {
			t.Errorf("%s confirmed by who gets it: %v", role, err)
		}
		done, err := g.Confirm(second, Scope{}, now)
		if err != nil || !done.InForce() {
			t.Errorf("%s by two: %+v %v", role, done, err)
		}
		if _, err := done.Confirm(second, Scope{}, now); fault.Of(err) != fault.Conflict {
			t.Errorf("%s confirmed twice: %v", role, err)
		}
		gone, err := done.Withdraw(second, Scope{}, now)
		if err != nil || gone.InForce() || gone.Pending() {
			t.Errorf("%s withdrawn: %+v %v", role, gone, err)
		}
	}
	if g, err := Give(everywhere, "a", Facilitator, Scope{}, false, now); err != nil || !g.InForce() {
		t.Error("a facilitator takes one officer:", g, err)
	}
	if g, err := Give(everywhere, "a", Jury, Scope{}, true, now); err != nil || !g.InForce() {
		t.Error("one is enough by the settings:", g, err)
	}
	for name, tc := range map[string]struct {
		who   Principal
		scope Scope
		want  bool
	}{
		"a forum's officer in the forum":     {ofForum, Scope{ForumID: "F1"}, true},
		"a forum's officer in its contest":   {ofForum, here, true},
		"a forum's officer elsewhere":        {ofForum, elsewhere, false},
		"a forum's officer for everything":   {ofForum, Scope{}, false},
		"a contest's officer in the contest": {ofContest, here, true},
		"a contest's officer in its forum":   {ofContest, Scope{ForumID: "F1"}, false},
		"a juror":                            {juror, here, false},
		"nobody":                             {Principal{AccountID: "x"}, here, false},
	} {
		if _, err := Give(tc.who, "a", Facilitator, tc.scope, false, now); (err == nil) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Give(everywhere, "a", Stakeholder, Scope{}, false, now); fault.Of(err) != fault.BadUserInput {
		t.Error("stakeholder is granted:", err)
	}
}

func TestAWithdrawnOrWaitingRoleGivesNoRight(t *testing.T) {
	p := Principal{Grants: []Grant{{Role: Jury}, {Role: Auditor, ConfirmedAt: time.Unix(1, 0), WithdrawnAt: time.Unix(2, 0)}}}
	if p.Has(Jury) || p.Has(Auditor) || !p.Has(Stakeholder) {
		t.Error("jury", p.Has(Jury), "auditor", p.Has(Auditor), "stakeholder", p.Has(Stakeholder))
	}
}

func TestFiveGuessesAndOnce(t *testing.T) {
	now := time.Unix(100, 0)
	fresh := Challenge{Email: "a@example.org", ExpiresAt: now.Add(time.Minute)}
	c := fresh
	for i := range MaxGuesses {
		var opens bool
		if c, opens = c.Guess(false, now); opens || c.Guesses != i+1 {
			t.Fatal(i, c, opens)
		}
	}
	if _, opens := c.Guess(true, now); opens {
		t.Error("the right code after five wrong ones opens")
	}
	used, opens := fresh.Guess(true, now)
	if !opens || used.Email != "" {
		t.Error("the right code:", used, opens)
	}
	if _, opens := used.Guess(true, now); opens {
		t.Error("a code opens twice")
	}
	if _, opens := fresh.Guess(true, fresh.ExpiresAt); opens {
		t.Error("a code opens after its time")
	}
}

// TestRefreshTokensAgainstAModel shows tokens of one session in any order and at any time. A token works once, and once
// more shortly after if nobody has used what it was exchanged for; everything else of a used one ends the session.
func TestRefreshTokensAgainstAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1000, 0)
		tokens := []RefreshToken{{Hash: "0", ExpiresAt: now.Add(time.Hour)}}
		successor := map[int]int{}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "seconds")) * time.Second)
			i := rapid.IntRange(0, len(tokens)-1).Draw(t, "token")
			next, exchanged := successor[i]
			successorUsed := exchanged && !tokens[next].UsedAt.IsZero()
			got := tokens[i].Use(now, successorUsed)
			want := Rotated
			switch {
			case exchanged && tokens[i].RetriedAt.IsZero() && !successorUsed && now.Sub(tokens[i].UsedAt) <= RetryWindow:
				want = Retried
			case exchanged:
				want = Replayed
			}
			if got != want {
				t.Fatalf("token %d at %s: %d, want %d", i, now, got, want)
			}
			if got == Replayed {
				return // the session has ended
			}
			if got == Retried {
				tokens[i].RetriedAt = now
				tokens[next].UsedAt = now // it has lost its worth
				successor[next] = next
			} else {
				tokens[i].UsedAt = now
			}
			tokens = append(tokens, RefreshToken{Hash: "x", ExpiresAt: now.Add(time.Hour)})
			successor[i] = len(tokens) - 1
			tokens[i].Successor = "x"
		}
	})
}

func TestClaimsAreDecidedByOthers(t *testing.T) {
	now := time.Unix(100, 0)
	claim := OrganisationClaim{AccountID: "a", State: Claimed}
	if _, err := claim.Decide(officer("a", Grant{Role: Secretariat}), true, now); fault.Of(err) != fault.Forbidden {
		t.Error("of their own:", err)
	}
	if _, err := claim.Decide(officer("o", Grant{Role: Jury}), true, now); fault.Of(err) != fault.Forbidden {
		t.Error("by a juror:", err)
	}
	confirmed, err := claim.Decide(officer("o", Grant{Role: Secretariat}), true, now)
	if err != nil || confirmed.State != ClaimConfirmed {
		t.Error(confirmed, err)
	}
	if again, err := confirmed.Decide(officer("o", Grant{Role: Secretariat}), false, now); err != nil || again.State != ClaimRefused {
		t.Error("refused later:", again, err)
	}
}
