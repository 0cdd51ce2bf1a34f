package jury

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rostrum/internal/prize"
)

// Task is what an assignment is made of.
type Task struct {
	Round    Round
	Seed     string
	Entries  []Entry      // what is judged
	All      []Entry      // every entry of the contest, for conflicts; Entries where it is nil
	Members  []Member     // those who have accepted
	Declared []Conflict   // by jurors
	Kept     []Assignment // what stays as it is: scored, or not to be moved
}

// Pair is that a juror judges an entry.
type Pair struct {
	MemberID, ProjectID, CategoryID string
	Why                             string
}

// Shortfall is that an entry has fewer jurors than it needs, since nobody else may judge it.
type Shortfall struct {
	ProjectID     string
	Has, NeededOf int
}

// Plan is an assignment.
type Plan struct {
	Pairs []Pair // new ones, by category, entry and juror; those that are kept are not among them
	Short []Shortfall
	// Apart are the categories whose jurors and entries fall into groups that no juror joins, so that their points can
	// hardly be compared.
	Apart []string
}

// Assign gives each entry its jurors: of its expert group, with a language in common, and without a conflict. As far as
// conflicts allow, everybody judges the same number, one more or less, and within a category everybody is joined with
// everybody through entries in common. The same task gives the same plan, in whatever order its parts come; what the
// rules leave open is drawn by the seed.
func Assign(t Task) Plan {
	b := newBoard(t)
	for e := range b.entries {
		for len(b.judges(e)) < t.Round.SheetsEach && b.augment(e) {
		}
	}
	var p Plan
	for _, category := range b.categories() {
		if !b.connect(category) {
			p.Apart = append(p.Apart, category)
		}
	}
	for e, entry := range b.entries {
		judges := b.judges(e)
		if len(judges) < t.Round.SheetsEach {
			p.Short = append(p.Short, Shortfall{entry.ProjectID, len(judges), t.Round.SheetsEach})
		}
		for _, m := range judges {
			if !b.fixed[e][m] {
				p.Pairs = append(p.Pairs, Pair{b.members[m].ID, entry.ProjectID, entry.CategoryID, b.why(e, m)})
			}
		}
	}
	slices.SortFunc(p.Pairs, func(x, y Pair) int {
		return strings.Compare(x.CategoryID+" "+x.ProjectID+" "+x.MemberID, y.CategoryID+" "+y.ProjectID+" "+y.MemberID)
	})
	slices.SortFunc(p.Short, func(x, y Shortfall) int { return strings.Compare(x.ProjectID, y.ProjectID) })
	return p
}

// board is an assignment under way: entries and members by their numbers, in an order drawn by the seed.
type board struct {
	seed    string
	blind   bool // whether explanations say nothing that leads to an organisation
	entries []Entry
	members []Member
	may     [][]int        // entry → members who may judge it, in the order of their lots
	allowed []map[int]bool // the same, to look up
	has     []map[int]bool // entry → members who judge it
	fixed   []map[int]bool // those of them that stay
	load    []int          // member → how many entries
	barred  []map[Reason]int
	group   []int // entry → how many members its category has
}

func newBoard(t Task) *board {
	b := &board{seed: t.Seed, blind: slices.Contains(t.Round.Hides, prize.PartOrganisation), entries: slices.Clone(t.Entries), members: slices.Clone(t.Members), load: make([]int, len(t.Members))}
	slices.SortFunc(b.entries, func(x, y Entry) int { return compareLots(t.Seed, x.ProjectID, y.ProjectID) })
	slices.SortFunc(b.members, func(x, y Member) int { return compareLots(t.Seed, x.ID, y.ID) })
	all := t.All
	if all == nil {
		all = t.Entries
	}
	declared := map[string]Reason{}
	for _, c := range t.Declared {
		declared[c.MemberID+" "+c.ProjectID] = c.Reason
	}
	for e := range b.entries {
		b.add(t, e, all, declared)
	}
	b.keep(t.Kept)
	return b
}

// add finds out who may judge an entry.
func (b *board) add(t Task, e int, all []Entry, declared map[string]Reason) {
	entry := b.entries[e]
	may, barred, group := []int{}, map[Reason]int{}, 0
	for m, member := range b.members {
		if !slices.Contains(member.Categories, entry.CategoryID) {
			continue
		}
		group++
		if reason, is := declared[member.ID+" "+entry.ProjectID]; is {
			barred[b.said(reason)]++
		} else if c, is := t.Round.Find(member, entry, all); is {
			barred[b.said(c.Reason)]++
		} else if !member.reads(entry) {
			barred[foreign]++
		} else {
			may = append(may, m)
		}
	}
	lots := map[int][]byte{}
	for _, m := range may {
		lots[m] = lot(t.Seed, b.members[m].ID+" "+entry.ProjectID)
	}
	slices.SortFunc(may, func(x, y int) int { return bytes.Compare(lots[x], lots[y]) })
	b.may = append(b.may, may)
	b.allowed = append(b.allowed, setOf(may))
	b.has, b.fixed = append(b.has, map[int]bool{}), append(b.fixed, map[int]bool{})
	b.barred, b.group = append(b.barred, barred), append(b.group, group)
}

// foreign stands in an explanation for a juror who reads no language of an entry. It is no reason of the contract.
const foreign Reason = "LANGUAGE"

// conflicted stands in an explanation of a blind round for all conflicts: which of them it is, together with what is known of
// the jurors, would lead to the organisation or its country.
const conflicted Reason = "CONFLICT_OF_INTEREST"

func (b *board) said(r Reason) Reason {
	if b.blind {
		return conflicted
	}
	return r
}

// keep puts in what stays. A kept pair counts for load and number even where its juror has left the group since.
func (b *board) keep(kept []Assignment) {
	for _, a := range kept {
		e := slices.IndexFunc(b.entries, func(x Entry) bool { return x.ProjectID == a.ProjectID })
		m := slices.IndexFunc(b.members, func(x Member) bool { return x.ID == a.MemberID })
		if m < 0 {
			continue
		}
		b.load[m]++
		if e >= 0 {
			b.has[e][m], b.fixed[e][m] = true, true
		}
	}
}

// judges gives who judges an entry, in order.
func (b *board) judges(e int) []int { return slices.Sorted(maps.Keys(b.has[e])) }

// augment gives an entry one more juror, the one with the least to do who can be had: directly, or by a chain in which
// each juror hands one entry on to the next. That keeps the loads as even as they can be. It tells whether there was one.
func (b *board) augment(entry int) bool {
	from := map[int]int{}           // member → the entry that would get them
	via := map[int]int{entry: -1}   // entry → the member that it would give up
	best, queue := -1, []int{entry} // breadth first: of members alike, the one at the end of the shortest chain
	for ; len(queue) > 0; queue = queue[1:] {
		e := queue[0]
		for _, m := range b.may[e] {
			if _, seen := from[m]; seen || b.has[e][m] {
				continue
			}
			from[m] = e
			if best < 0 || b.load[m] < b.load[best] {
				best = m
			}
			for other := range b.entries {
				if _, seen := via[other]; !seen && b.has[other][m] && !b.fixed[other][m] {
					via[other] = m
					queue = append(queue, other)
				}
			}
		}
	}
	if best < 0 {
		return false
	}
	b.load[best]++
	for m := best; m >= 0; {
		e := from[m]
		b.has[e][m] = true
		if m = via[e]; m >= 0 {
			delete(b.has[e], m)
		}
	}
	return true
}

// why explains a pair, so that anybody with the seed can follow it.
func (b *board) why(e, m int) string {
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(b.barred[e])) {
		parts = append(parts, fmt.Sprintf("%d %s", b.barred[e][reason], reason))
	}
	barred := "nobody barred"
	if len(parts) > 0 {
		barred = "barred: " + strings.Join(parts, ", ")
	}
	low, high := slices.Min(b.load), slices.Max(b.load)
	return fmt.Sprintf("one of %d of %d experts of the category (%s); has %d entries, all have %d to %d; lot %x",
		len(b.may[e]), b.group[e], barred, b.load[m], low, high, lot(b.seed, b.members[m].ID+" "+b.entries[e].ProjectID)[:4])
}

func (b *board) categories() []string {
	set := map[string]bool{}
	for _, e := range b.entries {
		set[e.CategoryID] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// lot is drawn by the seed for a name.
func lot(seed, name string) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d:%s%s", len(seed), seed, name))
	return sum[:]
}

func compareLots(seed, x, y string) int { return bytes.Compare(lot(seed, x), lot(seed, y)) }

func setOf(numbers []int) map[int]bool {
	set := make(map[int]bool, len(numbers))
	for _, n := range numbers {
		set[n] = true
	}
	return set
}
