// Package demo makes and continues the database of `rostrum demo`: the real forum of 2020, completed by samples, with
// sample prizes that are played up to the instant at which it starts.
package demo

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"rostrum/internal/facts"
	"rostrum/internal/fault"
	"rostrum/internal/intake"
	"rostrum/internal/store"
)

// Start is where forum time starts in a new demo: public voting was open then.
var Start = time.Date(2020, time.January, 17, 9, 0, 0, 0, time.UTC)

// loaded is where the database remembers which facts it holds completely.
const loaded = "facts_loaded"

// Open opens the demo's database in a folder, makes it where there is none, and completes it where a start was cut
// short. A new one is for an instant of forum time, or for Start where it is zero; until Play has come there, forum time
// lies before it, at the first act of the sample prizes. A folder keeps its own time until then. Fault: Conflict for an
// instant before that.
func Open(ctx context.Context, folder string, at time.Time, progress func(done, total int)) (*store.Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fault.Wrap(fault.BadUserInput, err, "the folder %s cannot be made", folder)
	}
	st, err := store.Open(ctx, "sqlite:"+filepath.Join(folder, "rostrum.db"))
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, st, at, progress); err != nil {
		_ = st.Close()
		return nil, err
	}
	return st, nil
}

func prepare(ctx context.Context, st *store.Store, at time.Time, progress func(done, total int)) error {
	have, _, err := st.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if have > 0 {
		if err := st.Check(ctx); err != nil {
			return err
		}
		if _, err := isOurs(ctx, st); err != nil { // before anything is done to it
			return err
		}
	}
	if _, err := st.Migrate(ctx); err != nil {
		return err
	}
	if err := claim(ctx, st); err != nil {
		return err
	}
	if err := setTime(ctx, st, at); err != nil {
		return err
	}
	return load(ctx, st, progress)
}

// isOurs tells whether a demo made the database. It refuses one that something else made.
func isOurs(ctx context.Context, st *store.Store) (bool, error) {
	maker, err := st.Meta(ctx, store.MetaMadeBy)
	if err != nil || maker == "demo" {
		return maker == "demo", err
	}
	head, err := st.Head(ctx)
	if err != nil {
		return false, err
	}
	if maker != "" || head > 0 {
		return false, fault.New(fault.Conflict, "the database in this folder was not made by `rostrum demo`; it is left as it is")
	}
	return false, nil
}

// claim marks a new database as a demo's.
func claim(ctx context.Context, st *store.Store) error {
	ours, err := isOurs(ctx, st)
	if err != nil || ours {
		return err
	}
	_, err = st.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, store.MetaMadeBy, "demo") })
	return err
}

// setTime gives a new database its first forum time, and the instant that Play is to come to. It refuses to go back.
func setTime(ctx context.Context, st *store.Store, at time.Time) error {
	now, shifted, err := st.ForumTime(ctx)
	if err != nil || shifted && !at.Before(now) || shifted && at.IsZero() {
		return err
	}
	if at.IsZero() {
		at = Start
	}
	from := at
	if first := acts()[0].at; !shifted && first.Before(at) {
		from = first
	}
	_, err = st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SetForumTime(ctx, from); err != nil {
			return err
		}
		return tx.SetMeta(ctx, target, at.UTC().Format(time.RFC3339Nano))
	})
	return err
}

// load imports facts and samples, unless they are there already. The mark is set last, so a load that was cut short is
// done again; the import changes nothing that it has done before.
func load(ctx context.Context, st *store.Store, progress func(done, total int)) error {
	have, err := st.Meta(ctx, loaded)
	if err != nil || have == facts.Version() {
		return err
	}
	documents, err := facts.Documents(true)
	if err != nil {
		return err
	}
	if _, err := intake.Apply(ctx, st, documents, intake.Options{Progress: progress}); err != nil {
		return err
	}
	_, err = st.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SetMeta(ctx, loaded, facts.Version()) })
	return err
}
