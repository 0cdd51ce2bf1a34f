package certificate_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/certificate"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// snapshot holds a contest with a winner, a champion, a nominee, and a project whose result is not public.
func snapshot() *catalogue.Snapshot {
	project := func(id, title string, o prize.Outcome) prize.Project {
		return prize.Project{ID: id, ContestID: "c", CategoryID: "k", Title: text.Of(title), Stakeholders: []string{"o"}, Outcome: o}
	}
	return catalogue.Build(catalogue.Rows{
		ActionLines:  []taxonomy.ActionLine{{ID: "C3", Code: "C3", Line: "C3", Position: 3, Title: text.FromMap(map[string]string{"en": "Access to information and knowledge", "fr": "L'accès à l'information et au savoir"})}},
		Stakeholders: []people.Stakeholder{{ID: "o", Name: text.FromMap(map[string]string{"en": "School of Tides", "ar": "مدرسة المد والجزر"}), Type: people.Academia}},
		Forums:       []programme.Forum{{ID: "f", Slug: "f", Year: 2020, Theme: text.Of("Theme"), StartsOn: "2020-06-22", EndsOn: "2020-09-10", TimeZone: "Europe/Zurich"}},
		Contests: []prize.Contest{{ID: "c", Slug: "prizes", ForumID: "f", Name: text.FromMap(map[string]string{"en": "WSIS Prizes 2020", "fr": "Prix du SMSI 2020"}),
			Categories: []prize.Category{{ID: "k", Number: 3, ActionLine: "C3"}}}},
		Projects: []prize.Project{
			project("winner", "Kites <b>for all</b>: a network of weather stations that villages build and keep themselves", prize.WinnerOutcome),
			project("champion", "Wells", prize.ChampionOutcome), project("nominee", "Nets", prize.NominatedOutcome), project("early", "Embargo", ""),
		},
	})
}

func get(t *testing.T, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	now := time.Date(2020, 9, 8, 0, 0, 0, 0, time.UTC)
	h := certificate.Handler(func(want text.Preference) *catalogue.View {
		return snapshot().View(want, now, false).Under("https://rostrum.example.org/")
	})
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func of(project string) string {
	return "/contests/prizes/certificates/" + catalogue.GlobalID(catalogue.KindProject, project)
}

func TestThePageInSixLanguages(t *testing.T) {
	for language, want := range map[string][]string{
		"en": {`lang="en" dir="ltr"`, "has won the category", "Winner · 2020", "WSIS Prizes 2020", "School of Tides", "Access to information"},
		"fr": {`lang="fr" dir="ltr"`, "est lauréat de la catégorie", "Prix du SMSI 2020", "accès à l"},
		"es": {`lang="es" dir="ltr"`, "Ganador"}, "ru": {`lang="ru" dir="ltr"`, "Победитель"}, "zh": {`lang="zh" dir="ltr"`, "获奖项目"},
		"ar": {`lang="ar" dir="rtl"`, "فائز", `<li lang="ar" dir="rtl">مدرسة`},
		"pt": {`lang="en"`}, "fr-CA": {`lang="fr"`}, "zh-Hans-CN": {`lang="zh"`}, "*;=": {`lang="en"`},
	} {
		for _, w := range []*httptest.ResponseRecorder{get(t, of("winner")+"?language="+url.QueryEscape(language)), get(t, of("winner"), "Accept-Language", language)} {
			for _, words := range want {
				if w.Code != 200 || !strings.Contains(w.Body.String(), words) {
					t.Errorf("%s: %d, lacks %q:\n%s", language, w.Code, words, w.Body)
				}
			}
		}
	}
	if body := get(t, of("champion")).Body.String(); !strings.Contains(body, "is a champion") || strings.Contains(body, "Winner") {
		t.Errorf("a champion: %s", body)
	}
}

// The page holds nothing that runs, nothing from elsewhere, and no markup of others.
func TestThePageIsSafe(t *testing.T) {
	w := get(t, of("winner"))
	body := w.Body.String()
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(body)
	sum := sha256.Sum256([]byte(style[1]))
	if p := w.Header().Get("Content-Security-Policy"); !strings.Contains(p, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
		t.Errorf("the policy is of another style: %s", p)
	}
	for _, never := range []string{"<script", "style=", "src=", "<b>", "@import", "url("} {
		if strings.Contains(body, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	if !strings.Contains(body, `href="https://rostrum.example.org/graphql#query=`) {
		t.Error("the page does not lead to the result")
	}
	if !strings.Contains(body, "https://rostrum.example.org"+of("winner")+"<") {
		t.Error("the page does not tell its own address")
	}
	if again := get(t, of("winner"), "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("asked for again: %d", again.Code)
	}
	if w.Header().Get("Vary") != "Accept-Encoding, Accept-Language" || get(t, of("winner")+"?language=fr").Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("what the answer depends on: %q", w.Header().Get("Vary"))
	}
}

// What is not public is as unknown as what there is not.
func TestNoPageBeforePublication(t *testing.T) {
	want := get(t, of("none"))
	for _, path := range []string{
		of("nominee"), of("early"), "/contests/another/certificates/" + catalogue.GlobalID(catalogue.KindProject, "winner"), "/contests/prizes/certificates/x",
		"/contests/prizes/certificates/" + catalogue.GlobalID(catalogue.KindStakeholder, "o"), "/contests/prizes/certificates/", "/contests/",
	} {
		got := get(t, path)
		if got.Code != http.StatusNotFound || got.Body.String() != want.Body.String() || len(got.Header()) != len(want.Header()) {
			t.Errorf("%s: %d %v %s", path, got.Code, got.Header(), got.Body)
		}
	}
}
