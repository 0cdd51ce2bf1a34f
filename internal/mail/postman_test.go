package mail_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"rostrum/internal/mail"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// office is an outbox with a postman, a clock that stands still, and a sender that a test can make fail.
type office struct {
	t       *testing.T
	store   *store.Store
	dsn     string
	seal    *mail.Seal
	postman *mail.Postman
	log     bytes.Buffer

	mu   sync.Mutex
	now  time.Time
	fail error
	sent []mail.Mail
	busy map[string]bool // mails that are being sent
}

const tag = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func onBoth(t *testing.T, test func(*testing.T, *office)) {
	t.Helper()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		o := &office{t: t, dsn: dsn, store: storetest.Open(t, dsn), now: time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC), busy: map[string]bool{}}
		seal, err := mail.NewSeal(bytes.Repeat([]byte("s"), 32))
		if err != nil {
			t.Fatal(err)
		}
		o.seal, o.postman = seal, mail.NewPostman(o.store, seal, o, o.clock, slog.New(slog.NewTextHandler(&o.log, nil)))
		test(t, o)
	})
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// Send is how the postman sends.
func (o *office) Send(_ context.Context, m mail.Mail) error {
	o.mu.Lock()
	if o.busy[m.ID] {
		o.t.Errorf("two workers send %s at once", m.ID)
	}
	o.busy[m.ID] = true
	fail := o.fail
	o.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.busy, m.ID)
	if fail == nil {
		o.sent = append(o.sent, m)
	}
	return fail
}

// write puts a letter into the outbox that is worth sending for a quarter of an hour.
func (o *office) write(to string) store.Letter {
	o.t.Helper()
	now := o.clock()
	l, err := o.seal.Letter(store.Letter{AddressTag: tag, CreatedAt: now, ExpiresAt: now.Add(15 * time.Minute)}, mail.SignInCode,
		mail.Content{To: to, Language: "en", Code: "12345678", Minutes: 15})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.store.Write(o.t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.AddLetter(ctx, l) }); err != nil {
		o.t.Fatal(err)
	}
	return l
}

func (o *office) step(want int) {
	o.t.Helper()
	if n, err := o.postman.Step(o.t.Context()); n != want || err != nil {
		o.t.Fatalf("%d mails were tried, %v; want %d", n, err, want)
	}
}

// state gives how many letters are in each state, and whether any content is left in them.
func (o *office) state() (waiting, sent, dropped, sealed int) {
	o.t.Helper()
	err := storetest.Raw(o.t, o.dsn).QueryRowContext(o.t.Context(), `SELECT count(CASE WHEN state = 'WAITING' THEN 1 END),
		count(CASE WHEN state = 'SENT' THEN 1 END), count(CASE WHEN state = 'DROPPED' THEN 1 END), count(sealed) FROM outbox`).Scan(&waiting, &sent, &dropped, &sealed)
	if err != nil {
		o.t.Fatal(err)
	}
	return waiting, sent, dropped, sealed
}

func TestMailIsSentOnceAndErased(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		l := o.write("ada@example.org")
		o.step(1)
		o.step(0)
		if len(o.sent) != 1 || o.sent[0].To != "ada@example.org" || o.sent[0].ID != l.ID || !strings.Contains(o.sent[0].Body, "12345678") {
			t.Errorf("sent: %+v", o.sent)
		}
		if _, sent, _, sealed := o.state(); sent != 1 || sealed != 0 {
			t.Errorf("%d sent, %d with content", sent, sealed)
		}
	})
}

func TestMailOfATransactionThatFailsDoesNotGoOut(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		l, err := o.seal.Letter(store.Letter{AddressTag: tag, CreatedAt: o.now, ExpiresAt: o.now.Add(time.Hour)}, mail.SignInCode, mail.Content{To: "ada@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		broken := errors.New("broken")
		_, err = o.store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return errors.Join(tx.AddLetter(ctx, l), broken) })
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		o.step(0)
	})
}

func TestMailIsTriedAgainLaterEachTime(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.write("ada@example.org")
		o.fail = &mail.Failure{Status: 451}
		pauses := []time.Duration{15 * time.Second, 30 * time.Second, time.Minute}
		for _, pause := range pauses {
			o.step(1)
			o.wait(pause - time.Millisecond)
			o.step(0)
			o.wait(time.Millisecond)
		}
		o.fail = nil
		o.step(1)
		if _, sent, _, sealed := o.state(); len(o.sent) != 1 || sent != 1 || sealed != 0 {
			t.Errorf("%d came, %d sent, %d with content", len(o.sent), sent, sealed)
		}
		if log := o.log.String(); strings.Count(log, "again") != len(pauses) || strings.Contains(log, "@") || strings.Contains(log, "12345678") {
			t.Errorf("the log: %s", log)
		}
	})
}

func TestMailIsGivenUp(t *testing.T) {
	for name, test := range map[string]func(*office){
		"refused for good": func(o *office) {
			o.fail = &mail.Failure{Status: 550, Permanent: true}
			o.step(1)
			if _, _, dropped, _ := o.state(); dropped != 1 {
				o.t.Error("it is kept to be tried again")
			}
		},
		"expired before it was tried": func(o *office) {
			o.wait(15 * time.Minute)
			o.step(0)
		},
		"expired between two tries": func(o *office) {
			o.fail = errors.New("ada@example.org is away")
			o.step(1)
			o.wait(15 * time.Minute)
			o.step(0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, o *office) {
				o.write("ada@example.org")
				test(o)
				o.fail = nil
				o.wait(time.Hour)
				o.step(0)
				if waiting, sent, dropped, sealed := o.state(); waiting+sent+sealed != 0 || dropped != 1 || len(o.sent) != 0 {
					t.Errorf("%d wait, %d sent, %d dropped, %d with content", waiting, sent, dropped, sealed)
				}
				if strings.Contains(o.log.String(), "@") {
					t.Errorf("the log: %s", o.log.String())
				}
			})
		})
	}
}

// A worker that dies leaves its mails to others once its lease is over, and what it does afterwards counts for nothing.
func TestMailOfAWorkerThatDiedGoesOut(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		l := o.write("ada@example.org")
		claim := func(worker string, want int) {
			t.Helper()
			now := o.clock()
			claimed, err := o.store.ClaimLetters(t.Context(), worker, 5, now, now.Add(2*time.Minute))
			if err != nil || len(claimed) != want {
				t.Fatalf("%s: %v, %v", worker, claimed, err)
			}
		}
		claim("dead", 1)
		o.step(0)
		claim("alive", 0)
		o.wait(2 * time.Minute)
		claim("alive", 1)
		for name, late := range map[string]func(worker string) (bool, error){
			"postpones": func(worker string) (bool, error) { return o.store.PostponeLetter(t.Context(), worker, l.ID, o.clock()) },
			"settles": func(worker string) (bool, error) {
				return o.store.SettleLetter(t.Context(), worker, l.ID, false, o.clock())
			},
		} {
			if had, err := late("dead"); had || err != nil {
				t.Errorf("the dead %s: %v, %v", name, had, err)
			}
		}
		o.wait(2 * time.Minute)
		o.step(1)
		o.step(0)
		if len(o.sent) != 1 {
			t.Errorf("%d came", len(o.sent))
		}
	})
}

func TestNoTwoWorkersSendTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		const n = 40
		for range n {
			o.write("ada@example.org")
		}
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				for {
					tried, err := o.postman.Step(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					if tried == 0 {
						if due, err := o.store.HasDueLetters(t.Context(), o.clock()); !due || err != nil {
							return
						}
					}
				}
			})
		}
		all.Wait()
		seen := map[string]bool{}
		for _, m := range o.sent {
			seen[m.ID] = true
		}
		if len(o.sent) != n || len(seen) != n {
			t.Errorf("%d mails came, %d of them different; want %d", len(o.sent), len(seen), n)
		}
	})
}

// sending is a sender that holds every mail until its context ends.
type sending chan struct{}

func (s sending) Send(ctx context.Context, _ mail.Mail) error {
	s <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

func TestPostmanWakesAndStops(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		begun := make(sending, 10)
		postman := mail.NewPostman(o.store, o.seal, begun, o.clock, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); postman.Run(ctx) }()
		o.write("ada@example.org")
		postman.Wake()
		<-begun
		cancel()
		<-done
		o.wait(15 * time.Second)
		o.step(1) // it was given back
		if len(o.sent) != 1 {
			t.Errorf("%d came", len(o.sent))
		}
	})
}

// slow is a sender that the stop of the program finds at work, and that gets through.
type slow struct {
	begun   chan struct{}
	through chan struct{}
	came    int
}

func (s *slow) Send(ctx context.Context, _ mail.Mail) error {
	close(s.begun)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.through:
		s.came++
		return nil
	}
}

// A program that is told to stop as the mail server takes a mail waits for its word: else the mail would go out again.
func TestMailThatIsBeingSentAtTheStopGoesOutOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		sender := &slow{begun: make(chan struct{}), through: make(chan struct{})}
		postman := mail.NewPostman(o.store, o.seal, sender, o.clock, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); postman.Run(ctx) }()
		o.write("ada@example.org")
		postman.Wake()
		<-sender.begun
		cancel()
		close(sender.through)
		<-done
		o.wait(15 * time.Minute)
		o.step(0)
		if sender.came != 1 || len(o.sent) != 0 {
			t.Errorf("it went out %d times, and %d times again", sender.came, len(o.sent))
		}
	})
}
