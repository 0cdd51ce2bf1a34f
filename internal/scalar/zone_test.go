package scalar

import (
	"strings"
	"testing"
)

// TestOneZoneHasNotManyNames holds the table of zones to the names of the database, on machines that have a database of
// their own too: every other spelling would stay in memory for good.
func TestOneZoneHasNotManyNames(t *testing.T) {
	for name, zone := range map[string]string{
		"nothing":                "",
		"the machine's zone":     "Local",
		"its file":               "localtime",
		"the rules' file":        "posixrules",
		"a tree of its own":      "posix/Europe/Zurich",
		"with leap seconds":      "right/Europe/Zurich",
		"two slashes":            "Europe//Zurich",
		"a step that stays":      "Europe/./Zurich",
		"a step back":            "Europe/../Europe/Zurich",
		"from the root":          "/Europe/Zurich",
		"from here":              "./Europe/Zurich",
		"a slash at the end":     "Europe/Zurich/",
		"a folder":               "Europe",
		"a table":                "zone.tab",
		"a space":                "Europe/Zurich ",
		"longer than every name": strings.Repeat("a", 65),
	} {
		t.Run(name, func(t *testing.T) {
			if z, err := ParseTimeZone(zone); err == nil {
				t.Errorf("%q is taken for the zone %q", zone, z)
			}
		})
	}
}

func TestZonesOfOddNamesAreKnown(t *testing.T) {
	for _, zone := range []string{
		"UTC", "Europe/Zurich", "America/Argentina/ComodRivadavia", "America/Port-au-Prince", "Etc/GMT+5", "Etc/GMT-14",
		"EST5EDT", "America/North_Dakota/New_Salem", "GMT0", "NZ-CHAT",
	} {
		if _, err := ParseTimeZone(zone); err != nil {
			t.Errorf("%s: %v", zone, err)
		}
	}
}
