package demo

import (
	"context"
	"fmt"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// The sample organisations that enter, one for each colour.
var organisations = []string{"XORG021", "XORG022", "XORG024", "XORG033"}

// ivory is the colour of the organisation for which the demo's stakeholder speaks.
const ivory = 3

// championsEach is how many champions a category of the sample prizes has, of three nominees.
const championsEach = 2

// call makes the sample prizes, by the rules and days of those of 2020, and says how they are judged.
func (c *company) call(ctx context.Context) error {
	contest, err := prizes().Check()
	if err != nil {
		return err
	}
	if _, err := c.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, has, err := tx.ContestBySlug(ctx, Prizes); err != nil || has {
			return err
		}
		if err := tx.SaveContest(ctx, contest); err != nil {
			return err
		}
		return c.desk.Audit(ctx, tx, c.officer, contest.Scope(), "contest.create", "contest "+Prizes, "")
	}); err != nil {
		return err
	}
	nomination := jury.Round{Kind: jury.Nomination, SheetsEach: 1, RevealWhenAllIn: true, Criteria: []jury.Criterion{
		{Name: text.Of("Serves its Action Line"), Rubric: text.Of("1 where the project does what its category is about, else 0."), Weight: 1, MaxPoints: 1},
	}}
	if err := c.jury.SetCriteria(ctx, c.officer, Prizes, nomination); err != nil {
		return err
	}
	return c.jury.SetCriteria(ctx, c.officer, Prizes, jury.Round{Kind: jury.Selection, SheetsEach: 1, RevealWhenAllIn: true, Criteria: []jury.Criterion{
		{Name: text.Of("Impact"), Rubric: text.Of("10 where many people live better by it, 5 where some do, 0 where nobody would miss it."), Weight: 3, MaxPoints: 10},
		{Name: text.Of("Can be done elsewhere"), Rubric: text.Of("10 where others have done it again, 5 where they could, 0 where it depends on one place."), Weight: 2, MaxPoints: 10},
	}})
}

// prizes gives the sample prizes. Their ids, as those of what is entered, are the same in every demo.
func prizes() prize.Contest {
	phase := func(kind prize.PhaseKind, from, to time.Time) prize.Phase {
		return prize.Phase{Kind: kind, OpensAt: scalar.DateTime{Time: from}, ClosesAt: scalar.DateTime{Time: to}}
	}
	c := prize.Contest{
		ID: "SAMPLES2020", Slug: Prizes, ForumID: "F2020", Name: text.Of("Sample prizes 2020"), CeremonyOn: "2020-09-07",
		ChampionsPerCategory: championsEach, TieBreaks: []prize.TieBreak{prize.ByVotes, prize.ByCriteria, prize.ByPanel},
		Phases: []prize.Phase{
			phase(prize.Submission, callOpens, nominationOpens), phase(prize.Nomination, nominationOpens, votingOpens),
			phase(prize.Voting, votingOpens, votingCloses), phase(prize.Selection, votingCloses, announcementFrom),
			phase(prize.Announcement, announcementFrom, announcementFrom.AddDate(0, 0, 4)),
		},
	}
	for i, line := range taxonomy.Lines() {
		c.Categories = append(c.Categories, prize.Category{ID: fmt.Sprintf("S2020-%02d", i+1), Number: i + 1, ActionLine: line})
	}
	return c
}

// enter submits what is in the contest while entries are taken: three projects in each category, and of the stakeholder
// one that is submitted, one that came back, and a draft.
func (c *company) enter(ctx context.Context) error {
	for colour, id := range organisations {
		who := c.entrant
		if colour == ivory {
			who = c.holder
		}
		if err := c.speak(ctx, who, id); err != nil {
			return err
		}
	}
	contest, err := c.contest(ctx)
	if err != nil {
		return err
	}
	if err := c.enterAll(ctx, contest.ID); err != nil {
		return err
	}
	back, err := c.submit(ctx, c.holder, contest, organisations[ivory], content(contest.Categories[1].ID, 1, ivory))
	if err != nil {
		return err
	}
	if back.State == entry.Submitted {
		if _, err := c.entries.ReturnEntry(ctx, c.officer, back.ID, "Please say in the box on impact how many people use it."); err != nil {
			return err
		}
	}
	_, err = c.draft(ctx, c.holder, contest, organisations[ivory], unfinished(contest.Categories[2].ID))
	return err
}

// enterAll submits what becomes nominees later: all in one transaction, since a demo starts while somebody waits.
func (c *company) enterAll(ctx context.Context, contestID string) error {
	_, err := c.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		contest, err := tx.ContestByID(ctx, contestID)
		if err != nil {
			return err
		}
		if before, err := tx.EntriesIn(ctx, contest.ID, entry.Submitted); err != nil || len(before) > 0 {
			return err
		}
		for i, category := range contest.Categories {
			for colour := range colours {
				who, organisation := c.entrant, organisations[colour]
				if colour == ivory {
					if who = c.holder; i > 0 {
						continue // what else they enter is not as far
					}
				}
				e, err := submitted(contest, who, organisation, content(category.ID, i, colour), tx.Now())
				if err != nil {
					return err
				}
				e.ID = fmt.Sprintf("XENTRY-%02d-%d", i+1, colour+1)
				if err := tx.SetEntry(ctx, e, contest); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err
}

// submitted makes an entry that is submitted, without an id, by the rules that hold for everybody.
func submitted(contest prize.Contest, who auth.Principal, organisation string, edit entry.Edit, now time.Time) (entry.Entry, error) {
	e, err := entry.Entry{
		ContestID: contest.ID, StakeholderID: organisation, CreatedBy: who.AccountID, State: entry.Draft, CreatedAt: now,
		ChangedAt: now, Content: entry.Content{Language: "en"},
	}.Apply(edit, contest, now)
	if err != nil {
		return e, err
	}
	e.Revision = 1
	if found := e.Find(entry.Known{Contest: contest}); len(found) > 0 {
		return e, fmt.Errorf("the entry %q cannot be submitted: %s", e.Title, found[0].Text)
	}
	return e.Move(entry.Submitted, who.AccountID, "", nil, now)
}

// speak has somebody speak for an organisation, as the secretariat confirms.
func (c *company) speak(ctx context.Context, who auth.Principal, organisation string) error {
	if _, err := c.accounts.ClaimOrganisation(ctx, who, organisation); unless(err, "ALREADY_CLAIMED") != nil {
		return err
	}
	claims, err := c.accounts.ClaimsOf(ctx, who)
	if err != nil {
		return err
	}
	for _, claim := range claims {
		if claim.StakeholderID == organisation && claim.State == auth.Claimed {
			if _, err := c.accounts.DecideClaim(ctx, c.officer, claim.ID, true, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// draft gives the entry of an organisation with a title, and begins it where there is none.
func (c *company) draft(ctx context.Context, who auth.Principal, contest prize.Contest, organisation string, edit entry.Edit) (entry.Entry, error) {
	before, err := c.store.EntriesFor(ctx, who.AccountID, contest.ID)
	if err != nil {
		return entry.Entry{}, err
	}
	for _, e := range before {
		if e.StakeholderID == organisation && e.Title == *edit.Title {
			return e, nil
		}
	}
	return c.entries.CreateEntry(ctx, who, contest.Slug, organisation, edit)
}

// submit gives the entry of an organisation with a title, submitted or already further on.
func (c *company) submit(ctx context.Context, who auth.Principal, contest prize.Contest, organisation string, edit entry.Edit) (entry.Entry, error) {
	e, err := c.draft(ctx, who, contest, organisation, edit)
	if err != nil || e.State != entry.Draft {
		return e, err
	}
	e, found, err := c.entries.SubmitEntry(ctx, who, e.ID, e.Revision)
	if err == nil && len(found) > 0 {
		err = fault.New(fault.Conflict, "the entry %q cannot be submitted: %s", e.Title, found[0].Text)
	}
	return e, err
}
