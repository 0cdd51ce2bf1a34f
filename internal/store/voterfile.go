package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/prize"
)

// VoterFile is what is kept of a voter beside the votes that stand.
type VoterFile struct {
	Earlier []VoteRow // earlier versions of votes, by contest, category and version
	Traces  []Trace
	Appeals []prize.Appeal
}

type voteHistoryRow struct {
	bun.BaseModel `bun:"table:vote_history"`

	ContestID  string
	CategoryID string
	VoterID    string
	Revision   int64
	ProjectID  string
	AcceptedAt time.Time
	State      prize.VoteState
	VoidID     string `bun:",nullzero"`
}

// VoterFile gives what is kept of a voter beside the votes that stand. It is for that voter only. Fault: Unavailable.
func (s *Store) VoterFile(ctx context.Context, voterID string) (f VoterFile, err error) {
	err = s.read(ctx, func(ctx context.Context, db bun.IDB) error {
		f = VoterFile{}
		var earlier []voteHistoryRow
		if err := db.NewSelect().Model(&earlier).Where("voter_id = ?", voterID).Order("contest_id", "category_id", "revision").Scan(ctx); err != nil {
			return err
		}
		for _, r := range earlier {
			f.Earlier = append(f.Earlier, VoteRow{r.ContestID, r.VoterID, r.CategoryID, r.ProjectID, utc(r.AcceptedAt), r.State, r.VoidID, r.Revision})
		}
		var traces []traceRow
		if err := db.NewSelect().Model(&traces).Where("voter_id = ?", voterID).Order("contest_id", "network").Scan(ctx); err != nil {
			return err
		}
		for _, r := range traces {
			f.Traces = append(f.Traces, Trace{r.ContestID, r.VoterID, r.Network, r.MailDomain, utc(r.SeenAt)})
		}
		var appeals []appealRow
		err := db.NewSelect().Model(&appeals).Where("voter_id = ?", voterID).Order("appealed_at", "id").Scan(ctx)
		f.Appeals = outs(appeals)
		return err
	})
	return f, s.fault(err)
}
