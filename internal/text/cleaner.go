package text

import (
	"fmt"
	"net/url"
	"slices"
	"unicode/utf8"

	"rostrum/internal/fault"
)

// The limits that every topic keeps, in characters, and in items for a list.
const (
	MaxTitle    = 300
	MaxName     = 200
	MaxAbstract = 5000
	MaxBody     = 20000
	MaxNote     = 2000
	MaxURL      = 2000
	MaxList     = 200
)

// Cleaner cleans the fields of a record and gathers what is wrong with them. It never writes into a slice that it
// was given: what it changes, it copies first.
type Cleaner struct{ fault.List }

// Line cleans a line of text; an empty one is refused where it is required.
func (c *Cleaner) Line(field string, s *string, max int, required bool) {
	if *s == "" && !required {
		return
	}
	cleaned, err := Clean(*s, max)
	c.Add(field, err)
	*s = cleaned
}

// Text cleans a text in several languages; lines tells whether it may have several lines.
func (c *Cleaner) Text(field string, t *Text, max int, lines, required bool) {
	cleaned, err := CleanText(*t, max, lines, required)
	c.Add(field, err)
	*t = cleaned
}

// Lines cleans a list of lines of text, none of them empty.
func (c *Cleaner) Lines(field string, list *[]string, max int) {
	if !c.Count(field, len(*list)) {
		return
	}
	*list = slices.Clone(*list)
	for i := range *list {
		c.Line(Index(field, i), &(*list)[i], max, true)
	}
}

// Count refuses a list that is too long, and tells whether it may be looked at.
func (c *Cleaner) Count(field string, n int) bool {
	if n > MaxList {
		c.Refuse(field, "%d items, %d are allowed", n, MaxList)
		return false
	}
	return true
}

// URL refuses what is no absolute address of the web: http or https, with a host, without a password.
func (c *Cleaner) URL(field string, s *string) {
	if *s == "" {
		return
	}
	if utf8.RuneCountInString(*s) > MaxURL {
		c.Refuse(field, "%d characters, %d are allowed", utf8.RuneCountInString(*s), MaxURL)
		return
	}
	c.Line(field, s, MaxURL, true)
	u, err := url.Parse(*s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		c.Refuse(field, "not an address that begins with http:// or https://")
	}
}

// Distinct refuses a value that a list holds twice.
func (c *Cleaner) Distinct(field string, list []string) {
	seen := make(map[string]bool, len(list))
	for i, value := range list {
		if seen[value] {
			c.Refuse(Index(field, i), "%q stands in the list twice", shorten(value))
		}
		seen[value] = true
	}
}

// Index names an item of a list: "slots[3]".
func Index(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }
