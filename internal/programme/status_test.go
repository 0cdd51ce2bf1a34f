package programme_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/programme"
	"rostrum/internal/scalar"
)

func TestStatusAt(t *testing.T) {
	zone := scalar.TimeZone("Europe/Zurich").Location()
	twice := programme.Session{Slots: []programme.Slot{slot("2020-06-22T08:00:00Z", "2020-06-22T09:00:00Z"), slot("2020-06-24T08:00:00Z", "2020-06-24T09:00:00Z")}}
	start := programme.Session{StartOnly: instant("2020-06-22T08:00:00Z")}
	for _, row := range []struct {
		name  string
		given programme.Session
		at    string
		want  programme.Status
	}{
		{"before", twice, "2020-06-22T07:59:59Z", programme.Upcoming},
		{"at the start", twice, "2020-06-22T08:00:00Z", programme.Live},
		{"between slots", twice, "2020-06-22T09:00:00Z", programme.Upcoming},
		{"in the second slot", twice, "2020-06-24T08:30:00Z", programme.Live},
		{"at the end", twice, "2020-06-24T09:00:00Z", programme.Ended},
		{"a day is never live", programme.Session{Day: "2020-06-22"}, "2020-06-22T12:00:00Z", programme.Upcoming},
		{"a day ends in the forum’s zone", programme.Session{Day: "2020-06-22"}, "2020-06-22T22:00:00Z", programme.Ended},
		{"start only, before", start, "2020-06-22T07:59:59Z", programme.Upcoming},
		{"start only, after", start, "2020-06-22T21:59:59Z", programme.Live},
		{"start only, day over", start, "2020-06-22T22:00:00Z", programme.Ended},
		{"nothing known", programme.Session{}, "2020-06-22T22:00:00Z", programme.Undated},
		{"cancelled wins", programme.Session{State: programme.Cancelled, Slots: twice.Slots}, "2020-06-22T08:00:00Z", programme.CalledOff},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.given.StatusAt(instant(row.at).Time, zone); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

// TestStatusFollowsTheSlots: whatever the slots, a session is live exactly within them, and once over it stays over.
func TestStatusFollowsTheSlots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := time.Date(2020, 6, 22, 0, 0, 0, 0, time.UTC)
		var s programme.Session
		at := base
		for range rapid.IntRange(1, 5).Draw(t, "slots") {
			at = at.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "pause")) * time.Minute)
			end := at.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "length")) * time.Minute)
			s.Slots = append(s.Slots, programme.Slot{StartsAt: scalar.DateTime{Time: at}, EndsAt: scalar.DateTime{Time: end}})
			at = end
		}
		now := base.Add(time.Duration(rapid.IntRange(-100, 3000).Draw(t, "now")) * time.Minute)
		within, after := false, true
		for _, slot := range s.Slots {
			within = within || !now.Before(slot.StartsAt.Time) && now.Before(slot.EndsAt.Time)
			after = after && !now.Before(slot.EndsAt.Time)
		}
		want := programme.Upcoming
		if within {
			want = programme.Live
		} else if after {
			want = programme.Ended
		}
		if got := s.StatusAt(now, time.UTC); got != want {
			t.Fatalf("at %s: %s, want %s", now, got, want)
		}
		if end, known := s.End(time.UTC); !known || s.StatusAt(end, time.UTC) != programme.Ended ||
			s.StatusAt(end.Add(-time.Nanosecond), time.UTC) == programme.Ended {
			t.Fatal("the session is not over exactly from its end on")
		}
	})
}
