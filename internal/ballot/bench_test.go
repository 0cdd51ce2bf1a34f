package ballot

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"rostrum/internal/pgtest"
	"rostrum/internal/prize"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// BenchmarkCast measures votes a second with 32 senders, beside one plain insert in a transaction of its own by the same
// driver.
func BenchmarkCast(b *testing.B) {
	for _, engine := range []string{store.SQLite, store.PostgreSQL} {
		b.Run(engine, func(b *testing.B) {
			dsn := storetest.SQLite(b)
			if engine == store.PostgreSQL {
				dsn = pgtest.DSN(b)
			}
			w := newWorld(b, dsn, rows(closes, true))
			w.voters(64)
			b.Run("committer", func(b *testing.B) {
				c := w.caster()
				b.SetParallelism(16)
				var n atomic.Int64
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						i := int(n.Add(1))
						if o, err := c.Cast(context.Background(), request(i%64, fmt.Sprintf("key-%08d-%d", b.N, i), vote(i%3, 0))); err != nil || len(o.Receipts) != 1 {
							b.Error(o, err)
							return
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "votes/s")
			})
			b.Run("plain", func(b *testing.B) {
				b.SetParallelism(16)
				var n atomic.Int64
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						i := int(n.Add(1))
						row := store.VoteRow{ContestID: "C1", VoterID: fmt.Sprintf("plain-%d-%d", b.N, i), CategoryID: categoryID(0), ProjectID: nomineeID(0, 0), AcceptedAt: time.Now()}
						cast := store.Cast{AccountID: accountID(0), Key: fmt.Sprintf("plain-%d-%d", b.N, i), RequestHash: fmt.Sprintf("%064d", i), ContestID: "C1", Votes: []prize.Vote{}, AcceptedAt: time.Now()}
						if _, err := w.store.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
							return tx.AddCasts(ctx, []store.Cast{cast}, []store.VoteRow{row}, nil)
						}); err != nil {
							b.Error(err)
							return
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "votes/s")
			})
		})
	}
}
