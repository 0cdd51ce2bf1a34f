package httpd

import (
	"container/list"
	"sync"
)

// lru keeps the values used last, bounded by the bytes that they weigh. A map, a list and one lock are enough: the lock is
// held for a tenth of a microsecond, by a server that needs hundreds of times that for a request, so a cache library
// would save nothing that can be measured here.
type lru[V any] struct {
	mu      sync.Mutex
	room    int // bytes left
	largest int // bytes that one value may weigh
	order   *list.List
	byKey   map[string]*list.Element
}

type lruEntry[V any] struct {
	key    string
	value  V
	weight int
}

// newLRU makes a cache of so many bytes. A value of more than an eighth of it is not kept.
func newLRU[V any](bytes int) *lru[V] {
	return &lru[V]{room: bytes, largest: bytes / 8, order: list.New(), byKey: map[string]*list.Element{}}
}

func (c *lru[V]) get(key string) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.byKey[key]
	if !ok {
		return value, false
	}
	c.order.MoveToFront(element)
	return element.Value.(*lruEntry[V]).value, true
}

func (c *lru[V]) add(key string, value V, weight int) {
	if weight > c.largest {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok {
		return // equal keys have equal values here
	}
	c.byKey[key] = c.order.PushFront(&lruEntry[V]{key, value, weight})
	c.room -= weight
	for c.room < 0 {
		oldest := c.order.Back()
		entry := c.order.Remove(oldest).(*lruEntry[V])
		delete(c.byKey, entry.key)
		c.room += entry.weight
	}
}
