package search

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// indexOf makes an index of texts, each a document with a title only.
func indexOf(language string, texts ...string) *Index {
	var b Builder
	for i, text := range texts {
		b.Add(int32(i), Document{[]Part{{text, language, Title}}}.Analyse())
	}
	return b.Index()
}

func find(t *testing.T, ix *Index, text string) []int32 {
	t.Helper()
	q, ok := ParseQuery(text, nil)
	if !ok {
		t.Fatalf("nothing to look for in %q", text)
	}
	return ix.Matches(q)
}

func TestFormsAreFound(t *testing.T) {
	const (
		french   = "La transformation numérique des sociétés africaines"
		spanish  = "La transformación digital de las pequeñas empresas"
		russian  = "Цифровая трансформация общества"
		arabicT  = "التحوّل الرقميّ في المجتمعاتِ"
		chinese  = "数字化转型与可持续发展"
		english  = "Sessions on e-health: don't leave women's organisations behind, C7 & 13.b"
		japanese = "デジタル変革"
	)
	for _, row := range []struct {
		name, language, text, query string
		found                       bool
	}{
		{"French without accent", "fr", french, "numerique", true},
		{"French plural without accent", "fr", french, "numeriques", true},
		{"French plural", "fr", french, "numériques", true},
		{"French singular of a plural", "fr", french, "société", true},
		{"Spanish without accent", "es", spanish, "transformacion", true},
		{"Spanish plural", "es", spanish, "transformaciones", true},
		{"Spanish ñ as n", "es", spanish, "pequenas", true},
		{"Spanish plural found without accent", "es", "transformaciones", "transformacion", true},
		{"Russian feminine by masculine", "ru", russian, "цифровой", true},
		{"Russian case", "ru", russian, "общество", true},
		{"Russian ё as е", "ru", "Учёт всё", "учет", true},
		{"Russian й is no и", "ru", "йод", "иод", false},
		{"Arabic without shadda", "ar", arabicT, "التحول", true},
		{"Arabic without article", "ar", arabicT, "تحول", true},
		{"Arabic with preposition", "ar", arabicT, "بالتحول", true},
		{"Arabic singular", "ar", arabicT, "مجتمع", true},
		{"Arabic feminine", "ar", arabicT, "الرقمية", true},
		{"Arabic teh marbuta as heh", "ar", "التنمية المستدامة", "تنميه", true},
		{"Arabic article and plural", "ar", "مجتمع المعلومات", "معلومات", true},
		{"Arabic conjunction", "ar", "المعلومات والاتصالات", "اتصالات", true},
		{"Arabic conjunction without article", "ar", "معلومات واتصالات", "اتصالات", true},
		{"Arabic alef without hamza", "ar", "أهداف التنمية", "اهداف", true},
		{"Arabic tanwin", "ar", "مجتمعًا رقميًا", "رقميا", true},
		{"Arabic tatweel", "ar", "التحـــول", "التحول", true},
		{"Arabic beginning without article", "ar", arabicT, "تحو", true},
		{"Arabic digits", "ar", "منتدى ٢٠٢٠", "2020", true},
		{"Chinese three characters", "zh", chinese, "数字化", true},
		{"Chinese two characters", "zh", chinese, "转型", true},
		{"Chinese one character", "zh", chinese, "化", true},
		{"Chinese in another order", "zh", chinese, "型转", false},
		{"Japanese kana", "ja", japanese, "デジタル", true},
		{"Japanese half width", "ja", japanese, "ﾃﾞｼﾞﾀﾙ", true},
		{"Thai", "th", "การเปลี่ยนแปลงทางดิจิทัล", "ดิจิทัล", true},
		{"Korean", "ko", "디지털 전환", "디지털", true},
		{"English singular", "en", english, "session", true},
		{"English upper case", "en", english, "SESSION", true},
		{"beginning of the last word", "en", english, "leave org", true},
		{"beginning of another word", "en", english, "org leave", false},
		{"one letter is no beginning", "en", english, "l", false},
		{"compound by its parts", "en", english, "health", true},
		{"compound", "en", english, "e-health", true},
		{"compound in one", "en", english, "ehealth", true},
		{"one word by its compound", "en", "eHealth for all", "e-health", true},
		{"two words by their compound", "en", "health by e", "e-health", true},
		{"contraction", "en", english, "don’t", true},
		{"contraction without apostrophe", "en", english, "dont", true},
		{"possessive", "en", english, "women behind", true},
		{"British by American", "en", english, "organization", true},
		{"American by British", "en", "organized labor programs", "organised labour programmes", true},
		{"Action Line", "en", english, "c7", true},
		{"target", "en", english, "13.b", true},
		{"target of another goal", "en", english, "13.c", false},
		{"generation", "en", "５Ｇ networks", "5g", true},
		{"article", "fr", "L’accès à l'information", "acces information", true},
		{"article in the query", "fr", "Accès et information", "l'accès d’information", true},
		{"ligature", "fr", "Les œuvres d'art", "oeuvre", true},
		{"typographic ligature", "en", "Ofﬁce", "office", true},
		{"full width", "en", "ＷＳＩＳ Forum", "wsis", true},
		{"sharp s", "de", "Straße", "strasse", true},
		{"dotted i", "tr", "İstanbul", "istanbul", true},
		{"soft hyphen", "en", "infor\u00ADmation", "information", true},
		{"English word of a Russian text", "ru", "Сессии WSIS Forums", "forum", true},
		{"all words must match", "en", english, "sessions geneva", false},
		{"another word", "en", english, "geneva", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			found := len(find(t, indexOf(row.language, row.text), row.query)) == 1
			if found != row.found {
				q, _ := ParseQuery(row.query, nil)
				t.Errorf("%q in %q: found %t\nterms %+v\nquery %+v", row.query, row.text, found,
					Analyse(row.text, row.language), q)
			}
			q, _ := ParseQuery(row.query, nil)
			if _, ok := Highlight(row.text, row.language, q, 200); row.found && !ok {
				t.Error("found, but nothing to highlight")
			}
		})
	}
}

func TestRanking(t *testing.T) {
	doc := func(title, body string) Document {
		return Document{[]Part{{title, "en", Title}, {body, "en", Body}}}
	}
	for _, row := range []struct {
		name, query string
		docs        []Document
		want        []int32
	}{
		{"a title above many bodies", "health", []Document{
			doc("Forum", "health health health health health health"), doc("Health of a very long and tedious kind", "")}, []int32{1, 0}},
		{"the word above its form above its beginning", "session", []Document{
			doc("Sessionary", ""), doc("Sessions", ""), doc("Session", "")}, []int32{2, 1, 0}},
		{"more often above less often", "health", []Document{
			doc("A", "health now"), doc("A", "health health")}, []int32{1, 0}},
		{"a rare word above a common one", "forum health", []Document{
			doc("Forum", "health"), doc("Health", "forum"), doc("Forum", "a"), doc("Forum", "b")}, []int32{1, 0}},
		{"equal ones by number", "health", []Document{doc("health", ""), doc("health", ""), doc("health", "")}, []int32{0, 1, 2}},
		{"a short one above a long one", "health", []Document{
			doc("Health and other matters of the day", ""), doc("Health", "")}, []int32{1, 0}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var b Builder
			for i, d := range row.docs {
				b.Add(int32(i), d.Analyse())
			}
			q, _ := ParseQuery(row.query, nil)
			var got []int32
			for _, h := range b.Index().Find(q) {
				got = append(got, h.Doc)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNothingIsFound(t *testing.T) {
	q, _ := ParseQuery("forum", nil)
	var empty Builder
	for name, ix := range map[string]*Index{"zero": {}, "empty": empty.Index(), "wordless": indexOf("en", "", "…")} {
		if hits := ix.Find(q); hits != nil {
			t.Errorf("%s index: %v", name, hits)
		}
		if hits := ix.Find(Query{}); hits != nil {
			t.Errorf("%s index, empty query: %v", name, hits)
		}
	}
	for _, text := range []string{"", " ", "…", "'-.", "\u0301\u200D", "\xff\xfe", "🎉"} {
		if q, ok := ParseQuery(text, nil); ok {
			t.Errorf("%q gives a query: %+v", text, q)
		}
	}
}

func TestEveryWordMustMatchInTheSameDocument(t *testing.T) {
	ix := indexOf("en", "forum health", "forum", "health", "health forums")
	if got := find(t, ix, "forum health"); !slices.Equal(got, []int32{0, 3}) {
		t.Errorf("got %v", got)
	}
	if got := find(t, ix, "health forum"); !slices.Equal(got, []int32{0, 3}) {
		t.Errorf("got %v", got)
	}
}

func TestTiesAreByNumber(t *testing.T) {
	texts := make([]string, 60)
	for i := range texts {
		texts[i] = []string{"forum", "forum health"}[i%2]
	}
	q, _ := ParseQuery("forum", nil)
	hits := indexOf("en", texts...).Find(q)
	for i, h := range hits {
		if want := int32(2*i%60 + i/30); h.Doc != want {
			t.Fatalf("place %d: got %d, want %d", i, h.Doc, want)
		}
	}
}

func TestNumbersOfDocumentsAreTheCallers(t *testing.T) {
	var b Builder
	b.Add(40, Document{[]Part{{"forum", "en", Body}}}.Analyse())
	b.Add(-3, Document{[]Part{{"forum", "en", Body}}}.Analyse())
	b.Add(40, Document{[]Part{{"health", "en", Body}}}.Analyse())
	ix := b.Index()
	if got := find(t, ix, "forum"); !slices.Equal(got, []int32{-3, 40}) {
		t.Errorf("got %v", got)
	}
	if got := find(t, ix, "forum health"); !slices.Equal(got, []int32{40}) {
		t.Errorf("added twice: got %v", got)
	}
}

func TestQueryUsesSixteenWords(t *testing.T) {
	q, _ := ParseQuery("a b c d e f g h i j k l m n o p q r s t u v w x y z", nil)
	if len(q.clauses) != maxClauses {
		t.Errorf("%d clauses", len(q.clauses))
	}
	if q, _ = ParseQuery("forum Forum FORUM", nil); len(q.clauses) != 1 {
		t.Errorf("a word said again counts again: %+v", q)
	}
	q, _ = ParseQuery("sessions", []string{"fr"})
	if len(q.clauses[0].stems) != 1 || q.clauses[0].stems[0].tongue != inFrench {
		t.Errorf("%+v", q)
	}
}
