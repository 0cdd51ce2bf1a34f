package httpd

import (
	"fmt"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/rs/cors"
)

// compress makes answers of a packet or more smaller, with zstd where the client takes it, else gzip. The secrets that
// an attacker could guess by watching sizes are not in these answers: tokens come by header and never go back.
func compress(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1400), gzhttp.SuffixETag("-gzip"), gzhttp.CompressionLevel(5))
	if err != nil {
		return nil, fmt.Errorf("setting up compression: %w", err)
	}
	return wrap(next), nil
}

// crossOrigin lets pages of other origins ask: of any where none are named. There are no cookies, and a named list of
// headers, so a page can do no more than any other client.
func crossOrigin(origins []string, next http.Handler) http.Handler {
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost},
		AllowedHeaders: []string{
			"Accept", "Accept-Language", "Authorization", "Content-Type", "If-None-Match", "X-Request-Id", "X-Rostrum-After",
			"Apollo-Require-Preflight", "GraphQL-Require-Preflight", "Apollographql-Client-Name", "Apollographql-Client-Version",
			"X-Apollo-Operation-Id", "X-Apollo-Operation-Name", "X-Apollo-Operation-Type",
		},
		ExposedHeaders: []string{"ETag", "Retry-After", "X-Request-Id"},
		MaxAge:         7200,
	}).Handler(next)
}
