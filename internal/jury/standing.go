package jury

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"rostrum/internal/prize"
)

// Marks are the points of one sheet that counts.
type Marks struct {
	ProjectID, MemberID string
	Points              []Points
}

// Standing is where an entry stands in its category.
type Standing struct {
	ProjectID string
	Total     int64 // weights times points, of all sheets
	Sheets    int
	// Mean is the total by sheet, exact; nil where no sheet counts.
	Mean       *big.Rat
	byCriteria []*big.Rat // mean points, in the order of the criteria
	// Place counts from 1, and entries that are tied have the same; 0 where no sheet counts.
	Place  int
	IsTied bool
	// SettledBy says by which rule a tie was settled; empty where none was.
	SettledBy prize.TieBreak
	// WaitsFor says what a tie that stands waits for; empty where the entry is not tied.
	WaitsFor prize.TieBreak
}

// Rank gives the standings of entries by the raw mean of their sheets, the best first. Sheets of other entries count for
// nothing. Ties are shown as ties: those who are tied have the same place, and stand in the order of their ids.
func Rank(criteria []Criterion, projects []string, sheets []Marks) []Standing {
	all := make([]Standing, len(projects))
	for i, id := range projects {
		all[i] = standing(criteria, id, sheets)
	}
	slices.SortFunc(all, func(x, y Standing) int { return cmp.Or(y.compareMean(x), strings.Compare(x.ProjectID, y.ProjectID)) })
	place(all)
	return all
}

func standing(criteria []Criterion, project string, sheets []Marks) Standing {
	s := Standing{ProjectID: project}
	sums := make([]int64, len(criteria))
	for _, sheet := range sheets {
		if sheet.ProjectID != project {
			continue
		}
		s.Sheets++
		for i, c := range criteria {
			for _, p := range sheet.Points {
				if p.CriterionID == c.ID {
					sums[i] += int64(p.Points)
					s.Total += int64(c.Weight) * int64(p.Points)
				}
			}
		}
	}
	if s.Sheets == 0 {
		return s
	}
	s.Mean = big.NewRat(s.Total, int64(s.Sheets))
	for _, sum := range sums {
		s.byCriteria = append(s.byCriteria, big.NewRat(sum, int64(s.Sheets)))
	}
	return s
}

// compareMean compares means; an entry without a sheet comes below all others.
func (s Standing) compareMean(other Standing) int {
	switch {
	case s.Mean == nil && other.Mean == nil:
		return 0
	case s.Mean == nil:
		return -1
	case other.Mean == nil:
		return 1
	}
	return s.Mean.Cmp(other.Mean)
}

// place sets places of standings that are in order, by mean only.
func place(all []Standing) {
	for i := range all {
		if all[i].Mean == nil {
			continue
		}
		all[i].Place = i + 1
		if i > 0 && all[i].compareMean(all[i-1]) == 0 {
			all[i].Place = all[i-1].Place
			all[i].IsTied, all[i-1].IsTied = true, true
		}
	}
}

// Winner gives the entry that alone stands first; false while nobody does.
func Winner(standings []Standing) (projectID string, ok bool) {
	for _, s := range standings {
		if s.Place == 1 {
			return s.ProjectID, !s.IsTied
		}
	}
	return "", false
}

// Passes tells whether a majority lets an entry pass: the points of its sheets are more than half of all that they could
// give.
func Passes(criteria []Criterion, s Standing) bool {
	var full int64
	for _, c := range criteria {
		full += int64(c.Weight) * int64(c.MaxPoints)
	}
	return s.Mean != nil && s.Mean.Cmp(big.NewRat(full, 2)) > 0
}

// Nominate gives the entries that pass, at most so many, the best first. Of entries that are tied at the end none is
// taken unless all can be; they are given apart.
func Nominate(criteria []Criterion, standings []Standing, most int) (nominees, undecided []string) {
	for from := 0; from < len(standings); {
		to := endOfGroup(standings, from)
		if !Passes(criteria, standings[from]) {
			break
		}
		var ids []string
		for _, s := range standings[from:to] {
			ids = append(ids, s.ProjectID)
		}
		if len(nominees)+len(ids) > most {
			if len(nominees) < most {
				undecided = ids
			}
			break
		}
		nominees = append(nominees, ids...)
		from = to
	}
	return nominees, undecided
}
