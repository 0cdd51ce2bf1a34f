package catalogue

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/vigil"
)

// Reader is where a catalogue is read from: each call is one consistent reading of the database.
type Reader interface {
	// Load reads everything that is public.
	Load(ctx context.Context) (Rows, error)
	// Changed reads what changed after a sequence.
	Changed(ctx context.Context, after int64) (Delta, error)
	// Wakes tells, until the context ends, that there may be something new. It may miss some.
	Wakes(ctx context.Context) (<-chan struct{}, error)
}

// look is how long a catalogue goes without looking for changes itself, so that a lost wake loses nothing and an edit
// shows well within a second.
const look = 400 * time.Millisecond

// patience is how long one look may take.
const patience = 30 * time.Second

// Catalogue is the newest snapshot, and follows the change log.
type Catalogue struct {
	reader  Reader
	log     *slog.Logger
	current atomic.Pointer[Snapshot]

	mu    sync.Mutex
	moved chan struct{} // closed and replaced whenever current moves
}

// Open loads the catalogue.
func Open(ctx context.Context, reader Reader, log *slog.Logger) (*Catalogue, error) {
	rows, err := reader.Load(ctx)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{reader: reader, log: log, moved: make(chan struct{})}
	c.current.Store(Build(rows))
	return c, nil
}

// Snapshot gives the newest snapshot.
func (c *Catalogue) Snapshot() *Snapshot { return c.current.Load() }

// Follow keeps the catalogue up to date until the context ends. A failure to read is logged once for as long as it
// lasts, and the catalogue goes on with what it has.
func (c *Catalogue) Follow(ctx context.Context) {
	wakes, err := c.reader.Wakes(ctx)
	if err != nil {
		c.log.WarnContext(ctx, "no notifications of changes; looking for them instead", "error", err)
	}
	vigil.Vigil{
		Work:      func(ctx context.Context) (time.Duration, error) { return look, c.CatchUp(ctx) },
		Patience:  patience,
		Wakes:     wakes,
		Log:       c.log,
		Complaint: "the catalogue cannot be brought up to date",
	}.Keep(ctx)
}

// CatchUp brings the catalogue up to the head of the change log.
func (c *Catalogue) CatchUp(ctx context.Context) error {
	before := c.current.Load()
	delta, err := c.reader.Changed(ctx, before.Seq())
	if err != nil {
		return err
	}
	if delta.Seq > before.Seq() {
		c.move(before, before.With(delta))
	}
	return nil
}

// move puts a newer snapshot in place. Two may be made at once, of which the one that began from the present wins; the
// other finds at the next look what it lost.
func (c *Catalogue) move(before, after *Snapshot) {
	if !c.current.CompareAndSwap(before, after) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.moved)
	c.moved = make(chan struct{})
}

// WaitFor waits until the catalogue has reached a sequence. When the context ends first, it gives an
// Unavailable fault with the context's error behind it.
func (c *Catalogue) WaitFor(ctx context.Context, seq int64) error {
	for {
		c.mu.Lock()
		moved := c.moved
		c.mu.Unlock()
		if c.current.Load().Seq() >= seq {
			return nil
		}
		select {
		case <-ctx.Done():
			return fault.Wrap(fault.Unavailable, ctx.Err(), "this server has not reached sequence %d yet", seq)
		case <-moved:
		}
	}
}
