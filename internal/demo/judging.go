package demo

import (
	"context"
	"fmt"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/panel"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// jurors are the sample expert group. All of them judge all categories.
var jurors = []struct{ address, name, country string }{
	{Juror, "Noor Example (sample)", "JO"},
	{"juror.two@demo.example", "Paulo Example (sample)", "PT"},
	{"juror.three@demo.example", "Mere Example (sample)", "FJ"},
}

// seat finds entries eligible, and has the expert group invited, which accepts and gets its work.
func (c *company) seat(ctx context.Context) error {
	contest, err := c.contest(ctx)
	if err != nil {
		return err
	}
	if err := c.admit(ctx, contest.ID); err != nil {
		return err
	}
	if err := c.confirm(ctx, panel.InviteJuror); err != nil {
		return err
	}
	var all []string
	for _, category := range contest.Categories {
		all = append(all, category.ID)
	}
	for i, j := range jurors {
		_, _, err := c.jury.Invite(ctx, c.officer, panel.Invitation{
			Contest: Prizes, Email: j.address, Name: j.name, Language: "en", IsChair: i == 0, Country: j.country, Categories: all,
			Reason: "A sample juror for the demo.",
		})
		if err := unless(err, "ALREADY_INVITED"); err != nil {
			return err
		}
	}
	if err := c.confirm(ctx, panel.InviteJuror); err != nil {
		return err
	}
	for _, juror := range c.jurors {
		if err := c.accept(ctx, juror, contest.ID); err != nil {
			return err
		}
	}
	_, err = c.jury.Assign(ctx, c.officer, Prizes, jury.Nomination, "sample")
	return err
}

// admit finds eligible what is submitted and complete, in one transaction.
func (c *company) admit(ctx context.Context, contestID string) error {
	_, err := c.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		contest, err := tx.ContestByID(ctx, contestID)
		if err != nil {
			return err
		}
		waiting, err := tx.EntriesIn(ctx, contest.ID, entry.Submitted)
		if err != nil {
			return err
		}
		for _, w := range waiting {
			e, found, err := tx.Entry(ctx, w.ID) // with its moves
			if err != nil {
				return err
			}
			if !found || len(e.Find(entry.Known{Contest: contest})) > 0 { // not one of ours: somebody decides on it by hand
				continue
			}
			if e, err = e.Move(entry.Eligible, c.officer.AccountID, "", nil, tx.Now()); err != nil {
				return err
			}
			if err := tx.SetEntry(ctx, e, contest); err != nil {
				return err
			}
			if err := c.desk.Audit(ctx, tx, c.officer, contest.Scope(), "entry.eligible", "entry "+e.ID, ""); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func (c *company) accept(ctx context.Context, juror auth.Principal, contestID string) error {
	places, err := c.jury.Places(ctx, juror)
	if err != nil {
		return err
	}
	for _, m := range places {
		if m.ContestID != contestID || m.State != jury.Invited {
			continue
		}
		if _, err := c.jury.AnswerInvitation(ctx, juror, panel.Answer{Juror: m.ID, Accept: true}); err != nil {
			return err
		}
	}
	return nil
}

// nominate has the expert group judge what was entered, and nominees made of what it lets pass.
func (c *company) nominate(ctx context.Context) error {
	if err := c.judge(ctx, jury.Nomination, func(jury.Assignment, jury.Criterion) int { return 1 }); err != nil {
		return err
	}
	_, _, err := c.jury.ApplyNomination(ctx, c.officer, Prizes)
	return err
}

// choose has the expert group judge the champions, and the result published at the ceremony: champions and winners.
func (c *company) choose(ctx context.Context) error {
	contest, err := c.contest(ctx)
	if err != nil {
		return err
	}
	nominees, err := c.nominees(ctx, contest)
	if err != nil {
		return err
	}
	// The expert group goes with the voters in one half of the categories, and against them in the other.
	worth := map[string]int{}
	for i, category := range contest.Categories {
		of := nominees[category.ID]
		for place, id := range of {
			worth[id] = 8
			if place != first(i)%len(of) {
				worth[id] = 6 + 4*(i%2)
			}
		}
	}
	err = c.judge(ctx, jury.Selection, func(a jury.Assignment, k jury.Criterion) int { return min(worth[a.ProjectID], k.MaxPoints) })
	if err != nil {
		return err
	}
	for _, part := range []prize.Part{prize.ChampionsPart, prize.WinnersPart} {
		if _, err := c.returning.Publish(ctx, c.officer, Prizes, part, announcementFrom); err != nil {
			return err
		}
	}
	return nil
}

// judge has every juror submit the sheets that they owe, and opens them.
func (c *company) judge(ctx context.Context, kind jury.Kind, points func(jury.Assignment, jury.Criterion) int) error {
	contest, err := c.contest(ctx)
	if err != nil {
		return err
	}
	for _, juror := range c.jurors {
		work, err := c.jury.Mine(ctx, juror)
		if err != nil {
			return err
		}
		for _, w := range work {
			if w.ContestID != contest.ID || w.Kind != kind || !w.IsDue() {
				continue
			}
			scores := jury.Scores{Comment: "A sample of what a juror writes."}
			for _, k := range w.Round.Criteria {
				scores.Points = append(scores.Points, jury.Points{CriterionID: k.ID, Points: points(w.Assignment, k)})
			}
			err := c.jury.Submit(ctx, juror, panel.Submission{Assignment: w.ID, Scores: scores, Key: fmt.Sprintf("demo-%s", w.ID)})
			if err != nil {
				return err
			}
		}
	}
	return c.step(ctx)
}
