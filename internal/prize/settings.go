package prize

import (
	"slices"

	"rostrum/internal/text"
)

// How many there are where a contest does not say.
const (
	UsualNominees  = 20
	UsualChampions = 5
)

// TieBreak is a way in which a tie is settled, as the rules of a contest name it before voting opens.
type TieBreak string

// The ways.
const (
	// ByCriteria compares the jury's points, criterion by criterion in their order.
	ByCriteria TieBreak = "CRITERIA"
	// ByVotes compares valid votes.
	ByVotes TieBreak = "VOTES"
	// ByLot draws by a seed of public randomness that nobody could know before the close.
	ByLot TieBreak = "LOT"
	// ByPanel leaves it to a recorded decision of the expert group.
	ByPanel TieBreak = "PANEL"
)

var tieBreaks = []TieBreak{ByCriteria, ByVotes, ByLot, ByPanel}

// Nominees gives how many nominees a category has at most.
func (c Contest) Nominees() int {
	if c.NomineesPerCategory == 0 {
		return UsualNominees
	}
	return c.NomineesPerCategory
}

// Champions gives how many champions a category has.
func (c Contest) Champions() int {
	if c.ChampionsPerCategory == 0 {
		return UsualChampions
	}
	return c.ChampionsPerCategory
}

func (c *Contest) checkSettings(l *text.Cleaner) {
	for _, n := range []struct {
		field string
		value int
	}{{"nomineesPerCategory", c.NomineesPerCategory}, {"championsPerCategory", c.ChampionsPerCategory}} {
		if n.value < 0 || n.value > 100 {
			l.Refuse(n.field, "%d, but it must be 1 to 100", n.value)
		}
	}
	if c.Champions() > c.Nominees() {
		l.Refuse("championsPerCategory", "%d champions, but a category has %d nominees at most", c.Champions(), c.Nominees())
	}
	if len(c.TieBreaks) > len(tieBreaks) {
		l.Refuse("tieBreaks", "%d items, %d are allowed", len(c.TieBreaks), len(tieBreaks))
		return
	}
	names := make([]string, len(c.TieBreaks))
	for i, way := range c.TieBreaks {
		names[i] = string(way)
		if !slices.Contains(tieBreaks, way) {
			l.Refuse(text.Index("tieBreaks", i), "must be CRITERIA, VOTES, LOT or PANEL")
		}
	}
	l.Distinct("tieBreaks", names)
}
