package submission

import (
	"context"
	"fmt"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
	"rostrum/internal/taxonomy"
)

// Nominate makes an eligible entry a nominee of its category, as a member of the expert group, while nomination is open.
// It publishes the project with its short description. A second call changes nothing. Where a round decides, the entry
// comes back without what the round hides from who asks. Refusals: NOT_POSSIBLE,
// NOMINATION_NOT_OPEN, ROUND_DECIDES, RULES_FROZEN, CONFLICT_OF_INTEREST, CATEGORY_FULL.
func (s *Service) Nominate(ctx context.Context, asking auth.Principal, id string) (e entry.Entry, seq int64, err error) {
	seq, err = s.officer(ctx, asking, id, auth.Jury, func(ctx context.Context, a asked) error {
		hides, err := hidden(ctx, a)
		if err != nil {
			return err
		}
		if e = a.entry.Without(hides); e.State == entry.Nominated {
			return nil
		}
		if err := mayNominate(ctx, a); err != nil {
			return err
		}
		if e, err = s.NominateWithin(ctx, a.tx, a.who, a.entry, a.contest); err != nil {
			return err
		}
		return s.desk.Audit(ctx, a.tx, a.who, a.contest.Scope(), "entry.nominated", "entry "+e.ID, "")
	})
	return e, seq, err
}

// mayNominate refuses what a member of the expert group cannot nominate now.
func mayNominate(ctx context.Context, a asked) error {
	if a.contest.MovesTakeTwo(a.tx.Now()) {
		return fault.Refuse("RULES_FROZEN", "voting has opened: the nominees are frozen", "entry")
	}
	if phase, open := a.contest.PhaseAt(a.tx.Now()); !open || phase.Kind != prize.Nomination {
		return fault.Refuse("NOMINATION_NOT_OPEN", "nomination is not open now", "entry")
	}
	if _, judges, err := a.tx.Round(ctx, a.contest.ID, jury.Nomination); err != nil {
		return err
	} else if judges {
		return fault.Refuse("ROUND_DECIDES", "the expert group judges in a round; what it lets pass is nominated together", "entry")
	}
	if !entry.May(a.entry.State, entry.Nominated) {
		return fault.Refuse("NOT_POSSIBLE", fmt.Sprintf("the entry is %s; only an eligible one is nominated", a.entry.State), "entry")
	}
	own, err := owns(ctx, a.tx, a.who, a.entry.StakeholderID)
	if err != nil {
		return err
	}
	if own || a.entry.CreatedBy == a.who.AccountID {
		return fault.Refuse("CONFLICT_OF_INTEREST", "nobody nominates a project of their own organisation", "entry")
	}
	return nil
}

// NominateWithin makes an eligible entry a nominee in a transaction of somebody who has found that it is to be one. The
// contest is that of the entry, as the transaction holds it. Refusal: CATEGORY_FULL. Faults: Conflict where the entry is
// not eligible, or the nominees are frozen.
func (s *Service) NominateWithin(ctx context.Context, tx *store.Tx, by auth.Principal, e entry.Entry, c prize.Contest) (entry.Entry, error) {
	n, err := tx.Nominated(ctx, e.CategoryID)
	if err != nil {
		return e, err
	}
	if n >= c.Nominees() {
		return e, fault.Refuse("CATEGORY_FULL", fmt.Sprintf("the category has %d nominees, %d are allowed", n, c.Nominees()), "entry")
	}
	project, err := nominee(ctx, tx, e, c)
	if err != nil {
		return e, err
	}
	if _, err := tx.Save(ctx, catalogue.Rows{Projects: []prize.Project{project}}); err != nil {
		return e, err
	}
	e.ProjectID = project.ID
	a := asked{tx, by, e, c}
	err = s.move(ctx, &a, entry.Nominated, "", nil)
	return a.entry, err
}

// PassOverWithin tells those who speak for the organisation of an eligible entry that it was not nominated, in the
// transaction of the nomination. The entry stays as it is. Fault: Unavailable.
func (s *Service) PassOverWithin(ctx context.Context, tx *store.Tx, by auth.Principal, e entry.Entry, c prize.Contest, why entry.PassedOver) error {
	return s.tellAll(ctx, asked{tx, by, e, c}, mail.EntryPassedOver, mail.Content{PassedOver: why})
}

// nominee makes the project that everybody sees.
func nominee(ctx context.Context, tx *store.Tx, e entry.Entry, c prize.Contest) (prize.Project, error) {
	forum, err := tx.ForumByID(ctx, c.ForumID)
	if err != nil {
		return prize.Project{}, err
	}
	country, err := tx.CountryOf(ctx, e.StakeholderID)
	if err != nil {
		return prize.Project{}, err
	}
	isSample, err := tx.IsSample(ctx, e.StakeholderID)
	if err != nil {
		return prize.Project{}, err
	}
	// The id is drawn only now: the order of nominees is drawn by it, and an entrant must not choose among drafts by theirs.
	p := e.Nominee(country)
	p.ID = store.NewID()
	p.IsSample = isSample // as who enters it
	return p.Check(c, forum, taxonomy.Codes{Countries: map[string]bool{country: true}})
}
