// Package entry holds what organisations enter into a prize contest: the form as it is filled in, the life of an entry
// from draft to winner, and what a machine checks of it.
package entry

import (
	"strconv"
	"time"

	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/search"
	"rostrum/internal/text"
)

// Entry is a project that an organisation enters into a contest. Drafts may lack anything.
type Entry struct {
	ID            string
	ContestID     string
	CategoryID    string // empty until one is chosen
	StakeholderID string // for whom it is entered
	CreatedBy     string // account
	Content
	State       State
	Revision    int64   // one higher with every change
	Waived      []Check // what officers have waived, with a reason in the audit trail
	CreatedAt   time.Time
	ChangedAt   time.Time
	SubmittedAt time.Time // the first time; zero before
	ProjectID   string    // the nominee that came of it; empty before
	Moves       []Move
	// Hidden are the parts that this copy lacks; none in what is stored, and for those who may read all of it.
	Hidden []prize.EntryPart
}

// Content is what entrants write. Texts are in one language.
type Content struct {
	Title     string
	Language  string   // a BCP 47 tag
	Answers   []Answer // in the order of boxes, then goals; none is empty
	Links     []Link
	Images    []Image
	StartedOn scalar.Date
	EndedOn   scalar.Date // empty while it goes on
}

// Answer is what stands in a box.
type Answer struct {
	Box  prize.BoxKind `json:"box"`
	Goal int           `json:"goal,omitempty"` // the number of the goal in the box of the linkage, else 0
	Text string        `json:"text"`
}

// Link is a page about the project.
type Link struct {
	URL   string `json:"url"`
	Title string `json:"title,omitempty"`
}

// Image is a picture by its address.
type Image struct {
	URL         string `json:"url"`
	Description string `json:"description"` // for those who cannot see it
	Credit      string `json:"credit,omitempty"`
}

// Answer gives what stands in a box; for the linkage, what stands there for a goal.
func (c Content) Answer(box prize.BoxKind, goal int) string {
	for _, a := range c.Answers {
		if a.Box == box && a.Goal == goal {
			return a.Text
		}
	}
	return ""
}

// Goals gives the goals that were chosen, in order.
func (c Content) Goals() (goals []int) {
	for _, a := range c.Answers {
		if a.Box == prize.Linkage {
			goals = append(goals, a.Goal)
		}
	}
	return goals
}

// TitleKey is the form in which titles are compared: without regard to case, accents, width and space.
func (c Content) TitleKey() string { return search.Fold(c.Title) }

// IsIn tells whether the entry takes part in the contest: it was submitted and not withdrawn.
func (e Entry) IsIn() bool { return e.State != Draft && e.State != Withdrawn }

// HeldTitle is the title that no other entry of the organisation in the contest may have; empty where it holds none. One
// that was returned can be edited, and holds nothing until it is submitted again.
func (e Entry) HeldTitle() string {
	if !e.IsIn() || e.State == Returned || e.IsWaived(Duplicate) {
		return ""
	}
	return e.TitleKey()
}

// HeldCategory is the category in which the organisation may enter nothing else, where the contest allows one entry a
// category; empty where it holds none. An entry that is not eligible makes room for another one.
func (e Entry) HeldCategory(c prize.Contest) string {
	if !e.IsIn() || e.State == Returned || e.State == Ineligible || !c.OneEntryPerCategory || e.IsWaived(OneEntry) {
		return ""
	}
	return e.CategoryID
}

// MayEdit tells whether its content may still be changed.
func (e Entry) MayEdit() bool { return e.State == Draft || e.State == Returned }

// ShortDescription gives what voters read.
func (c Content) ShortDescription() string { return c.Answer(prize.ShortDescription, 0) }

// Nominee gives the project that comes of the entry when it is nominated, with the id of the entry until then. The country
// is that of the organisation; empty where it is not known. Without the organisation of the entry it has none.
func (e Entry) Nominee(country string) prize.Project {
	p := prize.Project{
		ID: e.ID, ContestID: e.ContestID, CategoryID: e.CategoryID, Title: text.FromMap(map[string]string{e.Language: e.Title}),
		Country: country,
	}
	if e.StakeholderID != "" {
		p.Stakeholders = []string{e.StakeholderID}
	}
	if words := e.ShortDescription(); words != "" {
		p.Description = text.FromMap(map[string]string{e.Language: words})
	}
	return p
}

// boxName names a box in a message: SDG_LINKAGE of goal 9.
func boxName(box prize.BoxKind, goal int) string {
	if box == prize.Linkage && goal > 0 {
		return string(box) + " of goal " + strconv.Itoa(goal)
	}
	return string(box)
}
