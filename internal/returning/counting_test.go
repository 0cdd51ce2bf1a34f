package returning

import (
	"context"
	"errors"
	"testing"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// A count that takes longer than a request may goes on; who asks again gets what it found, and the next one counts anew.
func TestALongCountGoesOn(t *testing.T) {
	var c counting
	var began int
	release := make(chan struct{})
	count := func(ctx context.Context) (map[string]prize.Votes, error) {
		began++
		<-release
		return map[string]prize.Votes{"K": {Incomplete: began}}, ctx.Err()
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.wait(impatient, "contest 0", count); fault.Of(err) != fault.Unavailable {
		t.Fatalf("who cannot wait hears %v", err)
	}
	close(release)
	patient, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for n := 1; n <= 2; n++ {
		votes, err := c.wait(patient, "contest 0", count)
		if err != nil || votes["K"].Incomplete != n || began != n {
			t.Errorf("asked %d times: %v, %v, counted %d times", n+1, votes, err, began)
		}
	}
	failed := errors.New("no")
	for range 2 {
		if _, err := c.wait(patient, "contest 1", func(context.Context) (map[string]prize.Votes, error) { return nil, failed }); !errors.Is(err, failed) {
			t.Errorf("a count that fails gives %v", err)
		}
	}
}
