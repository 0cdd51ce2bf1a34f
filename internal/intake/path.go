package intake

import (
	"strconv"
	"strings"
)

// path names a place in a document, from the inside out: it becomes words only where there is a problem.
type path struct {
	parent *path
	name   string // a member's name; empty for an item of a list
	index  int
}

// String gives the place as sessions[3].title.en; names that are no plain words are shortened and quoted.
func (p *path) String() string {
	var parts []string
	for ; p != nil; p = p.parent {
		switch {
		case p.name == "":
			parts = append(parts, "["+strconv.Itoa(p.index)+"]")
		case p.parent != nil:
			parts = append(parts, "."+plain(p.name))
		default:
			parts = append(parts, plain(p.name))
		}
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(parts[i])
	}
	return b.String()
}

func plain(name string) string {
	for i, r := range name {
		if i >= 40 || r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return strconv.QuoteToASCII(strings.ToValidUTF8(name[:min(len(name), 40)], ""))
		}
	}
	return name
}
