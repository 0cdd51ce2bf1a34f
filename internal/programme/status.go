package programme

import (
	"time"

	"rostrum/internal/scalar"
)

// Status is where a session stands in time.
type Status string

// The statuses.
const (
	Undated   Status = "UNDATED"
	Upcoming  Status = "UPCOMING"
	Live      Status = "LIVE"
	Ended     Status = "ENDED"
	CalledOff Status = "CANCELLED"
)

// StatusAt gives the status at an instant of forum time, in the zone of the forum. A session is over at the very
// instant at which its last slot ends. Where only the day is known it is never live, because nobody knows the hour;
// where only the start is known, it counts as live until its day is over.
func (s Session) StatusAt(t time.Time, zone *time.Location) Status {
	if s.State == Cancelled {
		return CalledOff
	}
	if len(s.Slots) > 0 {
		return statusInSlots(s.Slots, t)
	}
	end, known := s.End(zone)
	switch {
	case !known:
		return Undated
	case !t.Before(end):
		return Ended
	case !s.StartOnly.IsZero() && !t.Before(s.StartOnly.Time):
		return Live
	}
	return Upcoming
}

func statusInSlots(slots []Slot, t time.Time) Status {
	for _, slot := range slots {
		if t.Before(slot.StartsAt.Time) {
			return Upcoming
		}
		if t.Before(slot.EndsAt.Time) {
			return Live
		}
	}
	return Ended
}

// End gives the first instant at which the session is surely over: the end of its last slot, or of its day in the
// zone of the forum. The answer is false where no source gives a day.
func (s Session) End(zone *time.Location) (time.Time, bool) {
	switch {
	case len(s.Slots) > 0:
		return s.Slots[len(s.Slots)-1].EndsAt.Time, true
	case !s.StartOnly.IsZero():
		return scalar.DateOf(s.StartOnly.In(zone)).Next().Start(zone), true
	case s.Day != "":
		return s.Day.Next().Start(zone), true
	}
	return time.Time{}, false
}

// RecordingPublicFrom gives the instant from which the recordings of a session may be seen: its end. Those of a
// session without a day wait for the end of the edition; in the archive they are public at once (the zero time).
func RecordingPublicFrom(s Session, f Forum) time.Time {
	zone := f.TimeZone.Location()
	if end, known := s.End(zone); known {
		return end
	}
	if f.IsArchive {
		return time.Time{}
	}
	return f.EndsOn.Next().Start(zone)
}
