package account_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"regexp"
	"sync"
	"testing"
	"time"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/mail"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// home is where requests come from, unless a test says otherwise.
var home = netip.MustParseAddr("192.0.2.7")

// rig is a service over a fresh database, with a clock that stands still until it is moved, and a box for mail.
type rig struct {
	*account.Service
	t       testing.TB
	dsn     string
	config  account.Config
	postman *mail.Postman
	box     box
	log     bytes.Buffer

	mu         sync.Mutex
	now        time.Time
	statements map[string]int
}

func newRig(t testing.TB, dsn string, change ...func(*account.Config)) *rig {
	t.Helper()
	r := &rig{t: t, dsn: dsn, now: time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC), statements: map[string]int{}}
	st, err := store.Open(t.Context(), dsn, store.WithStatementHook(func(operation string) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.statements[operation]++
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.config = account.Config{
		Store:   st,
		Secrets: account.Secrets{Voter: bytes.Repeat([]byte("v"), 32), Challenge: bytes.Repeat([]byte("c"), 32)},
		Issue: func(accountID, sessionID string, ttl time.Duration) (string, error) {
			return fmt.Sprintf("%s %s %s", accountID, sessionID, ttl), nil
		},
		Votes: func(_ context.Context, voterID string) (any, error) { return []string{"vote of " + voterID}, nil },
		Now:   r.clock,
		Log:   slog.New(slog.NewTextHandler(&r.log, nil)),
	}
	r.set(change...)
	seal, err := r.config.Secrets.Seal()
	if err != nil {
		t.Fatal(err)
	}
	r.postman = mail.NewPostman(st, seal, &r.box, r.clock, r.config.Log)
	return r
}

// set makes the service anew with other settings, over the same database.
func (r *rig) set(change ...func(*account.Config)) {
	r.t.Helper()
	for _, f := range change {
		f(&r.config)
	}
	svc, err := account.New(r.config)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Service = svc
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) wait(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// counted gives how many statements of each kind f takes.
func (r *rig) counted(f func()) map[string]int {
	r.mu.Lock()
	r.statements = map[string]int{}
	r.mu.Unlock()
	f()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.statements
}

// box keeps the mails that were sent.
type box struct {
	mu    sync.Mutex
	mails []mail.Mail
}

func (b *box) Send(_ context.Context, m mail.Mail) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails = append(b.mails, m)
	return nil
}

// mails sends what is in the outbox and takes what came.
func (r *rig) mails() []mail.Mail {
	r.t.Helper()
	for {
		n, err := r.postman.Step(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	r.box.mu.Lock()
	defer r.box.mu.Unlock()
	came := r.box.mails
	r.box.mails = nil
	return came
}

var codeLine = regexp.MustCompile(`(?m)^\d{8}$`)

// code gives the code of the one mail that came.
func (r *rig) code() string {
	r.t.Helper()
	mails := r.mails()
	if len(mails) != 1 {
		r.t.Fatalf("%d mails came, want one: %v", len(mails), mails)
	}
	code := codeLine.FindString(mails[0].Body)
	if code == "" {
		r.t.Fatalf("no code in %q", mails[0].Body)
	}
	return code
}

// ask asks for a code and gives it with its challenge.
func (r *rig) ask(email string) (challenge, code string) {
	r.t.Helper()
	challenge, err := r.RequestSignInCode(r.t.Context(), email, "en", home)
	if err != nil {
		r.t.Fatal(err)
	}
	return challenge, r.code()
}

// signIn signs in and gives who is asking then.
func (r *rig) signIn(email string) (auth.Principal, account.Tokens) {
	r.t.Helper()
	challenge, code := r.ask(email)
	tokens, err := r.SignIn(r.t.Context(), challenge, code, home)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.who(tokens), tokens
}

// who gives the principal of an access token, which must be good.
func (r *rig) who(tokens account.Tokens) auth.Principal {
	r.t.Helper()
	p, err := r.principal(tokens)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func (r *rig) principal(tokens account.Tokens) (auth.Principal, error) {
	var accountID, sessionID, ttl string
	if _, err := fmt.Sscan(tokens.AccessToken, &accountID, &sessionID, &ttl); err != nil || ttl != "15m0s" {
		r.t.Fatalf("access token %q: %v", tokens.AccessToken, err)
	}
	return r.Principal(r.t.Context(), accountID, sessionID)
}

// officer gives somebody with a role for everything, by the command line.
func (r *rig) officer(email string, roles ...auth.Role) auth.Principal {
	r.t.Helper()
	all, err := r.Ensure(r.t.Context(), []string{email}, roles)
	if err != nil {
		r.t.Fatal(err)
	}
	return all[0]
}

// refused tells whether an error is a refusal with a code.
func refused(err error, code string) bool {
	no, ok := errors.AsType[*account.Refusal](err)
	return ok && no.Code == code && no.Text != "" && len(no.Path) == 2 && no.Path[0] == "input"
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Helper()
	storetest.OnBoth(t, func(t *testing.T, dsn string) { test(t, newRig(t, dsn)) })
}
