package ballot

import (
	"slices"
	"sync"

	"rostrum/internal/fault"
)

const (
	maxWaiting   = 1024 // requests that wait
	maxOfAccount = 64   // of one account
	shareOfBatch = 4    // of one account in one batch, so that one that floods does not push others out
	maxBatch     = 256  // requests in one transaction
)

// queue holds the requests that wait, by account: each account has its turn.
type queue struct {
	mu        sync.Mutex
	byAccount map[string][]*pending
	turns     []string // accounts with waiting requests, the next one first
	waiting   int
	wake      chan struct{} // holds one where something may wait
}

func newQueue() *queue {
	return &queue{byAccount: map[string][]*pending{}, wake: make(chan struct{}, 1)}
}

// push adds a request. Faults: RateLimited where its account has too many waiting, Unavailable where all have.
func (q *queue) push(p *pending) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	mine := q.byAccount[p.request.AccountID]
	switch {
	case len(mine) >= maxOfAccount:
		return fault.New(fault.RateLimited, "%d calls of yours are waiting, which is the limit; wait for their answers", len(mine))
	case q.waiting >= maxWaiting:
		return fault.New(fault.Unavailable, "too many votes are being cast at this moment; try again with the same key")
	}
	if len(mine) == 0 {
		q.turns = append(q.turns, p.request.AccountID)
	}
	q.byAccount[p.request.AccountID] = append(mine, p)
	q.waiting++
	q.signal()
	return nil
}

// leave takes out a request whose client has given up, so that it is in nobody's way. It tells whether it was still
// waiting; else a batch has it.
func (q *queue) leave(p *pending) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	account := p.request.AccountID
	i := slices.Index(q.byAccount[account], p)
	if i < 0 {
		return false
	}
	q.waiting--
	if q.byAccount[account] = slices.Delete(q.byAccount[account], i, i+1); len(q.byAccount[account]) == 0 {
		delete(q.byAccount, account)
		q.turns = slices.DeleteFunc(q.turns, func(turn string) bool { return turn == account })
	}
	return true
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// take gives the next batch: of each account in turn its share, in the order of its calls.
func (q *queue) take() []*pending {
	q.mu.Lock()
	defer q.mu.Unlock()
	var batch []*pending
	for range len(q.turns) {
		if len(batch) >= maxBatch {
			break
		}
		account := q.turns[0]
		q.turns = q.turns[1:]
		mine := q.byAccount[account]
		n := min(shareOfBatch, len(mine))
		batch = append(batch, mine[:n]...)
		q.waiting -= n
		if n < len(mine) {
			q.byAccount[account] = mine[n:]
			q.turns = append(q.turns, account)
			continue
		}
		delete(q.byAccount, account)
	}
	if q.waiting > 0 {
		q.signal()
	}
	return batch
}
