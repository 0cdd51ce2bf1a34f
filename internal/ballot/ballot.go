// Package ballot casts votes: durably, each once, and with the same answer to a call that is repeated.
package ballot

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// Request is one call to cast votes. Contest is the contest's slug; a category or project of a vote is empty where the
// client named something else than one.
type Request struct {
	AccountID, SessionID string
	Contest              string
	Votes                []prize.Vote
	Key                  string // idempotency key
	Network              string // that it comes from; empty where that is not known
}

// Receipt says that a vote is stored.
type Receipt struct {
	CategoryID, ProjectID string
	AcceptedAt            time.Time // forum time
}

// Standing is how a vote stands now. Void is what declared it void; nil where nothing has.
type Standing struct {
	Receipt
	State prize.VoteState
	Void  *prize.Void
}

// Outcome is the answer to a call: receipts in the order of the votes, or why nothing was cast.
type Outcome struct {
	Receipts []Receipt
	Refusals []prize.Refusal
}

// MaxVotes is how many votes one call may hold.
const MaxVotes = 100

// check refuses a call that cannot be meant, before it is queued (BadUserInput).
func (r Request) check() error {
	if n := len(r.Key); n < 8 || n > 64 || strings.ContainsFunc(r.Key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return fault.BadInput("input.idempotencyKey", "must be 8 to 64 visible ASCII characters")
	}
	if n := len(r.Votes); n == 0 || n > MaxVotes {
		return fault.BadInput("input.votes", "%d votes, 1 to %d are allowed", n, MaxVotes)
	}
	return nil
}

// hash tells apart what is cast under one key. The order of the votes counts for nothing: the same votes in another order
// are the same call.
func (r Request) hash() string {
	votes := slices.Clone(r.Votes)
	slices.SortFunc(votes, func(a, b prize.Vote) int {
		return cmp.Or(strings.Compare(a.CategoryID, b.CategoryID), strings.Compare(a.ProjectID, b.ProjectID))
	})
	// Fields and strings only: encoding cannot fail.
	text, _ := json.Marshal(struct {
		Contest string
		Votes   []prize.Vote
	}{r.Contest, votes})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// NomineeOrder puts the nominees of a category in an order of the voter's own: drawn by a secret, so that it favours
// nobody and nobody can work it out, and the same each time.
func NomineeOrder(secret []byte, voterID, categoryID string, projectIDs []string) []string {
	lots := make(map[string]string, len(projectIDs))
	for _, project := range projectIDs {
		h := hmac.New(sha256.New, secret)
		h.Write([]byte(voterID + "\n" + categoryID + "\n" + project))
		lots[project] = string(h.Sum(nil))
	}
	order := slices.Clone(projectIDs)
	slices.SortFunc(order, func(a, b string) int { return strings.Compare(lots[a], lots[b]) })
	return order
}
