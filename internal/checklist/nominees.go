package checklist

import (
	"slices"
	"strconv"
	"strings"

	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
)

func number(n int) string { return strconv.Itoa(n) }

// word writes the name of a phase or a round as texts do.
func word[T ~string](kind T) string { return strings.ToLower(string(kind)) }

// order are the phases in their order.
var order = []prize.PhaseKind{prize.Submission, prize.Nomination, prize.Voting, prize.Selection, prize.Announcement}

// phases looks for phases that are missing while they could still take place, and for the day of the ceremony.
func (l *list) phases() {
	for i, kind := range order {
		if _, has := l.Contest.Find(kind); !has && !l.begun(order[i+1:]) {
			l.add(Item{Code: NoPhase, Phase: kind, Text: "the contest has no phase of " + word(kind) +
				"; phases are given when a contest is made, and later by an import only"})
		}
	}
	if l.Contest.CeremonyOn == "" && !l.Contest.MovesTakeTwo(l.now) {
		opens, _ := l.opens(prize.Voting)
		l.add(Item{Code: NoCeremonyDay, Before: opens, Text: "the day of the ceremony is not set; settings stay as they are once voting opens"})
	}
}

// begun tells whether one of some phases has opened.
func (l *list) begun(kinds []prize.PhaseKind) bool {
	for _, kind := range kinds {
		if at, has := l.opens(kind); has && l.passed(at) {
			return true
		}
	}
	return false
}

// nominees looks at how many nominees each category has, from the opening of nomination up to the close of the vote.
func (l *list) nominees() {
	voting, has := l.opens(prize.Voting)
	if !has || l.isClosed(prize.Voting) || !l.isNominating() {
		return
	}
	at := map[string]int{}
	for _, n := range l.Nominees {
		at[n.CategoryID]++
	}
	if len(at) == 0 {
		l.add(Item{Code: NoNominees, Phase: prize.Voting, Before: voting, IsBlocking: true, Text: "no category has a nominee, and nominees freeze when voting opens"})
		return
	}
	champions, most := l.Contest.Champions(), l.Contest.Nominees()
	for _, k := range l.Contest.Categories {
		i := Item{Phase: prize.Voting, Before: voting, IsBlocking: true, CategoryID: k.ID}
		switch n := at[k.ID]; {
		case n == 0:
			i.Code, i.Text = NoNominees, "the category has no nominee"
			if !l.Contest.PartialBallotsCount {
				i.Text += ", so that no ballot can be complete and no vote counts"
			}
		case n < champions:
			i.Code, i.Text = FewNominees, "the category has fewer nominees ("+number(n)+") than champions ("+number(champions)+")"
		case n > most:
			i.Code, i.Text, i.IsBlocking = TooManyNominees, "the category has more nominees ("+number(n)+") than are allowed ("+number(most)+")", false
		default:
			continue
		}
		l.add(i)
	}
}

// isNominating tells whether nominees are being named one by one, or should have been named. Those of a round come all at
// once, when it is applied.
func (l *list) isNominating() bool {
	at, has := l.opens(prize.Nomination)
	i := slices.IndexFunc(l.Rounds, func(r jury.Round) bool { return r.Kind == jury.Nomination })
	switch {
	case !has:
		return l.isClosed(prize.Submission)
	case i < 0:
		return l.passed(at)
	case l.Rounds[i].RevealedAt.IsZero():
		return l.isClosed(prize.Nomination)
	}
	return !l.Rounds[i].AppliedAt.IsZero() || l.Contest.MovesTakeTwo(l.now)
}

// entries looks for entries that nobody has decided on though no more come.
func (l *list) entries() {
	n := 0
	for _, e := range l.Entries {
		if e.State == entry.Submitted {
			n++
		}
	}
	if n == 0 || !l.isClosed(prize.Submission) || l.Contest.MovesTakeTwo(l.now) {
		return
	}
	i := Item{Code: EntriesUndecided, Text: "entries on whose eligibility nobody has decided: " + number(n)}
	if at, has := l.opens(prize.Nomination); has && !l.passed(at) {
		i.Phase, i.Before = prize.Nomination, at
	} else if at, has := l.opens(prize.Voting); has { // nominees freeze
		i.Phase, i.Before, i.IsBlocking = prize.Voting, at, true
	}
	l.add(i)
}
