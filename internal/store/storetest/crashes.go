package storetest

import "os"

// AllCrashes tells whether the environment asks for all that docs/durability.md tells of (ROSTRUM_CRASHES=all, as `make
// crash` sets it), and not for the part that every run of the tests can afford.
func AllCrashes() bool { return os.Getenv("ROSTRUM_CRASHES") == "all" }

// Crashes gives how often a test lets something crash: five times, or as often as it could where AllCrashes says so.
func Crashes(all int) int {
	if AllCrashes() {
		return all
	}
	return min(5, all)
}
