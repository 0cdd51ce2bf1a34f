package ballot

import (
	"context"
	"time"

	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Ballot gives how the votes of a voter in a contest stand, by category. It is for that voter only. Fault: Unavailable.
func (c *Caster) Ballot(ctx context.Context, voterID, contestID string) ([]Standing, error) {
	rows, err := c.store.Votes(ctx, contestID, voterID)
	if err != nil {
		return nil, err
	}
	var voids []prize.Void
	standing := make([]Standing, len(rows))
	for i, r := range rows {
		standing[i] = Standing{Receipt: Receipt{r.CategoryID, r.ProjectID, r.AcceptedAt}, State: r.State}
		if r.VoidID == "" {
			continue
		}
		if voids == nil {
			if voids, err = c.store.VoidsOf(ctx, contestID, voterID); err != nil {
				return nil, err
			}
		}
		for _, v := range voids {
			if v.ID == r.VoidID {
				standing[i].Void = &v
			}
		}
	}
	return standing, nil
}

// Exported is a vote as it goes into its voter's export.
type Exported struct {
	Contest    string          `json:"contestId"`
	Category   string          `json:"categoryId"`
	Project    string          `json:"projectId"`
	AcceptedAt time.Time       `json:"acceptedAt"`
	State      prize.VoteState `json:"state"`
}

// Export gives all votes of a voter. It is for that voter only. Fault: Unavailable.
func Export(ctx context.Context, st *store.Store, voterID string) ([]Exported, error) {
	rows, err := st.VotesOf(ctx, voterID)
	votes := make([]Exported, len(rows))
	for i, r := range rows {
		votes[i] = Exported{r.ContestID, r.CategoryID, r.ProjectID, r.AcceptedAt, r.State}
	}
	return votes, err
}

// Kept is what goes into a voter's export beside the votes.
type Kept struct {
	Earlier  []Exported `json:"earlierVersions"`
	Networks []network  `json:"networks"`
	Appeals  []appeal   `json:"appeals"`
}

type network struct {
	Contest    string    `json:"contestId"`
	Network    string    `json:"network"`
	MailDomain string    `json:"mailDomain"`
	SeenAt     time.Time `json:"seenAt"`
}

type appeal struct {
	Contest    string            `json:"contestId"`
	Text       string            `json:"text"`
	AppealedAt time.Time         `json:"appealedAt"`
	State      prize.AppealState `json:"state"`
	Reason     string            `json:"reason,omitempty"`
}

// ExportKept gives what is kept of a voter beside the votes. It is for that voter only. Fault: Unavailable.
func ExportKept(ctx context.Context, st *store.Store, voterID string) (Kept, error) {
	file, err := st.VoterFile(ctx, voterID)
	k := Kept{Earlier: []Exported{}, Networks: []network{}, Appeals: []appeal{}}
	for _, r := range file.Earlier {
		k.Earlier = append(k.Earlier, Exported{r.ContestID, r.CategoryID, r.ProjectID, r.AcceptedAt, r.State})
	}
	for _, t := range file.Traces {
		k.Networks = append(k.Networks, network{t.ContestID, t.Network, t.MailDomain, t.SeenAt})
	}
	for _, a := range file.Appeals {
		k.Appeals = append(k.Appeals, appeal{a.ContestID, a.Text, a.AppealedAt, a.State, a.Reason})
	}
	return k, err
}
