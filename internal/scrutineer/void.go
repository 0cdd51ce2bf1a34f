package scrutineer

import (
	"context"
	"encoding/json"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
	"rostrum/internal/store"
)

// decision is the content of a proposal to declare votes void.
type decision struct {
	Case        string           `json:"case"`
	Code        prize.VoidReason `json:"code"`
	Clause      string           `json:"clause"`
	AppealUntil time.Time        `json:"appealUntil"`
}

// Void proposes to declare void all votes of the people in a case, by a clause of the rules. They are told, and may appeal
// until an instant of forum time. Cases are found by the program, and hold several people: no officer chooses a person,
// and learns from counts what they chose. Fault: BadUserInput. Refusals: DECIDED, CERTIFIED, NOT_QUARANTINED.
func (s *Service) Void(ctx context.Context, asking auth.Principal, caseID string, code prize.VoidReason, clause string, appealUntil time.Time, reason string) (p auth.Proposal, err error) {
	if reason, err = foureyes.Reason(reason); err != nil {
		return p, err
	}
	_, err = s.onCase(ctx, asking, caseID, func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest, of scrutiny.Case) error {
		until := appealUntil.UTC().Truncate(time.Microsecond)
		clause, err := prize.CheckVoid(code, clause, until, tx.Now())
		if err != nil {
			return fault.In("input", err)
		}
		if !of.IsQuarantined() {
			return fault.Refuse("NOT_QUARANTINED", "what was found is too little to declare votes void", "case")
		}
		p, err = s.Desk.Propose(ctx, tx, officer, c.Scope(), VoidVotes, decision{of.ID, code, clause, until}, reason)
		return err
	})
	return p, err
}

func (s *Service) applyVoid(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var of decision
	if err := json.Unmarshal(p.Content, &of); err != nil {
		return err
	}
	c, err := tx.ContestByID(ctx, p.ContestID)
	if err != nil {
		return err
	}
	if err := unsettled(c); err != nil {
		return foureyes.Overtaken(err)
	}
	if of.AppealUntil.Before(tx.Now()) {
		return fault.New(fault.Conflict, "proposal: the time to appeal is over; propose it again")
	}
	void := void(tx, p, of.Code, of.Clause)
	void.AppealUntil = of.AppealUntil
	if err := tx.AddVoid(ctx, void); err != nil {
		return err
	}
	if err := tx.VoidCase(ctx, void, of.Case); err != nil {
		return err
	}
	return tx.DecideCase(ctx, of.Case, scrutiny.CaseVoided, void.ConfirmedBy, p.Reason)
}

// void is what a confirmed proposal declares.
func void(tx *store.Tx, p auth.Proposal, code prize.VoidReason, clause string) prize.Void {
	return prize.Void{
		ID: store.NewID(), ContestID: p.ContestID, Reason: code, Clause: clause, VoidedAt: tx.Now(),
		ProposedBy: auth.ShortName(p.ProposedBy), ConfirmedBy: auth.ShortName(p.DecidedBy),
	}
}
