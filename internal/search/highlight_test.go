package search

import "testing"

func TestHighlight(t *testing.T) {
	const long = "The forum brings together governments, civil society and business. Its sessions on digital health show how " +
		"telemedicine reaches villages. Later sessions turn to farming, and to health again."
	for _, row := range []struct {
		name, language, text, query string
		width                       int
		want                        string
	}{
		{"whole text", "en", "Digital health", "health", 100, "Digital <mark>health</mark>"},
		{"word form and accents", "fr", "Les sociétés numériques", "numerique", 100, "Les sociétés <mark>numériques</mark>"},
		{"decomposed accents", "fr", "socie\u0301te\u0301s", "societe", 100, "<mark>socie\u0301te\u0301s</mark>"},
		{"escaped", "en", `<b>R&D</b> "health"`, "d", 100, `&lt;b&gt;R&amp;<mark>D</mark>&lt;/b&gt; &#34;health&#34;`},
		{"Arabic with its marks", "ar", "في التحوّلِ الرقمي", "تحول", 100, "في <mark>التحوّلِ</mark> الرقمي"},
		{"Chinese run", "zh", "论数字化转型", "数字化", 100, "论<mark>数字化</mark>转型"},
		{"elided article stays outside", "fr", "L’accès", "acces", 100, "L’<mark>accès</mark>"},
		{"compound", "en", "On e-health now", "ehealth", 100, "On <mark>e-health</mark> now"},
		{"beginning", "en", "Sessions", "sess", 100, "<mark>Sessions</mark>"},
		{"where most words meet", "en", long, "sessions health", 40, "…Its <mark>sessions</mark> on digital <mark>health</mark> show how…"},
		{"at the beginning", "en", long, "forum", 30, "The <mark>forum</mark> brings together…"},
		{"at the end", "en", long, "again", 30, "…farming, and to health <mark>again</mark>."},
		{"longer than the width", "en", long, "telemedicine", 3, "…<mark>telemedicine</mark>…"},
	} {
		t.Run(row.name, func(t *testing.T) {
			q, ok := ParseQuery(row.query, nil)
			if !ok {
				t.Fatal("no query")
			}
			got, ok := Highlight(row.text, row.language, q, row.width)
			if !ok || got != row.want {
				t.Errorf("got  %q (%t)\nwant %q", got, ok, row.want)
			}
		})
	}
	q, _ := ParseQuery("geneva", nil)
	if got, ok := Highlight(long, "en", q, 40); ok {
		t.Errorf("nothing matches, but got %q", got)
	}
}

func TestFold(t *testing.T) {
	for _, row := range []struct{ name, in, want string }{
		{"case and marks", "Élève ÇA Ñandú", "eleve ca nandu"},
		{"space", "  a \t\n b\u00A0\u3000c ", "a b c"},
		{"width", "ＷＳＩＳ ﾃﾞ", "wsis デ"},
		{"ligatures", "Œuvre ﬁn æ", "oeuvre fin ae"},
		{"Greek final sigma", "ΛΌΓΟΣ λόγος", "λογοσ λογοσ"},
		{"Arabic", "أُمَّةٌ إلى آخرـها", "امه الي اخرها"},
		{"Russian", "Ёлка Йод", "елка йод"},
		{"Korean", "한국", "한국"},
		{"plain", "plain", "plain"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Fold(row.in); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
