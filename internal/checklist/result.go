package checklist

import (
	"slices"

	"rostrum/internal/auth"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
)

// people looks for a second officer and an auditor.
func (l *list) people() {
	if l.votesHere() && !l.SingleOfficer {
		l.secondOfficer()
	}
	if !slices.ContainsFunc(l.Officers, func(o Officer) bool { return o.Role == auth.Auditor }) {
		l.add(Item{Code: NoAuditor, Text: "nobody is auditor of the contest"})
	}
}

// secondOfficer looks whether there are two officers of whom one proposes and the other may confirm: once voting has
// opened, only who was one then.
func (l *list) secondOfficer() {
	voting, has := l.opens(prize.Voting)
	if !has {
		return
	}
	now, before := map[string]bool{}, map[string]bool{}
	for _, o := range l.Officers {
		if o.Role == auth.Secretariat {
			now[o.AccountID] = true
			if o.WasThere {
				before[o.AccountID] = true
			}
		}
	}
	i := Item{Code: NoSecondOfficer, Phase: prize.Voting, Before: voting, IsBlocking: true}
	switch isFrozen := l.Contest.IsFrozen(); {
	case isFrozen && len(before) == 0:
		i.Text = "nobody who was of the secretariat when voting opened still is, and nobody else confirms what takes two officers"
	case len(now) >= 2:
		return
	case isFrozen:
		i.IsBlocking = false
		i.Text = "the secretariat of the contest has one officer, who cannot confirm what they propose; another one can propose"
	default:
		i.Text = "officers of the secretariat of the contest: " + number(len(now)) +
			"; what takes two officers needs another one, and who becomes one after voting has opened cannot confirm"
	}
	l.add(i)
}

// result looks at what lies between the close of the vote and the publication of its result.
func (l *list) result() {
	voting, has := l.Contest.Find(prize.Voting)
	if !has || !l.Contest.IsFrozen() {
		return // nobody has voted here
	}
	if len(l.Contest.Results) > 0 {
		l.publication()
		return
	}
	i := l.resultItem(prize.Selection, prize.Announcement)
	if l.Cases > 0 {
		i.Code, i.Text = CasesOpen, "cases of suspicious votes in quarantine that nobody has decided: "+number(l.Cases)+"; votes are declared void before the result is certified"
		l.add(i)
	}
	if l.Appeals > 0 {
		i.Code, i.Text = AppealsOpen, "appeals that nobody has decided: "+number(l.Appeals)+"; until then nobody counts"
		l.add(i)
	}
	if !voting.IsClosed || l.Appeals > 0 || !l.passed(l.AppealUntil) {
		return // the votes cannot be counted yet
	}
	switch {
	case l.Count == nil:
		i.Code, i.Text = NotCounted, "voting is closed, and the votes are not counted"
	case l.Count.IsStale:
		i.Code, i.Text = NotCounted, "what decides of the result has changed since the votes were counted: count again"
	case l.Count.HasTies:
		i.Code, i.Text = Ties, "the newest count has ties that nothing settles: decide them, or draw the lot, and count again"
	default:
		i.Code, i.Text = NotCertified, "the votes are counted, and the result is not certified"
	}
	l.add(i)
}

// resultItem is an item that is needed at the opening of the first of some phases that the contest has.
func (l *list) resultItem(kinds ...prize.PhaseKind) (i Item) {
	for _, kind := range kinds {
		if at, has := l.opens(kind); has {
			return Item{Phase: kind, Before: at}
		}
	}
	return i
}

// publication looks whether it is said when the parts of a certified result become public.
func (l *list) publication() {
	i := l.resultItem(prize.Announcement)
	winners := slices.Contains(l.Scheduled, prize.WinnersPart)
	if !winners && !slices.Contains(l.Scheduled, prize.ChampionsPart) {
		i.Code, i.Text = ChampionsNotScheduled, "the result is certified, and nobody has said when the champions become public"
		l.add(i)
	}
	chosen := slices.ContainsFunc(l.Rounds, func(r jury.Round) bool { return r.Kind == jury.Selection && !r.RevealedAt.IsZero() })
	if chosen && !winners {
		i.Code, i.Text = WinnersNotScheduled, "the sheets of the selection are open, and nobody has said when the winners become public"
		l.add(i)
	}
}
