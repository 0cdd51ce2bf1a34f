package store

// index finds the place of an aggregate by its id.
type index map[string]int

// at gives the aggregate that a row belongs to; nil where its root was not read, as it is not public.
func at[A any](all []A, places index, id string) *A {
	if i, ok := places[id]; ok {
		return &all[i]
	}
	return nil
}
