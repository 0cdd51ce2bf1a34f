package edition

import (
	"cmp"
	"context"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// ForumRequest is an edition of the forum that an officer wants.
type ForumRequest struct {
	Slug             string
	Year             int
	Theme            string // in English
	StartsOn, EndsOn scalar.Date
	TimeZone         scalar.TimeZone // that of the copied one where it is empty
	CopyOf           string          // the short name of an edition whose time zone, mode and tracks are taken over; or empty
}

// CreateForum makes an edition of the forum. Only the secretariat of everything does. Faults: BadUserInput about a
// field. Refusals: SLUG_TAKEN, UNKNOWN_FORUM.
func (s *Service) CreateForum(ctx context.Context, asking auth.Principal, r ForumRequest) (slug string, seq int64, err error) {
	seq, err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, officer auth.Principal) error {
		if err := auth.Runs(officer, auth.Scope{}); err != nil {
			return err
		}
		if _, taken, err := tx.ForumBySlug(ctx, r.Slug); err != nil || taken {
			return cmp.Or(err, fault.Refuse("SLUG_TAKEN", "there is a forum with this short name already", "slug"))
		}
		f := programme.Forum{
			ID: store.NewID(), Slug: r.Slug, Year: r.Year, Theme: text.Of(r.Theme), StartsOn: r.StartsOn, EndsOn: r.EndsOn, TimeZone: r.TimeZone,
		}
		if r.CopyOf != "" {
			last, found, err := tx.ForumBySlug(ctx, r.CopyOf)
			if err != nil || !found {
				return cmp.Or(err, fault.Refuse("UNKNOWN_FORUM", "there is no forum with this short name", "copyOf"))
			}
			f = copyForum(f, last)
		}
		f, err := f.Check()
		if err != nil {
			return err
		}
		if err := tx.SaveForum(ctx, f); err != nil {
			return err
		}
		return s.desk.Audit(ctx, tx, officer, auth.Scope{ForumID: f.ID}, "forum.create", "forum "+f.Slug, "")
	})
	return r.Slug, seq, err
}

// copyForum takes over what stays from one edition to the next.
func copyForum(f, last programme.Forum) programme.Forum {
	if f.TimeZone == "" {
		f.TimeZone = last.TimeZone
	}
	f.Mode = last.Mode
	for _, t := range last.Tracks {
		t.ID = store.NewID()
		f.Tracks = append(f.Tracks, t)
	}
	return f
}

// shift moves an instant by whole days of the calendar, at the same time of day in a zone.
func shift(t scalar.DateTime, days int, zone *time.Location) scalar.DateTime {
	return scalar.DateTime{Time: t.In(zone).AddDate(0, 0, days).UTC()}
}
