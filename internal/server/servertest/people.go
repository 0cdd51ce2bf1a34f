package servertest

import (
	"context"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/mail"
	"rostrum/internal/token"
)

// Keys makes a folder of keys that lasts as long as the test.
func Keys(tb testing.TB) *token.Keys {
	tb.Helper()
	keys, err := token.OpenKeys(filepath.Join(tb.TempDir(), "keys"))
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

// Token makes an access token of an account, with roles for everything.
func (r *Replica) Token(tb testing.TB, email string, roles ...auth.Role) string {
	tb.Helper()
	tokens, err := r.Server.Accounts().Mint(tb.Context(), []string{email}, roles, time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	return tokens[0]
}

// Bearer gives the header that goes with a token; nothing without one.
func Bearer(token string) []string {
	if token == "" {
		return nil
	}
	return []string{"Authorization", "Bearer " + token}
}

// Inbox takes the mail of a server.
type Inbox struct {
	mu    sync.Mutex
	mails []mail.Mail
}

// Send takes a mail.
func (b *Inbox) Send(_ context.Context, m mail.Mail) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails = append(b.mails, m)
	return nil
}

// All gives the mails to an address so far.
func (b *Inbox) All(to string) (found []mail.Mail) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.mails {
		if m.To == to {
			found = append(found, m)
		}
	}
	return found
}

var code = regexp.MustCompile(`(?m)^[0-9]{8}$`)

// Code waits for the nth mail to an address, from 1, and reads the code in it.
func (b *Inbox) Code(tb testing.TB, to string, nth int) string {
	tb.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if all := b.All(to); len(all) >= nth {
			found := code.FindString(all[nth-1].Body)
			if found == "" {
				tb.Fatalf("there is no code in the mail %q", all[nth-1].Subject)
			}
			return found
		}
		select {
		case <-deadline.C:
			tb.Fatalf("mail %d to %s did not come", nth, to)
		case <-tick.C:
		}
	}
}
