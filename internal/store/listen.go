package store

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is the name under which PostgreSQL notifies of commits that changed something public.
const channel = "rostrum_changes"

const (
	firstReconnect = 100 * time.Millisecond
	lastReconnect  = 10 * time.Second
	// A connection that silently died is found by asking it something.
	listenCheck = 30 * time.Second
	pingLimit   = 5 * time.Second
)

// listen waits for notifications on a connection of its own, which it makes again when it is lost.
func (e *postgresEngine) listen(ctx context.Context, log *slog.Logger, ready, wake func()) {
	wait := firstReconnect
	for ctx.Err() == nil {
		err := e.listenOnce(ctx, func() {
			wait = firstReconnect
			ready()
			wake() // what was committed while nobody listened
		}, wake)
		ready() // tried, at least
		if ctx.Err() != nil {
			return
		}
		log.WarnContext(ctx, "lost the connection that listens for changes; looking once in a while until it is back",
			"error", err, "retry", wait)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		wait = min(2*wait, lastReconnect)
	}
}

// listenOnce listens until the connection is lost or ctx ends.
func (e *postgresEngine) listenOnce(ctx context.Context, connected, wake func()) error {
	conn, err := pgx.ConnectConfig(ctx, e.config.Copy())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	connected()
	for {
		waiting, cancel := context.WithTimeout(ctx, listenCheck)
		_, err := conn.WaitForNotification(waiting)
		cancel()
		switch {
		case err == nil:
			wake()
		case ctx.Err() != nil:
			return ctx.Err()
		case waiting.Err() != nil: // nothing came: is anybody there?
			if err := pingWithin(ctx, conn, pingLimit); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

func pingWithin(ctx context.Context, conn *pgx.Conn, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return conn.Ping(ctx)
}
