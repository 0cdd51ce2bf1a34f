package account_test

import (
	"flag"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

const invalid = "INVALID_REFRESH_TOKEN"

// refresh exchanges a token, which must be good.
func (r *rig) refresh(token string) account.Tokens {
	r.t.Helper()
	tokens, err := r.Refresh(r.t.Context(), token)
	if err != nil {
		r.t.Fatal(err)
	}
	return tokens
}

func TestRefreshTokensThatAreNotGood(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, tokens := r.signIn("ada@example.org")
		for name, token := range map[string]string{
			"nothing":         "",
			"an access token": tokens.AccessToken,
			"cut":             tokens.RefreshToken[1:],
			"longer":          tokens.RefreshToken + "A",
			"another":         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"in quotes":       `'` + tokens.RefreshToken[2:] + `'`,
		} {
			if _, err := r.Refresh(t.Context(), token); !refused(err, invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		r.who(tokens) // none of these ends the session
		tokens = r.refresh(tokens.RefreshToken)
		r.wait(store.SessionIdle)
		if _, err := r.Refresh(t.Context(), tokens.RefreshToken); !refused(err, invalid) {
			t.Errorf("one that has expired: %v", err)
		}
		p, tokens := r.signIn("ada@example.org")
		if err := r.SignOut(t.Context(), p, false); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Refresh(t.Context(), tokens.RefreshToken); !refused(err, invalid) {
			t.Errorf("one of a session that was signed out: %v", err)
		}
	})
}

// A session that refreshes without end fills no disk, and is as good as before when it has waited.
func TestNobodyRefreshesWithoutEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, tokens := r.signIn("ada@example.org")
		for range auth.MaxRefreshes - 1 { // the sign-in gave one
			tokens = r.refresh(tokens.RefreshToken)
		}
		if _, err := r.Refresh(t.Context(), tokens.RefreshToken); fault.Of(err) != fault.RateLimited {
			t.Errorf("one too many: %v", err)
		}
		r.who(tokens)
		_, others := r.signIn("ada@example.org")
		r.refresh(others.RefreshToken) // each session has its own
		r.wait(time.Hour)
		r.who(r.refresh(tokens.RefreshToken))
	})
}

func TestLostAnswersCanBeAskedForOnceMore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p, first := r.signIn("ada@example.org")
		lost := r.refresh(first.RefreshToken)
		r.wait(auth.RetryWindow)
		second := r.refresh(first.RefreshToken)
		if got := r.who(second); got.SessionID != p.SessionID {
			t.Errorf("another session: %+v", got)
		}
		third := r.refresh(second.RefreshToken)
		r.who(third)
		if _, err := r.Refresh(t.Context(), lost.RefreshToken); !refused(err, invalid) { // whoever has it, it is a copy
			t.Errorf("the token of the lost answer: %v", err)
		}
		for name, tokens := range map[string]account.Tokens{"first": first, "last": third} {
			if _, err := r.principal(tokens); !gone(err) {
				t.Errorf("after a copy was used, %s: %v", name, err)
			}
		}
		if _, err := r.Refresh(t.Context(), third.RefreshToken); !refused(err, invalid) {
			t.Errorf("the newest token after a copy was used: %v", err)
		}
	})
}

func TestCopiesEndTheSession(t *testing.T) {
	for _, c := range []struct {
		name string
		copy func(r *rig, first account.Tokens) (shown string)
	}{
		{"too late", func(r *rig, first account.Tokens) string {
			r.refresh(first.RefreshToken)
			r.wait(auth.RetryWindow + time.Microsecond)
			return first.RefreshToken
		}},
		{"a third time", func(r *rig, first account.Tokens) string {
			r.refresh(first.RefreshToken)
			r.refresh(first.RefreshToken)
			return first.RefreshToken
		}},
		{"when the answer had come", func(r *rig, first account.Tokens) string {
			r.refresh(r.refresh(first.RefreshToken).RefreshToken)
			return first.RefreshToken
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *rig) {
				other, _ := r.signIn("ada@example.org")
				_, first := r.signIn("ada@example.org")
				if _, err := r.Refresh(t.Context(), c.copy(r, first)); !refused(err, invalid) {
					t.Errorf("a copy: %v", err)
				}
				if _, err := r.principal(first); !gone(err) {
					t.Errorf("the session goes on: %v", err)
				}
				if _, err := r.Principal(t.Context(), other.AccountID, other.SessionID); err != nil {
					t.Errorf("another session of the account has ended: %v", err)
				}
			})
		})
	}
}

func TestRefreshesAtOnceGiveTwoAnswersAtMost(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, first := r.signIn("ada@example.org")
		good := make(chan account.Tokens, 16)
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				tokens, err := r.Refresh(t.Context(), first.RefreshToken)
				if err == nil {
					good <- tokens
				} else if !refused(err, invalid) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(good) != 2 { // the use and the one retry; the third was a copy
			t.Errorf("%d answers", len(good))
		}
		if _, err := r.principal(first); !gone(err) {
			t.Errorf("sixteen copies at once, and the session goes on: %v", err)
		}
	})
}

// modelToken is a refresh token as a careful reader of the rules would write it down.
type modelToken struct {
	token      string
	session    int
	used       time.Time
	tries      int // how often it gave new tokens
	lost       bool
	expires    time.Time
	successors []int // the tokens that it gave
}

// Any sequence of refreshes, retries, copies, waits and sign-outs does what a simple model says.
func TestRefreshFollowsItsModel(t *testing.T) {
	if err := flag.Set("rapid.checks", "30"); err != nil { // each takes some dozen commits
		t.Fatal(err)
	}
	defer func() { _ = flag.Set("rapid.checks", "100") }()
	onBoth(t, func(t *testing.T, r *rig) {
		r.set(func(c *account.Config) {
			c.Settings.Limits = account.Limits{Pair: account.Allowance{Hour: 1e6, Day: 1e6}, Address: account.Allowance{Hour: 1e6, Day: 1e6}, Network: account.Allowance{Hour: 1e6, Day: 1e6}}
		})
		rapid.Check(t, func(t *rapid.T) {
			var tokens []*modelToken
			var people []auth.Principal
			var ended []bool
			add := func(session int, token string) int {
				tokens = append(tokens, &modelToken{token: token, session: session, expires: r.clock().Add(store.SessionIdle)})
				return len(tokens) - 1
			}
			start := func() {
				p, signed := r.signIn("ada@example.org")
				people, ended = append(people, p), append(ended, false)
				add(len(people)-1, signed.RefreshToken)
			}
			start()
			t.Repeat(map[string]func(*rapid.T){
				"sign in": func(t *rapid.T) {
					if len(people) == 2 {
						t.Skip("two sessions are enough to mix up")
					}
					start()
				},
				"wait": func(t *rapid.T) {
					r.wait(rapid.SampledFrom([]time.Duration{time.Second, 15 * time.Second, auth.RetryWindow, 20 * 24 * time.Hour}).Draw(t, "for"))
				},
				"sign out": func(t *rapid.T) {
					i := rapid.IntRange(0, len(people)-1).Draw(t, "session")
					if err := r.SignOut(r.t.Context(), people[i], false); err != nil {
						t.Fatal(err)
					}
					ended[i] = true
				},
				"refresh": func(t *rapid.T) {
					m := tokens[rapid.IntRange(0, len(tokens)-1).Draw(t, "token")]
					want := m.shown(r.clock(), tokens, ended)
					got, err := r.Refresh(r.t.Context(), m.token)
					if (err == nil) != want || err != nil && !refused(err, invalid) {
						t.Fatalf("got %v, want good %v: %+v", err, want, *m)
					}
					if err == nil {
						m.successors = append(m.successors, add(m.session, got.RefreshToken))
					}
				},
				"": func(t *rapid.T) {
					for i, p := range people {
						_, err := r.Principal(r.t.Context(), p.AccountID, p.SessionID)
						if ended[i] != (err != nil) || err != nil && !gone(err) {
							t.Fatalf("session %d has ended %v, but: %v", i, ended[i], err)
						}
					}
				},
			})
		})
	})
}

// shown says whether a token that somebody shows gives new ones, and what comes of it.
func (m *modelToken) shown(now time.Time, all []*modelToken, ended []bool) bool {
	if ended[m.session] {
		return false
	}
	if m.tries == 0 && !m.lost {
		if !now.Before(m.expires) {
			return false
		}
		m.used, m.tries = now, 1
		return true
	}
	if m.tries == 1 && !m.lost {
		if next := all[m.successors[0]]; next.tries == 0 && !next.lost && now.Sub(m.used) <= auth.RetryWindow {
			next.lost, m.tries = true, 2
			return true
		}
	}
	ended[m.session] = true
	return false
}
