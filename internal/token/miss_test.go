package token

import (
	"os"
	"testing"
	"time"
)

// TestUnknownKeyIsLookedUp takes a token of a key that came after the folder was read, in the same instant; and does not
// read the folder for every key that somebody makes up.
func TestUnknownKeyIsLookedUp(t *testing.T) {
	all, _ := replicas(t, 2)
	first := only(t, all[0].keys)
	if _, err := all[1].Verify(mustIssue(t, all[0])); err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].keys.New(); err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].keys.RetireNow(first.ID); err != nil {
		t.Fatal(err)
	}
	text := mustIssue(t, all[0])
	changed := all[1].now().Add(time.Hour) // whatever the file system's clock is good for
	if err := os.Chtimes(all[1].keys.folder, changed, changed); err != nil {
		t.Fatal(err)
	}
	if _, err := all[1].Verify(text); err != nil {
		t.Error("a new key:", err)
	}
	read := all[1].keys.loaded
	for range 3 {
		if _, ok := all[1].keys.find("0011223344556677"); ok {
			t.Fatal("a key that there is not was found")
		}
	}
	if &read[0] != &all[1].keys.loaded[0] {
		t.Error("the folder was read again for a key that there is not")
	}
}

// A file system may tell of two changes by the same stamp. A key whose making does not show is found all the same, a
// tenth of a second later.
func TestAKeyThatTheStampHidesIsFound(t *testing.T) {
	all, pass := replicas(t, 2)
	first := only(t, all[0].keys)
	if _, err := all[1].Verify(mustIssue(t, all[0])); err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].keys.New(); err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].keys.RetireNow(first.ID); err != nil { // so that the new one signs at once
		t.Fatal(err)
	}
	text := mustIssue(t, all[0])
	same := all[1].keys.stamp
	if err := os.Chtimes(all[1].keys.folder, same, same); err != nil {
		t.Fatal(err)
	}
	pass(fresh / 10)
	if _, err := all[1].Verify(text); err != nil {
		t.Error("a new key that no stamp shows:", err)
	}
}
