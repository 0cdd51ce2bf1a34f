package submission

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
)

// ReturnEntry returns an entry to its entrants, with the reason, while they can still submit it again. Fault: BadUserInput
// about reason. Refusals: NOT_POSSIBLE; SUBMISSION_CLOSED, SUBMISSION_NOT_OPEN.
func (s *Service) ReturnEntry(ctx context.Context, asking auth.Principal, id, reason string) (entry.Entry, error) {
	return s.decide(ctx, asking, id, entry.Returned, reason, true, func(_ context.Context, a asked) ([]entry.Check, error) {
		if f, open := entry.Open(a.contest, a.tx.Now()); !open {
			return nil, fault.Refuse(string(f.Check), f.Text+"; it could not be submitted again", "entry")
		}
		return nil, nil
	})
}

// DeclareIneligible ends an entry that does not meet the rules, with the reason. Fault: BadUserInput about reason.
// Refusals: NOT_POSSIBLE, RULES_FROZEN.
func (s *Service) DeclareIneligible(ctx context.Context, asking auth.Principal, id, reason string) (entry.Entry, error) {
	return s.decide(ctx, asking, id, entry.Ineligible, reason, true, notFrozen)
}

// DeclareEligible finds that an entry meets the rules, also one that was found not to. Where a machine check finds
// something, a reason is needed, and is kept with what was found. Fault: BadUserInput about reason. Refusals:
// NOT_POSSIBLE, RULES_FROZEN, REASON_NEEDED; INCOMPLETE where title or category are missing.
func (s *Service) DeclareEligible(ctx context.Context, asking auth.Principal, id, reason string) (entry.Entry, error) {
	return s.decide(ctx, asking, id, entry.Eligible, reason, false, func(ctx context.Context, a asked) ([]entry.Check, error) {
		if _, err := notFrozen(ctx, a); err != nil {
			return nil, err
		}
		found, err := findings(ctx, a)
		if err != nil {
			return nil, err
		}
		if a.entry.CategoryID == "" || a.entry.Title == "" {
			return nil, fault.Refuse(string(entry.Incomplete), "an entry without title or category cannot be eligible", "entry")
		}
		if len(found) > 0 && reason == "" {
			texts := make([]string, len(found))
			for i, f := range found {
				texts[i] = f.Text
			}
			return nil, fault.Refuse("REASON_NEEDED", "say why it is eligible although: "+strings.Join(texts, "; "), "reason")
		}
		return entry.Checks(found), nil
	})
}

func notFrozen(_ context.Context, a asked) ([]entry.Check, error) {
	if a.contest.MovesTakeTwo(a.tx.Now()) {
		return nil, fault.Refuse("RULES_FROZEN", "voting has opened: the nominees are frozen", "entry")
	}
	return nil, nil
}

// decide lets the secretariat of the contest move an entry; look says what else must hold, and what is let pass.
func (s *Service) decide(ctx context.Context, asking auth.Principal, id string, to entry.State, reason string, needsReason bool,
	look func(ctx context.Context, a asked) ([]entry.Check, error)) (e entry.Entry, err error) {
	if needsReason || reason != "" {
		if reason, err = entry.Reason(reason); err != nil {
			return e, err
		}
	}
	_, err = s.officer(ctx, asking, id, auth.Secretariat, func(ctx context.Context, a asked) error {
		e = a.entry
		if !entry.May(e.State, to) {
			return fault.Refuse("NOT_POSSIBLE", fmt.Sprintf("the entry is %s and cannot become %s", e.State, to), "entry")
		}
		despite, err := look(ctx, a)
		if err != nil {
			return err
		}
		// What a machine found and an officer lets pass holds nothing any more that another entry could want.
		a.entry.Waived = union(a.entry.Waived, despite)
		if err := s.move(ctx, &a, to, reason, despite); err != nil {
			return err
		}
		e = a.entry
		return s.desk.Audit(ctx, a.tx, a.who, a.contest.Scope(), "entry."+strings.ToLower(string(to)), "entry "+e.ID, reason)
	})
	return e, err
}

// union adds those of the checks that can be waived.
func union(waived, more []entry.Check) []entry.Check {
	waived = slices.Clone(waived)
	for _, c := range more {
		if c.IsWaivable() && !slices.Contains(waived, c) {
			waived = append(waived, c)
		}
	}
	slices.Sort(waived)
	return waived
}

// WaiveChecks lets an entry pass checks in which a machine was wrong, so that it can be submitted. An officer needs its id
// from the entrants: what was never submitted is shown to nobody else, and comes back empty. Faults: BadUserInput about checks
// and reason. Refusal: NOT_POSSIBLE where the entry is out of the contest, or nominated.
func (s *Service) WaiveChecks(ctx context.Context, asking auth.Principal, id string, checks []entry.Check, reason string) (e entry.Entry, err error) {
	if reason, err = entry.Reason(reason); err != nil {
		return e, err
	}
	if len(checks) == 0 || len(checks) > 10 {
		return e, fault.BadInput("checks", "%d items, 1 to 10 are allowed", len(checks))
	}
	for i, c := range checks {
		if !c.IsWaivable() {
			return e, fault.BadInput(fmt.Sprintf("checks[%d]", i), "only DUPLICATE, ONE_ENTRY_PER_CATEGORY and PAST_WINNER can be waived")
		}
	}
	_, err = s.on(ctx, asking, id, func(ctx context.Context, a asked) error {
		if !a.who.HasFor(auth.Secretariat, a.contest.ForumID, a.contest.ID) {
			return unknown()
		}
		e = a.entry
		if !e.MayEdit() && e.State != entry.Submitted {
			return fault.Refuse("NOT_POSSIBLE", fmt.Sprintf("the entry is %s: there is nothing to waive", e.State), "entry")
		}
		waived := union(e.Waived, checks)
		if slices.Equal(waived, e.Waived) {
			return nil
		}
		e.Waived = waived
		if err := a.tx.SetEntry(ctx, e, a.contest); err != nil {
			return err
		}
		names := make([]string, len(checks))
		for i, c := range checks {
			names[i] = string(c)
		}
		return s.desk.Audit(ctx, a.tx, a.who, a.contest.Scope(), "entry.waive", "entry "+e.ID, strings.Join(names, ", ")+": "+reason)
	})
	if e.SubmittedAt.IsZero() {
		e = entry.Entry{}
	}
	return e, err
}

// officer is on for who holds a role for the contest of the entry, and sees the entry.
func (s *Service) officer(ctx context.Context, asking auth.Principal, id string, role auth.Role, act func(ctx context.Context, a asked) error) (int64, error) {
	return s.on(ctx, asking, id, func(ctx context.Context, a asked) error {
		scope := a.contest.Scope()
		if !a.who.HasFor(role, scope.ForumID, scope.ContestID) || !sees(a.who, scope, a.entry) {
			return unknown()
		}
		return act(ctx, a)
	})
}
