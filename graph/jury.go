package graph

import (
	"context"
	"fmt"

	"rostrum/graph/model"
	"rostrum/graph/personal"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/panel"
	"rostrum/internal/scalar"
)

// Juries is how an expert group judges. Its errors are faults and *fault.Refusal.
type Juries interface {
	JuryOffice

	AnswerInvitation(ctx context.Context, p auth.Principal, a panel.Answer) (jury.Member, error)
	Submit(ctx context.Context, p auth.Principal, s panel.Submission) error
	SaveDraft(ctx context.Context, p auth.Principal, assignmentID string, revision int, s jury.Scores) error
	TakeBack(ctx context.Context, p auth.Principal, assignmentID string) error
	Recuse(ctx context.Context, p auth.Principal, assignmentID string, reason jury.Reason, comment string) error
	DecideTie(ctx context.Context, p auth.Principal, contest string, d jury.Decision) error
	Mine(ctx context.Context, p auth.Principal) ([]panel.Work, error)
	MyWork(ctx context.Context, p auth.Principal, id string) (panel.Work, bool, error)
	Places(ctx context.Context, p auth.Principal) ([]jury.Member, error)
}

// Assignments gives what whoever asks judges.
func (v viewer) Assignments(ctx context.Context, obj *personal.Viewer) ([]personal.Assignment, error) {
	all, err := v.Juries.Mine(ctx, obj.Principal)
	shown := make([]personal.Assignment, len(all))
	for i, w := range all {
		shown[i] = personal.NewAssignment(obj.View, w)
	}
	return shown, err
}

// AssignmentsToPrint gives what whoever asks judges in a contest, as a page.
func (v viewer) AssignmentsToPrint(ctx context.Context, obj *personal.Viewer, contest string, language *scalar.LanguageTag) (*string, error) {
	all, err := v.Juries.Mine(ctx, obj.Principal)
	if err != nil {
		return nil, err
	}
	shown, err := optional(obj.View.Contest(contest))
	if err != nil || shown == nil {
		return nil, err
	}
	wanted := obj.Language()
	if language != nil {
		wanted = *language
	}
	var own []personal.Assignment
	for _, w := range all {
		a := personal.NewAssignment(obj.View, w)
		if c, err := a.Contest(); err != nil {
			return nil, err
		} else if c.ID() == shown.ID() {
			own = append(own, a)
		}
	}
	if len(own) == 0 {
		return nil, nil
	}
	text, err := personal.Print(shown.Name(&wanted).Value(), wanted, own)
	return &text, err
}

// JuryPlaces gives the places of whoever asks in juries, and the invitations to their address.
func (v viewer) JuryPlaces(ctx context.Context, obj *personal.Viewer) ([]personal.Juror, error) {
	all, err := v.Juries.Places(ctx, obj.Principal)
	return personal.Jurors(obj.View, all), err
}

// AnswerInvitation accepts or declines an invitation.
func (m mutation) AnswerInvitation(ctx context.Context, input model.AnswerInvitationInput) (payload model.AnswerInvitationPayload, err error) {
	p, err := asking(ctx)
	if err != nil {
		return payload, err
	}
	var juror jury.Member
	id, err := catalogue.Key(catalogue.KindJuror, "invitation", input.Invitation)
	if err == nil {
		juror, err = m.Juries.AnswerInvitation(ctx, p, panel.Answer{Juror: id, Accept: input.Accept, Delegate: said(input.Delegate)})
	}
	if payload.UserErrors, err = mend(err); err == nil && len(payload.UserErrors) == 0 {
		shown := personal.NewJuror(view(ctx), juror)
		payload.Juror = &shown
	}
	return payload, err
}

// SubmitScoreSheet seals a score sheet.
func (m mutation) SubmitScoreSheet(ctx context.Context, input model.SubmitScoreSheetInput) (payload model.SubmitScoreSheetPayload, err error) {
	payload.Assignment, payload.UserErrors, err = m.score(ctx, input.Assignment, func(p auth.Principal, id string) error {
		scores, err := scoresOf(input.Scores, input.Comment)
		if err != nil {
			return err
		}
		return m.Juries.Submit(ctx, p, panel.Submission{Assignment: id, Scores: scores, Key: input.IdempotencyKey})
	})
	return payload, err
}

// SaveScoreDraft keeps a draft.
func (m mutation) SaveScoreDraft(ctx context.Context, input model.SaveScoreDraftInput) (payload model.SaveScoreDraftPayload, err error) {
	payload.Assignment, payload.UserErrors, err = m.score(ctx, input.Assignment, func(p auth.Principal, id string) error {
		scores, err := scoresOf(input.Scores, input.Comment)
		if err != nil {
			return err
		}
		return m.Juries.SaveDraft(ctx, p, id, input.Revision, scores)
	})
	return payload, err
}

// TakeBackScoreSheet takes a sealed sheet back.
func (m mutation) TakeBackScoreSheet(ctx context.Context, input model.TakeBackScoreSheetInput) (payload model.TakeBackScoreSheetPayload, err error) {
	payload.Assignment, payload.UserErrors, err = m.score(ctx, input.Assignment, func(p auth.Principal, id string) error {
		return m.Juries.TakeBack(ctx, p, id)
	})
	return payload, err
}

// Recuse says that a juror must not judge an entry.
func (m mutation) Recuse(ctx context.Context, input model.RecuseInput) (payload model.RecusePayload, err error) {
	payload.Assignment, payload.UserErrors, err = m.score(ctx, input.Assignment, func(p auth.Principal, id string) error {
		return m.Juries.Recuse(ctx, p, id, input.Reason, said(input.Comment))
	})
	return payload, err
}

// score does something with an assignment, and shows the assignment as it is afterwards: also where it was refused, since
// another device may be why.
func (m mutation) score(ctx context.Context, assignment string, act func(p auth.Principal, id string) error) (*personal.Assignment, []model.UserError, error) {
	p, err := asking(ctx)
	if err != nil {
		return nil, nil, err
	}
	id, err := catalogue.Key(catalogue.KindAssignment, "assignment", assignment)
	if err == nil {
		err = act(p, id)
	}
	userErrors, err := mend(err)
	if err != nil {
		return nil, userErrors, err
	}
	work, found, err := m.Juries.MyWork(ctx, p, id)
	if err != nil || !found {
		return nil, userErrors, err
	}
	shown := personal.NewAssignment(view(ctx), work)
	return &shown, userErrors, nil
}

// scoresOf reads points by the ids of the store. An id of another kind names nothing, which the rules refuse.
func scoresOf(inputs []model.ScoreInput, comment *string) (jury.Scores, error) {
	if len(inputs) > jury.MaxCriteria {
		return jury.Scores{}, fault.BadInput("scores", "%d scores, %d are allowed", len(inputs), jury.MaxCriteria)
	}
	s := jury.Scores{Comment: said(comment)}
	for i, in := range inputs {
		id, err := catalogue.Key(catalogue.KindCriterion, fmt.Sprintf("scores[%d].criterion", i), in.Criterion)
		if err != nil {
			return s, err
		}
		s.Points = append(s.Points, jury.Points{CriterionID: id, Points: in.Points})
	}
	return s, nil
}

// DecideJuryTie records what the expert group decides.
func (m mutation) DecideJuryTie(ctx context.Context, input model.DecideJuryTieInput) (payload model.DecideJuryTiePayload, err error) {
	p, err := asking(ctx)
	if err != nil {
		return payload, err
	}
	d := jury.Decision{Kind: input.Round, Reason: input.Reason}
	if d.CategoryID, err = catalogue.Key(catalogue.KindCategory, "category", input.Category); err == nil {
		kind := catalogue.KindProject
		if input.Round == jury.Nomination {
			kind = catalogue.KindEntry
		}
		d.Projects, err = keysOf(kind, "projects", input.Projects)
	}
	if err == nil {
		err = m.Juries.DecideTie(ctx, p, input.Contest, d)
	}
	if payload.UserErrors, err = mend(err); err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	payload.Round, err = m.roundAfter(ctx, p, input.Contest, input.Round)
	return payload, err
}

const maxKeys = 200

// keysOf reads ids of one kind. An id of another kind names nothing, which the rules refuse.
func keysOf(kind catalogue.Kind, field string, ids []string) ([]string, error) {
	if len(ids) > maxKeys {
		return nil, fault.BadInput(field, "%d items, %d are allowed", len(ids), maxKeys)
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		var err error
		if keys[i], err = catalogue.Key(kind, fmt.Sprintf("%s[%d]", field, i), id); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
