package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
)

// SMTP sends mails by a mail server.
type SMTP struct {
	host    string
	from    string
	domain  string // of from, for Message-ID
	isTLS   bool   // from the start
	options []gomail.Option
}

// NewSMTP reads the address of a mail server: smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS, or smtps:// for TLS from the
// start. With smtp:// the server must offer STARTTLS, unless it is on this machine; ?tls=opportunistic or ?tls=none says
// otherwise. Fault: BadUserInput about smtp, which repeats nothing of the address.
func NewSMTP(address string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
		return nil, fault.BadInput("smtp", "must look like smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS, or smtps://…")
	}
	query := u.Query()
	for name := range query {
		if name != "from" && name != "tls" {
			return nil, fault.BadInput("smtp", "takes the parameters from and tls only")
		}
	}
	s := &SMTP{host: u.Hostname(), isTLS: u.Scheme == "smtps"}
	if s.from, _, err = auth.Canonical(query.Get("from")); err != nil {
		return nil, fault.BadInput("smtp", "from must be the address that mail comes from")
	}
	_, s.domain, _ = strings.Cut(s.from, "@")
	if s.options, err = options(u, query.Get("tls")); err != nil {
		return nil, err
	}
	_, err = gomail.NewClient(s.host, s.options...)
	if err != nil {
		return nil, fault.Wrap(fault.BadUserInput, err, "smtp: the settings cannot be used")
	}
	return s, nil
}

func options(u *url.URL, policyName string) ([]gomail.Option, error) {
	all := []gomail.Option{gomail.WithTimeout(sendTimeout)}
	policy, ok := map[string]gomail.TLSPolicy{
		"": gomail.TLSMandatory, "mandatory": gomail.TLSMandatory, "opportunistic": gomail.TLSOpportunistic, "none": gomail.NoTLS,
	}[policyName]
	switch {
	case !ok:
		return nil, fault.BadInput("smtp", "tls must be mandatory, opportunistic or none")
	case u.Scheme == "smtps" && policyName != "" && policyName != "mandatory":
		return nil, fault.BadInput("smtp", "smtps:// always uses TLS")
	case u.Scheme == "smtps":
		all = append(all, gomail.WithSSL(), gomail.WithPort(465))
	default:
		if policyName == "" && onThisMachine(u.Hostname()) {
			policy = gomail.TLSOpportunistic
		}
		all = append(all, gomail.WithTLSPolicy(policy), gomail.WithPort(587))
	}
	if u.Port() != "" {
		port, err := strconv.Atoi(u.Port())
		if err != nil || port < 1 || port > 65535 {
			return nil, fault.BadInput("smtp", "the port must be a number from 1 to 65535")
		}
		all = append(all, gomail.WithPort(port))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		way := gomail.SMTPAuthAutoDiscover
		if u.Scheme == "smtps" || onThisMachine(u.Hostname()) {
			way = gomail.SMTPAuthPlain // nobody listens there; the library finds out about STARTTLS only
		}
		all = append(all, gomail.WithSMTPAuth(way), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return all, nil
}

func onThisMachine(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Send hands the mail over to the server. An error is a *Failure: permanent where the server refuses this mail for good.
func (s *SMTP) Send(ctx context.Context, m Mail) error {
	message, err := s.message(m)
	if err != nil {
		return &Failure{Permanent: true, Status: 553, cause: err}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client, err := gomail.NewClient(s.host, append(slices.Clone(s.options), gomail.WithDialContextFunc(s.dial(ctx)))...)
	if err != nil {
		return &Failure{cause: err}
	}
	if err := client.DialAndSendWithContext(ctx, message); err != nil {
		f := &Failure{cause: err}
		if sending, ok := errors.AsType[*gomail.SendError](err); ok {
			f.Status = sending.ErrorCode()
			f.Permanent = f.Status >= 500 && !sending.IsTemp() && aboutTheMail(sending.Reason)
		}
		return f
	}
	return nil
}

// dial connects, and closes the connection when sending ends: so a server that says nothing holds up nobody who wants to
// stop. (The library looks at its context while it connects only.)
func (s *SMTP) dial(sending context.Context) gomail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		var dialer interface {
			DialContext(ctx context.Context, network, address string) (net.Conn, error)
		} = &net.Dialer{}
		if s.isTLS {
			dialer = &tls.Dialer{Config: &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}}
		}
		conn, err := dialer.DialContext(ctx, network, address)
		if err == nil {
			context.AfterFunc(sending, func() { _ = conn.Close() })
		}
		return conn, err
	}
}

// aboutTheMail tells whether a refusal is one of this mail, and not of us as a client: that one may pass.
func aboutTheMail(reason gomail.SendErrReason) bool {
	return reason == gomail.ErrSMTPRcptTo || reason == gomail.ErrSMTPData || reason == gomail.ErrSMTPDataClose
}

func (s *SMTP) message(m Mail) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := message.From(s.from); err != nil {
		return nil, err
	}
	if err := message.To(m.To); err != nil {
		return nil, err
	}
	message.Subject(m.Subject)
	message.SetDateWithValue(time.Now())
	message.SetMessageIDWithValue(m.ID + "@" + s.domain)
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	message.SetGenHeader("Content-Language", m.Language)
	message.SetBodyString(gomail.TypeTextPlain, m.Body)
	return message, nil
}
