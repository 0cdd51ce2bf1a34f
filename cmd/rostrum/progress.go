package main

import (
	"fmt"
	"strings"
	"time"
)

// progress gives a function that says how far a long piece of work has come: at once when half a second has passed
// since it last said so, and at the end.
func (s *streams) progress(what string) func(done, total int) {
	last := time.Now()
	said := false
	return func(done, total int) {
		if time.Since(last) < 500*time.Millisecond && (done < total || !said) {
			return
		}
		last, said = time.Now(), true
		fmt.Fprintf(s.err, "%s: %d of %d\n", what, done, total)
	}
}

func escapeQuotes(s string) string { return strings.ReplaceAll(s, `"`, `\"`) }
