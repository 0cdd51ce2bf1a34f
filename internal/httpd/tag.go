package httpd

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// tag is a strong ETag without its quotes, of the bytes before compression. A compressed answer has the tag with the
// coding behind it (gzhttp adds it), because to a cache it is another thing.
type tag string

func newTag(mediaType string, parts ...[]byte) tag {
	h := sha256.New()
	h.Write([]byte(mediaType)) // hash.Hash never fails
	for _, part := range parts {
		h.Write(part)
	}
	return tag(base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15]))
}

// unchanged sets the ETag, and answers 304 where the client has these bytes already, in whatever coding.
func (t tag) unchanged(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("ETag", `"`+string(t)+`"`)
	for _, line := range r.Header.Values("If-None-Match") {
		for known := range strings.SplitSeq(line, ",") {
			known = strings.TrimSpace(known)
			if known == "*" {
				w.WriteHeader(http.StatusNotModified)
				return true
			}
			bare := strings.Trim(strings.TrimPrefix(known, "W/"), `"`)
			coding, ok := strings.CutPrefix(bare, string(t))
			if ok && (coding == "" || coding == "-gzip" || coding == "-zstd") {
				w.Header().Set("ETag", `"`+bare+`"`) // the one that the client would be sent again
				w.WriteHeader(http.StatusNotModified)
				return true
			}
		}
	}
	return false
}
