package prize

import (
	"slices"

	"rostrum/internal/text"
)

// EntryPart is a part of an entry that a round of nomination may hide from those who judge it, in the words of the public
// contract.
type EntryPart string

// The parts.
const (
	// PartOrganisation is who enters it and what leads there: the organisation, its country, and what officers did and said.
	PartOrganisation EntryPart = "ORGANISATION"
	// PartPartnerships is the box that says with whom it was done.
	PartPartnerships EntryPart = "PARTNERSHIPS"
	// PartLinks are the pages about it.
	PartLinks EntryPart = "LINKS"
	// PartImages are its pictures.
	PartImages EntryPart = "IMAGES"
)

var entryParts = []EntryPart{PartOrganisation, PartPartnerships, PartLinks, PartImages}

// EntryParts lists the parts.
func EntryParts() []EntryPart { return slices.Clone(entryParts) }

// CheckParts gives parts in the order of EntryParts, nil for none, and refuses under the name of a field what is no part
// or stands twice.
func CheckParts(l *text.Cleaner, field string, parts []EntryPart) []EntryPart {
	var ordered []EntryPart
	for i, p := range parts {
		switch {
		case !slices.Contains(entryParts, p):
			l.Refuse(text.Index(field, i), "must be ORGANISATION, PARTNERSHIPS, LINKS or IMAGES")
			return parts
		case slices.Contains(parts[:i], p):
			l.Refuse(text.Index(field, i), "is named twice")
			return parts
		}
	}
	for _, p := range entryParts {
		if slices.Contains(parts, p) {
			ordered = append(ordered, p)
		}
	}
	return ordered
}
