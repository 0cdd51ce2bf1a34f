package edition

import (
	"cmp"
	"context"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// Settings are what an officer may set of a contest before its rules are frozen; what is nil stays as it is.
type Settings struct {
	Name                 *string // in English
	CeremonyOn           *scalar.Date
	PartialBallotsCount  *bool
	VotesMayChange       *bool
	OneEntryPerCategory  *bool
	NomineesPerCategory  *int
	ChampionsPerCategory *int
	TieBreaks            *[]prize.TieBreak
	Form                 *[]prize.Box
}

// ContestRequest is a contest that an officer wants in an edition of the forum.
type ContestRequest struct {
	Slug     string
	Forum    string // short name
	Edition  int
	CopyOf   string // the short name of a contest whose rules, settings and, moved with the days of the forum, phases are taken over; or empty
	Phases   []prize.PhaseChange
	Settings Settings
}

// CreateContest makes a contest with its 18 categories. Faults: BadUserInput about a field. Refusals: SLUG_TAKEN,
// UNKNOWN_FORUM, UNKNOWN_CONTEST.
func (s *Service) CreateContest(ctx context.Context, asking auth.Principal, r ContestRequest) (slug string, seq int64, err error) {
	seq, err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, officer auth.Principal) error {
		forum, found, err := tx.ForumBySlug(ctx, r.Forum)
		if err != nil {
			return err
		}
		if err := auth.Runs(officer, auth.Scope{ForumID: forum.ID}); err != nil {
			return err
		}
		if !found {
			return fault.Refuse("UNKNOWN_FORUM", "there is no forum with this short name", "forum")
		}
		if _, taken, err := tx.ContestBySlug(ctx, r.Slug); err != nil || taken {
			return cmp.Or(err, fault.Refuse("SLUG_TAKEN", "there is a contest with this short name already", "slug"))
		}
		c, err := s.draw(ctx, tx, forum, r)
		if err != nil {
			return err
		}
		if err := tx.SaveContest(ctx, c); err != nil {
			return err
		}
		return s.desk.Audit(ctx, tx, officer, c.Scope(), "contest.create", "contest "+c.Slug, "")
	})
	return r.Slug, seq, err
}

// draw makes the contest that is asked for, checked.
func (s *Service) draw(ctx context.Context, tx *store.Tx, forum programme.Forum, r ContestRequest) (prize.Contest, error) {
	c := prize.Contest{ID: store.NewID(), Slug: r.Slug, ForumID: forum.ID, Edition: r.Edition}
	for i, line := range taxonomy.Lines() {
		c.Categories = append(c.Categories, prize.Category{ID: store.NewID(), Number: i + 1, ActionLine: line})
	}
	if r.CopyOf != "" {
		last, found, err := tx.ContestBySlug(ctx, r.CopyOf)
		if err != nil || !found {
			return c, cmp.Or(err, fault.Refuse("UNKNOWN_CONTEST", "there is no contest with this short name", "copyOf"))
		}
		before, err := tx.ForumByID(ctx, last.ForumID)
		if err != nil {
			return c, err
		}
		c = copyContest(c, last, forum, before)
	}
	if len(r.Phases) > 0 {
		c.Phases = nil
	}
	for _, p := range r.Phases {
		c.Phases = append(c.Phases, prize.Phase{Kind: p.Kind, OpensAt: p.OpensAt, ClosesAt: p.ClosesAt})
	}
	return r.Settings.apply(c).Check()
}

// copyContest takes over what stays from one edition to the next. Phases lie on the days that correspond to those of the
// forum before, at the same time of day.
func copyContest(c, last prize.Contest, forum, before programme.Forum) prize.Contest {
	c.Name, c.Rules = last.Name, last.Rules
	c.PartialBallotsCount, c.VotesMayChange, c.OneEntryPerCategory = last.PartialBallotsCount, last.VotesMayChange, last.OneEntryPerCategory
	c.NomineesPerCategory, c.ChampionsPerCategory, c.TieBreaks = last.NomineesPerCategory, last.ChampionsPerCategory, last.TieBreaks
	c.Form = last.Form
	for i := range c.Categories {
		c.Categories[i].Title = last.Categories[i].Title
	}
	zone := forum.TimeZone.Location()
	days := int(forum.StartsOn.Start(time.UTC).Sub(before.StartsOn.Start(time.UTC)).Hours() / 24)
	for _, p := range last.Phases {
		c.Phases = append(c.Phases, prize.Phase{Kind: p.Kind, OpensAt: shift(p.OpensAt, days, zone), ClosesAt: shift(p.ClosesAt, days, zone)})
	}
	return c
}

// UpdateContest changes settings of a contest before its rules are frozen. Faults: NotFound, BadUserInput about a field.
// Refusal: RULES_FROZEN.
func (s *Service) UpdateContest(ctx context.Context, asking auth.Principal, slug string, settings Settings) (seq int64, err error) {
	return s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, officer auth.Principal) error {
		c, err := contest(ctx, tx, officer, slug)
		if err != nil {
			return err
		}
		if c.MovesTakeTwo(tx.Now()) {
			return fault.Refuse("RULES_FROZEN", "voting has opened: the rules are frozen", "contest")
		}
		changed, err := settings.apply(c).Check()
		if err != nil {
			return err
		}
		if err := tx.SaveContest(ctx, changed); err != nil {
			return err
		}
		return s.desk.Audit(ctx, tx, officer, c.Scope(), "contest.update", "contest "+c.Slug, "")
	})
}

// contest gives a contest to its secretariat. Faults: NotFound, Forbidden.
func contest(ctx context.Context, tx *store.Tx, officer auth.Principal, slug string) (prize.Contest, error) {
	c, found, err := tx.ContestBySlug(ctx, slug)
	if err != nil {
		return c, err
	}
	if !found {
		return c, fault.New(fault.NotFound, "input.contest: there is no such contest")
	}
	return c, auth.Runs(officer, c.Scope())
}

func (s Settings) apply(c prize.Contest) prize.Contest {
	if s.Name != nil {
		c.Name = text.Of(*s.Name)
	}
	set(&c.CeremonyOn, s.CeremonyOn)
	set(&c.PartialBallotsCount, s.PartialBallotsCount)
	set(&c.VotesMayChange, s.VotesMayChange)
	set(&c.OneEntryPerCategory, s.OneEntryPerCategory)
	set(&c.NomineesPerCategory, s.NomineesPerCategory)
	set(&c.ChampionsPerCategory, s.ChampionsPerCategory)
	set(&c.TieBreaks, s.TieBreaks)
	set(&c.Form, s.Form)
	return c
}

func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}
