package returning

import (
	"context"
	"encoding/json"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// RecordRecognition is the kind of a proposal to record a special recognition.
const RecordRecognition auth.ProposalKind = "RECORD_RECOGNITION"

// recognition is the content of a proposal to record one.
type recognition struct {
	Project     string            `json:"project,omitempty"`
	Stakeholder string            `json:"stakeholder,omitempty"`
	Title       map[string]string `json:"title"`
	Citation    map[string]string `json:"citation"`
	At          *time.Time        `json:"at,omitempty"`
}

// Recognise proposes a special recognition, outside the categories, which becomes public at r.DueAt, or with the winners.
// Faults: BadUserInput about title, citation, project, stakeholder, at or reason.
func (s *Service) Recognise(ctx context.Context, asking auth.Principal, slug string, r prize.Recognition, reason string) (p auth.Proposal, seq int64, err error) {
	if reason, err = foureyes.Reason(reason); err != nil {
		return p, 0, err
	}
	if r, err = r.Check(); err != nil {
		return p, 0, err
	}
	seq, err = s.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		officer, c, err := s.officerOf(ctx, tx, asking, slug, auth.Secretariat)
		if err != nil {
			return err
		}
		if !r.DueAt.IsZero() && !r.DueAt.After(tx.Now()) {
			return fault.BadInput("at", "%s has passed", r.DueAt.UTC().Format(time.RFC3339))
		}
		if err := checkRecipient(ctx, tx, c, r); err != nil {
			return err
		}
		of := recognition{Project: r.ProjectID, Stakeholder: r.StakeholderID, Title: r.Title.Map(), Citation: r.Citation.Map()}
		if at := r.DueAt.UTC(); !r.DueAt.IsZero() {
			of.At = &at
		}
		p, err = s.desk.Propose(ctx, tx, officer, c.Scope(), RecordRecognition, of, reason)
		return err
	})
	return p, seq, err
}

// checkRecipient refuses a project of another contest, and what there is not.
func checkRecipient(ctx context.Context, tx *store.Tx, c prize.Contest, r prize.Recognition) error {
	known, err := tx.IsRecipient(ctx, c.ID, r)
	switch {
	case err != nil || known:
		return err
	case r.ProjectID != "":
		return fault.BadInput("project", "the contest has no such project")
	}
	return fault.BadInput("stakeholder", "there is none with this id")
}

func (s *Service) applyRecognition(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var of recognition
	if err := json.Unmarshal(p.Content, &of); err != nil {
		return err
	}
	c, err := tx.ContestByID(ctx, p.ContestID)
	if err != nil {
		return err
	}
	r := prize.Recognition{ProjectID: of.Project, StakeholderID: of.Stakeholder, Title: text.FromMap(of.Title), Citation: text.FromMap(of.Citation)}
	if of.At != nil {
		r.DueAt = scalar.DateTime{Time: of.At.UTC()}
		if !r.DueAt.After(tx.Now()) {
			return fault.New(fault.Conflict, "proposal: the instant of its publication has passed")
		}
	}
	if err := checkRecipient(ctx, tx, c, r); err != nil {
		return foureyes.Overtaken(err)
	}
	if c, err = c.Recognise(r); err != nil {
		return err
	}
	return tx.SaveFrozenContest(ctx, c)
}
