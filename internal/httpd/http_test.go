package httpd

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"rostrum/internal/fault"
)

func TestCacheControl(t *testing.T) {
	h := newHarness(t)
	for name, c := range map[string]struct {
		request *http.Request
		control string
		tagged  bool
	}{
		"an answer for everybody":  {get("/graphql?query={hello}"), "public, max-age=1", true},
		"an answer from the clock": {get("/graphql?query={now}"), "public, no-cache", true},
		"an answer for one":        {get("/graphql?query={me}"), "no-store", false},
		"an answer with an error":  {get("/graphql?query={hello,refused}"), "no-store", false},
		"a refusal":                {get("/graphql?query={nothing}"), "no-store", false},
		"by POST":                  {post(query("{hello}")), "no-store", false},
		"a token that is not good": {get("/graphql?query={hello}", "Authorization", "Bearer x"), "no-store", false},
		"the schema":               {get("/schema.graphql"), "public, no-cache", true},
		"health":                   {get("/healthz"), "no-store", false},
		"nothing":                  {get("/nothing"), "no-store", false},
	} {
		t.Run(name, func(t *testing.T) {
			res := h.do(t, c.request)
			if got := res.Header.Get("Cache-Control"); got != c.control || (res.Header.Get("ETag") != "") != c.tagged {
				t.Errorf("got %q and ETag %q", got, res.Header.Get("ETag"))
			}
		})
	}
}

func TestUnchangedAnswersAre304InEveryCoding(t *testing.T) {
	h := newHarness(t)
	for path, codings := range map[string][]string{
		"/graphql?query={hello}": {"", "gzip", "zstd"}, // too small to be compressed
		"/graphql?query={big}":   {"", "gzip", "zstd", "gzip, zstd", "gzip;q=1, zstd;q=0.5", "br"},
		"/graphql?query={now}":   {""},
		"/schema.graphql":        {"", "gzip", "zstd"},
	} {
		for _, coding := range codings {
			t.Run(path+" "+coding, func(t *testing.T) {
				first := h.do(t, get(path, "Accept-Encoding", coding))
				tag := first.Header.Get("ETag")
				if first.StatusCode != 200 || !regexp.MustCompile(`^"[\w-]+"$`).MatchString(tag) {
					t.Fatalf("%d, ETag %s", first.StatusCode, tag)
				}
				if used := first.Header.Get("Content-Encoding"); used != "" && !strings.HasSuffix(tag, "-"+used+`"`) {
					t.Errorf("the tag %s does not tell %s apart", tag, used)
				}
				for _, condition := range []string{tag, `"other", ` + tag, "W/" + tag, "*"} {
					res := h.do(t, get(path, "Accept-Encoding", coding, "If-None-Match", condition))
					if body := read(t, res); res.StatusCode != 304 || body != "" || res.Header.Get("Content-Type") != "" {
						t.Errorf("%s: %d %v %.100q", condition, res.StatusCode, res.Header, body)
					}
					if got := res.Header.Get("ETag"); got != tag && condition != "*" {
						t.Errorf("ETag %s, want %s", got, tag)
					}
					if res.Header.Get("Cache-Control") == "" {
						t.Error("304 without Cache-Control")
					}
				}
				for _, condition := range []string{`"other"`, strings.Trim(tag, `"`) + "x", tag[:5] + `"`} {
					if res := h.do(t, get(path, "If-None-Match", condition)); res.StatusCode != 200 {
						t.Errorf("%s: %d", condition, res.StatusCode)
					}
				}
			})
		}
	}
}

func TestTagsTellAnswersAndMediaTypesApart(t *testing.T) {
	h := newHarness(t)
	seen := map[string]string{}
	for _, accept := range []string{"application/json", "application/graphql-response+json"} {
		for _, path := range []string{"/graphql?query={hello}", "/graphql?query={now}"} {
			tag := h.do(t, get(path, "Accept", accept)).Header.Get("ETag")
			if other, ok := seen[tag]; ok {
				t.Errorf("%s and %s %s share a tag", other, accept, path)
			}
			seen[tag] = accept + path
		}
	}
}

func TestCompression(t *testing.T) {
	h := newHarness(t)
	want := read(t, h.do(t, get("/graphql?query={big}")))
	for accepted, wanted := range map[string]string{"gzip": "gzip", "zstd": "zstd", "gzip, deflate, br, zstd": "zstd", "gzip;q=0": "", "br": "", "": ""} {
		for name, r := range map[string]*http.Request{"GET": get("/graphql?query={big}"), "POST": post(query("{big}"))} {
			res := h.do(t, with(r, "Accept-Encoding", accepted))
			body := read(t, res)
			if got := res.Header.Get("Content-Encoding"); got != wanted {
				t.Errorf("%s, %s: %q", name, accepted, got)
			}
			if got := unpack(t, wanted, body); got != want {
				t.Errorf("%s, %s: %d bytes of %.50q", name, accepted, len(got), got)
			}
		}
		if res := h.do(t, get("/graphql?query={hello}", "Accept-Encoding", accepted)); res.Header.Get("Content-Encoding") != "" {
			t.Errorf("a tiny body is compressed for %s", accepted)
		}
	}
}

func unpack(t *testing.T, coding, body string) string {
	t.Helper()
	var r io.Reader = strings.NewReader(body)
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestVaryAndSecurityHeadersOnEveryAnswer(t *testing.T) {
	h := newHarness(t)
	for name, r := range map[string]*http.Request{
		"an answer":      get("/graphql?query={hello}"),
		"compressed":     get("/graphql?query={big}", "Accept-Encoding", "gzip"),
		"POST":           post(query("{hello}")),
		"another origin": post(query("{hello}"), "Origin", "https://example.org"),
		"unchanged":      get("/graphql?query={hello}", "If-None-Match", "*"),
		"a parse error":  post(query("{")),
		"401":            post(query("{hello}"), "Authorization", "Bearer x"),
		"405":            get("/graphql?query=mutation{bump}"),
		"406":            get("/graphql?query={hello}", "Accept", "image/png"),
		"413":            post(strings.Repeat(" ", 100000)),
		"415":            post("x", "Content-Type", "text/plain"),
		"a panic":        get("/graphql?query={panics}"),
		"a page":         get("/graphql", "Accept", "text/html"),
		"OPTIONS":        httptest.NewRequest(http.MethodOptions, "/graphql", nil),
		"HEAD":           httptest.NewRequest(http.MethodHead, "/graphql?query={hello}", nil),
		"the schema":     get("/schema.graphql"),
		"nothing":        get("/nothing"),
		"a health check": get("/healthz"),
	} {
		t.Run(name, func(t *testing.T) {
			res := h.do(t, r)
			if got := res.Header.Values("Vary"); r.URL.Path == "/graphql" && (len(got) != 1 || got[0] != "Accept, Accept-Encoding, Accept-Language") {
				t.Errorf("Vary: %q", got)
			}
			for header, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
				"Cross-Origin-Resource-Policy": "cross-origin",
				"Content-Security-Policy":      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
			} {
				if got := res.Header.Get(header); got != want {
					t.Errorf("%s: %q", header, got)
				}
			}
			if res.Header.Get("X-Request-Id") == "" {
				t.Error("no X-Request-Id")
			}
		})
	}
}

func TestRequestIDs(t *testing.T) {
	h := newHarness(t)
	for given, kept := range map[string]bool{
		"abc-1.2_X": true, strings.Repeat("a", 64): true,
		"": false, strings.Repeat("a", 65): false, "a b": false, "a\"b": false, "é": false, "<script>": false,
	} {
		got := h.do(t, get("/healthz", "X-Request-Id", given)).Header.Get("X-Request-Id")
		if (got == given) != kept || sane(got) != got {
			t.Errorf("given %q, got %q", given, got)
		}
	}
	if a, b := sane(""), sane(""); a == b {
		t.Errorf("two requests are both %s", a)
	}
}

func preflight(origin, method, headers string) *http.Request {
	r := httptest.NewRequest(http.MethodOptions, "/graphql", nil)
	return with(r, "Origin", origin, "Access-Control-Request-Method", method, "Access-Control-Request-Headers", headers)
}

func TestCrossOrigin(t *testing.T) {
	open := newHarness(t)
	narrow := newHarness(t, func(c *Config) { c.AllowOrigins = []string{"https://www.itu.int"} })
	for name, c := range map[string]struct {
		server  *harness
		request *http.Request
		origin  string // Access-Control-Allow-Origin
	}{
		"any origin":               {open, preflight("https://example.org", "POST", "authorization,content-type,x-rostrum-after"), "*"},
		"Apollo's header":          {open, preflight("https://example.org", "POST", "apollo-require-preflight,content-type"), "*"},
		"a header not on the list": {open, preflight("https://example.org", "POST", "x-evil"), ""},
		"a method not on the list": {open, preflight("https://example.org", "DELETE", ""), ""},
		"a named origin":           {narrow, preflight("https://www.itu.int", "POST", "content-type"), "https://www.itu.int"},
		"another origin":           {narrow, preflight("https://example.org", "POST", "content-type"), ""},
		"an answer to any":         {open, post(query("{hello}"), "Origin", "https://example.org"), "*"},
		"an answer to a named one": {narrow, post(query("{hello}"), "Origin", "https://www.itu.int"), "https://www.itu.int"},
		"an answer to another":     {narrow, post(query("{hello}"), "Origin", "https://example.org"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			res := c.server.do(t, c.request)
			if got := res.Header.Get("Access-Control-Allow-Origin"); got != c.origin {
				t.Errorf("Access-Control-Allow-Origin: %q", got)
			}
			if res.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
			if c.server == narrow && !strings.Contains(res.Header.Get("Vary"), "Origin") {
				t.Errorf("Vary: %s", res.Header.Get("Vary"))
			}
			if c.request.Method == "POST" && c.origin != "" && !strings.Contains(res.Header.Get("Access-Control-Expose-Headers"), "Etag") {
				t.Errorf("exposed: %s", res.Header.Get("Access-Control-Expose-Headers"))
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	explorer := func(c *Config) {
		c.Explorer = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { plain(w, 200, "explorer "+r.URL.Path) })
	}
	h := newHarness(t, explorer, func(c *Config) {
		c.Ready = func(_ context.Context, forWrites bool) error {
			if forWrites {
				return fault.New(fault.Unavailable, "the database is away")
			}
			return nil
		}
	})
	for name, c := range map[string]struct {
		method, path, accept string
		status               int
		body                 string
	}{
		"alive":               {"GET", "/healthz", "", 200, "ok\n"},
		"ready for reads":     {"GET", "/readyz", "", 200, "ready\n"},
		"not for writes":      {"GET", "/readyz?for=writes", "", 503, "the database is away\n"},
		"for nonsense":        {"GET", "/readyz?for=x", "", 400, "for: reads or writes\n"},
		"the schema":          {"GET", "/schema.graphql", "", 200, toySDL},
		"deleting the schema": {"DELETE", "/schema.graphql", "", 405, "method not allowed\n"},
		"posting to health":   {"POST", "/healthz", "", 405, "method not allowed\n"},
		"options":             {"OPTIONS", "/healthz", "", 204, ""},
		"nothing":             {"GET", "/nothing", "", 404, "not found\n"},
		"below graphql":       {"GET", "/graphql/x", "", 404, "not found\n"},
		"the root, by curl":   {"GET", "/", "*/*", 404, "the API is at /graphql, its schema at /schema.graphql\n"},
		"the root, a browser": {"GET", "/", "text/html", 302, "<a href=\"/graphql\">Found</a>.\n\n"},
		"the explorer":        {"GET", "/graphql", "text/html", 200, "explorer /graphql\n"},
		"its script":          {"GET", "/explorer/page.js", "", 200, "explorer /explorer/page.js\n"},
		"the head of a query": {"HEAD", "/graphql?query={hello}", "", 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := with(httptest.NewRequest(c.method, c.path, nil), "Accept", c.accept)
			res := h.do(t, r)
			body := read(t, res)
			if res.StatusCode != c.status || body != c.body {
				t.Errorf("got %d %q", res.StatusCode, body)
			}
			if res.StatusCode == 405 && res.Header.Get("Allow") != "GET, HEAD, OPTIONS" {
				t.Errorf("Allow: %s", res.Header.Get("Allow"))
			}
		})
	}
}

func TestNotReadyForAReasonThatIsNoFaultSaysNothing(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.Ready = func(context.Context, bool) error { return errors.New(secret) } })
	res := h.do(t, get("/readyz"))
	if body := read(t, res); res.StatusCode != 503 || body != "not ready\n" {
		t.Errorf("got %d %q", res.StatusCode, body)
	}
}

func TestClientAddress(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, c := range map[string]struct{ remote, forwarded, want string }{
		"direct":                    {"203.0.113.7:1", "", "203.0.113.7"},
		"a claim from nobody":       {"203.0.113.7:1", "198.51.100.1", "203.0.113.7"},
		"through a proxy":           {"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		"through two":               {"10.0.0.1:1", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		"a claim before the proxy":  {"10.0.0.1:1", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		"nonsense before the proxy": {"10.0.0.1:1", "x, 198.51.100.1", "198.51.100.1"},
		"nonsense from the proxy":   {"10.0.0.1:1", "198.51.100.1, x", "10.0.0.1"},
		"IPv6":                      {"[fd00::1]:1", "2001:db8::1", "2001:db8::1"},
		"IPv4 in IPv6":              {"[::ffff:10.0.0.1]:1", "::ffff:198.51.100.1", "198.51.100.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := with(httptest.NewRequest("GET", "/", nil), "X-Forwarded-For", c.forwarded)
			r.RemoteAddr = c.remote
			if got := clientOf(r, proxies).String(); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
	if got := network(netip.MustParseAddr("2001:db8:1:2::3")); got != "2001:db8:1::/48" {
		t.Errorf("got %s", got)
	}
	if got := network(netip.Addr{}); got != "" {
		t.Errorf("got %s", got)
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	if _, err := New(Config{}); err == nil || !strings.Contains(err.Error(), "schema") {
		t.Errorf("got %v", err)
	}
}

func FuzzDocument(f *testing.F) {
	h := newHarness(f, func(c *Config) { c.Log = slog.New(slog.DiscardHandler) })
	for _, seed := range []string{
		"{hello}", "{", "query($n: Int = 3) {items(first: $n) {nodes {name}}}", "{__schema {types {name}}}", `{hello(name: "\ud83d")}`,
		"{...F} fragment F on Query {...F}", "{a: hello @skip(if: null)}", "mutation {bump}", "{sized(input: {n: 1, inner: {n: 2}})}",
		"query($b: Boolean = true) {hello @include(if: $b)}", "{items(first: 1e3) {nodes {name}}}", "subscription {x}", "{hello @defer}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		// panics and broken are there to fail, so they are the only ones that may.
		if strings.Contains(document, "panics") || strings.Contains(document, "broken") || strings.Contains(document, "manyErrors") || strings.Contains(document, "slow") {
			return
		}
		for _, r := range []*http.Request{post(query(document)), get("/graphql?query=" + url.QueryEscape(document))} {
			res := h.do(t, r)
			body := read(t, res)
			if res.StatusCode >= 500 || strings.Contains(body, `"INTERNAL"`) {
				t.Errorf("%d %s for %q", res.StatusCode, body, document)
			}
		}
	})
}

func FuzzVariables(f *testing.F) {
	h := newHarness(f, func(c *Config) { c.Log = slog.New(slog.DiscardHandler) })
	for _, seed := range []string{
		`{}`, `{"i": {"n": 1}}`, `{"i": {"n": 1e400, "list": [[1]]}}`, `{"i": null, "b": null}`, `{"i": {"inner": {"inner": {}}}}`, `{"b": true, "n": 5, "s": "\ud800"}`,
		`[`, `{"i": {"n": 1, "kind": "LARGE", "id": 1.5, "f": "x"}, "n": 0}`, `{"n": -1}`, `{"n": 99999999999999999999, "i": {"n": 1}}`,
	} {
		f.Add([]byte(seed))
	}
	const document = "query($i: Sizes = {n: 1}, $n: Int, $b: Boolean = true, $s: [String!]) {sized(input: $i) hello @skip(if: $b) items(first: $n) {nodes {name}} other: hello(name: \"x\") @include(if: $b)}"
	f.Fuzz(func(t *testing.T, variables []byte) {
		body := append([]byte(`{"query": `+string(bytes.TrimPrefix([]byte(query(document)), []byte(`{"query":`)))), nil...)
		body = append(bytes.TrimSuffix(body, []byte("}")), `, "variables": `...)
		body = append(append(body, variables...), '}')
		res := h.do(t, post(string(body)))
		if answer := read(t, res); res.StatusCode >= 500 || strings.Contains(answer, `"INTERNAL"`) {
			t.Errorf("%d %s for %q", res.StatusCode, answer, variables)
		}
	})
}
