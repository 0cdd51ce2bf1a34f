package catalogue

import (
	"rostrum/internal/fault"
)

// Page sizes: how many items a page holds at most, and where nothing is said.
const (
	MaxPage     = 100
	DefaultPage = 20
)

// pageArgs are the four arguments of a connection.
type pageArgs struct {
	first  *int
	after  *string
	last   *int
	before *string
}

// list is what a connection pages through: the items of an ordering that are kept.
type list[T any] struct {
	name  string // which list it is: a cursor of one list is refused by another
	order *ordering
	keep  func(int32) bool // nil keeps all
	wrap  func(int32) T
}

// Connection is a page of a list (Relay's cursor connections).
type Connection[T any] struct {
	list     list[T]
	mark     uint64
	chosen   []int // positions in the ordering, in order
	from, to int   // the part of the ordering that the cursors leave; whatever lies outside is on other pages
}

// Edge is an item on a page.
type Edge[T any] struct {
	node T
	key  *sortKey
	mark uint64
}

// page chooses the items of a page. It refuses first with last, sizes outside 1 to MaxPage, and foreign cursors.
func page[T any](l list[T], args pageArgs) (Connection[T], error) {
	size, backwards, err := PageSize(args.first, args.after, args.last, args.before)
	if err != nil {
		return Connection[T]{}, err
	}
	c := Connection[T]{list: l, mark: listMark(l.name, l.order)}
	from, to := 0, len(l.order.items)
	if args.after != nil {
		key, err := decodeCursor("after", c.mark, *args.after)
		if err != nil {
			return Connection[T]{}, err
		}
		from = l.order.first(key, true)
	}
	if args.before != nil {
		key, err := decodeCursor("before", c.mark, *args.before)
		if err != nil {
			return Connection[T]{}, err
		}
		to = l.order.first(key, false)
	}
	c.from, c.to = from, to
	c.chosen = make([]int, 0, min(size, max(to-from, 0)))
	if backwards {
		for p := to - 1; p >= from && len(c.chosen) < size; p-- {
			if c.kept(p) {
				c.chosen = append(c.chosen, p)
			}
		}
		for i, j := 0, len(c.chosen)-1; i < j; i, j = i+1, j-1 {
			c.chosen[i], c.chosen[j] = c.chosen[j], c.chosen[i]
		}
		return c, nil
	}
	for p := from; p < to && len(c.chosen) < size; p++ {
		if c.kept(p) {
			c.chosen = append(c.chosen, p)
		}
	}
	return c, nil
}

// PageSize reads the arguments of a connection: how many items a page holds, and whether they are counted from the end.
// Fault: BadUserInput about first or last.
func PageSize(first *int, after *string, last *int, before *string) (size int, backwards bool, err error) {
	switch {
	case first != nil && last != nil:
		return 0, false, fault.BadInput("last", "give first or last, not both")
	case first != nil:
		return *first, false, checkSize("first", *first)
	case last != nil:
		return *last, true, checkSize("last", *last)
	}
	// A cursor to come before, without a size, means the page that ends there.
	return DefaultPage, before != nil && after == nil, nil
}

func checkSize(field string, n int) error {
	if n < 1 || n > MaxPage {
		return fault.BadInput(field, "%d, must be from 1 to %d", n, MaxPage)
	}
	return nil
}

func (c Connection[T]) kept(position int) bool {
	return c.list.keep == nil || c.list.keep(c.list.order.items[position])
}

func (c Connection[T]) edge(position int) Edge[T] {
	item := c.list.order.items[position]
	return Edge[T]{node: c.list.wrap(item), key: &c.list.order.keys[item], mark: c.mark}
}

// Edges gives the items with their cursors.
func (c Connection[T]) Edges() []Edge[T] {
	edges := make([]Edge[T], len(c.chosen))
	for i, p := range c.chosen {
		edges[i] = c.edge(p)
	}
	return edges
}

// Nodes gives the items.
func (c Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.chosen))
	for i, p := range c.chosen {
		nodes[i] = c.list.wrap(c.list.order.items[p])
	}
	return nodes
}

// TotalCount counts the items on all pages. It walks the list, so it is counted only when asked for.
func (c Connection[T]) TotalCount() (int, bool) {
	if c.list.keep == nil {
		return len(c.list.order.items), true
	}
	n := 0
	for _, item := range c.list.order.items {
		if c.list.keep(item) {
			n++
		}
	}
	return n, true
}

// PageInfo tells where the page begins and ends.
func (c Connection[T]) PageInfo() PageInfo {
	if len(c.chosen) == 0 { // behind the last item, say, there is still a page before
		return PageInfo{previous: c.anyKept(0, c.from), next: c.anyKept(max(c.to, c.from), len(c.list.order.items))}
	}
	first, last := c.chosen[0], c.chosen[len(c.chosen)-1]
	return PageInfo{
		start:    c.edge(first).Cursor(),
		end:      c.edge(last).Cursor(),
		previous: c.anyKept(0, first),
		next:     c.anyKept(last+1, len(c.list.order.items)),
	}
}

func (c Connection[T]) anyKept(from, to int) bool {
	for p := from; p < to; p++ {
		if c.kept(p) {
			return true
		}
	}
	return false
}

// Cursor gives the item's place in the list.
func (e Edge[T]) Cursor() string { return encodeCursor(e.mark, *e.key) }

// Node gives the item.
func (e Edge[T]) Node() T { return e.node }

// PageInfo tells where a page begins and ends.
type PageInfo struct {
	start, end     string
	previous, next bool
}

// NewPageInfo tells where a page of a list begins and ends that is not in the catalogue.
func NewPageInfo(start, end string, previous, next bool) PageInfo {
	return PageInfo{start: start, end: end, previous: previous, next: next}
}

// HasNextPage tells whether more follows.
func (p PageInfo) HasNextPage() bool { return p.next }

// HasPreviousPage tells whether something comes before.
func (p PageInfo) HasPreviousPage() bool { return p.previous }

// StartCursor is the cursor of the first item.
func (p PageInfo) StartCursor() (string, bool) { return p.start, p.start != "" }

// EndCursor is the cursor of the last item.
func (p PageInfo) EndCursor() (string, bool) { return p.end, p.end != "" }

// The connections of the schema, by the names that the generator binds.
type (
	// SessionConnection is a page of sessions.
	SessionConnection = Connection[Session]
	// SessionEdge is a session on a page.
	SessionEdge = Edge[Session]
	// StakeholderConnection is a page of organisations.
	StakeholderConnection = Connection[Stakeholder]
	// StakeholderEdge is an organisation on a page.
	StakeholderEdge = Edge[Stakeholder]
	// PersonConnection is a page of people.
	PersonConnection = Connection[Person]
	// PersonEdge is a person on a page.
	PersonEdge = Edge[Person]
	// ProjectConnection is a page of projects.
	ProjectConnection = Connection[Project]
	// ProjectEdge is a project on a page.
	ProjectEdge = Edge[Project]
)
