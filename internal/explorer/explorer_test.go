package explorer

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// most is what the page may weigh in all, uncompressed.
const most = 60_000

func get(t *testing.T, method, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestHandler(t *testing.T) {
	tests := []struct {
		name, method, path string
		status             int
		kind               string
	}{
		{"page", "GET", "/graphql", 200, "text/html; charset=utf-8"},
		{"page head", "HEAD", "/graphql", 200, "text/html; charset=utf-8"},
		{"script", "GET", "/explorer/app.js", 200, "text/javascript; charset=utf-8"},
		{"style", "GET", "/explorer/style.css", 200, "text/css; charset=utf-8"},
		{"mark", "GET", "/explorer/mark.svg", 200, "image/svg+xml"},
		{"examples", "GET", "/explorer/examples.json", 200, "application/json"},
		{"the page has one address", "GET", "/explorer/index.html", 404, "text/plain; charset=utf-8"},
		{"unknown asset", "GET", "/explorer/none.js", 404, "text/plain; charset=utf-8"},
		{"no folder", "GET", "/explorer/", 404, "text/plain; charset=utf-8"},
		{"no way out", "GET", "/explorer/../explorer.go", 404, "text/plain; charset=utf-8"},
		{"no bare asset", "GET", "/app.js", 404, "text/plain; charset=utf-8"},
		{"no writing", "POST", "/explorer/app.js", 405, "text/plain; charset=utf-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := get(t, tt.method, tt.path)
			if w.Code != tt.status || w.Header().Get("Content-Type") != tt.kind {
				t.Errorf("%d %q, want %d %q", w.Code, w.Header().Get("Content-Type"), tt.status, tt.kind)
			}
			if tt.method == "HEAD" && w.Body.Len() > 0 {
				t.Errorf("HEAD has a body of %d bytes", w.Body.Len())
			}
		})
	}
}

func TestHandlerNotModified(t *testing.T) {
	for _, path := range []string{"/graphql", "/explorer/app.js", "/explorer/examples.json"} {
		etag := get(t, "GET", path).Header().Get("ETag")
		if !regexp.MustCompile(`^"[0-9a-f]{24}"$`).MatchString(etag) {
			t.Errorf("%s: ETag %q is not strong", path, etag)
		}
		w := get(t, "GET", path, "If-None-Match", etag)
		if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s: %d with %d bytes, want an empty 304", path, w.Code, w.Body.Len())
		}
		if w := get(t, "GET", path, "If-None-Match", `"other"`); w.Code != 200 {
			t.Errorf("%s: %d for another ETag, want 200", path, w.Code)
		}
	}
}

func TestHandlerPolicy(t *testing.T) {
	for _, path := range []string{"/graphql", "/explorer/mark.svg"} {
		h := get(t, "GET", path).Header()
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{
			"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
			"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
		} {
			if !strings.Contains("; "+csp+";", "; "+part+";") {
				t.Errorf("%s: the policy lacks %q", path, part)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
			t.Errorf("%s: the policy is open: %s", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: a header is missing: %v", path, h)
		}
	}
	if vary := get(t, "GET", "/graphql").Header().Get("Vary"); vary != "Accept, Accept-Encoding, Accept-Language" {
		t.Errorf("Vary of the page is %q", vary)
	}
}

func TestSize(t *testing.T) {
	sum := 0
	for name, a := range load() {
		if name != "examples.json" { // data, not page
			sum += len(a.body)
		}
	}
	if sum > most {
		t.Errorf("the page weighs %d bytes, %d are allowed", sum, most)
	}
}

func TestExamplesAsset(t *testing.T) {
	var got []Example
	if err := json.Unmarshal(get(t, "GET", "/explorer/examples.json").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(Examples()) {
		t.Errorf("%d examples in the asset, %d in the files", len(got), len(Examples()))
	}
}

// Nothing is loaded from elsewhere, and nothing makes code or markup out of text.
func TestAssetsAreOurs(t *testing.T) {
	forbidden := map[string]*regexp.Regexp{
		"an outside address": regexp.MustCompile(`(?i)(src|href|import|url\(|fetch\()[^\n]{0,20}(https?:)?//[a-z]`),
		"markup from text":   regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write`),
		"code from text":     regexp.MustCompile(`\beval\(|new Function|setTimeout\("`),
		"an inline style":    regexp.MustCompile(`<[^>]+\sstyle=|<style`),
		"an inline script":   regexp.MustCompile(`<script>|<[^>]+\son[a-z]+=`),
		"storage":            regexp.MustCompile(`localStorage|sessionStorage|indexedDB|document\.cookie`),
	}
	for name, a := range load() {
		if name == "examples.json" {
			continue
		}
		for what, pattern := range forbidden {
			if hit := pattern.Find(a.body); hit != nil {
				t.Errorf("%s holds %s: %s", name, what, hit)
			}
		}
	}
}

func TestImportsExist(t *testing.T) {
	assets := load()
	for name, a := range assets {
		for _, m := range regexp.MustCompile(`from "\./([^"]+)"`).FindAllSubmatch(a.body, -1) {
			if _, ok := assets[string(m[1])]; !ok {
				t.Errorf("%s imports %s, which is not there", name, m[1])
			}
		}
	}
	page, err := fs.ReadFile(files, "assets/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"explorer/([^"]+)"`).FindAllSubmatch(page, -1) {
		if _, ok := assets[string(m[1])]; !ok {
			t.Errorf("the page loads %s, which is not there", m[1])
		}
	}
}
