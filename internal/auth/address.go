package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"rostrum/internal/fault"
)

// The limits of an address, in bytes, as mail servers have them (RFC 5321).
const (
	maxAddress = 254
	maxLocal   = 64
)

// provider is a mail service whose users have one mailbox under several spellings.
type provider struct {
	home    string // the domain that stands for all of its domains
	ignores string // characters of the local part that it passes over
	folds   string // pairs of characters that it takes for the same: the first becomes the second
}

// providers lists services by their domains. Only those are in it that document what they do: to take two people for
// one is worse than to take one for two.
var providers = map[string]provider{
	"gmail.com":      {home: "gmail.com", ignores: "."},
	"googlemail.com": {home: "gmail.com", ignores: "."},
	"proton.me":      {home: "proton.me", ignores: ".-_"},
	"protonmail.com": {home: "proton.me", ignores: ".-_"},
	"protonmail.ch":  {home: "proton.me", ignores: ".-_"},
	"pm.me":          {home: "proton.me", ignores: ".-_"},
	"icloud.com":     {home: "icloud.com"},
	"me.com":         {home: "icloud.com"},
	"mac.com":        {home: "icloud.com"},
	"yandex.ru":      {home: "yandex.ru", folds: "-."},
	"yandex.com":     {home: "yandex.ru", folds: "-."},
	"yandex.by":      {home: "yandex.ru", folds: "-."},
	"yandex.kz":      {home: "yandex.ru", folds: "-."},
	"ya.ru":          {home: "yandex.ru", folds: "-."},
}

// Canonical reads an address. display is how mail is addressed: as it was written, with the domain in its ASCII form.
// key is the same for every spelling of one mailbox: without regard to case, to what follows a plus sign, and to dots
// where the provider passes over them. So nobody is two voters by spelling. Fault: BadUserInput about email, for what
// is no address; quoted local parts and bare hosts are refused too.
func Canonical(address string) (display, key string, err error) {
	address = strings.TrimSpace(address)
	if len(address) > maxAddress {
		return "", "", fault.BadInput("email", "longer than %d bytes", maxAddress)
	}
	if !utf8.ValidString(address) {
		return "", "", fault.BadInput("email", "not valid UTF-8")
	}
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return "", "", fault.BadInput("email", "has no @")
	}
	local := norm.NFC.String(address[:at])
	if err := checkLocal(local); err != nil {
		return "", "", err
	}
	domain, err := checkDomain(address[at+1:])
	if err != nil {
		return "", "", err
	}
	display = local + "@" + domain
	if len(display) > maxAddress {
		return "", "", fault.BadInput("email", "longer than %d bytes", maxAddress)
	}
	key, err = canonicalKey(local, domain)
	return display, key, err
}

// checkLocal refuses what is no dot-atom of RFC 5322, with letters and digits of all scripts as in RFC 6532.
func checkLocal(local string) error {
	if local == "" || len(local) > maxLocal {
		return fault.BadInput("email", "must have 1 to %d bytes before the @", maxLocal)
	}
	for _, r := range local {
		if !isAtom(r) && r != '.' {
			return fault.BadInput("email", "holds a character before the @ that is not allowed there")
		}
	}
	if local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, "..") {
		return fault.BadInput("email", "has a dot at an end or two in a row before the @")
	}
	return nil
}

func isAtom(r rune) bool {
	if r < utf8.RuneSelf {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// checkDomain gives a host name in lower ASCII. It needs a dot: mail to a bare host goes nowhere that a forum writes to.
func checkDomain(domain string) (string, error) {
	ascii, err := idna.Lookup.ToASCII(domain)
	labels := strings.Split(ascii, ".")
	if err != nil || len(labels) < 2 || len(ascii) > 253 {
		return "", fault.BadInput("email", "has no name of a mail domain after the @")
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return "", fault.BadInput("email", "has no name of a mail domain after the @")
		}
	}
	if top := labels[len(labels)-1]; strings.Trim(top, "0123456789") == "" {
		return "", fault.BadInput("email", "has a number in place of a mail domain")
	}
	return ascii, nil
}

func canonicalKey(local, domain string) (string, error) {
	local = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(local)))
	local, _, _ = strings.Cut(local, "+")
	if p, ok := providers[domain]; ok {
		domain = p.home
		local = strings.Map(func(r rune) rune {
			switch {
			case strings.ContainsRune(p.ignores, r):
				return -1
			case p.folds != "" && r == rune(p.folds[0]):
				return rune(p.folds[1])
			}
			return r
		}, local)
	}
	if local == "" {
		return "", fault.BadInput("email", "has no name before the @")
	}
	return local + "@" + domain, nil
}
