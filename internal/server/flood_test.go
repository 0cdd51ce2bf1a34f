package server_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// One account repeats a call on more connections than a server has turns for, as fast as it is answered. Others who vote
// meanwhile are all served, and together they have more than half of what the server does. All of them share the
// processors with this test, so that one good try of a few is enough for the second.
func TestAFloodLeavesOthersMoreThanHalf(t *testing.T) {
	storetest.OnBothInTurn(t, func(t *testing.T, dsn string) {
		const voters, each, connections = 16, 4, 200
		r := startVoting(t, dsn)
		tokens := make([]string, voters+1)
		for i := range tokens {
			tokens[i] = r.Token(t, fmt.Sprintf("voter%d@example.org", i))
		}
		ballot := ballotFor(t, r.Client, tokens[0])
		f := startFlood(t, r.URL, tokens[0], cast(ballot, "the-flood", 0, 1), connections)
		defer f.stop()
		for first := 1; first+each <= 18; first += each {
			before := f.served.Load()
			var voting sync.WaitGroup
			for _, token := range tokens[1:] {
				voting.Go(func() {
					for category := first; category < first+each; category++ {
						a := r.Ask(t, castMutation, cast(ballot, fmt.Sprintf("category-%02d", category), 0, category), servertest.Bearer(token)...)
						var data castAnswer
						if a.Status == http.StatusOK {
							decode(t, a.Data, &data)
						}
						if len(data.CastVotes.Receipts) != 1 {
							t.Errorf("during a flood: status %d: %s", a.Status, a.Body)
						}
					}
				})
			}
			voting.Wait()
			served := f.served.Load() - before
			t.Logf("others cast %d votes; the flood had %d answers meanwhile, and was refused %d times so far", each*voters, served, f.refused.Load())
			if served < each*voters || t.Failed() {
				return
			}
		}
		t.Error("a flood has more than half of what the server does")
	})
}

// flood is a call that is repeated on many connections.
type flood struct {
	served, refused atomic.Int64
	cancel          context.CancelFunc
	running         sync.WaitGroup
}

// startFlood lets it flow, and returns once it does.
func startFlood(t *testing.T, url, token string, call map[string]any, connections int) *flood {
	t.Helper()
	f := &flood{}
	ctx, cancel := context.WithCancel(t.Context())
	f.cancel = cancel
	first := make(chan struct{}, connections)
	for range connections {
		f.running.Go(func() {
			c := servertest.NewClient(t, url)
			for ctx.Err() == nil {
				a, ok := c.Try(t, castMutation, call, servertest.Bearer(token)...)
				switch {
				case ok && a.Status == http.StatusOK:
					f.served.Add(1)
				case ok && (a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable):
					f.refused.Add(1)
				default:
					t.Errorf("the flood got %d: %s", a.Status, a.Body)
					return
				}
				select {
				case first <- struct{}{}:
				default:
				}
			}
		})
	}
	for range connections / 2 {
		<-first
	}
	return f
}

func (f *flood) stop() {
	f.cancel()
	f.running.Wait()
}
