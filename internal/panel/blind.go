package panel

import (
	"context"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/store"
)

// blind takes out of entries of a contest what its nomination hides from those who judge them, but for the entries of some
// organisations.
func blind(entries map[string]entry.Entry, r jury.Round, but []string) {
	for id, e := range entries {
		if r.Kind == jury.Nomination && e.ContestID == r.ContestID && !slices.Contains(but, e.StakeholderID) {
			entries[id] = e.Without(r.Hides)
		}
	}
}

// blindTo makes a round blind to a juror, who reads all of what their own organisations enter: that they know anyway.
func blindTo(ctx context.Context, tx *store.Tx, juror auth.Principal, r RoundView) error {
	own, err := tx.SpokenFor(ctx, juror.AccountID)
	if err != nil {
		return err
	}
	blind(r.Entries, r.Round, own)
	return nil
}
