package mail

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
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
	s := &SMTP{host: u.Hostname()}
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

func options(u *url.URL, tls string) ([]gomail.Option, error) {
	all := []gomail.Option{gomail.WithTimeout(sendTimeout)}
	policy, ok := map[string]gomail.TLSPolicy{
		"": gomail.TLSMandatory, "mandatory": gomail.TLSMandatory, "opportunistic": gomail.TLSOpportunistic, "none": gomail.NoTLS,
	}[tls]
	switch {
	case !ok:
		return nil, fault.BadInput("smtp", "tls must be mandatory, opportunistic or none")
	case u.Scheme == "smtps" && tls != "" && tls != "mandatory":
		return nil, fault.BadInput("smtp", "smtps:// always uses TLS")
	case u.Scheme == "smtps":
		all = append(all, gomail.WithSSL(), gomail.WithPort(465))
	default:
		if tls == "" && onThisMachine(u.Hostname()) {
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
		all = append(all, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
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
	client, err := gomail.NewClient(s.host, s.options...)
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
