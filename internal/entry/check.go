package entry

import (
	"fmt"
	"slices"
	"time"

	"rostrum/internal/prize"
	"rostrum/internal/search"
)

// Check is something that a machine checks of an entry.
type Check string

// What is checked.
const (
	Incomplete   Check = "INCOMPLETE"
	TooFewWords  Check = "TOO_FEW_WORDS"
	TooManyWords Check = "TOO_MANY_WORDS"
	// Duplicate is that the organisation has entered a project of this title into the contest already.
	Duplicate Check = "DUPLICATE"
	// OneEntry is that the organisation has an entry in the category, where the contest allows one.
	OneEntry Check = "ONE_ENTRY_PER_CATEGORY"
	// PastWinner is that the project has won a prize in another edition.
	PastWinner Check = "PAST_WINNER"
	// Closed and NotOpen are that submission is over, or has not begun.
	Closed  Check = "SUBMISSION_CLOSED"
	NotOpen Check = "SUBMISSION_NOT_OPEN"
)

// waivable are the checks in which a machine may be wrong, so that an officer may waive them.
var waivable = []Check{Duplicate, OneEntry, PastWinner}

// IsWaivable tells whether officers may waive a check.
func (c Check) IsWaivable() bool { return slices.Contains(waivable, c) }

// IsWaived tells whether officers have waived a check for the entry.
func (e Entry) IsWaived(c Check) bool { return slices.Contains(e.Waived, c) }

// Finding is what a check found wrong.
type Finding struct {
	Check Check
	Box   prize.BoxKind // the box that it is about; empty where it is about none
	Goal  int           // in the box of the linkage
	Text  string        // for whoever entered the project
}

// Past is a project that has won a prize in another edition.
type Past struct {
	Title         string
	StakeholderID string // empty where no source says whose it was
}

// Known is what the checks need to know beside the entry.
type Known struct {
	Contest prize.Contest
	// Rivals are the entries of the organisation in the contest. The entry itself may be among them, and counts for nothing.
	Rivals  []Entry
	Winners []Past
}

// Open tells whether projects can be submitted at an instant of forum time: from the opening of the phase up to, but
// without, its close. A finding says why not.
func Open(c prize.Contest, now time.Time) (Finding, bool) {
	phase, has := c.Find(prize.Submission)
	const layout = "2006-01-02 15:04:05 UTC"
	switch {
	case !has:
		return Finding{Check: NotOpen, Text: "this contest takes no submissions"}, false
	case phase.IsClosed || !now.Before(phase.ClosesAt.Time):
		return Finding{Check: Closed, Text: "submission closed at " + phase.ClosesAt.UTC().Format(layout)}, false
	case now.Before(phase.OpensAt.Time):
		return Finding{Check: NotOpen, Text: "submission opens at " + phase.OpensAt.UTC().Format(layout)}, false
	}
	return Finding{}, true
}

// Find runs the checks of an entry, but for the time. What officers have waived is not among the findings.
func (e Entry) Find(k Known) []Finding {
	found := e.checkForm(k.Contest)
	add := func(c Check, format string, args ...any) {
		if !e.IsWaived(c) {
			found = append(found, Finding{Check: c, Text: fmt.Sprintf(format, args...)})
		}
	}
	title := e.TitleKey()
	for _, other := range k.Rivals {
		if other.ID != e.ID && title != "" && other.IsIn() && other.TitleKey() == title {
			add(Duplicate, "your organisation has entered a project with this title already")
			break
		}
	}
	for _, other := range k.Rivals {
		if other.ID != e.ID && e.CategoryID != "" && other.HeldCategory(k.Contest) == e.CategoryID {
			add(OneEntry, "your organisation has an entry in this category already, and may have one")
			break
		}
	}
	for _, p := range k.Winners {
		if title != "" && search.Fold(p.Title) == title && (p.StakeholderID == "" || p.StakeholderID == e.StakeholderID) {
			add(PastWinner, "a project with this title has won a prize before, and winners do not enter again")
			break
		}
	}
	return found
}

// checkForm checks that the form is filled in as the contest asks.
func (e Entry) checkForm(c prize.Contest) (found []Finding) {
	missing := func(box prize.BoxKind, format string, args ...any) {
		found = append(found, Finding{Check: Incomplete, Box: box, Text: fmt.Sprintf(format, args...)})
	}
	if e.CategoryID == "" {
		missing("", "category: choose one")
	}
	if e.Title == "" {
		missing("", "title: must not be empty")
	}
	for _, b := range c.EntryForm() {
		if b.Kind != prize.Linkage {
			found = append(found, e.checkBox(b, 0)...)
			continue
		}
		goals := e.Goals()
		if b.Required && len(goals) == 0 {
			missing(b.Kind, "%s: choose one goal at least, and say for each how the project serves it", b.Kind)
		}
		for _, goal := range goals {
			found = append(found, e.checkBox(b, goal)...)
		}
	}
	return found
}

// checkBox checks what stands in a box.
func (e Entry) checkBox(b prize.Box, goal int) []Finding {
	one := func(c Check, format string, args ...any) []Finding {
		return []Finding{{c, b.Kind, goal, boxName(b.Kind, goal) + ": " + fmt.Sprintf(format, args...)}}
	}
	answer := e.Answer(b.Kind, goal)
	words := Words(answer)
	switch {
	case answer == "" && !b.Required:
		return nil
	case words == 0 && b.Required:
		return one(Incomplete, "must not be empty")
	case words < b.MinWords:
		return one(TooFewWords, "%d words, %d are needed", words, b.MinWords)
	case b.MaxWords > 0 && words > b.MaxWords:
		return one(TooManyWords, "%d words, %d are allowed", words, b.MaxWords)
	}
	return nil
}

// Checks gives the checks that found something, each once, in order; nil where none did.
func Checks(found []Finding) []Check {
	var all []Check
	for _, f := range found {
		all = append(all, f.Check)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
