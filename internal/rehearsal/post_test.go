package rehearsal

import (
	"bytes"
	"io"
	"log"
	"mime"
	"net"
	"net/mail"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// post is a mail server that keeps what it gets.
type post struct {
	address string

	mu   sync.Mutex
	came map[string]letter // by Message-Id: a letter may come twice where a server was killed as it sent it
}

type letter struct{ to, subject, body string }

// newPost runs a mail server until the end of the test.
func newPost(t *testing.T) *post {
	t.Helper()
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &post{address: at.Addr().String(), came: map[string]letter{}}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{post: p}, nil }))
	srv.Domain, srv.EnableSMTPUTF8 = "post.example", true
	srv.ErrorLog = log.New(io.Discard, "", 0) // that a server was killed as it sent is no news
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(at) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return p
}

// to gives the letters to somebody whose subject begins so.
func (p *post) to(who person, begins string) (found []letter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.came {
		if l.to == who.email && bytes.HasPrefix([]byte(l.subject), []byte(begins)) {
			found = append(found, l)
		}
	}
	return found
}

// delivery is one conversation with the mail server.
type delivery struct {
	*post
	rcpt string
}

func (d *delivery) Mail(string, *smtp.MailOptions) error { return nil }

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.rcpt = to
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.came[m.Header.Get("Message-Id")] = letter{d.rcpt, subject, string(body)}
	return nil
}

func (d *delivery) Reset()        {}
func (d *delivery) Logout() error { return nil }
