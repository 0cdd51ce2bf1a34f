// Package scalar holds the plain values of the public contract: days, instants, time zones and language tags.
package scalar

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "time/tzdata" // a machine may have no time zones of its own, and answers must not differ by machine

	"golang.org/x/text/language"

	"rostrum/internal/fault"
)

// DateTime is an instant shown in a zone. Its zero value is no instant.
type DateTime struct{ time.Time }

const instantLayout = "2006-01-02T15:04:05.999999Z07:00"

// AppendJSON appends the instant as a JSON string, with microseconds at most.
func (d DateTime) AppendJSON(b []byte) []byte {
	b = append(b, '"')
	b = d.Time.AppendFormat(b, instantLayout)
	return append(b, '"')
}

// MarshalGQL writes the instant as gqlgen wants it.
func (d DateTime) MarshalGQL(w io.Writer) { _, _ = w.Write(d.AppendJSON(nil)) }

// MarshalJSON and UnmarshalJSON serve the import format.
func (d DateTime) MarshalJSON() ([]byte, error) { return d.AppendJSON(nil), nil }

// UnmarshalJSON reads an RFC 3339 instant.
func (d *DateTime) UnmarshalJSON(b []byte) error {
	s, err := strconv.Unquote(string(b))
	if err != nil {
		return fault.New(fault.BadUserInput, "an instant must be a string")
	}
	return d.UnmarshalGQL(s)
}

// UnmarshalGQL reads an instant. It refuses everything but RFC 3339 with an offset and at most microseconds.
func (d *DateTime) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fault.New(fault.BadUserInput, "an instant must be a string like 2020-06-22T08:00:00Z")
	}
	t, err := ParseInstant(s)
	if err != nil {
		return err
	}
	d.Time = t
	return nil
}

// ParseInstant reads an RFC 3339 instant with an offset and at most microseconds, of the years 1900 to 2200.
func ParseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || len(s) > 40 || !instantShape.MatchString(s) {
		return time.Time{}, fault.New(fault.BadUserInput, "not an instant in the form 2020-06-22T08:00:00Z")
	}
	if t.Nanosecond()%1000 != 0 {
		return time.Time{}, fault.New(fault.BadUserInput, "an instant has microseconds at most")
	}
	if t.Year() < 1900 || t.Year() > 2200 {
		return time.Time{}, fault.New(fault.BadUserInput, "an instant must lie in the years 1900 to 2200")
	}
	return t, nil
}

// instantShape is the form of RFC 3339. time.Parse takes more: an hour of one digit, a comma before the fraction, an
// offset of a day.
var instantShape = regexp.MustCompile(`^.{10}T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):\d\d)$`)

// Date is a day of the calendar as "2020-06-22"; these strings order as the days do. The zero value is no day.
type Date string

// DateOf gives the day of an instant in the instant's own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// ParseDate reads a day of the years 1900 to 2200.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return "", fault.New(fault.BadUserInput, "not a day in the form 2020-06-22, of the years 1900 to 2200")
	}
	return Date(s), nil
}

// Start gives the first instant of the day in a zone. Where clocks change at midnight that is not always its 00:00: in
// spring the day begins at 01:00, for time.Date an hour of the day before; in autumn 00:00 may come twice, of which the
// first counts. A day that a zone left out begins with the one after.
func (d Date) Start(zone *time.Location) time.Time {
	midnight, _ := time.Parse(time.DateOnly, string(d))
	t := time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, 0, 0, 0, zone)
	since, until := t.ZoneBounds()
	switch day := DateOf(t); {
	case day < d:
		return until
	case day > d:
		return since
	case since.IsZero():
		return t
	}
	before := since.Add(-1)
	if DateOf(before) < d {
		return t
	}
	_, offset := before.Zone()
	return midnight.Add(-time.Duration(offset) * time.Second).In(zone)
}

// Next gives the day after.
func (d Date) Next() Date { return DateOf(d.Start(time.UTC).AddDate(0, 0, 1)) }

// MarshalGQL writes the day.
func (d Date) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, `"`+string(d)+`"`) }

// UnmarshalGQL reads a day.
func (d *Date) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fault.New(fault.BadUserInput, "a day must be a string like 2020-06-22")
	}
	parsed, err := ParseDate(s)
	*d = parsed
	return err
}

// TimeZone is a zone of the IANA database, by name.
type TimeZone string

var zones sync.Map // name → *time.Location; only names of the database get in, so it is bounded

// ParseTimeZone reads the name of a zone of the IANA database.
func ParseTimeZone(s string) (TimeZone, error) {
	if _, ok := zones.Load(s); ok {
		return TimeZone(s), nil
	}
	if !isZoneName(s) {
		return "", fault.New(fault.BadUserInput, "not a time zone of the IANA database, such as Europe/Zurich")
	}
	loc, err := time.LoadLocation(s)
	if err != nil {
		return "", fault.New(fault.BadUserInput, "not a time zone of the IANA database, such as Europe/Zurich")
	}
	zones.Store(s, loc)
	return TimeZone(s), nil
}

// isZoneName tells whether a name may be one of the database. LoadLocation alone takes too much: "" for UTC, and where the
// machine has a database of its own, every path that leads to one of its files, so that one zone has endless names
// ("Europe//Zurich", "Europe/./Zurich"), and files that are no zones of the database: the machine's own zone, and the
// trees "posix" and "right", the second of which counts leap seconds.
func isZoneName(s string) bool {
	if len(s) > 64 {
		return false
	}
	for i, part := range strings.Split(s, "/") {
		if !zonePart.MatchString(part) || i == 0 && slices.Contains(notZones, part) {
			return false
		}
	}
	return true
}

var (
	zonePart = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*$`)
	notZones = []string{"Local", "localtime", "posix", "posixrules", "right"}
)

// Location gives the zone; UTC for the zero value.
func (z TimeZone) Location() *time.Location {
	if z == "" {
		return time.UTC
	}
	if loc, ok := zones.Load(string(z)); ok {
		return loc.(*time.Location)
	}
	if _, err := ParseTimeZone(string(z)); err != nil {
		return time.UTC
	}
	return z.Location()
}

// MarshalGQL writes the zone's name.
func (z TimeZone) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(string(z))) }

// UnmarshalGQL reads a zone's name.
func (z *TimeZone) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fault.New(fault.BadUserInput, "a time zone must be a string like Europe/Zurich")
	}
	parsed, err := ParseTimeZone(s)
	*z = parsed
	return err
}

// LanguageTag is a BCP 47 tag.
type LanguageTag string

// ParseLanguageTag reads a well-formed BCP 47 tag and gives its canonical form.
func ParseLanguageTag(s string) (LanguageTag, error) {
	if len(s) > 35 || strings.ContainsRune(s, '_') {
		return "", fault.New(fault.BadUserInput, "not a language tag of BCP 47, such as fr or zh-Hant")
	}
	tag, err := language.Parse(s)
	if _, unknown := err.(language.ValueError); err != nil && !unknown {
		return "", fault.New(fault.BadUserInput, "not a language tag of BCP 47, such as fr or zh-Hant")
	}
	if err != nil { // well-formed, but not in the registry that the library knows
		return LanguageTag(s), nil
	}
	return LanguageTag(tag.String()), nil
}

// MarshalGQL writes the tag.
func (l LanguageTag) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(string(l))) }

// UnmarshalGQL reads a tag.
func (l *LanguageTag) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fault.New(fault.BadUserInput, "a language must be a string like fr")
	}
	parsed, err := ParseLanguageTag(s)
	*l = parsed
	return err
}

var _ fmt.Stringer = DateTime{}
