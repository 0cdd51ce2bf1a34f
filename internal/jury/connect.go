package jury

// edge is a pair on the board.
type edge struct{ entry, member int }

// connect joins the jurors and entries of a category, as far as that leaves everybody with as much to do as before, or
// evens it out: two pairs exchange their jurors, or one juror takes over from another who has one entry more. It tells
// whether all are joined in the end.
func (b *board) connect(category string) bool {
	var entries []int
	for e := range b.entries {
		if b.entries[e].CategoryID == category && len(b.has[e]) > 0 {
			entries = append(entries, e)
		}
	}
	parts := b.parts(entries)
	for parts > 1 {
		if !b.join(entries, parts) {
			return false
		}
		parts = b.parts(entries)
	}
	return true
}

// join makes one change after which there are fewer parts than now.
func (b *board) join(entries []int, parts int) bool {
	loose := b.loose(entries)
	for _, x := range loose {
		for _, y := range loose {
			if x == y || !b.canTake(y.entry, x.member) || !b.canTake(x.entry, y.member) {
				continue
			}
			b.exchange(x, y)
			if b.parts(entries) < parts {
				return true
			}
			b.exchange(edge{x.entry, y.member}, edge{y.entry, x.member})
		}
		for _, m := range b.may[x.entry] {
			if b.has[x.entry][m] || b.load[m] != b.load[x.member]-1 {
				continue
			}
			b.hand(x, m)
			if b.parts(entries) < parts {
				return true
			}
			b.hand(edge{x.entry, m}, x.member)
		}
	}
	return false
}

// loose gives the pairs that may change, in order.
func (b *board) loose(entries []int) (all []edge) {
	for _, e := range entries {
		for _, m := range b.judges(e) {
			if !b.fixed[e][m] {
				all = append(all, edge{e, m})
			}
		}
	}
	return all
}

func (b *board) canTake(e, m int) bool { return b.allowed[e][m] && !b.has[e][m] }

// exchange lets two pairs exchange their jurors.
func (b *board) exchange(x, y edge) {
	delete(b.has[x.entry], x.member)
	delete(b.has[y.entry], y.member)
	b.has[x.entry][y.member], b.has[y.entry][x.member] = true, true
}

// hand gives the entry of a pair to another juror.
func (b *board) hand(x edge, m int) {
	delete(b.has[x.entry], x.member)
	b.has[x.entry][m] = true
	b.load[x.member]--
	b.load[m]++
}

// parts counts the groups of entries that are joined through jurors.
func (b *board) parts(entries []int) int {
	of := map[int]int{} // member → the first entry of its group
	root := map[int]int{}
	var find func(int) int
	find = func(e int) int {
		if root[e] != e {
			root[e] = find(root[e])
		}
		return root[e]
	}
	count := len(entries)
	for _, e := range entries {
		root[e] = e
	}
	for _, e := range entries {
		for m := range b.has[e] {
			first, seen := of[m]
			if !seen {
				of[m] = e
				continue
			}
			if x, y := find(first), find(e); x != y {
				root[x] = y
				count--
			}
		}
	}
	return count
}
