package auth

import "time"

// Place is where something stands in a list that is ordered by time, the newest first.
type Place struct {
	At time.Time
	ID string
}

// Page says which part of such a list is asked for.
type Page struct {
	Size int // 1 to 100
	// Backward asks for the items before From (or for the oldest), instead of those after it (or the newest).
	Backward bool
	From     *Place // nil for an end of the list
	Until    *Place // where the page ends at the latest, in that direction; nil for the other end of the list
}

// Listed is a page of a list, the newest first.
type Listed[T any] struct {
	Items []T
	More  bool // whether there are more beyond the page, in the direction that was asked for
	Total int  // of all pages
}
