package fault_test

import (
	"errors"
	"testing"

	"rostrum/internal/fault"
)

func TestList(t *testing.T) {
	var inner fault.List
	inner.Refuse("a", "must not be empty")
	inner.Refuse("[3]", "too long")
	var outer fault.List
	outer.Add("ignored", nil)
	outer.Add("rows", inner.Err())
	outer.Add("last", errors.New("driver words"))
	want := "rows.a: must not be empty; rows[3]: too long; last: cannot be checked"
	if got := outer.Err().Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := fault.Of(outer.Err()); got != fault.BadUserInput {
		t.Errorf("code %s, want that of the first", got)
	}
	if (fault.List)(nil).Err() != nil {
		t.Error("an empty list is an error")
	}
}
