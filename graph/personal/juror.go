package personal

import (
	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/scalar"
)

// Juror is a juror of a contest, or somebody who is asked to be one.
type Juror struct {
	view   *catalogue.View
	member jury.Member
}

// NewJuror shows a juror.
func NewJuror(v *catalogue.View, m jury.Member) Juror { return Juror{v, m} }

// Jurors shows jurors.
func Jurors(v *catalogue.View, all []jury.Member) []Juror {
	shown := make([]Juror, len(all))
	for i, m := range all {
		shown[i] = Juror{v, m}
	}
	return shown
}

// IsNode marks an object with a global id.
func (Juror) IsNode() {}

// ID gives the global id.
func (j Juror) ID() string { return catalogue.GlobalID(catalogue.KindJuror, j.member.ID) }

// Contest gives the contest.
func (j Juror) Contest() (catalogue.Contest, error) { return contestOf(j.view, j.member.ContestID) }

func contestOf(v *catalogue.View, key string) (catalogue.Contest, error) {
	contest, ok := v.ContestByKey(key)
	if !ok {
		return contest, behind()
	}
	return contest, nil
}

// Name gives the name.
func (j Juror) Name() string { return j.member.Name }

// IsChair tells whether they chair the expert group.
func (j Juror) IsChair() bool { return j.member.IsChair }

// Country gives their country.
func (j Juror) Country() (catalogue.Country, bool) { return j.view.Country(j.member.Country) }

// Languages gives the languages that they judge in.
func (j Juror) Languages() []scalar.LanguageTag {
	tags := make([]scalar.LanguageTag, len(j.member.Languages))
	for i, tag := range j.member.Languages {
		tags[i] = scalar.LanguageTag(tag)
	}
	return tags
}

// Categories gives the categories whose expert groups they belong to.
func (j Juror) Categories() ([]catalogue.Category, error) {
	return categoriesOf(j.view, j.member.Categories)
}

func categoriesOf(v *catalogue.View, keys []string) ([]catalogue.Category, error) {
	all := make([]catalogue.Category, len(keys))
	for i, key := range keys {
		category, ok := v.CategoryByKey(key)
		if !ok {
			return nil, behind()
		}
		all[i] = category
	}
	return all, nil
}

func knownProjects(v *catalogue.View, entries map[string]entry.Entry, keys []string) []catalogue.Project {
	all := []catalogue.Project{}
	for _, key := range keys {
		if project, ok := projectFor(v, entries, key); ok {
			all = append(all, project)
		}
	}
	return all
}

// Organisations gives the organisations that they belong to.
func (j Juror) Organisations() ([]catalogue.Stakeholder, error) {
	all := make([]catalogue.Stakeholder, len(j.member.Organisations))
	for i, key := range j.member.Organisations {
		stakeholder, ok := j.view.StakeholderByKey(key)
		if !ok {
			return nil, behind()
		}
		all[i] = stakeholder
	}
	return all, nil
}

// State tells where the invitation stands.
func (j Juror) State() jury.State { return j.member.State }

// InvitedAt gives when they were invited.
func (j Juror) InvitedAt() scalar.DateTime { return scalar.DateTime{Time: j.member.InvitedAt} }

// AnsweredAt gives when they answered.
func (j Juror) AnsweredAt() (scalar.DateTime, bool) { return instant(j.member.AnsweredAt) }
