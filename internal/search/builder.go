package search

import (
	"cmp"
	"slices"
)

// Builder collects analysed documents for an index. The zero Builder is ready.
type Builder struct {
	ids      map[string]uint32
	keys     []string
	terms    []uint32 // of the documents, one after the other
	impacts  []uint8
	added    []added
	postings []uint32 // how many there are of each term
}

// added is where a document's terms are.
type added struct {
	doc      int32
	words    int
	from, to int
}

// Add adds a document under a number of the caller's choice. What is added twice is found by the words of both.
func (b *Builder) Add(doc int32, a Analysed) {
	if b.ids == nil {
		b.ids = map[string]uint32{}
	}
	from := len(b.terms)
	words := a.unpack(func(key string, impact byte) {
		id, known := b.ids[key]
		if !known {
			id = uint32(len(b.keys))
			b.ids[key] = id
			b.keys = append(b.keys, key)
			b.postings = append(b.postings, 0)
		}
		b.postings[id]++
		b.terms = append(b.terms, id)
		b.impacts = append(b.impacts, impact)
	})
	b.added = append(b.added, added{doc, words, from, len(b.terms)})
}

// Index makes the index of what was added so far. It does not depend on the order in which it was added.
func (b *Builder) Index() *Index {
	slices.SortStableFunc(b.added, func(x, y added) int { return cmp.Compare(x.doc, y.doc) })
	ix := &Index{}
	slots := b.number(ix)

	order := make([]uint32, len(b.keys)) // the terms' ids, by key
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return cmp.Compare(b.keys[x], b.keys[y]) })

	sorted := make([]string, len(order))
	next := make([]uint32, len(order)) // where the next posting of a term goes
	ix.from = make([]uint32, len(order)+1)
	for place, id := range order {
		sorted[place] = b.keys[id]
		next[id] = ix.from[place]
		ix.from[place+1] = ix.from[place] + b.postings[id]
	}
	ix.terms = newLexicon(sorted)
	ix.stems, ix.stemFrom, ix.stemTerms = groupByStem(sorted)

	ix.slots = make([]int32, len(b.terms))
	ix.impacts = make([]uint8, len(b.terms))
	for i, d := range b.added {
		for j := d.from; j < d.to; j++ {
			at := &next[b.terms[j]]
			ix.slots[*at], ix.impacts[*at] = slots[i], b.impacts[j]
			*at++
		}
	}
	return ix
}

// number gives each document its slot, in order of the documents, and sets how much its length weighs.
func (b *Builder) number(ix *Index) []int32 {
	slots := make([]int32, len(b.added))
	var words []int
	total := 0
	for i, d := range b.added {
		if i == 0 || d.doc != b.added[i-1].doc {
			ix.docs = append(ix.docs, d.doc)
			words = append(words, 0)
		}
		slots[i] = int32(len(ix.docs) - 1)
		words[len(words)-1] += d.words
		total += d.words
	}
	ix.docs = slices.Clip(ix.docs)
	ix.norms = make([]float32, len(words))
	average := float32(max(total, 1)) / float32(max(len(words), 1))
	for i, n := range words {
		ix.norms[i] = min(max(1/(0.8+0.2*float32(n)/average), shortest), longest)
	}
	return slots
}

// The bounds of what a document's length does to its score. They are so near to each other that the kind of a match
// counts for more than the length.
const (
	shortest float32 = 0.8
	longest  float32 = 1.25
)

// groupByStem finds the stems of terms, and which terms have each: from places in the lexicon of stems to ranges of
// terms, which are places in the sorted keys.
func groupByStem(keys []string) (stems lexicon, from, terms []uint32) {
	type form struct {
		stem string
		term uint32
	}
	var forms []form
	for i, key := range keys {
		if text, t := cutKey(key); t.stems() {
			forms = append(forms, form{stemKey(t.stem(text), t), uint32(i)})
		}
	}
	slices.SortFunc(forms, func(x, y form) int {
		return cmp.Or(cmp.Compare(x.stem, y.stem), cmp.Compare(x.term, y.term))
	})
	terms = make([]uint32, len(forms))
	var names []string
	for i, f := range forms {
		if i == 0 || f.stem != forms[i-1].stem {
			names = append(names, f.stem)
			from = append(from, uint32(i))
		}
		terms[i] = f.term
	}
	return newLexicon(names), slices.Clip(append(from, uint32(len(forms)))), terms
}

func stemKey(stem string, t tongue) string { return string([]byte{byte(t)}) + stem }
