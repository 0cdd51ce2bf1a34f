package ballot

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/pgtest"
	"rostrum/internal/store"
)

// TestTheSameCallOnTwoServersAtOnce casts on one server, and lets the same call be cast on another before the first,
// the second and every other look that the first takes at the database. Both must get the same receipts: a call that was
// carried out is never refused, wherever it is repeated. (SQLite has one writer: there nothing comes between.)
func TestTheSameCallOnTwoServersAtOnce(t *testing.T) {
	dsn := pgtest.DSN(t)
	w := newWorld(t, dsn, rows(closes, false))
	const most = 20
	w.voters(most)
	other := w.caster()
	for look := range most {
		looks, between := 0, Outcome{}
		call := request(look, "key-00001", vote(0, 0))
		st, err := store.Open(t.Context(), dsn, store.WithStatementHook(func(operation string) {
			if operation != "SELECT" {
				return
			}
			if looks == look {
				o, err := other.Cast(context.Background(), call)
				if err != nil {
					t.Error(err)
				}
				between = o
			}
			looks++
		}))
		if err != nil {
			t.Fatal(err)
		}
		c, stop := newCaster(st)
		o, err := c.Cast(t.Context(), call)
		stop()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
		if err != nil || len(o.Receipts) != 1 {
			t.Errorf("before look %d: %v %v", look+1, o, err)
		}
		if looks <= look {
			if look < 3 {
				t.Errorf("casting looks only %d times", looks)
			}
			return
		}
		if d := cmp.Diff(between, o); d != "" {
			t.Errorf("before look %d: the same call got another answer:\n%s", look+1, d)
		}
	}
	t.Errorf("casting looks more than %d times", most)
}
