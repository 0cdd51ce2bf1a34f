package checklist

import (
	"slices"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
)

// SheetsTime is how long before sheets are opened those that are missing are listed.
const SheetsTime = 72 * time.Hour

// jury looks at both rounds, and at who judges in them.
func (l *list) jury() {
	var next *judged // the first round that is not over
	for _, kind := range []jury.Kind{jury.Nomination, jury.Selection} {
		phase, has := kind.Phase(l.Contest)
		if _, votes := l.Contest.Find(prize.Voting); !has || kind == jury.Selection && votes && !l.votesHere() {
			continue
		}
		at := slices.IndexFunc(l.Rounds, func(r jury.Round) bool { return r.Kind == kind })
		if at < 0 {
			l.criteria(kind, phase)
			if kind == jury.Nomination {
				l.oneByOne(phase)
			}
			continue
		}
		r := judged{l.Rounds[at], phase.Kind, phase.OpensAt.Time, l.Rounds[at].Reveals(phase.ClosesAt.Time), phase.ClosesAt.Time}
		l.rubrics(r)
		if kind == jury.Nomination {
			l.nomination(r)
		}
		if !r.RevealedAt.IsZero() || l.passed(r.ends) {
			continue
		}
		if next == nil {
			next = &r
		}
		l.assignment(r)
	}
	if next != nil {
		l.seats(*next)
	}
}

// judged is a round with the instants of its phase.
type judged struct {
	jury.Round
	phase                prize.PhaseKind
	opens, ends, closing time.Time // ends is when its sheets are opened at the latest
}

// frozen gives the instant from which the criteria of a round stay as they are.
func (l *list) frozen(kind jury.Kind, opens time.Time) time.Time {
	if voting, has := l.opens(prize.Voting); has && kind == jury.Selection {
		return voting
	}
	return opens
}

// criteria says of a round without criteria what comes of that.
func (l *list) criteria(kind jury.Kind, phase prize.Phase) {
	i := Item{Code: NoCriteria, Phase: phase.Kind, Before: l.frozen(kind, phase.OpensAt.Time), IsBlocking: kind == jury.Selection}
	late := l.passed(i.Before) || kind == jury.Selection && l.Contest.IsFrozen()
	switch {
	case kind == jury.Nomination && late:
		return
	case kind == jury.Nomination:
		i.Text = "the nomination has no criteria; without them there is no round, and jurors nominate entries one by one"
	case late && l.passed(phase.ClosesAt.Time):
		return
	case late:
		i.Text = "the selection has no criteria, and the rules are frozen: there can be no round of selection, and no winners"
	default:
		i.Text = "the selection has no criteria; once voting opens the rules are frozen, and there can be no round of selection, and no winners"
	}
	l.add(i)
}

// oneByOne looks that somebody can nominate where there is no round.
func (l *list) oneByOne(phase prize.Phase) {
	if l.passed(phase.ClosesAt.Time) || slices.ContainsFunc(l.Officers, func(o Officer) bool { return o.Role == auth.Jury }) {
		return
	}
	i := Item{Code: NoJurors, Phase: phase.Kind, Text: "nobody is of the jury, whose members nominate"}
	i.Before, i.IsBlocking = l.needed(judged{opens: phase.OpensAt.Time, ends: phase.ClosesAt.Time})
	l.add(i)
}

// rubrics looks for criteria that do not say what earns how many points, while they can be changed.
func (l *list) rubrics(r judged) {
	n := 0
	for _, c := range r.Criteria {
		if len(c.Rubric) == 0 {
			n++
		}
	}
	before := l.frozen(r.Kind, r.opens)
	if n > 0 && r.AssignedAt.IsZero() && !l.passed(before) {
		l.add(Item{Code: NoRubric, Phase: r.phase, Before: before, Text: "criteria of the " + word(r.Kind) + " that do not say what earns how many points: " + number(n)})
	}
}

// nomination looks that what the round lets pass can be nominated before voting opens.
func (l *list) nomination(r judged) {
	voting, has := l.opens(prize.Voting)
	i := Item{Phase: prize.Voting, Before: voting, IsBlocking: true}
	switch {
	case !has || l.Contest.MovesTakeTwo(l.now):
		return
	case r.RevealedAt.IsZero() && !r.ends.Before(voting):
		i.Code, i.Text = RevealTooLate, "the sheets of the nomination may be opened only when voting opens, and then nobody can be nominated by them any more"
	case !r.RevealedAt.IsZero() && r.AppliedAt.IsZero():
		i.Code, i.Text = NominationNotApplied, "the sheets of the nomination are open, and nobody has made nominees of what passed"
	default:
		return
	}
	l.add(i)
}

// needed gives by when a round needs something: its opening, and once that has passed the instant at which sheets are
// opened, after which it is too late.
func (l *list) needed(r judged) (before time.Time, isLast bool) {
	if !l.passed(r.opens) {
		return r.opens, false
	}
	return r.ends, true
}

// assignment looks at who judges what in a round that goes on or is to come.
func (l *list) assignment(r judged) {
	entries := l.judged(r.Kind)
	i := Item{Phase: r.phase}
	i.Before, i.IsBlocking = l.needed(r)
	l.jurors(r, i, entries)
	if r.AssignedAt.IsZero() {
		if l.mayAssign(r) && len(entries) > 0 {
			i.Code, i.Text = NotAssigned, "nobody has said who judges what in the "+word(r.Kind)
			l.add(i)
		}
		return
	}
	short, due := l.lacking(r, entries)
	if short > 0 {
		i.Code, i.Text = EntriesShort, "entries of the "+word(r.Kind)+" with fewer jurors than "+number(r.SheetsEach)+": "+number(short)
		l.add(i)
	}
	if due > 0 && l.passed(r.ends.Add(-SheetsTime)) {
		l.add(Item{Code: SheetsMissing, Phase: r.phase, Before: r.ends, IsBlocking: !r.ends.Before(r.closing),
			Text: "score sheets of the " + word(r.Kind) + " that are not in: " + number(due)})
	}
}

// lacking counts the entries of a round that have too few jurors, and the sheets on its entries that are not in.
func (l *list) lacking(r judged, entries map[string]string) (short, due int) {
	short = len(entries)
	for _, j := range l.Judging {
		if _, is := entries[j.ID]; !is || j.Kind != r.Kind {
			continue
		}
		due += j.Due
		if j.Jurors >= r.SheetsEach {
			short--
		}
	}
	return short, due
}

// judged gives what a round judges, by id, with its category: eligible entries and those that have come further, or the
// nominees, of them the champions once these are certified.
func (l *list) judged(kind jury.Kind) map[string]string {
	of := map[string]string{}
	if kind == jury.Nomination {
		for _, e := range l.Entries {
			if e.State != entry.Submitted {
				of[e.ID] = e.CategoryID
			}
		}
		return of
	}
	champions := map[string]bool{}
	for _, r := range l.Contest.Results {
		for _, id := range r.Champions() {
			champions[id] = true
		}
	}
	for _, n := range l.Nominees {
		if len(l.Contest.Results) == 0 || champions[n.ID] {
			of[n.ID] = n.CategoryID
		}
	}
	return of
}

// mayAssign tells whether what a round judges is known by now.
func (l *list) mayAssign(r judged) bool {
	if r.Kind == jury.Nomination {
		return l.isClosed(prize.Submission)
	}
	return len(l.Contest.Results) > 0 || l.passed(r.opens)
}

// jurors looks that the expert group of each category can judge. Until it is known what is judged, that is each category.
func (l *list) jurors(r judged, i Item, entries map[string]string) {
	if len(l.accepted()) == 0 {
		i.Code, i.Text = NoJurors, "nobody has accepted an invitation to judge in the "+word(r.Kind)
		l.add(i)
		return
	}
	have, wanted := map[string]int{}, map[string]bool{}
	for _, m := range l.accepted() {
		for _, id := range m.Categories {
			have[id]++
		}
	}
	for _, id := range entries {
		wanted[id] = true
	}
	// Which categories have champions is nobody's business yet, so that every category with a nominee counts.
	for _, n := range l.Nominees {
		wanted[n.CategoryID] = wanted[n.CategoryID] || r.Kind == jury.Selection
	}
	known := r.Kind == jury.Nomination && l.isClosed(prize.Submission) || r.Kind == jury.Selection && l.Contest.IsFrozen()
	for _, k := range l.Contest.Categories {
		if n := have[k.ID]; n < r.SheetsEach && (wanted[k.ID] || !known) {
			i.Code, i.CategoryID = FewJurors, k.ID
			i.Text = "jurors who have accepted for the category: " + number(n) + "; an entry of the " + word(r.Kind) + " needs: " + number(r.SheetsEach)
			l.add(i)
		}
	}
}

func (l *list) accepted() (members []jury.Member) {
	for _, m := range l.Jurors {
		if m.State == jury.Accepted {
			members = append(members, m)
		}
	}
	return members
}

// seats looks at the expert group as a whole, for the round that comes next.
func (l *list) seats(r judged) {
	i := Item{Phase: r.phase}
	i.Before, _ = l.needed(r)
	members := l.accepted()
	if len(members) > 0 && !slices.ContainsFunc(members, func(m jury.Member) bool { return m.IsChair }) {
		i.Code, i.Text = NoChair, "no juror who has accepted is a chair, who records what the expert group decides on ties"
		l.add(i)
	}
	n := 0
	for _, m := range l.Jurors {
		if m.State == jury.Invited {
			n++
		}
	}
	if n > 0 {
		i.Code, i.Text = InvitationsOpen, "people who were invited to judge and have not answered: "+number(n)
		l.add(i)
	}
}
