package search

import (
	"cmp"
	"math"
	"slices"
)

// Index finds documents by their terms. It never changes. The zero Index holds nothing.
type Index struct {
	docs  []int32   // by slot, in order
	norms []float32 // by slot: what the length of the document does to its score

	terms   lexicon  // keys of terms
	from    []uint32 // by term: where its postings begin
	slots   []int32  // the postings, by term and slot
	impacts []uint8

	stems     lexicon  // keys of stems
	stemFrom  []uint32 // by stem: where its terms begin
	stemTerms []uint32
}

// Hit is a document that was found, and how well it matches. Scores compare within one answer only.
type Hit struct {
	Doc   int32
	Score float32
}

// Find gives the documents that hold every word of the query in some form, the best first, ties by Doc.
func (ix *Index) Find(q Query) []Hit {
	scores := ix.score(q)
	var hits []Hit
	for slot, score := range scores {
		if score > 0 {
			hits = append(hits, Hit{ix.docs[slot], score})
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Doc, b.Doc))
	})
	return hits
}

// Matches gives the documents that Find would give, by Doc.
func (ix *Index) Matches(q Query) []int32 {
	var docs []int32
	for slot, score := range ix.score(q) {
		if score > 0 {
			docs = append(docs, ix.docs[slot])
		}
	}
	return docs
}

// score gives each slot's score: 0 where a word is missing.
func (ix *Index) score(q Query) []float32 {
	if len(q.clauses) == 0 || len(ix.docs) == 0 {
		return nil
	}
	total := make([]float32, len(ix.docs))
	best := make([]float32, len(ix.docs))
	for i := range q.clauses {
		clear(best)
		found := ix.gather(&q.clauses[i], best)
		if found == 0 {
			return nil
		}
		// BM25's inverse document frequency, of the word in all its forms, so that rare forms gain nothing by being rare.
		rarity := float32(math.Log(1 + (float64(len(ix.docs)-found)+0.5)/(float64(found)+0.5)))
		for slot, impact := range best {
			switch {
			case impact == 0, i > 0 && total[slot] == 0:
				total[slot] = 0
			default:
				total[slot] += rarity * impact * ix.norms[slot]
			}
		}
	}
	return total
}

// gather raises best to what each document's best form of a clause gives, and counts the documents.
func (ix *Index) gather(c *clause, best []float32) (found int) {
	from, to := ix.terms.withPrefix(c.text + "\x00")
	ix.raise(from, to, exact, best)
	for _, s := range c.stems {
		key := stemKey(s.text, s.tongue)
		if i, known := ix.stems.find(key); known {
			ix.raiseStems(i, i+1, stems, best)
		}
		if c.prefix && s.tongue == inArabic { // so that a word is also found without its article
			from, to := ix.stems.withPrefix(stemKey(c.text, s.tongue))
			ix.raiseStems(from, to, begins, best)
		}
	}
	if c.prefix {
		from, to := ix.terms.withPrefix(c.text)
		ix.raise(from, to, begins, best)
	}
	if len(c.parts) > 0 {
		ix.gatherParts(c.parts, best)
	}
	for _, impact := range best {
		if impact > 0 {
			found++
		}
	}
	return found
}

// gatherParts raises best by the documents that have all parts of a compound. They give what the weakest part gives.
func (ix *Index) gatherParts(parts []clause, best []float32) {
	weakest := make([]float32, len(best))
	one := make([]float32, len(best))
	for i := range parts {
		clear(one)
		ix.gather(&parts[i], one)
		for slot, impact := range one {
			if i == 0 || impact < weakest[slot] {
				weakest[slot] = impact
			}
		}
	}
	for slot, impact := range weakest {
		best[slot] = max(best[slot], impact*float32(stems))
	}
}

// raise raises best by the postings of a range of terms.
func (ix *Index) raise(from, to int, g grade, best []float32) {
	for p := ix.from[from]; p < ix.from[to]; p++ {
		slot := ix.slots[p]
		best[slot] = max(best[slot], float32(ix.impacts[p])*float32(g))
	}
}

// raiseStems raises best by the postings of all terms of a range of stems.
func (ix *Index) raiseStems(from, to int, g grade, best []float32) {
	for _, term := range ix.stemTerms[ix.stemFrom[from]:ix.stemFrom[to]] {
		ix.raise(int(term), int(term)+1, g, best)
	}
}
