package mail

import (
	"context"
	"errors"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"rostrum/internal/fault"
)

// server is a mail server that keeps what it gets, or refuses it.
type server struct {
	mu       sync.Mutex
	came     []received
	refuse   map[string]*smtp.SMTPError // by recipient
	password string                     // asked for where it is not empty
}

type received struct{ from, to, data string }

// serve runs a mail server until the end of the test and gives its address.
func (s *server) serve(t *testing.T) string {
	t.Helper()
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &conversation{server: s}, nil }))
	srv.AllowInsecureAuth, srv.EnableSMTPUTF8, srv.Domain = true, true, "mail.example"
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(at) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return at.Addr().String()
}

type conversation struct {
	*server
	now      received
	signedIn bool
}

func (c *conversation) AuthMechanisms() []string {
	if c.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (c *conversation) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "forum" || password != c.password {
			return smtp.ErrAuthFailed
		}
		c.signedIn = true
		return nil
	}), nil
}

func (c *conversation) Mail(from string, _ *smtp.MailOptions) error {
	if c.password != "" && !c.signedIn {
		return smtp.ErrAuthRequired
	}
	c.now.from = from
	return nil
}

func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.now.to = to
	if no := c.refuse[to]; no != nil {
		return no
	}
	return nil
}

func (c *conversation) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	c.now.data = string(data)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.came = append(c.came, c.now)
	return err
}

func (c *conversation) Reset()        {}
func (c *conversation) Logout() error { return nil }

var arabic = write("0198f0b2-6a3c", SignInCode, Content{To: "ada@example.org", Language: "ar", Code: "12345678", Minutes: 15})

func TestSMTPSends(t *testing.T) {
	s := &server{password: "secret"}
	sender, err := NewSMTP("smtp://forum:secret@" + s.serve(t) + "?from=forum@mail.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), arabic); err != nil {
		t.Fatal(err)
	}
	if len(s.came) != 1 || s.came[0].from != "forum@mail.example" || s.came[0].to != "ada@example.org" {
		t.Fatalf("came: %+v", s.came)
	}
	m, err := netmail.ReadMessage(strings.NewReader(s.came[0].data))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"Message-Id":       "<0198f0b2-6a3c@mail.example>",
		"Auto-Submitted":   "auto-generated",
		"Content-Language": "ar",
		"To":               "<ada@example.org>",
	} {
		if got := m.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if kind := m.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") || !strings.Contains(kind, "UTF-8") {
		t.Errorf("Content-Type is %q", kind)
	}
	if body, _ := io.ReadAll(m.Body); !strings.Contains(string(body), "12345678") {
		t.Errorf("the body: %s", body)
	}
}

func TestSMTPFailures(t *testing.T) {
	s := &server{refuse: map[string]*smtp.SMTPError{
		"nobody@example.org": {Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no nobody@example.org here"},
		"full@example.org":   {Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "full@example.org is full"},
	}}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	locked := &server{password: "secret"}
	addr := s.serve(t)
	for _, c := range []struct {
		name, url, to string
		permanent     bool
		status        int
	}{
		{"nobody there", "smtp://" + addr, "nobody@example.org", true, 550},
		{"a full box", "smtp://" + addr, "full@example.org", false, 452},
		{"no server", "smtp://" + closed.Addr().String(), "ada@example.org", false, 0},
		{"a server that says nothing", "smtp://" + silent.Addr().String(), "ada@example.org", false, 0},
		{"a wrong password", "smtp://forum:wrong@" + locked.serve(t), "ada@example.org", false, 0},
		{"no TLS where it must be", "smtp://" + addr + "?tls=mandatory", "ada@example.org", false, 0},
	} {
		at, query, _ := strings.Cut(c.url, "?")
		sender, err := NewSMTP(at + "?from=forum@mail.example&" + query)
		if err != nil {
			t.Fatal(err)
		}
		m := arabic
		m.To = c.to
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		err = sender.Send(ctx, m)
		cancel()
		f, ok := errors.AsType[*Failure](err)
		if !ok || f.Permanent != c.permanent || f.Status != c.status && c.name != "a wrong password" || strings.Contains(f.Error(), "@") {
			t.Errorf("%s: %#v", c.name, err)
		}
	}
	if len(s.came) > 0 {
		t.Errorf("something was sent: %v", s.came)
	}
}

func TestSMTPAddresses(t *testing.T) {
	for _, good := range []string{
		"smtp://mail.example?from=a@b.example", "smtps://u:p%40@mail.example:4650?from=a@b.example", "smtp://localhost:25?from=a@b.example",
		"smtp://mail.example/?from=a@b.example&tls=none",
	} {
		if _, err := NewSMTP(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for name, bad := range map[string]string{
		"nothing": "", "another scheme": "http://mail.example?from=a@b.example", "no host": "smtp://?from=a@b.example",
		"no from": "smtp://u:hidden@mail.example", "a bad from": "smtp://mail.example?from=hidden", "a path": "smtp://mail.example/x?from=a@b.example",
		"a bad port": "smtp://mail.example:99999?from=a@b.example", "a bad tls": "smtp://mail.example?from=a@b.example&tls=hidden",
		"smtps without TLS": "smtps://mail.example?from=a@b.example&tls=none", "something else": "smtp://mail.example?from=a@b.example&hidden=1",
	} {
		if _, err := NewSMTP(bad); fault.Of(err) != fault.BadUserInput || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
