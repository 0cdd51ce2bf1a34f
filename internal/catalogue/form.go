package catalogue

import "rostrum/internal/prize"

// EntryBox is a box of the form by which a project is entered.
type EntryBox struct{ box prize.Box }

// Kind tells which box.
func (b EntryBox) Kind() prize.BoxKind { return b.box.Kind }

// IsRequired tells whether it must be filled in.
func (b EntryBox) IsRequired() bool { return b.box.Required }

// MinWords gives how many words are needed.
func (b EntryBox) MinWords() int { return b.box.MinWords }

// MaxWords gives how many words are allowed.
func (b EntryBox) MaxWords() (int, bool) { return b.box.MaxWords, b.box.MaxWords > 0 }

// IsPublished tells whether everybody reads it once the project is a champion.
func (b EntryBox) IsPublished() bool { return b.box.Kind.IsPublished() }
