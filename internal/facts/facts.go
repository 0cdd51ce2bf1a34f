// Package facts holds what is known of the forum and its prizes, with the sources, and samples that complete a demo.
package facts

import (
	"bytes"
	"embed"
	"fmt"

	"rostrum/internal/intake"
)

// Source is the name under which facts and samples are known in a store.
const Source = "rostrum"

//go:embed data/*.json
var data embed.FS

// Documents gives the facts in the import format, and the samples beside them where they are wanted. An error means
// that the program itself is broken.
func Documents(withSamples bool) ([]intake.Document, error) {
	files, err := data.ReadDir("data")
	if err != nil {
		return nil, fmt.Errorf("listing the facts: %w", err)
	}
	var docs []intake.Document
	for _, file := range files {
		content, err := data.ReadFile("data/" + file.Name())
		if err != nil {
			return nil, fmt.Errorf("reading the facts: %w", err)
		}
		doc, err := intake.Read(bytes.NewReader(content), "facts/"+file.Name())
		if err != nil {
			return nil, fmt.Errorf("reading the facts: %w", err)
		}
		docs = append(docs, doc)
	}
	if !withSamples {
		return docs, nil
	}
	doc, err := samples(docs)
	if err != nil {
		return nil, err
	}
	return append(docs, doc), nil
}
