package catalogue

import (
	"cmp"
	"slices"
	"strings"
)

// sortKey is where an item stands in an order. Items without a value for the order come last in either direction; ties
// go by id.
type sortKey struct {
	missing bool
	number  int64
	words   string // folded, at most maxWords bytes
	id      string
}

// maxWords bounds the words in a key, and so the length of a cursor.
const maxWords = 64

func clip(words string) string {
	if len(words) > maxWords {
		return words[:maxWords]
	}
	return words
}

// compareKeys orders two keys. Only the value is turned round by descending, never the tie-break.
func compareKeys(a, b sortKey, descending bool) int {
	if a.missing != b.missing {
		if a.missing {
			return 1
		}
		return -1
	}
	c := cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.words, b.words))
	if descending {
		c = -c
	}
	return cmp.Or(c, strings.Compare(a.id, b.id))
}

// orderName names an order of one table, in one language where that matters.
type orderName struct {
	table      kindOf
	field      string
	descending bool
	language   string
}

// ordering is a table in an order.
type ordering struct {
	name       string
	descending bool
	items      []int32   // indices into the table, in order
	keys       []sortKey // by index into the table
}

// order gives an ordering, making it when it is first asked for.
func (s *Snapshot) order(name orderName, count int, key func(int32) sortKey) *ordering {
	if have, ok := s.orders.Load(name); ok {
		return have.(*ordering)
	}
	label := string(name.table) + name.field + name.language
	if name.descending {
		label += " desc"
	}
	o := newOrdering(label, name.descending, count, key)
	have, _ := s.orders.LoadOrStore(name, o)
	return have.(*ordering)
}

func newOrdering(name string, descending bool, count int, key func(int32) sortKey) *ordering {
	o := &ordering{name: name, descending: descending, items: make([]int32, count), keys: make([]sortKey, count)}
	for i := range o.items {
		o.items[i] = int32(i)
		o.keys[i] = key(int32(i))
	}
	o.sort()
	return o
}

// sort brings the items into the order of their keys.
func (o *ordering) sort() {
	slices.SortFunc(o.items, func(a, b int32) int { return compareKeys(o.keys[a], o.keys[b], o.descending) })
}

// first gives the position of the first item at or behind a key; with past, of the first behind it.
func (o *ordering) first(key sortKey, past bool) int {
	position, found := slices.BinarySearchFunc(o.items, key, func(item int32, key sortKey) int {
		return compareKeys(o.keys[item], key, o.descending)
	})
	if found && past {
		position++
	}
	return position
}
