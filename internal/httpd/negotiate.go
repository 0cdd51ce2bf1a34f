package httpd

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// media is a kind of answer that /graphql can give.
type media string

const (
	unacceptable media = ""
	html         media = "text/html"
	plainJSON    media = "application/json"
	graphqlJSON  media = "application/graphql-response+json"
)

// choose reads Accept (RFC 9110, section 12.5.1). Where the client does not care it gets application/json, which every
// client understands; text/html only where it is named, wanted most, and on offer.
func choose(h http.Header, offerHTML bool) media {
	lines := h.Values("Accept")
	if len(lines) == 0 {
		return plainJSON
	}
	ranges := parseAccept(strings.Join(lines, ","))
	jsonQ, jsonBy := quality(ranges, string(plainJSON))
	graphQ, graphBy := quality(ranges, string(graphqlJSON))
	best, bestQ := plainJSON, jsonQ
	if graphQ > jsonQ || graphQ == jsonQ && graphBy >= jsonBy && graphBy == byName {
		best, bestQ = graphqlJSON, graphQ
	}
	if offerHTML {
		if q, by := quality(ranges, string(html)); by == byName && q > bestQ {
			return html
		}
	}
	if bestQ == 0 {
		return unacceptable
	}
	return best
}

type mediaRange struct {
	name string
	q    float64
}

func parseAccept(header string) []mediaRange {
	var ranges []mediaRange
	for part := range strings.SplitSeq(header, ",") {
		if strings.TrimSpace(part) == "" || len(ranges) == 50 {
			continue
		}
		name, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue // a range that nobody can read asks for nothing
		}
		if charset, ok := params["charset"]; ok && !isUTF8(charset) {
			continue
		}
		q := 1.0
		if s, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(s, 64); err != nil || !(q >= 0 && q <= 1) {
				continue
			}
		}
		ranges = append(ranges, mediaRange{name, q})
	}
	return ranges
}

// How a range meets a media type; the closest range decides.
const (
	byNothing = iota
	byAny     // */*
	byFamily  // application/*
	byName
)

func quality(ranges []mediaRange, name string) (q float64, by int) {
	family, _, _ := strings.Cut(name, "/")
	for _, r := range ranges {
		closeness := byNothing
		switch r.name {
		case name:
			closeness = byName
		case family + "/*":
			closeness = byFamily
		case "*/*":
			closeness = byAny
		}
		if closeness > by || closeness == by && closeness != byNothing && r.q > q {
			q, by = r.q, closeness
		}
	}
	return q, by
}

func isUTF8(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// isJSON tells whether a Content-Type is JSON in UTF-8.
func isJSON(contentType string) bool {
	name, params, err := mime.ParseMediaType(contentType)
	if err != nil || name != string(plainJSON) {
		return false
	}
	charset, given := params["charset"]
	return !given || isUTF8(charset)
}
