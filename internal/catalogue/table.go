package catalogue

import (
	"cmp"
	"slices"
)

// table is the rows of one kind in the order of their keys. Rows are shared between snapshots and never change.
type table[T any] struct {
	key  func(*T) string
	rows []*T
	at   map[string]int32 // key → index
}

func newTable[T any](key func(*T) string, rows []T) table[T] {
	pointers := make([]*T, len(rows))
	for i := range rows {
		pointers[i] = &rows[i]
	}
	return tableOf(key, pointers)
}

func tableOf[T any](key func(*T) string, rows []*T) table[T] {
	slices.SortFunc(rows, func(a, b *T) int { return cmp.Compare(key(a), key(b)) })
	t := table[T]{key: key, rows: rows, at: make(map[string]int32, len(rows))}
	for i, row := range rows {
		t.at[key(row)] = int32(i)
	}
	return t
}

// with gives a table in which the changed rows stand for the old ones of the same key, and the removed are gone.
func (t table[T]) with(changed []T, removed map[string]bool) table[T] {
	if len(changed) == 0 && len(removed) == 0 {
		return t
	}
	rows := make([]*T, 0, len(t.rows)+len(changed))
	replaced := make(map[string]bool, len(changed))
	for i := range changed {
		replaced[t.key(&changed[i])] = true
		rows = append(rows, &changed[i])
	}
	for _, row := range t.rows {
		if key := t.key(row); !replaced[key] && !removed[key] {
			rows = append(rows, row)
		}
	}
	return tableOf(t.key, rows)
}

// find gives the index of a key, or -1.
func (t table[T]) find(key string) int32 {
	if i, ok := t.at[key]; ok {
		return i
	}
	return none
}

// findAll gives the indices of the keys that there are, in the order of the keys given.
func (t table[T]) findAll(keys []string) []int32 {
	if len(keys) == 0 {
		return nil
	}
	found := make([]int32, 0, len(keys))
	for _, key := range keys {
		if i, ok := t.at[key]; ok {
			found = append(found, i)
		}
	}
	return found
}

// none is the index of what is not there.
const none int32 = -1
