package store

import (
	"context"
	"sync"
)

// hub wakes those who follow the change log.
type hub struct {
	mu        sync.Mutex
	followers map[chan struct{}]struct{}
	listening sync.Once
	ready     chan struct{}
}

// wake tells every follower that there is something new. Who has not yet looked at the last call is not called twice.
func (h *hub) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.followers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (h *hub) join() chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.followers == nil {
		h.followers = map[chan struct{}]struct{}{}
	}
	c := make(chan struct{}, 1)
	h.followers[c] = struct{}{}
	return c
}

func (h *hub) leave(c chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.followers, c)
	close(c)
}

// Wakes gives a channel that gets a value after commits that changed something public: those of this Store, and on
// PostgreSQL those of others too. Several commits may give one value, and a value may be lost while the connection to
// PostgreSQL is, so a follower also looks by itself from time to time. The channel is closed when ctx ends or the Store
// is closed. The error is that of ctx.
func (s *Store) Wakes(ctx context.Context) (<-chan struct{}, error) {
	c := s.hub.join()
	s.beside.Go(func() {
		select {
		case <-ctx.Done():
		case <-s.alive.Done():
		}
		s.hub.leave(c)
	})
	s.hub.listening.Do(func() {
		ready := make(chan struct{})
		s.hub.ready = ready
		tried := sync.OnceFunc(func() { close(ready) })
		s.beside.Go(func() {
			defer tried()
			s.engine.listen(s.alive, s.log, tried, s.hub.wake)
		})
	})
	select {
	case <-s.hub.ready:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
