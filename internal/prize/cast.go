package prize

import (
	"fmt"
	"strconv"
	"time"
)

// Vote is a choice of a project in a category. A category or project that cannot be one of the contest is empty.
type Vote struct {
	CategoryID string `json:"category"`
	ProjectID  string `json:"project"`
}

// RefusalCode says why a cast is refused, in the words of the public contract.
type RefusalCode string

// The reasons, in the order in which they come before each other. NotEligible is for contests that ask more of a voter
// than a confirmed address; so far none does.
const (
	KeyReused         RefusalCode = "KEY_REUSED"
	NotEligible       RefusalCode = "NOT_ELIGIBLE"
	VotingClosed      RefusalCode = "CLOSED"
	UnknownCategory   RefusalCode = "UNKNOWN_CATEGORY"
	DuplicateCategory RefusalCode = "DUPLICATE_CATEGORY"
	NotANominee       RefusalCode = "NOT_A_NOMINEE"
	AlreadyVoted      RefusalCode = "ALREADY_VOTED"
)

// The reasons why a vote is not withdrawn, beside VotingClosed, UnknownCategory and DuplicateCategory.
const (
	ChangesNotAllowed RefusalCode = "CHANGES_NOT_ALLOWED"
	NotVoted          RefusalCode = "NOT_VOTED"
)

// VoteState is how a vote stands. A vote that was never cast has none.
type VoteState string

// The states.
const (
	VoteCast      VoteState = "CAST"
	VoteWithdrawn VoteState = "WITHDRAWN" // by its voter, who may vote again
	VoteVoided    VoteState = "VOIDED"    // by two officers; the voter can appeal, not vote again
	VoteReopened  VoteState = "REOPENED"  // void since a nominee changed; the voter may vote again, and is done if not
)

// IsDone tells whether the category counts as voted in.
func (s VoteState) IsDone() bool { return s == VoteCast || s == VoteReopened }

// Refusal is why a cast is refused. Its text is safe to show; Path is the place in the input.
type Refusal struct {
	Code RefusalCode
	Text string
	Path []string
}

// Poll is what decides of a cast, as the transaction that stores it reads it.
type Poll struct {
	OpensAt, ClosesAt time.Time // of the voting phase; zero where the contest has none
	IsClosed          bool      // a closing record exists, which is irreversible
	MayChange         bool      // a vote may be changed until the close
	Categories        map[string]bool
	CategoryOf        map[string]string // nominee → category
}

// IsOpen tells whether votes are accepted at an instant of forum time: from the opening up to, but without, the close,
// as long as nothing has closed it.
func (p Poll) IsOpen(now time.Time) bool {
	return !p.IsClosed && !p.OpensAt.IsZero() && !now.Before(p.OpensAt) && now.Before(p.ClosesAt)
}

// Refuse gives why votes cannot be cast at an instant of forum time by somebody whose votes stand as they do, by category;
// nothing where they can. Of several reasons the one that comes before the others is given, for every vote that it
// concerns: all votes are cast, or none.
func (p Poll) Refuse(now time.Time, votes []Vote, voted map[string]VoteState) []Refusal {
	if !p.IsOpen(now) {
		return []Refusal{{VotingClosed, p.closedText(now), []string{"input", "contest"}}}
	}
	seen := make(map[string]bool, len(votes))
	for _, check := range []struct {
		code RefusalCode
		text string
		part string
		bad  func(Vote) bool
	}{
		{UnknownCategory, "is no category of this contest", "category", func(v Vote) bool { return !p.Categories[v.CategoryID] }},
		{DuplicateCategory, "has a vote already in this call", "category", func(v Vote) bool {
			twice := seen[v.CategoryID]
			seen[v.CategoryID] = true
			return twice
		}},
		{NotANominee, "is no nominee of this category", "project", func(v Vote) bool {
			return v.ProjectID == "" || p.CategoryOf[v.ProjectID] != v.CategoryID
		}},
		{AlreadyVoted, "your vote in this category was declared void, and cannot be cast again", "category", func(v Vote) bool {
			return voted[v.CategoryID] == VoteVoided
		}},
		{AlreadyVoted, "you have voted in this category, and a vote cannot be changed", "category", func(v Vote) bool {
			return voted[v.CategoryID] == VoteCast && !p.MayChange
		}},
	} {
		var refusals []Refusal
		for i, v := range votes {
			if check.bad(v) {
				path := []string{"input", "votes", strconv.Itoa(i), check.part}
				refusals = append(refusals, Refusal{check.code, fmt.Sprintf("votes[%d].%s: %s", i, check.part, check.text), path})
			}
		}
		if len(refusals) > 0 {
			return refusals
		}
	}
	return nil
}

// RefuseWithdrawal gives why votes in categories cannot be withdrawn, as Refuse does of votes. A vote that is withdrawn
// already is no reason.
func (p Poll) RefuseWithdrawal(now time.Time, categories []string, voted map[string]VoteState) []Refusal {
	switch {
	case !p.IsOpen(now):
		return []Refusal{{VotingClosed, p.closedText(now), []string{"input", "contest"}}}
	case !p.MayChange:
		return []Refusal{{ChangesNotAllowed, "in this contest a vote cannot be changed or withdrawn", []string{"input", "contest"}}}
	}
	seen := make(map[string]bool, len(categories))
	for _, check := range []struct {
		code RefusalCode
		text string
		bad  func(string) bool
	}{
		{UnknownCategory, "is no category of this contest", func(id string) bool { return !p.Categories[id] }},
		{DuplicateCategory, "stands in this call already", func(id string) bool {
			twice := seen[id]
			seen[id] = true
			return twice
		}},
		{NotVoted, "you have no vote in this category", func(id string) bool {
			return voted[id] != VoteCast && voted[id] != VoteWithdrawn
		}},
	} {
		var refusals []Refusal
		for i, id := range categories {
			if check.bad(id) {
				path := []string{"input", "categories", strconv.Itoa(i)}
				refusals = append(refusals, Refusal{check.code, fmt.Sprintf("categories[%d]: %s", i, check.text), path})
			}
		}
		if len(refusals) > 0 {
			return refusals
		}
	}
	return nil
}

func (p Poll) closedText(now time.Time) string {
	switch {
	case p.OpensAt.IsZero():
		return "this contest has no public vote"
	case now.Before(p.OpensAt):
		return "voting opens at " + p.OpensAt.UTC().Format(time.RFC3339)
	case now.Before(p.ClosesAt):
		return "voting has been closed"
	}
	return "voting closed at " + p.ClosesAt.UTC().Format(time.RFC3339)
}

// WouldCount tells whether a ballot with votes in some categories would be counted if voting closed now: where the
// contest wants all categories, only a complete one is.
func (c Contest) WouldCount(done int) bool {
	if c.PartialBallotsCount {
		return done > 0
	}
	return done == len(c.Categories) && done > 0
}
