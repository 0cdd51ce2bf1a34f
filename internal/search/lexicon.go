package search

import (
	"sort"
	"strings"
)

// lexicon is a sorted list of strings, kept in one.
type lexicon struct {
	all  string
	ends []uint32
}

func newLexicon(sorted []string) lexicon {
	ends := make([]uint32, len(sorted))
	end := 0
	for i, s := range sorted {
		end += len(s)
		ends[i] = uint32(end)
	}
	return lexicon{strings.Join(sorted, ""), ends}
}

func (l lexicon) at(i int) string {
	start := uint32(0)
	if i > 0 {
		start = l.ends[i-1]
	}
	return l.all[start:l.ends[i]]
}

// withPrefix gives the range of the strings that begin with prefix.
func (l lexicon) withPrefix(prefix string) (from, to int) {
	from = sort.Search(len(l.ends), func(i int) bool { return l.at(i) >= prefix })
	n := sort.Search(len(l.ends)-from, func(i int) bool { return !strings.HasPrefix(l.at(from+i), prefix) })
	return from, from + n
}

// find gives the place of a string.
func (l lexicon) find(s string) (int, bool) {
	i := sort.Search(len(l.ends), func(i int) bool { return l.at(i) >= s })
	return i, i < len(l.ends) && l.at(i) == s
}
