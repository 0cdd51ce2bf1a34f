package ballot

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/store"
)

// TestTheLastVoteOfABatchStands: where votes may change, a batch holds one row for each voter and category. PostgreSQL
// would refuse a statement with two, and the batch would be carried out one by one.
func TestTheLastVoteOfABatchStands(t *testing.T) {
	row := func(voter, category, project string) store.VoteRow {
		return store.VoteRow{ContestID: "C1", VoterID: voter, CategoryID: category, ProjectID: project}
	}
	var s state
	for _, r := range []store.VoteRow{row("v", "K0", "first"), row("v", "K1", "other"), row("w", "K0", "theirs"), row("v", "K0", "last")} {
		s.keep(r, true)
	}
	want := []store.VoteRow{row("v", "K0", "last"), row("v", "K1", "other"), row("w", "K0", "theirs")}
	if d := cmp.Diff(want, s.changes); d != "" || len(s.votes) != 0 {
		t.Errorf("votes: %v, changes: %s", s.votes, d)
	}
}
