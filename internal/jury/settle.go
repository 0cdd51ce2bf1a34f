package jury

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// Evidence is what ties are settled by.
type Evidence struct {
	// Votes are valid votes by entry; nil while they are not to be known.
	Votes map[string]int
	// LotSeed is public randomness that nobody could know before the close; empty until it is drawn.
	LotSeed   string
	Decisions []Decision // the oldest first
}

// Settle settles ties by the ways that the rules name, in their order, and after them by a recorded decision of the
// expert group. A way for which the evidence is not there yet settles nothing, nor does any behind it: the tie stands,
// and says what it waits for. It takes standings as Rank gives them.
func Settle(standings []Standing, ways []prize.TieBreak, e Evidence) []Standing {
	all := slices.Clone(standings)
	if !slices.Contains(ways, prize.ByPanel) {
		ways = append(slices.Clone(ways), prize.ByPanel)
	}
	for from := 0; from < len(all); {
		to := endOfGroup(all, from)
		if all[from].Place > 0 && to-from > 1 {
			settleGroup(all[from:to], ways, e)
		}
		from = to
	}
	return all
}

// endOfGroup gives the end of those who have the place of the one at an index.
func endOfGroup(all []Standing, from int) int {
	to := from + 1
	for to < len(all) && all[to].Place == all[from].Place {
		to++
	}
	return to
}

// settleGroup settles the tie of standings that have one place.
func settleGroup(group []Standing, ways []prize.TieBreak, e Evidence) {
	if len(ways) == 0 {
		return
	}
	better, known := comparison(group, ways[0], e)
	for i := range group {
		group[i].WaitsFor = ways[0]
	}
	if !known {
		return
	}
	slices.SortFunc(group, func(x, y Standing) int { return cmp.Or(better(x, y), strings.Compare(x.ProjectID, y.ProjectID)) })
	first := group[0].Place
	for from := 0; from < len(group); {
		to := from + 1
		for to < len(group) && better(group[from], group[to]) == 0 {
			to++
		}
		part := group[from:to]
		for i := range part {
			part[i].Place = first + from
			if len(part) < len(group) {
				part[i].SettledBy = ways[0]
			}
		}
		if len(part) == 1 {
			part[0].IsTied, part[0].WaitsFor = false, ""
		} else {
			settleGroup(part, ways[1:], e)
		}
		from = to
	}
}

// comparison gives how a way puts tied entries in order, the better first; false while its evidence is not there.
func comparison(group []Standing, way prize.TieBreak, e Evidence) (func(x, y Standing) int, bool) {
	switch way {
	case prize.ByCriteria:
		return func(x, y Standing) int {
			for i := range x.byCriteria {
				if c := y.byCriteria[i].Cmp(x.byCriteria[i]); c != 0 {
					return c
				}
			}
			return 0
		}, true
	case prize.ByVotes:
		return func(x, y Standing) int { return cmp.Compare(e.Votes[y.ProjectID], e.Votes[x.ProjectID]) }, e.Votes != nil
	case prize.ByLot:
		return func(x, y Standing) int {
			return bytes.Compare(lot(e.LotSeed, x.ProjectID), lot(e.LotSeed, y.ProjectID))
		}, e.LotSeed != ""
	case prize.ByPanel:
		order, ok := decided(group, e.Decisions)
		return func(x, y Standing) int {
			return cmp.Compare(slices.Index(order, x.ProjectID), slices.Index(order, y.ProjectID))
		}, ok
	}
	return nil, false
}

// decided gives the newest decision on exactly these entries.
func decided(group []Standing, decisions []Decision) ([]string, bool) {
	want := make([]string, len(group))
	for i, s := range group {
		want[i] = s.ProjectID
	}
	slices.Sort(want)
	for _, d := range slices.Backward(decisions) {
		if slices.Equal(slices.Sorted(slices.Values(d.Projects)), want) {
			return d.Projects, true
		}
	}
	return nil, false
}

// CheckDecision tells whether the expert group may decide a tie between entries: they are exactly those of one tie that
// waits for it. Nobody decides between others, such as one that is no champion. Fault: BadUserInput about projects.
func CheckDecision(standings []Standing, projects []string) error {
	tie := map[int][]string{}
	for _, s := range standings {
		if s.IsTied && s.WaitsFor == prize.ByPanel {
			tie[s.Place] = append(tie[s.Place], s.ProjectID)
		}
	}
	given := slices.Sorted(slices.Values(projects))
	for _, tied := range tie {
		if slices.Equal(slices.Sorted(slices.Values(tied)), given) {
			return nil
		}
	}
	return fault.BadInput("projects", "must be exactly the entries of one tie in this category that waits for the expert group, the better first")
}
