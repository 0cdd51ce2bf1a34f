package scalar_test

import (
	"testing"
	"time"

	"rostrum/internal/scalar"
)

func TestStartOfDay(t *testing.T) {
	for _, row := range []struct{ name, zone, day, want string }{
		{"midnight", "Europe/Zurich", "2020-06-22", "2020-06-21T22:00:00Z"},
		{"a change later in the day", "Europe/Zurich", "2020-03-29", "2020-03-28T23:00:00Z"},
		{"no midnight: clocks go from 24:00 to 01:00", "America/Santiago", "2020-09-06", "2020-09-06T04:00:00Z"},
		{"no midnight, in Cuba", "America/Havana", "2020-03-08", "2020-03-08T05:00:00Z"},
		{"midnight twice: clocks go from 01:00 back to 00:00", "Asia/Amman", "2020-10-30", "2020-10-29T21:00:00Z"},
		{"the evening before twice: clocks go from 24:00 back to 23:00", "Asia/Beirut", "2020-10-25", "2020-10-24T22:00:00Z"},
		{"a day that the zone left out", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := scalar.Date(row.day).Start(scalar.TimeZone(row.zone).Location())
			if got.UTC().Format(time.RFC3339) != row.want {
				t.Errorf("%s in %s begins at %s, want %s", row.day, row.zone, got.UTC().Format(time.RFC3339), row.want)
			}
		})
	}
}

// Every zone whose clocks change at midnight today or did so in the year of the forum: no instant is on two days, and
// none on none.
func TestDaysFollowEachOther(t *testing.T) {
	for _, name := range []string{
		"America/Asuncion", "America/Havana", "America/Santiago", "America/Scoresbysund", "America/Sao_Paulo", "Antarctica/Casey",
		"Asia/Amman", "Asia/Beirut", "Asia/Damascus", "Asia/Gaza", "Asia/Tehran", "Atlantic/Azores", "Africa/Cairo", "UTC",
	} {
		zone := scalar.TimeZone(name).Location()
		for day := scalar.Date("2018-01-01"); day < "2024-01-01"; day = day.Next() {
			start := day.Start(zone)
			if on, before := scalar.DateOf(start), scalar.DateOf(start.Add(-time.Microsecond)); on != day || before >= day {
				t.Errorf("%s in %s begins at %s, which is on %s, the instant before on %s", day, name, start, on, before)
			}
		}
	}
}

func TestParseInstant(t *testing.T) {
	for _, row := range []struct{ name, given, want string }{
		{"UTC", "2020-06-22T08:00:00Z", "2020-06-22T08:00:00Z"},
		{"an offset", "2020-06-22T08:00:00+02:00", "2020-06-22T06:00:00Z"},
		{"microseconds", "2020-06-22T08:00:00.000001Z", "2020-06-22T08:00:00.000001Z"},
		{"more than microseconds", "2020-06-22T08:00:00.0000001Z", ""},
		{"no offset", "2020-06-22T08:00:00", ""},
		{"an hour of one digit", "2020-06-22T8:00:00Z", ""},
		{"a comma before the fraction", "2020-06-22T08:00:00,5Z", ""},
		{"an offset of a day", "2020-06-22T08:00:00+24:00", ""},
		{"hour 24", "2020-06-22T24:00:00Z", ""},
		{"a leap second", "2016-12-31T23:59:60Z", ""},
		{"before 1900", "1899-12-31T23:59:59Z", ""},
		{"after 2200", "2201-01-01T00:00:00Z", ""},
		{"nothing", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			at, err := scalar.ParseInstant(row.given)
			got := ""
			if err == nil {
				got = at.UTC().Format(time.RFC3339Nano)
			}
			if got != row.want {
				t.Errorf("got %q (%v), want %q", got, err, row.want)
			}
		})
	}
}
