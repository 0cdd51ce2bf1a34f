// Package rostrum holds the public contract as text, for the programs that serve and print it.
package rostrum

import _ "embed"

// Schema is schema.graphql.
//
//go:embed schema.graphql
var Schema string
