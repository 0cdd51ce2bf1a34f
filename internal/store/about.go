package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
)

// About is everything that is stored about an account, but for its votes.
type About struct {
	Account    auth.Account
	Sessions   []auth.Session
	Challenges []auth.Challenge
	Letters    []LetterNote
	Grants     []auth.Grant
	Claims     []auth.OrganisationClaim
	Acts       []auth.AuditEntry
	Voting     []VotingAddress
	Entries    []entry.Entry // those that it began
	EntryMoves []EntryMove
	Reminders  []ReminderNote
}

// LetterNote is what is known of a mail to an address.
type LetterNote struct {
	Template  string
	CreatedAt time.Time
	State     string
}

// EntryMove is a move of an entry that an account made.
type EntryMove struct {
	EntryID string
	entry.Move
}

// ReminderNote is that somebody was reminded.
type ReminderNote struct {
	Reminder

	RemindedAt time.Time
}

// VotingAddress is that an address is known to be that of a voter, by its tag.
type VotingAddress struct {
	Tag     string
	BoundAt time.Time
}

// About gives everything that is stored about an account, as of one moment; addressTag gives the tag of a canonical
// address in what is short-lived. Faults: Unauthenticated where there is no such account any more, Unavailable.
func (s *Store) About(ctx context.Context, accountID string, addressTag func(addressKey string) string) (about About, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		var accounts []accountRow
		if err := db.NewSelect().Model(&accounts).Where("id = ? AND state <> ?", accountID, auth.Deleted).Scan(ctx); err != nil {
			return err
		}
		if len(accounts) == 0 {
			return fault.New(fault.Unauthenticated, "the account does not exist any more")
		}
		about.Account = accounts[0].out()
		tag := addressTag(about.Account.AddressKey)
		if err := about.asking(ctx, db, tag); err != nil {
			return err
		}
		return about.standing(ctx, db)
	})
	return about, err
}

// asking reads what comes of signing in.
func (about *About) asking(ctx context.Context, db bun.IDB, tag string) error {
	var sessions []authSessionRow
	if err := db.NewSelect().Model(&sessions).Where("account_id = ?", about.Account.ID).Order("started_at", "id").Scan(ctx); err != nil {
		return err
	}
	var challenges []challengeRow
	err := db.NewSelect().Model(&challenges).Where("account_id = ? OR address_tag = ?", about.Account.ID, tag).Order("created_at", "hash").Scan(ctx)
	if err != nil {
		return err
	}
	var letters []outboxRow
	if err := db.NewSelect().Model(&letters).Where("account_id = ? OR address_tag = ?", about.Account.ID, tag).Order("created_at", "id").Scan(ctx); err != nil {
		return err
	}
	about.Sessions, about.Challenges = outs(sessions), outs(challenges)
	for _, l := range letters {
		about.Letters = append(about.Letters, LetterNote{Template: l.Template, CreatedAt: utc(l.CreatedAt), State: string(l.State)})
	}
	return nil
}

// standing reads what the account is and did.
func (about *About) standing(ctx context.Context, db bun.IDB) error {
	var grants []grantRow
	if err := db.NewSelect().Model(&grants).Where("account_id = ?", about.Account.ID).Order("granted_at", "id").Scan(ctx); err != nil {
		return err
	}
	var claims []organisationClaimRow
	if err := db.NewSelect().Model(&claims).Where("account_id = ?", about.Account.ID).Order("claimed_at", "id").Scan(ctx); err != nil {
		return err
	}
	var acts []auditRow
	name := auth.ShortName(about.Account.ID)
	if err := db.NewSelect().Model(&acts).Where("actor = ? OR subject = ?", name, name).Order("at", "id").Scan(ctx); err != nil {
		return err
	}
	var voting []voterAddressRow
	if err := db.NewSelect().Model(&voting).Where("voter_id = ?", about.Account.VoterID).Order("bound_at", "tag").Scan(ctx); err != nil {
		return err
	}
	var entries []entryRow
	if err := db.NewSelect().Model(&entries).Where("created_by = ?", about.Account.ID).Order("created_at", "id").Scan(ctx); err != nil {
		return err
	}
	about.Entries = outs(entries)
	var moves []entryMoveRow
	if err := db.NewSelect().Model(&moves).Where("moved_by = ?", about.Account.ID).Order("moved_at", "entry_id", "position").Scan(ctx); err != nil {
		return err
	}
	for _, m := range moves {
		about.EntryMoves = append(about.EntryMoves, EntryMove{m.EntryID, m.out()})
	}
	about.Grants, about.Claims, about.Acts = outs(grants), outs(claims), outs(acts)
	for _, v := range voting {
		about.Voting = append(about.Voting, VotingAddress{Tag: v.Tag, BoundAt: utc(v.BoundAt)})
	}
	return about.reminded(ctx, db)
}

// reminded reads what the account was reminded of, also before it had answered an invitation.
func (about *About) reminded(ctx context.Context, db bun.IDB) error {
	var reminders []reminderRow
	err := db.NewSelect().Model(&reminders).
		Where("recipient = ? OR recipient IN (SELECT id FROM jurors WHERE account_id = ?)", about.Account.ID, about.Account.ID).
		Order("reminded_at", "contest_id", "kind", "hours").Scan(ctx)
	if err != nil {
		return err
	}
	for _, r := range reminders {
		about.Reminders = append(about.Reminders, ReminderNote{Reminder{r.ContestID, r.Kind, r.Hours, utc(r.EndsAt)}, utc(r.RemindedAt)})
	}
	return nil
}
