package search

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// Analysed is what the index has to know of a document: its terms, each with how much it counts there. It is one string
// of a few bytes for each different word, so that it is cheap to keep beside the document's revision for the next build.
//
// It begins with the number of words (uvarint); then for each term, in order, come its impact, the length of its key
// (a byte each) and the key.
type Analysed string

// The key of a term is its text, a zero byte and its tongue. So the same word in all tongues stands together in order,
// and so do all words that begin alike.
func cutKey(key string) (text string, t tongue) {
	return key[:len(key)-2], tongue(key[len(key)-1])
}

// impactUnit is how many steps of an impact make 1. An impact is a weight times a number from 1 (one occurrence) to 2
// (any number of them), so that the heaviest just fits in a byte.
const impactUnit = 15.9

// Analyse gives what the index has to know of a document.
func (d Document) Analyse() Analysed {
	parts := slices.Clone(d.Parts)
	for i := range parts {
		w := &parts[i].Weight
		if *w = min(*w, 8); !(*w > Body) { // also of what is no number
			*w = Body
		}
	}
	slices.SortStableFunc(parts, func(a, b Part) int { return cmp.Compare(a.Weight, b.Weight) })
	counts := counter{byKey: map[string]int{}}
	for _, p := range parts {
		base := baseLanguage(p.Language)
		scan(p.Text, func(t token) bool {
			counts.add(t, tongueOf(t, base), p.Weight)
			return true
		})
	}
	return counts.pack()
}

// counter counts the terms of a document, in parts of rising weight.
type counter struct {
	words uint64
	byKey map[string]int
	terms []counted
	key   []byte
}

// counted is a term: what the lighter parts give it, and how often it stands in parts of the weight being counted.
type counted struct {
	key    string
	before float32
	weight float32
	n      int
}

func (c *counter) add(t token, in tongue, weight float32) {
	if t.kind != compound && t.kind != numbered && t.kind != pair {
		c.words++
	}
	c.key = append(append(c.key[:0], t.text...), 0, byte(in))
	i, known := c.byKey[string(c.key)]
	if !known {
		i = len(c.terms)
		c.terms = append(c.terms, counted{key: string(c.key)})
		c.byKey[c.terms[i].key] = i
	}
	term := &c.terms[i]
	if term.weight != weight {
		term.before, term.weight, term.n = term.impact(), weight, 0
	}
	term.n++
}

// impact is the greatest of what the weights give. Adding them up would let many bodies outdo a title.
func (c counted) impact() float32 {
	return max(c.before, c.weight*2*float32(c.n)/float32(c.n+1))
}

func (c *counter) pack() Analysed {
	slices.SortFunc(c.terms, func(a, b counted) int { return strings.Compare(a.key, b.key) })
	size := binary.MaxVarintLen64
	for _, t := range c.terms {
		size += 2 + len(t.key)
	}
	packed := binary.AppendUvarint(make([]byte, 0, size), c.words)
	for _, t := range c.terms {
		packed = append(packed, byte(t.impact()*impactUnit), byte(len(t.key)))
		packed = append(packed, t.key...)
	}
	return Analysed(packed)
}

// unpack gives the number of words and the terms.
func (a Analysed) unpack(term func(key string, impact byte)) (words int) {
	var shift int
	i := 0
	for more := true; more && i < len(a); i++ {
		words |= int(a[i]&0x7f) << shift
		shift += 7
		more = a[i]&0x80 != 0
	}
	for i+2 <= len(a) {
		end := i + 2 + int(a[i+1])
		term(string(a[i+2:end]), a[i])
		i = end
	}
	return words
}
