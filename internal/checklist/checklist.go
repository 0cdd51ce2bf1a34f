// Package checklist holds what an edition of the prizes lacks, and by when it must be mended; rules only.
package checklist

import (
	"cmp"
	"slices"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
)

// Code says what is missing, in the words of the public contract.
type Code string

// The codes.
const (
	NoPhase               Code = "NO_PHASE"
	NoCeremonyDay         Code = "NO_CEREMONY_DAY"
	NoNominees            Code = "NO_NOMINEES"
	FewNominees           Code = "FEW_NOMINEES"
	TooManyNominees       Code = "TOO_MANY_NOMINEES"
	EntriesUndecided      Code = "ENTRIES_UNDECIDED"
	NoCriteria            Code = "NO_CRITERIA"
	NoRubric              Code = "NO_RUBRIC"
	RevealTooLate         Code = "REVEAL_TOO_LATE"
	NoJurors              Code = "NO_JURORS"
	FewJurors             Code = "FEW_JURORS"
	NoChair               Code = "NO_CHAIR"
	InvitationsOpen       Code = "INVITATIONS_OPEN"
	NotAssigned           Code = "NOT_ASSIGNED"
	EntriesShort          Code = "ENTRIES_SHORT"
	SheetsMissing         Code = "SHEETS_MISSING"
	NominationNotApplied  Code = "NOMINATION_NOT_APPLIED"
	NoSecondOfficer       Code = "NO_SECOND_OFFICER"
	NoAuditor             Code = "NO_AUDITOR"
	ProposalsOpen         Code = "PROPOSALS_OPEN"
	CasesOpen             Code = "CASES_OPEN"
	AppealsOpen           Code = "APPEALS_OPEN"
	NotCounted            Code = "NOT_COUNTED"
	Ties                  Code = "TIES"
	NotCertified          Code = "NOT_CERTIFIED"
	ChampionsNotScheduled Code = "CHAMPIONS_NOT_SCHEDULED"
	WinnersNotScheduled   Code = "WINNERS_NOT_SCHEDULED"
)

// MaxItems is how many items a list has at most: two rounds and the nominees of 18 categories, and each other code once or,
// where it is about a phase or a round, once for each.
const MaxItems = 90

// Item is something that a contest lacks. It tells neither votes nor points, nor who is a champion.
type Item struct {
	Code       Code
	Text       string          // the same in words
	Phase      prize.PhaseKind // what lacks it; empty where it is no phase
	Before     time.Time       // the instant of forum time by which it is needed; zero where there is none
	IsBlocking bool            // nothing mends it after that instant, and what depends on it never comes about
	CategoryID string          // empty where it is not about one category
}

// Edition is a contest with what stands around it, as of one moment.
type Edition struct {
	Contest   prize.Contest
	ForumEnds time.Time // the first instant after the forum
	// Nominees are the projects that stand in a category, Entries what was submitted and is not out of the contest.
	Nominees []Nominee
	Entries  []Entry
	Rounds   []jury.Round
	Jurors   []jury.Member // of whom state, chair and categories are known
	Judging  []Judging
	Officers []Officer
	// SingleOfficer is set where one officer may do what takes two.
	SingleOfficer bool
	// Proposals, Cases and Appeals count those that wait for a decision; of cases, those in quarantine.
	Proposals, Cases, Appeals int
	AppealUntil               time.Time // the last instant up to which voters may appeal; zero where there is none
	Count                     *Count    // the newest; nil where nobody has counted
	Scheduled                 []prize.Part
}

// Nominee is a project that stands in a category.
type Nominee struct{ ID, CategoryID string }

// Entry is what was submitted.
type Entry struct {
	ID, CategoryID string
	State          entry.State
}

// Judging is how far the judging of an entry, or in a selection of a project, has come.
type Judging struct {
	Kind   jury.Kind
	ID     string
	Jurors int // who judge it, without those who do not for a conflict
	Due    int // of them, those who have no sheet in
}

// Officer is that an account has a role for the contest: of the secretariat, the auditors or the jury.
type Officer struct {
	AccountID string
	Role      auth.Role
	WasThere  bool // kept among the officers of the contest when its voting opened
}

// Count is what is known of a count without what was counted.
type Count struct {
	HasTies bool
	IsStale bool // something that decides of the result came after it
}

// Missing lists what the edition lacks at an instant of forum time: what is needed first comes first, what has no instant
// last.
func (e Edition) Missing(now time.Time) []Item {
	l := list{Edition: e, now: now}
	if !l.isOver() {
		l.phases()
		l.nominees()
		l.entries()
		l.jury()
		l.people()
	}
	l.result()
	if e.Proposals > 0 {
		l.add(Item{Code: ProposalsOpen, Text: "proposals that wait for a second officer: " + number(e.Proposals)})
	}
	slices.SortStableFunc(l.items, func(a, b Item) int {
		if a.Before.IsZero() != b.Before.IsZero() {
			return cmp.Compare(ones(a.Before.IsZero()), ones(b.Before.IsZero()))
		}
		return a.Before.Compare(b.Before)
	})
	return l.items
}

// list is a list under way.
type list struct {
	Edition
	now   time.Time
	items []Item
}

func (l *list) add(i Item) { l.items = append(l.items, i) }

// isOver tells whether nothing of the contest goes on any more but its result.
func (l *list) isOver() bool {
	if n := len(l.Contest.Phases); n > 0 {
		return l.passed(l.Contest.Phases[n-1].ClosesAt.Time)
	}
	return l.passed(l.ForumEnds)
}

func (l *list) passed(t time.Time) bool { return !l.now.Before(t) }

// opens gives when a phase opens; false where the contest has none.
func (l *list) opens(kind prize.PhaseKind) (time.Time, bool) {
	p, has := l.Contest.Find(kind)
	return p.OpensAt.Time, has
}

// isClosed tells whether a phase is over, or there is none.
func (l *list) isClosed(kind prize.PhaseKind) bool {
	p, has := l.Contest.Find(kind)
	return !has || l.passed(p.ClosesAt.Time)
}

// votesHere tells whether the voting of the contest goes on or took place here, and not before it came here.
func (l *list) votesHere() bool { return l.Contest.IsFrozen() || !l.isClosed(prize.Voting) }

func ones(b bool) int {
	if b {
		return 1
	}
	return 0
}
