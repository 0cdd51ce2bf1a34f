package personal

import (
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
)

// Arguments are those of a connection.
type Arguments struct {
	First  *int
	After  *string
	Last   *int
	Before *string
}

// Read gives the page that is asked for of a list. Faults: BadUserInput about the size, and about a cursor that is none
// or belongs to another list.
func (a Arguments) Read(list string) (page auth.Page, err error) {
	if page.Size, page.Backward, err = catalogue.PageSize(a.First, a.After, a.Last, a.Before); err != nil {
		return page, err
	}
	after, err := place("after", list, a.After)
	if err != nil {
		return page, err
	}
	before, err := place("before", list, a.Before)
	if page.From, page.Until = after, before; page.Backward {
		page.From, page.Until = before, after
	}
	return page, err
}

func place(field, list string, cursor *string) (*auth.Place, error) {
	if cursor == nil {
		return nil, nil
	}
	at, id, err := catalogue.ReadPlaceCursor(field, list, *cursor)
	if err != nil {
		return nil, err
	}
	return &auth.Place{At: at, ID: id}, nil
}

// Connection is a page of a list that the database holds, the newest first.
type Connection[T any] struct {
	edges []Edge[T]
	info  catalogue.PageInfo
	total int
}

// Edge is an item on such a page.
type Edge[T any] struct {
	node   T
	cursor string
}

// NewConnection shows a page of a list: at gives an item's place, show its handle.
func NewConnection[S, T any](list string, asked auth.Page, got auth.Listed[S], at func(S) (time.Time, string), show func(S) T) Connection[T] {
	c := Connection[T]{edges: make([]Edge[T], len(got.Items)), total: got.Total}
	for i, item := range got.Items {
		when, id := at(item)
		c.edges[i] = Edge[T]{show(item), catalogue.PlaceCursor(list, when, id)}
	}
	if len(c.edges) == 0 {
		return c
	}
	// What a cursor names is taken to be still there, on the other side of it. From a list of what waits it may have gone
	// since; then one page more is promised than there is, and it is empty.
	previous, next := asked.From != nil, got.More || asked.Until != nil
	if asked.Backward {
		previous, next = next, previous
	}
	c.info = catalogue.NewPageInfo(c.edges[0].cursor, c.edges[len(c.edges)-1].cursor, previous, next)
	return c
}

// Edges gives the items with their cursors.
func (c Connection[T]) Edges() []Edge[T] { return c.edges }

// Nodes gives the items.
func (c Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.edges))
	for i, e := range c.edges {
		nodes[i] = e.node
	}
	return nodes
}

// PageInfo tells where the page begins and ends.
func (c Connection[T]) PageInfo() catalogue.PageInfo { return c.info }

// TotalCount counts the items on all pages.
func (c Connection[T]) TotalCount() (int, bool) { return c.total, true }

// Cursor gives the item's place in the list.
func (e Edge[T]) Cursor() string { return e.cursor }

// Node gives the item.
func (e Edge[T]) Node() T { return e.node }

// The connections of the schema, by the names that the generator binds.
type (
	// RoleAssignmentConnection is a page of assignments.
	RoleAssignmentConnection = Connection[RoleAssignment]
	// RoleAssignmentEdge is an assignment on a page.
	RoleAssignmentEdge = Edge[RoleAssignment]
	// OrganisationClaimConnection is a page of claims.
	OrganisationClaimConnection = Connection[OrganisationClaim]
	// OrganisationClaimEdge is a claim on a page.
	OrganisationClaimEdge = Edge[OrganisationClaim]
	// AuditEntryConnection is a page of the audit trail.
	AuditEntryConnection = Connection[AuditEntry]
	// AuditEntryEdge is an entry on a page.
	AuditEntryEdge = Edge[AuditEntry]
)
