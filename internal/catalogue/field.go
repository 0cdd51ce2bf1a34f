package catalogue

import (
	"strconv"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
)

// at names an item of a list in an argument: sdg[2].
func at(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }

// inZone shows an instant in the zone asked for, UTC by default.
func inZone(t time.Time, zone *scalar.TimeZone) scalar.DateTime {
	if zone == nil {
		return scalar.DateTime{Time: t.UTC()}
	}
	return scalar.DateTime{Time: t.In(zone.Location())}
}

// optionalInstant is inZone for an instant that may not be there.
func optionalInstant(t time.Time, zone *scalar.TimeZone) (scalar.DateTime, bool) {
	if t.IsZero() {
		return scalar.DateTime{}, false
	}
	return inZone(t, zone), true
}

func optional(s string) (string, bool) { return s, s != "" }

func optionalDate(d scalar.Date) (scalar.Date, bool) { return d, d != "" }

func sources(rows []taxonomy.Source) []Source {
	out := make([]Source, len(rows))
	for i, row := range rows {
		out[i] = Source{row.Title, row.URL}
	}
	return out
}

func tags(languages []string) []scalar.LanguageTag {
	out := make([]scalar.LanguageTag, len(languages))
	for i, tag := range languages {
		out[i] = scalar.LanguageTag(tag)
	}
	return out
}

// maxList is how many values a list in a filter may hold.
const maxList = 100

func checkList(field string, n int) error {
	if n > maxList {
		return fault.BadInput(field, "%d values, %d are allowed", n, maxList)
	}
	return nil
}
