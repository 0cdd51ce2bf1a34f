package search

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

const benchDocs = 10_000

// benchTexts makes documents as a big forum would have: a title of eight words, an abstract of eighty, two names; words
// as rare as words are (Zipf), from a vocabulary of twenty thousand.
func benchTexts() []Document {
	random := rand.New(rand.NewPCG(2020, 6))
	zipf := rand.NewZipf(random, 1.1, 4, 20_000)
	endings := []string{"", "s", "ing", "ation", "é"}
	sentence := func(n int) string {
		words := make([]string, n)
		for i := range words {
			n := zipf.Uint64()
			words[i] = fmt.Sprintf("%c%sforum%s", 'a'+n%26, string(rune('a'+n/26%26))+string(rune('a'+n/676%26)), endings[n%5])
		}
		return strings.Join(words, " ")
	}
	docs := make([]Document, benchDocs)
	for i := range docs {
		docs[i].Parts = []Part{{sentence(8), "en", Title}, {sentence(80), "en", Body}, {sentence(2), "", Name}, {sentence(2), "", Name}}
	}
	return docs
}

func benchAnalysed() []Analysed {
	docs := benchTexts()
	analysed := make([]Analysed, len(docs))
	for i, d := range docs {
		analysed[i] = d.Analyse()
	}
	return analysed
}

func build(analysed []Analysed) *Index {
	var b Builder
	for i, a := range analysed {
		b.Add(int32(i), a)
	}
	return b.Index()
}

func BenchmarkAnalyse(b *testing.B) {
	docs := benchTexts()
	for i := 0; b.Loop(); i++ {
		docs[i%len(docs)].Analyse()
	}
}

// BenchmarkBuild builds an index of 10,000 analysed documents, and says what the index and what the analysed documents
// keep of memory.
func BenchmarkBuild(b *testing.B) {
	before := heap()
	analysed := benchAnalysed()
	kept := heap() - before
	before = heap()
	ix := build(analysed)
	size := heap() - before
	b.ReportAllocs()
	for b.Loop() {
		build(analysed)
	}
	b.ReportMetric(float64(size)/1e6, "MB/index")
	b.ReportMetric(float64(kept)/1e6, "MB/analysed")
	runtime.KeepAlive(ix)
	runtime.KeepAlive(analysed)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkFind(b *testing.B) {
	ix := build(benchAnalysed())
	for _, text := range []string{"vbaforums", "aaaforum bbaforums ccaforuming", "vb", "a"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			hits := 0
			for b.Loop() {
				q, _ := ParseQuery(text, nil)
				hits = len(ix.Find(q))
			}
			b.ReportMetric(float64(hits), "hits")
		})
	}
}

func BenchmarkHighlight(b *testing.B) {
	text := benchTexts()[0].Parts[1].Text
	q, _ := ParseQuery("vbaforums aaaforum", nil)
	for b.Loop() {
		Highlight(text, "en", q, 160)
	}
}
