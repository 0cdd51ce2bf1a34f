package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/fault"
	"rostrum/internal/programme"
)

// TestPagesAgreeWithTheWholeList walks lists in pages of random sizes, forwards and backwards, in every order, with and
// without a filter, and compares what it met with the whole list sorted by a plain rule.
func TestPagesAgreeWithTheWholeList(t *testing.T) {
	v := Build(manySessions(60)).View(nil, instant("2020-06-22T10:00:00Z").Time, false)
	forum := forumF1(t, v)
	rapid.Check(t, func(t *rapid.T) {
		order := SessionOrder{
			Field:     rapid.SampledFrom([]SessionOrderField{ByStart, ByTitle, ByNumber}).Draw(t, "field"),
			Direction: rapid.SampledFrom([]OrderDirection{Ascending, Descending}).Draw(t, "direction"),
		}
		var filter *SessionFilter
		if rapid.Bool().Draw(t, "filtered") {
			filter = &SessionFilter{Status: []programme.Status{programme.Upcoming, programme.Undated}}
		}
		want := plainOrder(forum, filter, order)
		size := rapid.IntRange(1, 25).Draw(t, "size")
		forwards := walk(t, forum, filter, order, size, false)
		backwards := walk(t, forum, filter, order, size, true)
		if diff := cmp.Diff(want, forwards); diff != "" {
			t.Fatal("forwards:", diff)
		}
		if diff := cmp.Diff(want, backwards); diff != "" {
			t.Fatal("backwards:", diff)
		}
	})
}

// plainOrder is the rule, written another way than the code: sort everything, then filter.
func plainOrder(f Forum, filter *SessionFilter, by SessionOrder) []string {
	var all []Session
	for i := range f.v.s.sessions.rows {
		s := Session{f.v, int32(i)}
		undated := len(s.row().Slots) == 0
		if f.v.s.sessionLinks[i].forum == f.i && (filter == nil || undated || s.StatusAtView() == programme.Upcoming) {
			all = append(all, s)
		}
	}
	sign := 1
	if by.Direction == Descending {
		sign = -1
	}
	slices.SortFunc(all, func(a, b Session) int {
		value := 0
		switch by.Field {
		case ByStart:
			at, aOK := a.StartsAt(nil)
			bt, bOK := b.StartsAt(nil)
			switch {
			case aOK != bOK && aOK:
				return -1
			case aOK != bOK:
				return 1
			}
			value = at.Compare(bt.Time)
		case ByTitle:
			value = strings.Compare(a.Title(nil).Value(), b.Title(nil).Value())
		}
		if value != 0 {
			return sign * value
		}
		return strings.Compare(a.row().ID, b.row().ID)
	})
	ids := make([]string, len(all))
	for i, s := range all {
		ids[i] = s.row().ID
	}
	return ids
}

// StatusAtView is the status by the rule, without the catalogue's way to it.
func (s Session) StatusAtView() programme.Status {
	return s.row().StatusAt(s.v.now, s.Forum().row().TimeZone.Location())
}

func walk(t *rapid.T, f Forum, filter *SessionFilter, order SessionOrder, size int, backwards bool) []string {
	var met []string
	var cursor *string
	for range 100 {
		var c SessionConnection
		var err error
		if backwards {
			c, err = f.Sessions(filter, &order, nil, nil, &size, cursor)
		} else {
			c, err = f.Sessions(filter, &order, &size, cursor, nil, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, edge := range c.Edges() {
			ids = append(ids, edge.Node().row().ID)
		}
		info := c.PageInfo()
		more := info.HasNextPage()
		next, _ := info.EndCursor()
		if backwards {
			met = append(ids, met...)
			more = info.HasPreviousPage()
			next, _ = info.StartCursor()
		} else {
			met = append(met, ids...)
		}
		if total, _ := c.TotalCount(); !more && total != len(met) {
			t.Fatalf("totalCount is %d, met %d", total, len(met))
		}
		if !more {
			return met
		}
		cursor = &next
	}
	t.Fatal("the list does not end")
	return nil
}

func TestPageArguments(t *testing.T) {
	v := viewAt(smallForum(), "2020-06-22T08:30:00Z")
	forum := forumF1(t, v)
	page := func(first *int, after *string, last *int, before *string) error {
		_, err := forum.Sessions(nil, nil, first, after, last, before)
		return err
	}
	other, err := v.Stakeholders(nil, nil, nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	foreign := other.Edges()[0].Cursor()
	old, _ := v.Forum("f0")
	archived, err := old.Sessions(nil, nil, nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	otherForum := archived.Edges()[0].Cursor()
	byTitle, err := forum.Sessions(nil, &SessionOrder{Field: ByTitle, Direction: Ascending}, nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	otherOrder := byTitle.Edges()[0].Cursor()
	for name, tc := range map[string]struct {
		err   error
		field string
		says  string
	}{
		"first 0":                 {page(ptr(0), nil, nil, nil), "first", "from 1 to 100"},
		"first -1":                {page(ptr(-1), nil, nil, nil), "first", "-1"},
		"first 10^9":              {page(ptr(1_000_000_000), nil, nil, nil), "first", "1000000000"},
		"last 101":                {page(nil, nil, ptr(101), nil), "last", "101"},
		"first and last":          {page(ptr(1), nil, ptr(1), nil), "last", "not both"},
		"cursor of another list":  {page(nil, &foreign, nil, nil), "after", "another list"},
		"cursor of another forum": {page(nil, &otherForum, nil, nil), "after", "another list"},
		"cursor of another order": {page(nil, nil, ptr(1), &otherOrder), "before", "another order"},
		"no cursor at all":        {page(nil, ptr("nonsense!"), nil, nil), "after", "not a cursor"},
		"empty cursor":            {page(nil, ptr(""), nil, nil), "after", "not a cursor"},
		"cursor too long":         {page(nil, ptr(strings.Repeat("A", 10000)), nil, nil), "after", "not a cursor"},
	} {
		t.Run(name, func(t *testing.T) {
			f, ok := tc.err.(*fault.Fault)
			if !ok || f.Code != fault.BadUserInput || f.Field != tc.field || !strings.Contains(f.Text, tc.says) {
				t.Fatalf("got %v, want a fault about %s that says %q", tc.err, tc.field, tc.says)
			}
		})
	}
}

// FuzzCursor looks for cursors that panic, or that are taken though no server wrote them.
func FuzzCursor(f *testing.F) {
	o := newOrdering("x", false, 3, func(i int32) sortKey { return sortKey{number: int64(i), words: "w", id: fmt.Sprint(i)} })
	mark := listMark("list", o)
	f.Add(encodeCursor(mark, o.keys[1]))
	f.Add("")
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, cursor string) {
		key, err := decodeCursor("after", mark, cursor)
		if err == nil && encodeCursor(mark, key) != cursor {
			t.Fatalf("%q was taken, but stands for %+v", cursor, key)
		}
	})
}

// TestCursorOutlivesItsItem pages on from an item that is gone.
func TestCursorOutlivesItsItem(t *testing.T) {
	snapshot := Build(manySessions(30))
	v := snapshot.View(nil, instant("2020-06-22T10:00:00Z").Time, false)
	first, err := forumF1(t, v).Sessions(nil, nil, ptr(10), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	edge := first.Edges()[9]
	cursor, gone := edge.Cursor(), edge.Node().row().ID
	later := snapshot.With(Delta{Rows: Rows{Seq: 8}, Removed: []Ref{{"session", gone}}})
	rest, err := forumF1(t, later.View(nil, v.now, false)).Sessions(nil, nil, ptr(100), &cursor, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rest.Nodes()); n != 20 {
		t.Fatalf("%d sessions follow, want 20", n)
	}
}

// TestPagesOutsideOfTheList asks for what lies behind the last item and before the first: nothing, but not nothing at
// all.
func TestPagesOutsideOfTheList(t *testing.T) {
	forum := forumF1(t, viewAt(smallForum(), "2020-06-22T08:30:00Z"))
	all, err := forum.Sessions(nil, nil, nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	start, _ := all.PageInfo().StartCursor()
	end, _ := all.PageInfo().EndCursor()
	isSample := true
	for name, tc := range map[string]struct {
		filter         *SessionFilter
		after, before  *string
		previous, next bool
	}{
		"behind the last":       {nil, &end, nil, true, false},
		"before the first":      {nil, nil, &start, false, true},
		"of a list of nothing":  {&SessionFilter{IsSample: &isSample}, nil, nil, false, false},
		"behind it, of nothing": {&SessionFilter{IsSample: &isSample}, &end, nil, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := forum.Sessions(tc.filter, nil, nil, tc.after, nil, tc.before)
			if err != nil {
				t.Fatal(err)
			}
			info := c.PageInfo()
			if len(c.Nodes()) != 0 || info.HasPreviousPage() != tc.previous || info.HasNextPage() != tc.next {
				t.Errorf("%d items, previous %v, next %v; want none, %v, %v",
					len(c.Nodes()), info.HasPreviousPage(), info.HasNextPage(), tc.previous, tc.next)
			}
			if _, ok := info.EndCursor(); ok {
				t.Error("a page without items has a cursor")
			}
		})
	}
}
