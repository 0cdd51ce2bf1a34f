package scrutineer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// change is the content of a proposal to change a nominee.
type change struct {
	Project string `json:"project"`
	// Category is where it stands from now on; empty where it is taken out.
	Category string `json:"category,omitempty"`
}

// ChangeNominee proposes to take a nominee out, or to put a project of the contest into another category, though the
// nominees are frozen. The votes that this touches become void and may be cast again: those for the project, and all in
// the category that it joins. Once voting is closed, a nominee can only be taken out. Faults: NotFound for an unknown
// project, BadUserInput about reason. Refusals: NOT_FROZEN, CERTIFIED, SAME_CATEGORY, UNKNOWN_CATEGORY, CATEGORY_FULL,
// VOTING_CLOSED.
func (s *Service) ChangeNominee(ctx context.Context, asking auth.Principal, slug, projectID, categoryID, reason string) (p auth.Proposal, seq int64, err error) {
	if reason, err = foureyes.Reason(reason); err != nil {
		return p, 0, err
	}
	seq, err = s.officer(ctx, asking, slug, secretariat, func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest) error {
		of := change{projectID, categoryID}
		if _, err := changed(ctx, tx, c, of); err != nil {
			return err
		}
		p, err = s.Desk.Propose(ctx, tx, officer, c.Scope(), ChangeNominee, of, reason)
		return err
	})
	return p, seq, err
}

// changed gives the project that is to change, as it is now, or why it cannot.
func changed(ctx context.Context, tx *store.Tx, c prize.Contest, of change) (prize.Project, error) {
	project, found, err := tx.Project(ctx, of.Project)
	if err != nil {
		return project, err
	}
	if !found || project.ContestID != c.ID {
		return project, fault.New(fault.NotFound, "input.project: there is no such project in this contest")
	}
	if err := unsettled(c); err != nil {
		return project, err
	}
	voting, has := c.Find(prize.Voting)
	switch {
	case !c.IsFrozen() || !has:
		return project, fault.Refuse("NOT_FROZEN", "voting has not opened: nominees are changed as usual", "contest")
	case project.CategoryID == of.Category:
		return project, fault.Refuse("SAME_CATEGORY", "the project stands there already", "category")
	case of.Category == "":
		return project, nil
	case !slices.ContainsFunc(c.Categories, func(k prize.Category) bool { return k.ID == of.Category }):
		return project, fault.Refuse("UNKNOWN_CATEGORY", "no category of this contest", "category")
	case voting.IsClosed || !tx.Now().Before(voting.ClosesAt.Time):
		return project, fault.Refuse("VOTING_CLOSED", "voting is closed: a nominee can only be taken out, since nobody can vote again", "category")
	}
	n, err := tx.Nominated(ctx, of.Category)
	if err == nil && n >= c.Nominees() {
		err = fault.Refuse("CATEGORY_FULL", fmt.Sprintf("the category has %d nominees, %d are allowed", n, c.Nominees()), "category")
	}
	return project, err
}

func (s *Service) applyChange(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var of change
	if err := json.Unmarshal(p.Content, &of); err != nil {
		return err
	}
	c, err := tx.ContestByID(ctx, p.ContestID)
	if err != nil {
		return err
	}
	project, err := changed(ctx, tx, c, of)
	if err != nil {
		return foureyes.Overtaken(err)
	}
	void := void(tx, p, prize.NomineeChanged, p.Reason)
	void.ProjectID, void.CategoryID = project.ID, of.Category
	if err := tx.AddVoid(ctx, void); err != nil {
		return err
	}
	if err := tx.VoidChange(ctx, void); err != nil {
		return err
	}
	project.CategoryID = of.Category
	if err := tx.SaveFrozenProject(ctx, project); err != nil {
		return err
	}
	nominees, err := tx.NomineesOf(ctx, c.ID)
	if err != nil {
		return err
	}
	return tx.SaveFrozenContest(ctx, c.Freeze(nominees, p.Reason, tx.Now()))
}
