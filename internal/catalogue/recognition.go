package catalogue

import (
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Recognition is a special recognition, outside the categories.
type Recognition struct {
	v   *View
	row *prize.Recognition
}

// Recognitions gives the special recognitions that are public, in the order in which they were recorded.
func (c Contest) Recognitions() []Recognition {
	rows := c.row().Recognitions
	all := make([]Recognition, len(rows))
	for i := range rows {
		all[i] = Recognition{c.v, &rows[i]}
	}
	return all
}

// Title gives what it is called.
func (r Recognition) Title(language *scalar.LanguageTag) Text { return r.v.pick(r.row.Title, language) }

// Citation tells why it is given.
func (r Recognition) Citation(language *scalar.LanguageTag) Text {
	return r.v.pick(r.row.Citation, language)
}

// Project gives the project that it goes to.
func (r Recognition) Project() (Project, bool) { return r.v.ProjectByKey(r.row.ProjectID) }

// Stakeholder gives the organisation that it goes to.
func (r Recognition) Stakeholder() (Stakeholder, bool) {
	i := r.v.s.stakeholders.find(r.row.StakeholderID)
	return Stakeholder{r.v, i}, i != none
}
