// Package explorer is the page on which people try the API: served at the endpoint itself, without any outside host.
package explorer

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed assets examples
var files embed.FS

// policy lets the page load its own scripts, styles and pictures, talk to its own server, and nothing else. Scripts
// cannot be made out of text either: no code of the page turns an answer into markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// types says how each kind of asset is sent, so that nothing depends on the MIME table of the machine.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
}

// asset is one file as it is sent.
type asset struct {
	body []byte
	kind string // the content type
	etag string
}

// Handler serves the page at /graphql and what it is made of below /explorer/, for GET and HEAD, with strong ETags.
// Everything else is 404 or 405. Whether a client of /graphql wants the page is for the caller to decide.
func Handler() http.Handler {
	assets := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, found := strings.CutPrefix(r.URL.Path, "/explorer/")
		if r.URL.Path == "/graphql" {
			name, found = "index.html", true
		} else if name == "index.html" {
			found = false // the page has one address
		}
		a, known := assets[name]
		if !found || !known {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		a.serve(w, r)
	})
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.etag)
	h.Set("Cache-Control", "no-cache") // keep it, and ask whether it is still the same
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.URL.Path == "/graphql" {
		h.Set("Vary", "Accept, Accept-Encoding, Accept-Language")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
}

// load reads every asset once. A file that cannot be read or sent was built in wrongly, so it stops the program.
func load() map[string]asset {
	assets := map[string]asset{"examples.json": newAsset("examples.json", examplesJSON())}
	entries, err := fs.ReadDir(files, "assets")
	if err != nil {
		panic(fmt.Sprintf("explorer: %v", err))
	}
	for _, e := range entries {
		body, err := fs.ReadFile(files, path.Join("assets", e.Name()))
		if err != nil {
			panic(fmt.Sprintf("explorer: %v", err))
		}
		assets[e.Name()] = newAsset(e.Name(), body)
	}
	return assets
}

func newAsset(name string, body []byte) asset {
	kind, ok := types[path.Ext(name)]
	if !ok {
		panic("explorer: no content type for " + name)
	}
	sum := sha256.Sum256(body)
	return asset{body: body, kind: kind, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
}

func examplesJSON() []byte {
	body, err := json.Marshal(Examples())
	if err != nil {
		panic(fmt.Sprintf("explorer: %v", err))
	}
	return body
}
