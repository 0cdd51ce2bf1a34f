package demo

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"rostrum/internal/account"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// Desks are what the sample prizes are played with.
type Desks struct {
	Accounts *account.Service
	// JurySecret is what score sheets are sealed by. It must be that of the server, which opens them.
	JurySecret []byte
	Log        *slog.Logger
}

// played is where the database remembers how many acts of the sample prizes are done, and target to which instant of
// forum time it is on its way.
const (
	played = "sample_prizes"
	target = "demo_target"
)

// act is something that happened to the sample prizes. It can be played before an instant of forum time; where it was cut
// short, playing it again does what is left of it.
type act struct {
	at, until time.Time
	play      func(c *company, ctx context.Context) error
}

// The instants at which the phases of the prizes of 2020 change, which the sample prizes share.
var (
	callOpens        = time.Date(2019, time.July, 21, 22, 0, 0, 0, time.UTC)
	nominationOpens  = time.Date(2019, time.November, 22, 22, 0, 0, 0, time.UTC)
	votingOpens      = time.Date(2020, time.January, 12, 23, 0, 0, 0, time.UTC)
	votingCloses     = time.Date(2020, time.January, 24, 22, 0, 0, 0, time.UTC)
	announcementFrom = time.Date(2020, time.September, 7, 10, 0, 0, 0, time.UTC)
)

// acts gives the course of the sample prizes, in its order.
func acts() []act {
	return []act{
		{callOpens.AddDate(0, 0, -7), callOpens, (*company).call},
		{callOpens.AddDate(0, 0, 42), nominationOpens, (*company).enter},
		{nominationOpens.AddDate(0, 0, 3), votingOpens, (*company).seat},
		{votingOpens.AddDate(0, 0, -7), votingOpens, (*company).nominate},
		{votingOpens.AddDate(0, 0, 2), votingCloses, (*company).vote},
		{votingCloses.AddDate(0, 0, 3), announcementFrom, (*company).certify},
		{announcementFrom.AddDate(0, 0, -14), announcementFrom, (*company).choose},
	}
}

// Play plays what happened to the sample prizes up to an instant of forum time, which then goes on from there; a zero
// instant stands for the present one. What was done before is not done again, so that a later instant goes on with the
// prizes. Where the time for an act has passed, or its user has changed what it needs, they stay where they are. Fault:
// Unavailable.
func Play(ctx context.Context, st *store.Store, d Desks, at time.Time) error {
	to, err := destination(ctx, st, at)
	if err != nil {
		return err
	}
	if err := playTo(ctx, st, d, to); err != nil {
		if !isOfItsUser(err) {
			return err
		}
		d.Log.WarnContext(ctx, "the sample prizes go no further", "error", err)
	}
	now, _, err := st.ForumTime(ctx)
	if err != nil || !now.Before(to) {
		return err
	}
	return moveTo(ctx, st, to)
}

// destination gives the instant to play to: the given one, or that on the way to which a start was cut short.
func destination(ctx context.Context, st *store.Store, at time.Time) (time.Time, error) {
	now, _, err := st.ForumTime(ctx)
	if err != nil {
		return now, err
	}
	if at.IsZero() {
		stored, err := st.Meta(ctx, target)
		if err != nil {
			return now, err
		}
		if at, err = time.Parse(time.RFC3339Nano, stored); err != nil || at.Before(now) {
			return now, nil // there is none, or it was reached
		}
		return at, nil
	}
	_, err = st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetMeta(ctx, target, at.UTC().Format(time.RFC3339Nano))
	})
	return at, err
}

// isOfItsUser tells whether an act cannot be played because of what somebody has done to the sample prizes: they may, and
// the demo starts all the same.
func isOfItsUser(err error) bool {
	if _, is := errors.AsType[*fault.Refusal](err); is {
		return true
	}
	return slices.Contains([]fault.Code{fault.Conflict, fault.NotFound, fault.Forbidden, fault.BadUserInput}, fault.Of(err))
}

func playTo(ctx context.Context, st *store.Store, d Desks, to time.Time) error {
	stored, err := st.Meta(ctx, played)
	if err != nil {
		return err
	}
	done, _ := strconv.Atoi(stored) // nothing is stored before the first
	all := acts()
	var c *company
	for i := done; i < len(all) && !all[i].at.After(to); i++ {
		now, _, err := st.ForumTime(ctx)
		if err != nil || !now.Before(all[i].until) {
			return err
		}
		if now.Before(all[i].at) {
			if err := moveTo(ctx, st, all[i].at); err != nil {
				return err
			}
		}
		if c == nil {
			if c, err = gather(ctx, st, d); err != nil {
				return err
			}
		}
		if err := c.step(ctx); err != nil { // what is due by then comes first, as voting that opens or closes
			return err
		}
		if err := all[i].play(c, ctx); err != nil {
			return err
		}
		if _, err := st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.SetMeta(ctx, played, strconv.Itoa(i+1))
		}); err != nil {
			return err
		}
	}
	return nil
}

func moveTo(ctx context.Context, st *store.Store, to time.Time) error {
	_, err := st.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SetForumTime(ctx, to) })
	return err
}
