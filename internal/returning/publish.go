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

// Publish has a part of a certified result published at an instant of forum time, or now where it is zero: the champions
// with all tallies, or the winners. Until then it can be moved. Faults: BadUserInput about at; Conflict where it is public,
// and for winners that the expert group has not chosen. Refusal: NOT_CERTIFIED.
func (s *Service) Publish(ctx context.Context, asking auth.Principal, slug string, part prize.Part, at time.Time) (seq int64, err error) {
	seq, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, c, err := s.contest(ctx, tx, asking, slug, auth.Secretariat)
		if err != nil {
			return err
		}
		if len(c.Results) == 0 {
			return fault.Refuse("NOT_CERTIFIED", "two officers have to certify the result first", "contest")
		}
		due := at.UTC().Truncate(time.Microsecond)
		switch {
		case at.IsZero():
			due = tx.Now()
		case due.Before(tx.Now()):
			return fault.BadInput("at", "%s has passed", due.Format(time.RFC3339))
		}
		if part == prize.WinnersPart {
			if err := s.crown(ctx, tx, c); err != nil {
				return err
			}
		}
		return s.schedule(ctx, tx, officer, c, part, due)
	})
	if err == nil && seq > 0 {
		s.Entrants.Sent()
	}
	return seq, err
}

// Step publishes what is due, and gives the next instant of forum time at which something is; zero where there is none. It
// is safe to repeat, to be killed in, and for several to do at once.
func (s *Service) Step(ctx context.Context) (next time.Time, err error) {
	// Mostly nothing is due, and no writer need wait for that to be found out.
	if next, err = s.store.NextPublication(ctx); err != nil || next.IsZero() {
		return next, err
	}
	if now, _, err := s.store.ForumTime(ctx); err != nil || now.Before(next) {
		return next, err
	}
	if _, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		next, err = s.open(ctx, tx)
		return err
	}); err != nil {
		return time.Time{}, err
	}
	s.Entrants.Sent()
	return next, nil
}

// open publishes what is due in a transaction, with all that follows from it.
func (s *Service) open(ctx context.Context, tx *store.Tx) (next time.Time, err error) {
	opened, next, err := tx.PublishResults(ctx)
	if err != nil {
		return next, err
	}
	for _, o := range opened {
		if err := s.Entrants.Announce(ctx, tx, o.Contest, o.SetBy); err != nil {
			return next, err
		}
	}
	return next, nil
}

// crown keeps the winners of a contest, which nobody sees before their publication.
func (s *Service) crown(ctx context.Context, tx *store.Tx, c prize.Contest) error {
	winners, err := s.Winners(ctx, tx, c)
	if err != nil {
		return err
	}
	if c.Results, err = prize.Crown(c.Results, winners); err != nil {
		return err
	}
	return tx.SaveFrozenContest(ctx, c)
}

// schedule sets when a part becomes public, and publishes what is due at once.
func (s *Service) schedule(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest, part prize.Part, due time.Time) error {
	if err := tx.SetPublication(ctx, c.ID, part, due, officer.AccountID); err != nil {
		return err
	}
	if err := s.desk.Audit(ctx, tx, officer, c.Scope(), "result.publish", "contest "+c.Slug, strings.ToLower(string(part))+" at "+due.Format(time.RFC3339)); err != nil {
		return err
	}
	if due.After(tx.Now()) {
		return nil
	}
	_, err := s.open(ctx, tx)
	return err
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
			return fault.Refuse("NOT_CERTIFIED", "two officers have to certify the result first", "contest")
		}
		results = nil
		for _, r := range c.Results {
			results = append(results, nameless(r))
		}
		return s.desk.Audit(ctx, tx, officer, c.Scope(), "champions.read", "contest "+c.Slug, "")
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
