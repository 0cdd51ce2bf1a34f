package storetest

import "os"

// Everything tells whether the environment asks for all that docs/durability.md tells of (ROSTRUM_CRASHES=all, as `make
// crash` sets it), and not for the part that every run of the tests can afford.
func Everything() bool { return os.Getenv("ROSTRUM_CRASHES") == "all" }

// Crashes gives how often a test lets something crash: five times, or as often as it could where Everything is asked for.
func Crashes(all int) int {
	if Everything() {
		return all
	}
	return min(5, all)
}
