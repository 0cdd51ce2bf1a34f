package prize

import (
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// Recognition is a special recognition, outside the categories. Two officers record it.
type Recognition struct {
	Number        int    // 1 for the first of the contest
	ProjectID     string // of this contest; empty where it goes to an organisation
	StakeholderID string // empty where it goes to a project
	Title         text.Text
	Citation      text.Text       // why it is given
	DueAt         scalar.DateTime // when it becomes public, in forum time; zero where that is with the winners
	IsPublic      bool
}

// How long the texts of a recognition may be, in characters, and how many a contest can have.
const (
	maxRecognitionTitle = 200
	maxCitation         = 2000
	maxRecognitions     = 100
)

// Check gives the recognition with its texts cleaned. Faults: BadUserInput about title, citation, project or
// stakeholder.
func (r Recognition) Check() (Recognition, error) {
	var c text.Cleaner
	c.Text("title", &r.Title, maxRecognitionTitle, false, true)
	c.Text("citation", &r.Citation, maxCitation, true, true)
	if (r.ProjectID == "") == (r.StakeholderID == "") {
		c.Refuse("project", "name a project or a stakeholder, and not both")
	}
	return r, c.Err()
}

// Recognise gives the contest with one more recognition, which is public at once where it comes with winners that are.
// Fault: BadUserInput where the contest has too many.
func (c Contest) Recognise(r Recognition) (Contest, error) {
	if len(c.Recognitions) >= maxRecognitions {
		var l text.Cleaner
		l.Refuse("contest", "has %d recognitions, %d are allowed", len(c.Recognitions), maxRecognitions)
		return c, l.Err()
	}
	r.Number = len(c.Recognitions) + 1
	r.IsPublic = r.DueAt.IsZero() && c.AreWinnersPublic()
	c.Recognitions = append(append([]Recognition{}, c.Recognitions...), r)
	return c, nil
}
