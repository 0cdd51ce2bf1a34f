package runner

import (
	"testing"
	"time"
)

// The runner sleeps until something is due, and never long; in a rehearsal somebody may move the time on, which wakes
// nobody.
func TestHowLongTheRunnerSleeps(t *testing.T) {
	now := time.Date(2027, time.January, 11, 0, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		name    string
		next    time.Time
		shifted bool
		want    time.Duration
	}{
		{"nothing is due", time.Time{}, false, 5 * time.Second},
		{"much later", now.Add(time.Hour), false, 5 * time.Second},
		{"soon", now.Add(3 * time.Second), false, 3 * time.Second},
		{"due already", now.Add(-time.Hour), false, time.Millisecond},
		{"nothing is due in a rehearsal", time.Time{}, true, time.Second},
		{"much later in a rehearsal", now.Add(time.Hour), true, time.Second},
		{"very soon in a rehearsal", now.Add(time.Second / 2), true, time.Second / 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := New(nil, func() time.Time { return now }, nil)
			r.IsShifted = func() bool { return row.shifted }
			if got := r.pause(row.next); got != row.want {
				t.Errorf("it sleeps for %v, want %v", got, row.want)
			}
		})
	}
}
