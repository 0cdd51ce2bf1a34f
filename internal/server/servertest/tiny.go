package servertest

import (
	"bytes"
	_ "embed"
	"testing"

	"rostrum/internal/intake"
)

//go:embed tiny.json
var tiny []byte

// Tiny gives an invented forum that has a little of everything: what is over, on, cancelled, undated, a draft; texts in
// several languages; a claim and a recording that are held back.
func Tiny(tb testing.TB) intake.Document {
	tb.Helper()
	return Document(tb, tiny, "tiny.json")
}

// Document reads a document of the import format.
func Document(tb testing.TB, content []byte, name string) intake.Document {
	tb.Helper()
	document, err := intake.Read(bytes.NewReader(content), name)
	if err != nil {
		tb.Fatal(err)
	}
	return document
}
