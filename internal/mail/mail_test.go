package mail

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode"

	"rostrum/internal/entry"
	"rostrum/internal/store"
)

// Every letter in every language says what it must: codes in the subject and alone on a line, and for how long.
func TestLettersSayWhatTheyMust(t *testing.T) {
	subjects := map[string]string{}
	for _, w := range words {
		for _, template := range []Template{SignInCode, ChangeCode, AddressChanged} {
			m := write("id", template, Content{To: "ada@example.org", Language: w.language, Code: "12345678", Minutes: 15})
			name := w.language + " " + string(template)
			if m.Language != w.language || m.To != "ada@example.org" || m.Subject == "" || strings.ContainsAny(m.Subject+m.Body, "{}") {
				t.Errorf("%s: %+v", name, m)
			}
			if has := strings.Contains(m.Body, "\n12345678\n"); has != (template != AddressChanged) || has != strings.Contains(m.Subject, "12345678") || has != strings.Contains(m.Body, "15") {
				t.Errorf("%s: the code, or for how long it is good, is not where it must be: %+v", name, m)
			}
			if other, twice := subjects[m.Subject]; twice {
				t.Errorf("%s and %s have one subject", name, other)
			}
			subjects[m.Subject] = name
			script := map[string]*unicode.RangeTable{"ru": unicode.Cyrillic, "ar": unicode.Arabic, "zh": unicode.Han}[w.language]
			if script != nil && !strings.ContainsFunc(m.Body, func(r rune) bool { return unicode.Is(script, r) }) {
				t.Errorf("%s is in another script", name)
			}
		}
	}
	if len(words) != 6 || len(subjects) != 18 {
		t.Errorf("%d languages, %d letters", len(words), len(subjects))
	}
}

// What becomes of an entry is said in every language, with its title as it is and a reason where there is one.
func TestLettersAboutEntries(t *testing.T) {
	seen := map[string]string{}
	for i, w := range words {
		for _, state := range entry.States() {
			c := Content{To: "ada@example.org", Language: w.language, Entry: "Wells {reason} {code}", Contest: "Prizes 2021", State: state}
			name := w.language + " " + string(state)
			if _, told := entryWords[i].states[state]; told == (state == entry.Draft) {
				t.Errorf("%s: told of it: %v", name, told)
			}
			if state == entry.Draft { // nobody comes there
				continue
			}
			m := write("id", EntryMoved, c)
			c.Reason = "since {state} it rains"
			with := write("id", EntryMoved, c)
			if m.Language != w.language || !strings.Contains(m.Subject, c.Entry) || !strings.Contains(m.Body, c.Entry) || !strings.Contains(m.Body, "Prizes 2021") ||
				strings.Contains(m.Body, "{state}") || strings.Contains(m.Subject, "{state}") || !strings.Contains(m.Body, w.end) {
				t.Errorf("%s: %+v", name, m)
			}
			if !strings.Contains(with.Body, c.Reason) || len(with.Body) < len(m.Body)+len(c.Reason) {
				t.Errorf("%s: with a reason: %s", name, with.Body)
			}
			if other, twice := seen[m.Subject]; twice {
				t.Errorf("%s and %s have one subject", name, other)
			}
			seen[m.Subject] = name
		}
	}
	if len(entryWords) != len(words) {
		t.Errorf("%d languages, want %d", len(entryWords), len(words))
	}
}

func TestReadersGetTheLanguageThatFitsBest(t *testing.T) {
	for asked, want := range map[string]string{
		"": "en", "en": "en", "fr-CA": "fr", "es-419": "es", "zh-Hant": "zh", "ar-EG": "ar", "ru": "ru", "sw": "en", "nonsense!": "en",
	} {
		if got := write("id", SignInCode, Content{Language: asked}).Language; got != want {
			t.Errorf("%q gets %s, want %s", asked, got, want)
		}
	}
}

func TestSealedLettersSayNothing(t *testing.T) {
	seal, err := NewSeal(bytes.Repeat([]byte("s"), 32))
	if err != nil {
		t.Fatal(err)
	}
	content := Content{To: "ada@example.org", Language: "fr", Code: "12345678", Minutes: 15}
	letter, err := seal.Letter(store.Letter{ExpiresAt: time.Unix(1, 0)}, SignInCode, content)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := seal.Letter(store.Letter{}, SignInCode, content); bytes.Equal(again.Sealed, letter.Sealed) {
		t.Error("two letters look the same")
	}
	for _, plain := range []string{"ada@", "12345678"} {
		if bytes.Contains(letter.Sealed, []byte(plain)) {
			t.Errorf("%q can be read", plain)
		}
	}
	if m, err := seal.open(letter); err != nil || m.To != content.To || m.ID != letter.ID || m.Language != "fr" {
		t.Errorf("opened: %+v, %v", m, err)
	}
	other, _ := NewSeal(bytes.Repeat([]byte("t"), 32))
	for name, open := range map[string]func() error{
		"another secret": func() error { _, err := other.open(letter); return err },
		"another letter": func() error { l := letter; l.ID = "other"; _, err := seal.open(l); return err },
		"another template": func() error {
			l := letter
			l.Template = string(ChangeCode)
			_, err := seal.open(l)
			return err
		},
		"changed": func() error {
			l := letter
			l.Sealed = bytes.Clone(l.Sealed)
			l.Sealed[len(l.Sealed)-1] ^= 1
			_, err := seal.open(l)
			return err
		},
		"empty": func() error { l := letter; l.Sealed = nil; _, err := seal.open(l); return err },
	} {
		if err := open(); err == nil || strings.Contains(err.Error(), "ada") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewSeal(make([]byte, 31)); err == nil {
		t.Error("a short secret is good")
	}
}

func TestPauseDoubles(t *testing.T) {
	last := time.Duration(0)
	for attempt := 1; attempt < 100; attempt++ {
		p := pause(attempt)
		if p < last || p > longestPause || attempt == 1 && p != firstPause || attempt == 2 && p != 2*firstPause {
			t.Errorf("after attempt %d: %v", attempt, p)
		}
		last = p
	}
	if batch*sendTimeout >= lease {
		t.Error("mails that time out outlast the lease, and a second worker takes them")
	}
}

func TestPrint(t *testing.T) {
	var out strings.Builder
	if err := Print(&out).Send(t.Context(), Mail{To: "ada@example.org", Subject: "Hello", Body: "12345678\n"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ada@example.org", "Hello", "\n12345678\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not printed: %s", want, out.String())
		}
	}
}
