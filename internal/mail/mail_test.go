package mail

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

func newSeal(t *testing.T) *Seal {
	t.Helper()
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)
	seal, err := NewSeal(secret)
	if err != nil {
		t.Fatal(err)
	}
	return seal
}

func TestEveryLetterInSixLanguages(t *testing.T) {
	if len(words) != 6 {
		t.Fatal(len(words), "languages")
	}
	for _, edition := range words {
		for _, template := range []Template{SignInCode, ChangeCode, AddressChanged} {
			m := write("id", template, Content{To: "a@example.org", Language: edition.language, Code: "12345678", Minutes: 15})
			if m.Language != edition.language || m.Subject == "" || strings.ContainsAny(m.Subject, "\r\n{}") || strings.ContainsAny(m.Body, "{}") {
				t.Errorf("%s %s: %+v", edition.language, template, m)
			}
			if withCode := template != AddressChanged; strings.Contains(m.Body, "\n12345678\n") != withCode {
				t.Errorf("%s %s: the code does not stand alone on its line", edition.language, template)
			}
		}
	}
	for asked, want := range map[string]string{"fr-CH": "fr", "ar-EG": "ar", "zh-Hant-TW": "zh", "de": "en", "": "en"} {
		if m := write("id", SignInCode, Content{Language: asked}); m.Language != want {
			t.Errorf("%q is written to in %s", asked, m.Language)
		}
	}
}

func TestASealedLetterShowsNothing(t *testing.T) {
	seal := newSeal(t)
	now := time.Now()
	l, err := seal.Letter(store.Letter{AddressTag: "tag", CreatedAt: now, ExpiresAt: now.Add(time.Minute)}, SignInCode, Content{To: "amina@example.org", Code: "12345678"})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(l.Sealed, []byte("amina")) || bytes.Contains(l.Sealed, []byte("12345678")) {
		t.Error("the address or the code can be read")
	}
	if m, err := seal.open(l); err != nil || m.To != "amina@example.org" {
		t.Error(m, err)
	}
	moved := l
	moved.ID = "another row"
	if _, err := seal.open(moved); err == nil {
		t.Error("the letter opens in another row")
	}
	if _, err := newSeal(t).open(l); err == nil {
		t.Error("the letter opens with another secret")
	}
	if _, err := NewSeal([]byte("short")); err == nil {
		t.Error("a short secret is taken")
	}
}

// post is a sender that keeps what it is given, and fails as it is told to.
type post struct {
	mu   sync.Mutex
	sent []Mail
	fail []error
	got  chan struct{}
}

func (p *post) Send(_ context.Context, m Mail) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m)
	defer func() { p.got <- struct{}{} }()
	if len(p.fail) > 0 {
		err := p.fail[0]
		p.fail = p.fail[1:]
		return err
	}
	return nil
}

func TestThePostmanSendsEachLetterOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := storetest.Open(t, dsn)
		seal := newSeal(t)
		now := time.Now().UTC().Truncate(time.Microsecond)
		const letters = 12
		if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for range letters {
				l, err := seal.Letter(store.Letter{AddressTag: strings.Repeat("a", 64), CreatedAt: now, ExpiresAt: now.Add(time.Hour)}, SignInCode, Content{To: "a@example.org", Code: "12345678"})
				if err != nil {
					return err
				}
				if err := tx.AddLetter(ctx, l); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		box := &post{got: make(chan struct{}, 100)}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var running sync.WaitGroup
		for range 2 { // two replicas
			postman := NewPostman(st, seal, box, time.Now, slog.New(slog.DiscardHandler))
			running.Go(func() { postman.Run(ctx) })
			postman.Wake()
		}
		for range letters {
			select {
			case <-box.got:
			case <-time.After(20 * time.Second):
				t.Fatal("a letter did not go out")
			}
		}
		stop()
		running.Wait()
		seen := map[string]bool{}
		for _, m := range box.sent {
			if seen[m.ID] {
				t.Error("a letter went out twice")
			}
			seen[m.ID] = true
		}
		if due, err := st.HasDueLetters(t.Context(), now.Add(time.Hour)); err != nil || due {
			t.Error("letters are left:", due, err)
		}
	})
}

func TestALetterThatFailsIsTriedAgainUnlessItCannotArrive(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := storetest.Open(t, dsn)
		seal := newSeal(t)
		now := time.Now().UTC().Truncate(time.Microsecond)
		clock := now
		add := func() {
			l, err := seal.Letter(store.Letter{AddressTag: strings.Repeat("a", 64), CreatedAt: clock, ExpiresAt: now.Add(24 * time.Hour)}, SignInCode, Content{To: "a@example.org", Code: "12345678"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.AddLetter(ctx, l) }); err != nil {
				t.Fatal(err)
			}
		}
		box := &post{got: make(chan struct{}, 100)}
		postman := NewPostman(st, seal, box, func() time.Time { return clock }, slog.New(slog.DiscardHandler))
		step := func() int {
			n, err := postman.Step(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		add()
		box.fail = []error{errors.New("for a moment")}
		if step() != 1 || step() != 0 {
			t.Error("a failed letter is not put off")
		}
		clock = clock.Add(longestPause)
		if step() != 1 || step() != 0 || len(box.sent) != 2 || box.sent[0].ID != box.sent[1].ID {
			t.Error("a failed letter is not tried again, once and under its name:", len(box.sent))
		}
		add()
		box.fail = []error{&Failure{Status: 550, Permanent: true}}
		step()
		clock = clock.Add(longestPause)
		if step() != 0 {
			t.Error("a letter that cannot arrive is tried again")
		}
	})
}
