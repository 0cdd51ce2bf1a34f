// Package certificate is the page that a champion or a winner of the prizes prints: what the published result says of a
// project, in six languages.
package certificate

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"rostrum/internal/catalogue"
	"rostrum/internal/prize"
	"rostrum/internal/text"
)

// policy lets the page use its own style, known by its hash, and nothing else: no script, no picture, no other host.
var policy = "default-src 'none'; style-src 'sha256-" + hashOf(style) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Handler serves GET /contests/{contest}/certificates/{project}, where the project is named by its global id. view gives
// what one request sees of the catalogue. A project that is no champion in public is as unknown as one that there is not.
func Handler(view func(want text.Preference) *catalogue.View) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/contests/{contest}/certificates/{project}", func(w http.ResponseWriter, r *http.Request) {
		spoken, asked := choose(r)
		v := view(text.Prefer(spoken.tag))
		p, ok := find(v, r.PathValue("contest"), r.PathValue("project"))
		if !ok {
			unknown(w)
			return
		}
		serve(w, r, write(v, p, spoken), spoken, asked)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { unknown(w) })
	return mux
}

// unknown answers for everything that there is not.
func unknown(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "not found\n") // the client may be gone; there is nobody left to tell
}

// find gives a project of a contest that has a certificate.
func find(v *catalogue.View, contest, id string) (p catalogue.Project, ok bool) {
	node, err := v.Node(id)
	if err != nil {
		return p, false
	}
	if p, ok = node.(catalogue.Project); !ok || p.Contest().Slug() != contest {
		return p, false
	}
	_, ok = p.Certificate()
	return p, ok
}

// choose gives the language of the page: the one that the address asks for, else the reader's own.
func choose(r *http.Request) (spoken words, asked bool) {
	if wanted := r.URL.Query().Get("language"); wanted != "" {
		return wordsFor(wanted), true
	}
	return wordsFor(r.Header.Get("Accept-Language")), false
}

// wordsFor gives the words that fit best what is wanted, in the form of Accept-Language; English where none do.
func wordsFor(wanted string) words {
	tags, _, err := language.ParseAcceptLanguage(wanted)
	if err != nil || len(tags) == 0 {
		return languages[0]
	}
	_, at, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return languages[0]
	}
	return languages[at]
}

func serve(w http.ResponseWriter, r *http.Request, body []byte, spoken words, asked bool) {
	sum := sha256.Sum256(body)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", spoken.Tag())
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	h.Set("Cache-Control", "public, no-cache") // keep it, and ask whether it is still the same
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if asked {
		h.Set("Vary", "Accept-Encoding")
	} else {
		h.Set("Vary", "Accept-Encoding, Accept-Language")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// piece is a text with the language that it is in.
type piece struct{ Value, Language, Direction string }

func pieceOf(t catalogue.Text) piece {
	return piece{t.Value(), string(t.Language()), strings.ToLower(string(t.Direction()))}
}

// content is what the page shows.
type content struct {
	words

	Style    template.CSS
	IsWinner bool
	Contest  piece
	Year     int
	Project  piece
	Owners   []piece
	Category *piece
	Number   int
	Result   string // where the published result is read
	Address  string // of the page, to be read on paper; empty where the server does not know its own
	Others   []other
}

// other is the same page in another language.
type other struct{ Tag, Name, URL string }

// write makes the page of a project.
func write(v *catalogue.View, p catalogue.Project, spoken words) []byte {
	outcome, _ := p.Outcome()
	c := content{
		words: spoken, Style: template.CSS(style), IsWinner: outcome == prize.WinnerOutcome, Contest: pieceOf(p.Contest().Name(nil)),
		Year: p.Contest().Forum().Year(), Project: pieceOf(p.Title(nil)), Result: resultOf(v, p),
	}
	if category, ok := p.Category(); ok {
		title := pieceOf(category.Title(nil))
		c.Category, c.Number = &title, category.Number()
	}
	for _, owner := range p.Stakeholders() {
		c.Owners = append(c.Owners, pieceOf(owner.Name(nil)))
	}
	if printed, ok := p.OrganisationAsPrinted(); ok && len(c.Owners) == 0 {
		c.Owners = []piece{{printed, "en", "ltr"}}
	}
	if certificate, ok := p.Certificate(); ok && v.Address("") != "" {
		c.Address = certificate.URL(nil)
	}
	for _, l := range languages {
		if l.Tag() != spoken.Tag() {
			c.Others = append(c.Others, other{l.Tag(), l.Name, "?language=" + l.Tag()})
		}
	}
	var b bytes.Buffer
	if err := page.Execute(&b, c); err != nil {
		panic("certificate: " + err.Error()) // a buffer takes everything, and the page is compiled in
	}
	return b.Bytes()
}

// resultOf gives the address at which the published result of the project's category is read: the query, ready to be run.
func resultOf(v *catalogue.View, p catalogue.Project) string {
	query := "{\n  contest(slug: \"" + p.Contest().Slug() + "\") {\n    name { value }\n    categories {\n      number\n      title { value }\n" +
		"      result {\n        validVotes\n        voidedVotes\n        incompleteVotes\n        tallies { votes project { title { value } outcome } }\n" +
		"        winner { title { value } }\n      }\n    }\n  }\n}\n"
	return v.Address("/graphql") + "#" + url.Values{"query": {query}}.Encode()
}
