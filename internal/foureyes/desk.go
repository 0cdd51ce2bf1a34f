// Package foureyes carries out what takes two officers: one proposes it, and nothing happens until another confirms it.
package foureyes

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
	"rostrum/internal/text"
	"rostrum/internal/vigil"
)

// Apply does what a confirmed proposal says, in the transaction that confirms it.
type Apply func(ctx context.Context, tx *store.Tx, p auth.Proposal) error

// Config is what a desk needs.
type Config struct {
	Store *store.Store
	Now   func() time.Time // real time
	Log   *slog.Logger
	// SingleOfficer lets one officer do what takes two, where a forum has only one.
	SingleOfficer bool
}

// Desk takes proposals and the decisions on them. It is safe for use by many goroutines once everything has been
// registered. Its errors are faults; beside those that a method names, each gives Unavailable, and Unauthenticated where
// the session of who asks has ended.
type Desk struct {
	Config

	appliers map[auth.ProposalKind]Apply
}

// NewDesk makes a desk.
func NewDesk(c Config) *Desk { return &Desk{c, map[auth.ProposalKind]Apply{}} }

// Register says how proposals of a kind are carried out. It is called before the first proposal, once for each kind.
func (d *Desk) Register(kind auth.ProposalKind, apply Apply) { d.appliers[kind] = apply }

// maxReason is how long a reason may be, in characters.
const maxReason = 500

// Reason gives the reason of an act of an officer as it may be kept for ever. Fault: BadUserInput about reason, where it
// is empty, too long, or holds a mail address.
func Reason(reason string) (string, error) {
	reason, err := text.Clean(reason, maxReason)
	switch {
	case err != nil:
		return "", fault.In("reason", err)
	case reason == "":
		return "", fault.BadInput("reason", "must say why, for whoever asks later")
	case strings.ContainsRune(reason, '@'):
		return "", fault.BadInput("reason", "must hold no mail address, since it is kept for ever")
	}
	return reason, nil
}

// Propose takes a proposal in a transaction. Where one officer is enough, it is carried out at once. The reason is as
// Reason gives it, the content is encoded as JSON. Faults: Forbidden, and those of carrying it out.
func (d *Desk) Propose(ctx context.Context, tx *store.Tx, officer auth.Principal, scope auth.Scope, kind auth.ProposalKind, content any, reason string) (auth.Proposal, error) {
	encoded, err := json.Marshal(content)
	if err != nil {
		return auth.Proposal{}, err
	}
	p, err := auth.Propose(officer, scope, kind, encoded, reason, d.SingleOfficer, d.now())
	if err != nil {
		return auth.Proposal{}, err
	}
	p.ID = store.NewID()
	if err := tx.AddProposal(ctx, p); err != nil {
		return auth.Proposal{}, err
	}
	if err := d.Audit(ctx, tx, officer, scope, "proposal.make", subject(p), reason); err != nil {
		return auth.Proposal{}, err
	}
	if p.State == auth.ProposalConfirmed {
		return p, d.apply(ctx, tx, p)
	}
	return p, nil
}

// Confirm carries out a proposal, as the second officer. seq is the head of the change log after it, 0 where nothing
// public changed. Faults: NotFound, Forbidden for who is no second officer in the contest, Conflict where it does not
// wait or cannot be carried out any more.
func (d *Desk) Confirm(ctx context.Context, asking auth.Principal, id string) (p auth.Proposal, seq int64, err error) {
	return d.decide(ctx, asking, id, "proposal.confirm", "", func(ctx context.Context, tx *store.Tx, officer auth.Principal, p auth.Proposal, scope auth.Scope) (auth.Proposal, error) {
		contest, err := tx.ContestByID(ctx, p.ContestID)
		if err != nil {
			return p, err
		}
		was := !contest.IsFrozen()
		if !was {
			if was, err = tx.WasOfficer(ctx, p.ContestID, officer.AccountID); err != nil {
				return p, err
			}
		}
		confirmed, err := p.Confirm(officer, scope, was, d.now())
		if err != nil {
			return p, err
		}
		return confirmed, d.apply(ctx, tx, confirmed)
	})
}

// Refuse ends a proposal without carrying it out. Faults: NotFound, Forbidden, Conflict where it does not wait,
// BadUserInput about reason.
func (d *Desk) Refuse(ctx context.Context, asking auth.Principal, id, reason string) (auth.Proposal, error) {
	reason, err := Reason(reason)
	if err != nil {
		return auth.Proposal{}, err
	}
	p, _, err := d.decide(ctx, asking, id, "proposal.refuse", reason, func(_ context.Context, _ *store.Tx, officer auth.Principal, p auth.Proposal, scope auth.Scope) (auth.Proposal, error) {
		return p.Refuse(officer, scope, d.now())
	})
	return p, err
}

// Overtaken is the fault of a proposal that cannot be carried out any more, for a reason that is safe to show.
func Overtaken(why error) error {
	return fault.Wrap(fault.Conflict, why, "proposal: it cannot be carried out any more: %s", why)
}

// decide lets an officer decide a proposal, and writes it down.
func (d *Desk) decide(ctx context.Context, asking auth.Principal, id, action, reason string, act func(context.Context, *store.Tx, auth.Principal, auth.Proposal, auth.Scope) (auth.Proposal, error)) (after auth.Proposal, seq int64, err error) {
	seq, err = d.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		p, found, err := tx.Proposal(ctx, id)
		if err != nil {
			return err
		}
		scope, err := tx.ScopeOfContest(ctx, p.ContestID)
		if err != nil {
			return err
		}
		if !found || !officer.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) {
			return fault.New(fault.NotFound, "proposal: there is none with this id")
		}
		if after, err = act(ctx, tx, officer, p, scope); err != nil {
			return err
		}
		if err := tx.SetProposal(ctx, after); err != nil {
			return err
		}
		return d.Audit(ctx, tx, officer, scope, action, subject(after), reason)
	})
	return after, seq, err
}

func (d *Desk) apply(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	apply, ok := d.appliers[p.Kind]
	if !ok {
		return fmt.Errorf("nobody carries out proposals of the kind %s", p.Kind)
	}
	return apply(ctx, tx, p)
}

func subject(p auth.Proposal) string { return "proposal " + string(p.Kind) + " " + p.ID }

// Audit writes an act of an officer into the audit trail. The scope is what it was about: only who has a role for that
// reads it there. Fault: Unavailable.
func (d *Desk) Audit(ctx context.Context, tx *store.Tx, officer auth.Principal, scope auth.Scope, action, subject, detail string) error {
	e := auth.AuditEntry{
		ID: store.NewID(), At: d.now(), Actor: auth.ShortName(officer.AccountID), Action: action, Subject: subject, Detail: detail,
	}
	e.ForumID, e.ContestID = scope.Narrowest()
	return tx.AddAudit(ctx, e)
}

// Proposals lists the proposals in a contest for its officers and auditors, the newest first; for everybody else it is
// as if there were no such contest. Fault: NotFound.
func (d *Desk) Proposals(ctx context.Context, asking auth.Principal, contest string, state auth.ProposalState, page auth.Page) (auth.Listed[auth.Proposal], error) {
	scope, found, err := d.Store.ContestScope(ctx, contest)
	if err != nil {
		return auth.Listed[auth.Proposal]{}, err
	}
	if !found || !mayLook(asking, scope) {
		return auth.Listed[auth.Proposal]{}, fault.New(fault.NotFound, "contest: there is none with this short name, or you are none of its officers")
	}
	return d.Store.Proposals(ctx, scope.ContestID, state, page)
}

// Proposal gives a proposal to officers and auditors of its contest.
func (d *Desk) Proposal(ctx context.Context, asking auth.Principal, id string) (p auth.Proposal, found bool, err error) {
	if p, found, err = d.Store.ProposalByID(ctx, id); err != nil || !found {
		return p, false, err
	}
	scope, err := d.Store.ScopeOfContest(ctx, p.ContestID)
	return p, err == nil && mayLook(asking, scope), err
}

func mayLook(asking auth.Principal, scope auth.Scope) bool {
	return asking.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) || asking.HasFor(auth.Auditor, scope.ForumID, scope.ContestID)
}

func (d *Desk) now() time.Time { return d.Now().UTC().Truncate(time.Microsecond) }

// Run ends proposals for which no second officer came in time, until the context ends.
func (d *Desk) Run(ctx context.Context) {
	vigil.Vigil{
		Work: func(ctx context.Context) (time.Duration, error) {
			return time.Minute, d.Store.ExpireProposals(ctx, d.now())
		},
		Patience: 30 * time.Second, Log: d.Log, Complaint: "proposals cannot be ended",
	}.Keep(ctx)
}
