package httpd

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"rostrum/internal/fault"
)

// answer is what goes back for a GraphQL request.
type answer struct {
	status     int
	media      media
	data       json.RawMessage // nil where nothing was executed
	errors     gqlerror.List
	caching    caching
	allow      string
	retryAfter string // seconds
}

// caching says who may keep an answer. Its zero value: nobody.
type caching struct {
	tagged  bool   // it may be asked for again by its ETag
	control string // Cache-Control
}

// cacheability decides from the request and the walk. Only what everybody may see, was asked for by GET, and has no
// identity behind it may be kept; what reads the clock must be asked for again each time. One second is so short that a
// change still shows within a second, and lets a cache in front carry a crowd.
func cacheability(r *http.Request, op *operation, known bool) caching {
	switch {
	case r.Method == http.MethodPost || known || op.personal:
		return caching{}
	case op.readsClock || r.Header.Get("X-Rostrum-After") != "":
		return caching{tagged: true, control: "public, no-cache"}
	}
	return caching{tagged: true, control: "public, max-age=1"}
}

// statusOf is the one table from codes to statuses. GraphQL over HTTP wants 200 for a request that was understood and
// refused where the client accepts only application/json: such clients take any other status for a broken transport.
func statusOf(code fault.Code, want media) int {
	switch code {
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.RateLimited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
		return http.StatusInternalServerError
	case fault.PersistedQueryNotFound:
		return http.StatusOK // a step of the protocol, not an error: clients read on only with 200
	}
	if want == graphqlJSON {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// write sends the answer. The data goes out as the executor wrote it: marshalling it again would cost more than most
// requests do.
func (a *answer) write(w http.ResponseWriter, r *http.Request) {
	parts, err := a.parts()
	if err != nil { // no value in an error's JSON can fail; if one ever does, nothing half-written goes out
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if a.caching.tagged {
		h.Set("Cache-Control", a.caching.control)
		if newTag(string(a.media), parts...).unchanged(w, r) {
			return
		}
	}
	h.Set("Content-Type", string(a.media)+"; charset=utf-8")
	if a.allow != "" {
		h.Set("Allow", a.allow)
	}
	if a.retryAfter != "" {
		h.Set("Retry-After", a.retryAfter)
	}
	if a.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	h.Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return // the client is gone
		}
	}
}

// parts gives the JSON in pieces, errors first as the specification advises.
func (a *answer) parts() ([][]byte, error) {
	head, tail := []byte(`{`), []byte(`}`)
	if len(a.errors) > 0 {
		list, err := json.Marshal(a.errors)
		if err != nil {
			return nil, err
		}
		head = append(append(head, `"errors":`...), list...)
	}
	if a.data == nil {
		return [][]byte{head, tail}, nil
	}
	if len(a.errors) > 0 {
		head = append(head, ',')
	}
	return [][]byte{append(head, `"data":`...), a.data, tail}, nil
}
