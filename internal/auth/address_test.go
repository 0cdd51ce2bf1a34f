package auth_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ name, in, display, key string }{
		{"plain", "ada@example.org", "ada@example.org", "ada@example.org"},
		{"space around", " ada@example.org\t", "ada@example.org", "ada@example.org"},
		{"case", "Ada.Lovelace@Example.ORG", "Ada.Lovelace@example.org", "ada.lovelace@example.org"},
		{"tag", "ada+forum@example.org", "ada+forum@example.org", "ada@example.org"},
		{"two tags", "ada+a+b@example.org", "ada+a+b@example.org", "ada@example.org"},
		{"dots that matter", "a.d.a@example.org", "a.d.a@example.org", "a.d.a@example.org"},
		{"dots of gmail", "A.d.a+x@GMail.com", "A.d.a+x@gmail.com", "ada@gmail.com"},
		{"googlemail", "ad.a@googlemail.com", "ad.a@googlemail.com", "ada@gmail.com"},
		{"proton", "a-d_a.x@protonmail.com", "a-d_a.x@protonmail.com", "adax@proton.me"},
		{"icloud", "ada@me.com", "ada@me.com", "ada@icloud.com"},
		{"yandex", "a-d.a@ya.ru", "a-d.a@ya.ru", "a.d.a@yandex.ru"},
		{"domain of other letters", "ada@BÜCHER.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		{"domain in its ASCII form", "ada@XN--bcher-kva.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		{"Chinese domain", "ada@例え.jp", "ada@xn--r8jz45g.jp", "ada@xn--r8jz45g.jp"},
		{"local part of other letters", "Ádа@example.org", "Ádа@example.org", "ádа@example.org"},
		{"decomposed letters", "A\u0301da@example.org", "Áda@example.org", "áda@example.org"},
		{"full width", "ａｄａ@example.org", "ａｄａ@example.org", "ada@example.org"},
		{"sharp s", "Straße@example.org", "Straße@example.org", "strasse@example.org"},
		{"long", strings.Repeat("a", 64) + "@example.org", strings.Repeat("a", 64) + "@example.org", strings.Repeat("a", 64) + "@example.org"},
	} {
		display, key, err := auth.Canonical(c.in)
		if err != nil || display != c.display || key != c.key {
			t.Errorf("%s: %q %q %v, want %q %q", c.name, display, key, err, c.display, c.key)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":             "",
		"no at":               "ada.example.org",
		"no name":             "@example.org",
		"only a tag":          "+x@example.org",
		"only dots of gmail":  "+.@gmail.com",
		"no domain":           "ada@",
		"bare host":           "ada@localhost",
		"dot first":           ".ada@example.org",
		"dot last":            "ada.@example.org",
		"two dots":            "a..da@example.org",
		"two ats":             "ada@b@example.org",
		"quoted":              `"a da"@example.org`,
		"space":               "a da@example.org",
		"comma":               "ada,eve@example.org",
		"name and brackets":   "Ada <ada@example.org>",
		"line break":          "ada@example.org\r\nBcc: eve@example.org",
		"line break in front": "ada\r\n@example.org",
		"null":                "ada\x00@example.org",
		"number for a domain": "ada@127.0.0.1",
		"literal":             "ada@[127.0.0.1]",
		"empty label":         "ada@example..org",
		"dot at the end":      "ada@example.org.",
		"hyphen first":        "ada@-example.org",
		"underscore":          "ada@exa_mple.org",
		"broken UTF-8":        "ad\xff@example.org",
		"override":            "ada\u202e@example.org",
		"long name":           strings.Repeat("a", 65) + "@example.org",
		"long":                "ada@" + strings.Repeat("abcdefg.", 40) + "org",
	} {
		_, _, err := auth.Canonical(in)
		if fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), "email: ") {
			t.Errorf("%s: %v, want a fault about email", name, err)
		}
	}
}

// Whatever is an address: its canonical form is one too and is that of itself, and mail is addressed to the same place.
func TestCanonicalIsSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[A-Za-z0-9._+ÄÉßжאعカ-]{1,12}`).Draw(t, "local")
		domain := rapid.SampledFrom([]string{"gmail.com", "Example.org", "ya.ru", "proton.me", "bücher.example", "sub.me.com"}).Draw(t, "domain")
		display, key, err := auth.Canonical(local + "@" + domain)
		if err != nil {
			return
		}
		if again, key2, err := auth.Canonical(display); err != nil || again != display || key2 != key {
			t.Fatalf("%q became %q %q %v", display, again, key2, err)
		}
		for _, other := range []string{strings.ToUpper(display), strings.Replace(display, "@", "+tag@", 1)} {
			if _, key2, err := auth.Canonical(other); err == nil && key2 != key {
				t.Fatalf("%q has the key %q, %q has %q", display, key, other, key2)
			}
		}
	})
}
