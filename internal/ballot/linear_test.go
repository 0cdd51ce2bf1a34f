package ballot

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"rostrum/internal/prize"
	"rostrum/internal/store/storetest"
)

// TestHistoriesAreLinearizable lets clients of two casters cast and look at the same ballots at once, with keys that
// they share, while voting is closed. For every voter there must be an order, one thing after the other, in which the
// model gives the same answers.
func TestHistoriesAreLinearizable(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		const voters, clients, calls = 6, 18, 12
		w := newWorld(t, dsn, rows(closes, false))
		w.voters(voters)
		casters := []*Caster{w.caster(), (&world{t, storetest.Open(t, dsn), dsn}).caster()}
		h := history{begin: time.Now()}
		var running, halfWay sync.WaitGroup
		halfWay.Add(clients)
		closed := make(chan struct{})
		for client := range clients {
			running.Go(func() {
				draw := rand.New(rand.NewPCG(uint64(client), 1))
				for call := range calls {
					if call == calls/2 {
						halfWay.Done()
					}
					if call == calls-3 {
						<-closed // the last calls come after it, however fast the others are
					}
					in := drawCall(draw, client%voters)
					h.record(client, in, func() output {
						if in.key == "" {
							return w.look("C1", voterID(in.voter))
						}
						return answerOf(casters[client/voters%2].Cast(t.Context(), request(in.voter, in.key, in.votes...)))
					})
				}
			})
		}
		halfWay.Wait()
		h.record(clients, input{close: true}, func() output {
			w.setTime(closes)
			w.close()
			return output{}
		})
		close(closed)
		running.Wait()
		if result := porcupine.CheckOperationsTimeout(boxes(voters), h.operations, 30*time.Second); result != porcupine.Ok {
			t.Errorf("the history of %d calls: %s", len(h.operations), result)
		}
		h.mustHold(t)
	})
}

// drawCall draws a call of a voter: a look at times, else one of few keys with one of few choices.
func drawCall(draw *rand.Rand, voter int) input {
	in := input{voter: voter}
	if draw.IntN(4) == 0 {
		return in
	}
	in.key = fmt.Sprintf("key-%05d", draw.IntN(3))
	for i := range 3 {
		if draw.IntN(3) == 0 {
			in.votes = append(in.votes, vote(i, draw.IntN(2)))
		}
	}
	if len(in.votes) == 0 {
		in.votes = []prize.Vote{vote(draw.IntN(3), 0)}
	}
	return in
}

// history is what clients saw, and when.
type history struct {
	begin      time.Time
	mu         sync.Mutex
	operations []porcupine.Operation
}

func (h *history) record(client int, in input, do func() output) {
	called := time.Since(h.begin)
	out := do()
	returned := time.Since(h.begin)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.operations = append(h.operations, porcupine.Operation{
		ClientId: client, Input: in, Call: called.Nanoseconds(), Output: out, Return: returned.Nanoseconds(),
	})
}

// mustHold fails where the history holds nothing of what it should try.
func (h *history) mustHold(t *testing.T) {
	t.Helper()
	seen := map[string]int{}
	for _, o := range h.operations {
		seen[o.Output.(output).code]++
	}
	for _, code := range []string{"", string(prize.KeyReused), string(prize.AlreadyVoted), string(prize.VotingClosed)} {
		if seen[code] == 0 {
			t.Errorf("the history has no %q: %v", code, seen)
		}
	}
}

// boxes is the model of porcupine: each voter's box by itself, all with the one close.
func boxes(voters int) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return newBox() },
		Partition: func(all []porcupine.Operation) [][]porcupine.Operation {
			parts := make([][]porcupine.Operation, voters)
			for _, o := range all {
				for voter := range voters {
					if in := o.Input.(input); in.close || in.voter == voter {
						parts[voter] = append(parts[voter], o)
					}
				}
			}
			return parts
		},
		Step: func(state, in, out any) (bool, any) {
			ok, after := state.(box).step(in.(input), out.(output))
			return ok, after
		},
		Equal: func(a, b any) bool { return reflect.DeepEqual(a, b) },
	}
}
