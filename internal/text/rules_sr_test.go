package text_test

import (
	"testing"

	"golang.org/x/text/language"

	"rostrum/internal/text"
)

func TestSR04_MissingLanguageFallsBackToEnglishAndSaysSo(t *testing.T) {
	words := text.FromMap(map[string]string{"en": "Forum", "fr": "Forum (fr)", "ar": "منتدى"})
	for name, want := range map[string]string{"fr": "fr", "fr-CH": "fr", "ar-EG": "ar", "ru": "en", "zh-Hant-TW": "en", "sw": "en"} {
		if got := words.Pick(text.Prefer(language.MustParse(name))); got.Language != want {
			t.Errorf("asked for %s: served %s, want %s", name, got.Language, want)
		}
	}
	for tag, want := range map[string]bool{"ar": true, "en": false, "fr": false, "es": false, "zh": false, "ru": false} {
		if text.IsRightToLeft(tag) != want {
			t.Errorf("right to left of %s is %v", tag, !want)
		}
	}
}

func TestCleaner(t *testing.T) {
	for _, row := range []struct{ name, url, want string }{
		{"https", "https://example.org/a?b=c", ""},
		{"http", "http://example.org", ""},
		{"script", "javascript:alert(1)", "url: not an address that begins with http:// or https://"},
		{"no host", "https:///path", "url: not an address that begins with http:// or https://"},
		{"password", "https://a:b@example.org", "url: not an address that begins with http:// or https://"},
		{"relative", "/path", "url: not an address that begins with http:// or https://"},
		{"too long", "https://example.org/" + string(make([]byte, 2000)), "url: 2020 characters, 2000 are allowed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var c text.Cleaner
			c.URL("url", &row.url)
			if got := errText(c.Err()); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
	given := []string{" a ", "b"}
	kept := given
	var c text.Cleaner
	c.Lines("notes", &kept, 10)
	if given[0] != " a " || kept[0] != "a" {
		t.Errorf("cleaning wrote into the list that it was given: %q, %q", given, kept)
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
