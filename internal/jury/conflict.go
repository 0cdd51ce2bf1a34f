package jury

import (
	"slices"
	"strings"
)

// Entry is a project that is judged.
type Entry struct {
	ProjectID     string
	CategoryID    string
	Organisations []string // ids of stakeholders: owners and partners
	Submitters    []string // accounts
	Country       string
	Languages     []string // that it can be read in; none where that is not known
}

// Conflict is that a juror must not judge an entry.
type Conflict struct {
	MemberID  string
	ProjectID string
	Reason    Reason
	Declared  bool // by the juror, rather than found
}

// Find gives what forbids a juror to judge an entry, among all entries of the contest; false where nothing does. Nobody
// judges a project of an organisation of their own, or of their country where the round says so, and who has submitted
// an entry judges nothing in its category.
func (r Round) Find(m Member, e Entry, all []Entry) (Conflict, bool) {
	found := func(reason Reason) (Conflict, bool) {
		return Conflict{MemberID: m.ID, ProjectID: e.ProjectID, Reason: reason}, true
	}
	if m.AccountID != "" {
		for _, other := range all {
			if other.CategoryID == e.CategoryID && slices.Contains(other.Submitters, m.AccountID) {
				return found(Submitter)
			}
		}
	}
	for _, organisation := range e.Organisations {
		if slices.Contains(m.Organisations, organisation) {
			return found(SameOrganisation)
		}
	}
	if r.CountryConflicts && m.Country != "" && m.Country == e.Country {
		return found(SameCountry)
	}
	return Conflict{}, false
}

// reads tells whether a juror reads a language of an entry.
func (m Member) reads(e Entry) bool {
	if len(m.Languages) == 0 || len(e.Languages) == 0 {
		return true
	}
	for _, a := range m.Languages {
		for _, b := range e.Languages {
			if primary(a) == primary(b) {
				return true
			}
		}
	}
	return false
}

// primary gives the language of a tag, without script and region.
func primary(tag string) string {
	first, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(first)
}
