package panel

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// SetCriteria says how a round judges, before it opens. Criteria of the selection are frozen with the rules of the
// contest, once there are any. Faults: NotFound, BadUserInput about a field. Refusals: NO_PHASE, ROUND_OPEN, RULES_FROZEN.
func (s *Service) SetCriteria(ctx context.Context, asking auth.Principal, slug string, r jury.Round) error {
	return s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, officer auth.Principal) error {
		c, err := contest(ctx, tx, officer, slug)
		if err != nil {
			return err
		}
		phase, has := r.Kind.Phase(c)
		if !has {
			return fault.Refuse("NO_PHASE", "the contest has no phase of this name", "round")
		}
		before, _, err := tx.Round(ctx, c.ID, r.Kind)
		switch {
		case err != nil:
			return err
		case !tx.Now().Before(phase.OpensAt.Time) || !before.AssignedAt.IsZero():
			return fault.Refuse("ROUND_OPEN", "the round is open or assigned: its criteria stay", "round")
		case r.Kind == jury.Selection && c.MovesTakeTwo(tx.Now()):
			return fault.Refuse("RULES_FROZEN", "voting has opened: the criteria are frozen with the rules", "round")
		}
		r.ContestID = c.ID
		if r, err = r.Check(phase); err != nil {
			return err
		}
		for i := range r.Criteria {
			r.Criteria[i].ID = store.NewID()
		}
		if err := tx.SaveRound(ctx, r); err != nil {
			return err
		}
		return s.Desk.Audit(ctx, tx, officer, c.Scope(), "jury.criteria", "contest "+c.Slug, criteriaDetail(r))
	})
}

// criteriaDetail is what the audit trail says of the rules of a round.
func criteriaDetail(r jury.Round) string {
	detail := fmt.Sprintf("%s, %d criteria", r.Kind, len(r.Criteria))
	for i, part := range r.Hides {
		if i == 0 {
			detail += ", hides " + string(part)
		} else {
			detail += " " + string(part)
		}
	}
	return detail
}

// Assigned is what came of an assignment.
type Assigned struct {
	Seed           string
	Added, Dropped int
	Short          []jury.Shortfall
	Apart          []string // ids of categories
	// Entries are those that a nomination judges, by their ids.
	Entries map[string]entry.Entry
}

const maxSeed = 100 // characters

// Assign says who judges what in a round. What a juror has begun stays; everything else is drawn anew. Without a seed it
// is drawn by the hash of the rules where they are frozen, so that anybody can do it again, and by a random one before.
// Faults: NotFound, BadUserInput about seed. Refusals: NO_PHASE, NO_CRITERIA, ROUND_OVER, NO_JURORS.
func (s *Service) Assign(ctx context.Context, asking auth.Principal, slug string, kind jury.Kind, seed string) (done Assigned, err error) {
	if seed != "" {
		if seed, err = text.Clean(seed, maxSeed); err != nil {
			return done, fault.In("seed", err)
		}
	}
	err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, officer auth.Principal) error {
		c, err := contest(ctx, tx, officer, slug)
		if err != nil {
			return err
		}
		r, phase, err := round(ctx, tx, c, kind)
		if err != nil {
			return err
		}
		if !r.RevealedAt.IsZero() || !tx.Now().Before(r.Reveals(phase.ClosesAt.Time)) {
			return fault.Refuse("ROUND_OVER", "the sheets of the round are revealed, or due to be", "round")
		}
		r.Seed, r.AssignedAt = seedOf(c, seed), tx.Now()
		if done, err = s.assign(ctx, tx, c, r, phase, false); err != nil {
			return err
		}
		if err := tx.SetRound(ctx, r); err != nil {
			return err
		}
		return s.Desk.Audit(ctx, tx, officer, c.Scope(), "jury.assign", "contest "+c.Slug,
			fmt.Sprintf("%s, seed %s: %d added, %d dropped, %d short", kind, r.Seed, done.Added, done.Dropped, len(done.Short)))
	})
	if err == nil {
		s.mailed()
	}
	return done, err
}

func seedOf(c prize.Contest, given string) string {
	switch {
	case given != "":
		return given
	case c.IsFrozen():
		return c.Manifests[len(c.Manifests)-1].SHA256
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random) // it never fails
	return hex.EncodeToString(random)
}

// assign draws a round anew, or only fills what is lacking.
func (s *Service) assign(ctx context.Context, tx *store.Tx, c prize.Contest, r jury.Round, phase prize.Phase, fill bool) (Assigned, error) {
	done := Assigned{Seed: r.Seed}
	task, stored, err := s.task(ctx, tx, r)
	if err != nil {
		return done, err
	}
	if len(task.Members) == 0 && !fill {
		return done, fault.Refuse("NO_JURORS", "nobody has accepted an invitation yet", "contest")
	}
	before := map[string]jury.Assignment{}
	for _, a := range stored {
		if a.IsScored() || fill && a.State == jury.Open {
			task.Kept = append(task.Kept, a)
		} else if a.State == jury.Open {
			before[a.MemberID+" "+a.ProjectID] = a
		}
	}
	plan := jury.Assign(task)
	done.Short, done.Apart = plan.Short, plan.Apart
	if done.Entries, err = entriesFor(ctx, tx, r); err != nil {
		return done, err
	}
	var added []jury.Assignment
	for _, p := range plan.Pairs {
		key := p.MemberID + " " + p.ProjectID
		if _, is := before[key]; is {
			delete(before, key) // it stays as it is
			continue
		}
		added = append(added, jury.Assignment{
			ID: store.NewID(), ContestID: r.ContestID, Kind: r.Kind, MemberID: p.MemberID, CategoryID: p.CategoryID, ProjectID: p.ProjectID,
			State: jury.Open, Why: p.Why, AssignedAt: tx.Now(),
		})
	}
	var dropped []string
	for _, a := range before {
		dropped = append(dropped, a.ID)
	}
	slices.Sort(dropped)
	done.Added, done.Dropped = len(added), len(dropped)
	if err := tx.DropAssignments(ctx, dropped); err != nil {
		return done, err
	}
	if err := tx.AddAssignments(ctx, added); err != nil {
		return done, err
	}
	return done, s.tell(ctx, tx, c, r.Reveals(phase.ClosesAt.Time), task.Members, added)
}

// task gathers what an assignment is made of, and what is assigned so far.
func (s *Service) task(ctx context.Context, tx *store.Tx, r jury.Round) (jury.Task, []jury.Assignment, error) {
	task := jury.Task{Round: r, Seed: r.Seed}
	var err error
	if task.Entries, err = s.Entries(ctx, tx, r.ContestID, r.Kind); err != nil {
		return task, nil, err
	}
	if task.Members, err = s.accepted(ctx, tx, r.ContestID); err != nil {
		return task, nil, err
	}
	same, err := sameThing(ctx, tx, r.ContestID)
	if err != nil {
		return task, nil, err
	}
	var own []jury.Assignment
	for _, kind := range []jury.Kind{jury.Nomination, jury.Selection} { // what a juror declared in one round holds in the other
		all, err := tx.Assignments(ctx, r.ContestID, kind)
		if err != nil {
			return task, nil, err
		}
		for _, a := range all {
			if a.State == jury.Recused {
				id := a.ProjectID
				if kind != r.Kind {
					id = same[id]
				}
				task.Declared = append(task.Declared, jury.Conflict{MemberID: a.MemberID, ProjectID: id, Reason: a.Reason, Declared: true})
			}
		}
		if kind == r.Kind {
			own = all
		}
	}
	return task, own, nil
}

// sameThing leads from an entry to the project that came of it, and back.
func sameThing(ctx context.Context, tx *store.Tx, contestID string) (map[string]string, error) {
	all, err := tx.EntriesIn(ctx, contestID, inJudging...)
	same := map[string]string{}
	for _, e := range all {
		if e.ProjectID != "" {
			same[e.ID], same[e.ProjectID] = e.ProjectID, e.ID
		}
	}
	return same, err
}

// accepted gives the jurors who have accepted, with the organisations that their accounts speak for.
func (s *Service) accepted(ctx context.Context, tx *store.Tx, contestID string) ([]jury.Member, error) {
	all, err := tx.Jurors(ctx, contestID)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(m jury.Member) bool { return m.State != jury.Accepted })
	accounts := make([]string, len(all))
	for i, m := range all {
		accounts[i] = m.AccountID
	}
	if len(all) == 0 {
		return nil, nil
	}
	of, err := tx.OrganisationsOf(ctx, accounts)
	for i := range all {
		all[i].Organisations = append(all[i].Organisations, of[all[i].AccountID]...)
	}
	return all, err
}

// tell writes to jurors who have got something to judge.
func (s *Service) tell(ctx context.Context, tx *store.Tx, c prize.Contest, until time.Time, members []jury.Member, added []jury.Assignment) error {
	count := map[string]int{}
	for _, a := range added {
		count[a.MemberID]++
	}
	for _, id := range slices.Sorted(maps.Keys(count)) {
		at := slices.IndexFunc(members, func(m jury.Member) bool { return m.ID == id })
		if err := s.tellOne(ctx, tx, mail.JuryAssigned, c, members[at].AccountID, until, count[id]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellOne(ctx context.Context, tx *store.Tx, t mail.Template, c prize.Contest, accountID string, until time.Time, count int) error {
	account, found, err := tx.Account(ctx, accountID)
	if err != nil || !found || account.State != auth.Active {
		return err
	}
	return s.send(ctx, tx, account.ID, t, mail.Content{
		To: account.Email, Language: account.Language, Contest: c.NameIn(account.Language), Count: count, Until: mail.Instant(until),
	}, max(until.Sub(tx.Now()), time.Hour))
}
