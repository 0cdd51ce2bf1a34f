package returning

import (
	"context"
	"slices"
	"strings"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Publish has the champions of a certified result published, with all tallies, at an instant of forum time, or now where
// it is zero. Until then it can be moved. Faults: BadUserInput about at, Conflict where it is public. Refusal:
// NOT_CERTIFIED.
func (s *Service) Publish(ctx context.Context, asking auth.Principal, slug string, at time.Time) (seq int64, err error) {
	return s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, c, err := s.contest(ctx, tx, asking, slug, auth.Secretariat)
		if err != nil {
			return err
		}
		if len(c.Results) == 0 {
			return refuse("NOT_CERTIFIED", "two officers have to certify the result first", "contest")
		}
		due := at.UTC().Truncate(time.Microsecond)
		switch {
		case at.IsZero():
			due = tx.Now()
		case due.Before(tx.Now()):
			return fault.BadInput("at", "%s has passed", due.Format(time.RFC3339))
		}
		if err := tx.SetPublication(ctx, c.ID, store.Champions, due); err != nil {
			return err
		}
		if err := s.desk.Audit(ctx, tx, officer, "result.publish", "contest "+c.Slug, "champions at "+due.Format(time.RFC3339)); err != nil {
			return err
		}
		if !due.After(tx.Now()) {
			_, err = tx.PublishResults(ctx)
		}
		return err
	})
}

// Champions gives the champions of a contest by category, without numbers, to its officers, auditors and jury once the
// result is certified. Refusal: NOT_CERTIFIED.
func (s *Service) Champions(ctx context.Context, asking auth.Principal, slug string) (results []prize.CategoryResult, err error) {
	_, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, c, err := s.contest(ctx, tx, asking, slug, auth.Secretariat, auth.Auditor, auth.Jury)
		if err != nil {
			return err
		}
		if len(c.Results) == 0 {
			return refuse("NOT_CERTIFIED", "two officers have to certify the result first", "contest")
		}
		results = nil
		for _, r := range c.Results {
			results = append(results, nameless(r))
		}
		return s.desk.Audit(ctx, tx, officer, "champions.read", "contest "+c.Slug, "")
	})
	return results, err
}

// nameless leaves of a result who the champions are, in the order of their ids.
func nameless(r prize.CategoryResult) prize.CategoryResult {
	out := prize.CategoryResult{CategoryID: r.CategoryID}
	for _, t := range r.Tallies {
		if t.IsChampion {
			out.Tallies = append(out.Tallies, prize.Tally{ProjectID: t.ProjectID, IsChampion: true})
		}
	}
	slices.SortFunc(out.Tallies, func(a, b prize.Tally) int { return strings.Compare(a.ProjectID, b.ProjectID) })
	return out
}
