package entry_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/entry"
	"rostrum/internal/fault"
)

// table is the life of an entry as it was agreed on.
var table = map[entry.State]string{
	entry.Draft:      "SUBMITTED WITHDRAWN",
	entry.Submitted:  "ELIGIBLE RETURNED INELIGIBLE WITHDRAWN",
	entry.Returned:   "SUBMITTED INELIGIBLE WITHDRAWN",
	entry.Eligible:   "RETURNED INELIGIBLE WITHDRAWN NOMINATED",
	entry.Ineligible: "ELIGIBLE",
	entry.Withdrawn:  "",
	entry.Nominated:  "CHAMPION",
	entry.Champion:   "WINNER",
	entry.Winner:     "",
}

// However it is pushed, an entry is in one of its states and came there by moves of the table, each of which is kept.
func TestTheMachineNeverLeavesItsStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := entry.Entry{State: entry.Draft, Revision: 1}
		now := time.Date(2019, 8, 1, 0, 0, 0, 0, time.UTC)
		for range rapid.IntRange(1, 30).Draw(t, "pushes") {
			to := entry.State(rapid.OneOf(rapid.SampledFrom([]string{"DRAFT", "SUBMITTED", "ELIGIBLE", "RETURNED", "INELIGIBLE", "WITHDRAWN", "NOMINATED", "CHAMPION", "WINNER"}),
				rapid.String()).Draw(t, "to"))
			now = now.Add(time.Second)
			after, err := e.Move(to, "somebody", "a reason", nil, now)
			if legal := slices.Contains(strings.Fields(table[e.State]), string(to)); legal != (err == nil) || legal != entry.May(e.State, to) {
				t.Fatalf("from %s to %q: %v", e.State, to, err)
			}
			if err != nil {
				if fault.Of(err) != fault.Conflict {
					t.Fatalf("%v", err)
				}
				continue
			}
			last := after.Moves[len(after.Moves)-1]
			if len(after.Moves) != len(e.Moves)+1 || last.From != e.State || last.To != to || last.Number != len(after.Moves) || !last.At.Equal(now) || after.Revision != e.Revision+1 {
				t.Fatalf("%+v", after)
			}
			if to == entry.Submitted && after.SubmittedAt.IsZero() || !e.SubmittedAt.IsZero() && after.SubmittedAt != e.SubmittedAt {
				t.Fatalf("submitted at %v, then at %v", e.SubmittedAt, after.SubmittedAt)
			}
			e = after
		}
		if !slices.Contains(entry.States(), e.State) {
			t.Fatalf("it is %q", e.State)
		}
	})
}

func TestMovesThatNeedAReason(t *testing.T) {
	e := entry.Entry{State: entry.Submitted}
	for name, c := range map[string]struct {
		to      entry.State
		despite []entry.Check
		needs   bool
	}{
		"eligible":                 {entry.Eligible, nil, false},
		"eligible despite a check": {entry.Eligible, []entry.Check{entry.TooFewWords}, true},
		"returned":                 {entry.Returned, nil, true},
		"ineligible":               {entry.Ineligible, nil, true},
		"withdrawn":                {entry.Withdrawn, nil, false},
	} {
		if _, err := e.Move(c.to, "x", "", c.despite, time.Time{}); (err != nil) != c.needs {
			t.Errorf("%s without a reason: %v", name, err)
		}
		if _, err := e.Move(c.to, "x", "why", c.despite, time.Time{}); err != nil {
			t.Errorf("%s with a reason: %v", name, err)
		}
	}
	for _, bad := range []string{"", " ", "write to a@example.org", strings.Repeat("x", 2001), "\u202e"} {
		if _, err := entry.Reason(bad); fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), "reason: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if got, err := entry.Reason(" first\r\nsecond\tthing "); got != "first\nsecond thing" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
