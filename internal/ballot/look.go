package ballot

import (
	"context"
	"time"

	"rostrum/internal/store"
)

// Ballot gives the receipts of a voter in a contest, by category. It is for that voter only. Fault: Unavailable.
func (c *Caster) Ballot(ctx context.Context, voterID, contestID string) ([]Receipt, error) {
	rows, err := c.store.Votes(ctx, contestID, voterID)
	receipts := make([]Receipt, len(rows))
	for i, r := range rows {
		receipts[i] = Receipt{r.CategoryID, r.ProjectID, r.AcceptedAt}
	}
	return receipts, err
}

// Exported is a vote as it goes into its voter's export.
type Exported struct {
	Contest    string    `json:"contestId"`
	Category   string    `json:"categoryId"`
	Project    string    `json:"projectId"`
	AcceptedAt time.Time `json:"acceptedAt"`
}

// Export gives all votes of a voter. It is for that voter only. Fault: Unavailable.
func Export(ctx context.Context, st *store.Store, voterID string) ([]Exported, error) {
	rows, err := st.VotesOf(ctx, voterID)
	votes := make([]Exported, len(rows))
	for i, r := range rows {
		votes[i] = Exported{r.ContestID, r.CategoryID, r.ProjectID, r.AcceptedAt}
	}
	return votes, err
}
