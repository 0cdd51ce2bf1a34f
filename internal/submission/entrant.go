package submission

import (
	"cmp"
	"context"
	"fmt"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// maxEntries is how many entries an organisation has in a contest at most, drafts and withdrawn ones among them: enough
// for a project and a second try in each category.
const maxEntries = 40

// CreateEntry begins a draft for an organisation that who asks speaks for. Faults: NotFound about contest; BadUserInput
// about a field. Refusals: NOT_YOURS, SUBMISSION_CLOSED, SUBMISSION_NOT_OPEN
// where the contest takes none, TOO_MANY_ENTRIES.
func (s *Service) CreateEntry(ctx context.Context, asking auth.Principal, contest, stakeholderID string, edit entry.Edit) (e entry.Entry, err error) {
	_, err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, who auth.Principal) error {
		c, found, err := tx.ContestBySlug(ctx, contest)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "contest: there is none with this short name")
		}
		if own, err := owns(ctx, tx, who, stakeholderID); err != nil || !own {
			return cmp.Or(err, fault.Refuse("NOT_YOURS", "you do not speak for this organisation, or the secretariat has not confirmed it yet", "stakeholder"))
		}
		_, takes := c.Find(prize.Submission)
		if f, open := entry.Open(c, tx.Now()); !open && (f.Check == entry.Closed || !takes) { // before it opens, a draft can be made
			return fault.Refuse(string(f.Check), f.Text, "contest")
		}
		others, err := tx.EntriesOfStakeholder(ctx, c.ID, stakeholderID)
		if err != nil {
			return err
		}
		if len(others) >= maxEntries {
			return fault.Refuse("TOO_MANY_ENTRIES", fmt.Sprintf("your organisation has %d entries in this contest, %d are allowed", len(others), maxEntries), "contest")
		}
		draft := entry.Entry{
			ID: store.NewID(), ContestID: c.ID, StakeholderID: stakeholderID, CreatedBy: who.AccountID, State: entry.Draft, CreatedAt: tx.Now(),
			ChangedAt: tx.Now(), Content: entry.Content{Language: "en"},
		}
		if e, err = draft.Apply(edit, c, tx.Now()); err != nil {
			return fault.In("content", err)
		}
		e.Revision = 1
		return tx.SetEntry(ctx, e, c)
	})
	return e, err
}

// SaveEntry saves what changed of a draft, or of an entry that was returned. The revision is the one that the changes were
// made on; where the entry has another one by now, and says something else, nothing is stored and the stored entry comes
// with the refusal, so that nothing is lost. Fault: BadUserInput about a field. Refusals: CHANGED_MEANWHILE, NOT_EDITABLE.
func (s *Service) SaveEntry(ctx context.Context, asking auth.Principal, id string, revision int64, edit entry.Edit) (e entry.Entry, err error) {
	_, err = s.own(ctx, asking, id, func(ctx context.Context, a asked) error {
		e = a.entry
		if !e.MayEdit() {
			return fault.Refuse("NOT_EDITABLE", fmt.Sprintf("the entry is %s and cannot be changed", e.State), "entry")
		}
		saved, err := e.Apply(edit, a.contest, a.tx.Now())
		if err != nil {
			return fault.In("content", err)
		}
		if saved.Revision == e.Revision { // it says this already, as after a call whose answer was lost
			return nil
		}
		if revision != e.Revision {
			return fault.Refuse("CHANGED_MEANWHILE", fmt.Sprintf("the entry was changed elsewhere: it has revision %d by now", e.Revision), "revision")
		}
		e = saved
		return a.tx.SetEntry(ctx, e, a.contest)
	})
	return e, err
}

// SubmitEntry submits a draft, or an entry that was returned, as of a revision. Where checks find something it stays as it
// is, and the findings come back. A second call for an entry that is submitted changes nothing. Refusals:
// CHANGED_MEANWHILE, NOT_EDITABLE.
func (s *Service) SubmitEntry(ctx context.Context, asking auth.Principal, id string, revision int64) (e entry.Entry, found []entry.Finding, err error) {
	_, err = s.own(ctx, asking, id, func(ctx context.Context, a asked) error {
		e, found = a.entry, nil
		if f, open := entry.Open(a.contest, a.tx.Now()); !open && e.State != entry.Submitted {
			found = []entry.Finding{f}
			return nil
		}
		switch {
		case e.State == entry.Submitted:
			return nil
		case !e.MayEdit():
			return fault.Refuse("NOT_EDITABLE", fmt.Sprintf("the entry is %s and cannot be submitted", e.State), "entry")
		case revision != e.Revision:
			return fault.Refuse("CHANGED_MEANWHILE", fmt.Sprintf("the entry was changed elsewhere: it has revision %d by now", e.Revision), "revision")
		}
		if found, err = findings(ctx, a); err != nil || len(found) > 0 {
			return err
		}
		err := s.move(ctx, &a, entry.Submitted, "", nil)
		e = a.entry
		return err
	})
	return e, found, err
}

// WithdrawEntry withdraws an entry before it is nominated, for good. A second call changes nothing. Refusal:
// NOT_POSSIBLE.
func (s *Service) WithdrawEntry(ctx context.Context, asking auth.Principal, id string) (e entry.Entry, err error) {
	_, err = s.own(ctx, asking, id, func(ctx context.Context, a asked) error {
		if e = a.entry; e.State == entry.Withdrawn {
			return nil
		}
		if !entry.May(e.State, entry.Withdrawn) {
			return fault.Refuse("NOT_POSSIBLE", fmt.Sprintf("the entry is %s and cannot be withdrawn any more", e.State), "entry")
		}
		err := s.move(ctx, &a, entry.Withdrawn, "", nil)
		e = a.entry
		return err
	})
	return e, err
}

// own is on for an entry of an organisation that who asks speaks for.
func (s *Service) own(ctx context.Context, asking auth.Principal, id string, act func(ctx context.Context, a asked) error) (int64, error) {
	return s.on(ctx, asking, id, func(ctx context.Context, a asked) error {
		if own, err := owns(ctx, a.tx, a.who, a.entry.StakeholderID); err != nil || !own {
			return cmp.Or(err, unknown())
		}
		return act(ctx, a)
	})
}
