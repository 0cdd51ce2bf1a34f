package httpd

import (
	"net/http"
	"slices"
	"strings"
)

// recorder notes what is answered, and puts Vary in order before it goes out.
type recorder struct {
	http.ResponseWriter
	status    int
	bytes     int64
	anyOrigin bool
	onGraph   bool
}

// WriteHeader sends the status and headers.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
		r.tidyVary()
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Flush sends what is buffered, for answers that come in pieces.
func (r *recorder) Flush() {
	if f, ok := r.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// tidyVary makes one line of what several handlers added. Where any origin may ask, the answer does not depend on it, and
// saying so would only split caches.
func (r *recorder) tidyVary() {
	var names []string
	if r.onGraph {
		names = []string{"Accept", "Accept-Encoding", "Accept-Language"}
	}
	h := r.Header()
	for _, line := range h.Values("Vary") {
		for name := range strings.SplitSeq(line, ",") {
			name = strings.TrimSpace(name)
			if name != "" && !(r.anyOrigin && name == "Origin") && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) > 0 {
		h.Set("Vary", strings.Join(names, ", "))
	} else {
		h.Del("Vary")
	}
}
